import type { Channel } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';
import { renewed, setApart } from './record.js';

/** A batch that may have been sent. */
export interface UnsureBatch {
  id: number;
  channel: Channel;
  /** Who was called. */
  provider: string;
  outId: string;
  epoch: number;
  intentAt: Date;
  /** When it was noticed; an overdue dispatcher sends nothing of this epoch after that. */
  unknownSince: Date;
  /** Intent of the first and of the last try of this epoch, whatever became of them. */
  firstTriedAt: Date;
  lastTriedAt: Date;
  /** Whose nonces the tries of this epoch carried; '': none, or it was not noted. */
  nonceScopes: string[];
  /** The lease it was taken under: whoever was held up and finds another one has lost the batch. */
  lease: Date;
  templateId: number;
  /** Of a run that only tries its texts out. */
  test: boolean;
  /** The id of the text at the provider called, whatever it thinks of it by now; null: it gives none. */
  carrierCode: string | null;
  /** Whether a resend would still be wanted: the run is running. */
  wanted: boolean;
  /** Whether any message of it still waits for its fate, or for its turn. */
  open: boolean;
}

/**
 * Batches whose dispatcher is overdue become `unknown`: their intent is written and nobody knows the rest.
 * @returns how many
 */
export async function declareUnknown(sql: Statement, now: Date): Promise<number> {
  const rows = await sql`
    WITH overdue AS (
      UPDATE batch SET state = 'unknown', unknown_since = ${now}
      WHERE state = 'sending' AND lease_until < ${now} RETURNING id),
    attempted AS (
      UPDATE attempt a SET outcome = 'unknown', code = 'dispatcher lost', finished_at = ${now}
      FROM overdue WHERE a.batch_id = overdue.id AND a.outcome IS NULL)
    UPDATE message m SET state = 'unknown', reason = 'dispatcher lost', changed_at = ${now}
    FROM overdue WHERE m.batch_id = overdue.id AND m.state = 'sending' RETURNING m.batch_id`;
  return new Set(rows.map((row) => row.batchId as number)).size;
}

/**
 * Takes unsure batches that are due for a look; until `lookAgainAt` no other reconciler takes them. A try that is still
 * open belongs to a reconciler that died over it, or was held up and has lost the batch.
 */
export async function takeUnsure(
  sql: Statement,
  { now, lookAgainAt, limit }: { now: Date; lookAgainAt: Date; limit: number },
): Promise<UnsureBatch[]> {
  return sql<UnsureBatch[]>`
    WITH taken AS (
      UPDATE batch b SET lease_until = ${lookAgainAt}
      FROM occurrence o JOIN run r ON r.id = o.run_id, occurrence_channel s
      WHERE b.id IN (SELECT id FROM batch WHERE state = 'unknown' AND lease_until < ${now}
          ORDER BY lease_until LIMIT ${limit} FOR UPDATE SKIP LOCKED)
        AND o.id = b.occurrence_id AND s.occurrence_id = b.occurrence_id AND s.channel = b.channel
      RETURNING b.id, b.channel, b.provider, b.out_id, b.epoch, b.intent_at, b.unknown_since, s.template_id, o.test,
        (SELECT v.carrier_code FROM template_review v WHERE v.template_id = s.template_id AND v.provider = b.provider) AS carrier_code,
        r.state = 'running' AS wanted, b.lease_until AS lease),
    lost AS (
      UPDATE attempt a SET outcome = 'unknown', code = 'reconciler lost', finished_at = ${now}
      FROM taken WHERE a.batch_id = taken.id AND a.outcome IS NULL)
    SELECT taken.*, EXISTS (SELECT FROM message m WHERE m.batch_id = taken.id AND m.state IN ('unknown', 'queued')) AS open,
      ARRAY(SELECT DISTINCT coalesce(a.nonce_scope, '') FROM attempt a WHERE a.batch_id = taken.id AND a.epoch = taken.epoch) AS nonce_scopes,
      -- A dispatcher may have died between its claim and the first mail.
      coalesce((SELECT min(a.intent_at) FROM attempt a WHERE a.batch_id = taken.id AND a.epoch = taken.epoch), intent_at) AS first_tried_at,
      coalesce((SELECT max(a.intent_at) FROM attempt a WHERE a.batch_id = taken.id), intent_at) AS last_tried_at
    FROM taken`;
}

/**
 * Writes down one more try of an unsure batch under its old nonce, for these messages of it, and holds the batch until
 * `leaseUntil`.
 * @returns undefined when another reconciler has taken the batch meanwhile: nothing may be sent
 */
export async function openAttempt(
  sql: Statement,
  { id, lease }: Pick<UnsureBatch, 'id' | 'lease'>,
  {
    messageIds,
    nonceScope,
    now,
    leaseUntil,
  }: { messageIds: number[]; nonceScope: string | null; now: Date; leaseUntil: Date },
): Promise<number | undefined> {
  const [row] = await sql<{ id: number }[]>`
    WITH held AS (
      UPDATE batch SET lease_until = ${leaseUntil} WHERE id = ${id} AND state = 'unknown' AND lease_until = ${lease}
      RETURNING id, out_id, epoch, provider),
    opened AS (
      INSERT INTO attempt (batch_id, out_id, epoch, intent_at, provider, nonce_scope)
      SELECT id, out_id, epoch, ${now}, provider, ${nonceScope} FROM held RETURNING id, batch_id),
    called AS (
      UPDATE message m SET attempt_id = o.id FROM opened o
      WHERE m.batch_id = o.batch_id AND m.id = ANY(${messageIds}) AND m.state = 'unknown')
    SELECT id FROM opened`;
  return row?.id;
}

/**
 * A call of this try, or of one before it, arrived: everyone who was in this try was in those before it, and is reached.
 * Who was left out of it stays unsure.
 * @returns whether nobody of the batch is unsure any more
 */
export async function settleAsSent(
  sql: Statement,
  { batchId, attemptId, now }: { batchId: number; attemptId: number; now: Date },
): Promise<boolean> {
  const { count } = await sql`
    WITH reached AS (
      UPDATE message SET state = 'sent', reason = NULL, changed_at = ${now}
      WHERE batch_id = ${batchId} AND attempt_id >= ${attemptId} AND state = 'unknown')
    UPDATE batch SET state = 'done', lease_until = NULL WHERE id = ${batchId} AND state = 'unknown'
      AND NOT EXISTS (SELECT FROM message WHERE batch_id = ${batchId} AND attempt_id < ${attemptId} AND state = 'unknown')`;
  return count > 0;
}

/**
 * What is unsure goes back to the queue under a new epoch (or is cancelled with its run), and the batch is done if
 * nothing is left. Does nothing when another reconciler has taken the batch meanwhile: it may have been sent once more
 * since this one looked.
 * @param mayBeThere false: it certainly did not arrive, and anybody may carry it, unless others of it are in doubt. True: its provider cannot be asked and
 * may have it, so that only this provider is sent it again; what was never sent goes on as a batch of its own
 */
export async function returnToQueue(
  sql: Statement,
  { id, lease }: Pick<UnsureBatch, 'id' | 'lease'>,
  { mayBeThere, now }: { mayBeThere: boolean; now: Date },
): Promise<void> {
  await sql`
    WITH target AS (
      SELECT b.id, b.bound, r.state = 'cancelled' AS cancelled,
        EXISTS (SELECT FROM message m WHERE m.batch_id = b.id AND m.state = 'unknown') AS unsure,
        EXISTS (SELECT FROM message m WHERE m.batch_id = b.id AND m.state = 'queued') AS queued
      FROM batch b JOIN occurrence o ON o.id = b.occurrence_id JOIN run r ON r.id = o.run_id
      WHERE b.id = ${id} AND b.state = 'unknown' AND b.lease_until = ${lease} FOR UPDATE OF b),
    moved AS (
      UPDATE message m SET state = (CASE WHEN t.cancelled THEN 'cancelled' ELSE 'queued' END)::message_state,
        -- Nobody can ask a relay: a cancelled mail may have gone out all the same.
        reason = CASE WHEN t.cancelled AND m.channel = 'email' THEN 'may have been sent' END, changed_at = ${now}
      FROM target t WHERE m.batch_id = t.id AND m.state = 'unknown'),
    mixed AS (SELECT id FROM target WHERE ${mayBeThere} AND unsure AND queued AND NOT bound AND NOT cancelled),
    ${setApart(sql, sql`mixed`, now)}
    UPDATE batch b SET ${renewed(sql, now)}, 
      bound = CASE WHEN ${mayBeThere} THEN b.bound OR t.unsure ELSE b.bound AND t.queued END,
      state = (CASE WHEN (t.unsure OR t.queued) AND NOT t.cancelled THEN 'queued' ELSE 'done' END)::batch_state
    FROM target t WHERE b.id = t.id`;
}
