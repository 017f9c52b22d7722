import type { Channel } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';
import type { ClaimedMessage } from './claim.js';
import { closing } from './record.js';

/** A batch that may have been sent. */
export interface UnsureBatch {
  id: number;
  channel: Channel;
  provider: string;
  outId: string;
  epoch: number;
  intentAt: Date;
  unknownSince: Date;
  /** Intent of the first and of the last try of this epoch, whatever became of them: certainty counts from the last. */
  firstTriedAt: Date;
  lastTriedAt: Date;
  /** The lease it was taken under: whoever was held up and finds another one has lost the batch. */
  lease: Date;
  templateId: number;
  /** Whether a resend would still be wanted: the run is running. */
  wanted: boolean;
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

/** Takes unsure batches that are due for a look; until `lookAgainAt` no other reconciler takes them. */
export async function takeUnsure(
  sql: Statement,
  { now, lookAgainAt, limit }: { now: Date; lookAgainAt: Date; limit: number },
): Promise<UnsureBatch[]> {
  return sql<UnsureBatch[]>`
    UPDATE batch b SET lease_until = ${lookAgainAt}
    FROM occurrence o JOIN run r ON r.id = o.run_id, occurrence_channel s
    WHERE b.id IN (SELECT id FROM batch WHERE state = 'unknown' AND lease_until < ${now}
        ORDER BY lease_until LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      AND o.id = b.occurrence_id AND s.occurrence_id = b.occurrence_id AND s.channel = b.channel
    RETURNING b.id, b.channel, b.provider, b.out_id, b.epoch, b.intent_at, b.unknown_since, s.template_id,
      r.state = 'running' AS wanted, b.lease_until AS lease,
      -- A dispatcher may have died between its claim and the first mail.
      coalesce((SELECT min(a.intent_at) FROM attempt a WHERE a.batch_id = b.id AND a.epoch = b.epoch), b.intent_at) AS first_tried_at,
      coalesce((SELECT max(a.intent_at) FROM attempt a WHERE a.batch_id = b.id), b.intent_at) AS last_tried_at`;
}

/** Whether a receipt has already named a call of this epoch: then it arrived, all of it. */
export async function receiptSeen(sql: Statement, batchId: number): Promise<boolean> {
  const [row] = await sql<[{ seen: boolean }]>`
    SELECT EXISTS (SELECT FROM batch b JOIN message m ON m.batch_id = b.id JOIN attempt a ON a.id = m.attempt_id
      WHERE b.id = ${batchId} AND a.epoch = b.epoch AND m.state IN ('delivered', 'undelivered')) AS seen`;
  return row.seen;
}

/**
 * The unsure messages of a batch as they were called, the attempt renewed for one more try under the same
 * nonce. Messages no longer wanted (opted out, expired) are left out: they keep waiting for certainty.
 */
export async function unsureMessages(
  sql: Statement,
  { batchId, now }: { batchId: number; now: Date },
): Promise<ClaimedMessage[]> {
  return sql<ClaimedMessage[]>`
    SELECT m.id, m.attempt_id, b.out_id, t.variables,
      CASE b.channel WHEN 'sms' THEN p.phone_cipher ELSE p.email_cipher END AS address_cipher
    FROM batch b JOIN occurrence o ON o.id = b.occurrence_id
    JOIN message m ON m.batch_id = b.id AND m.state = 'unknown'
    JOIN person p ON p.id = m.person_id JOIN rendering t ON t.id = m.rendering_id
    WHERE b.id = ${batchId} AND (o.expires_at IS NULL OR o.expires_at > ${now})
      AND CASE b.channel WHEN 'sms' THEN p.phone_hash ELSE p.email_hash END IS NOT NULL
      AND NOT EXISTS (SELECT FROM opt_out x WHERE x.channel = b.channel AND x.revoked_at IS NULL
        AND x.address_hash = CASE b.channel WHEN 'sms' THEN p.phone_hash ELSE p.email_hash END)
    ORDER BY m.id`;
}

/** Ciphers of some addresses of an unsure batch, to ask the provider about. */
export async function unsureAddresses(sql: Statement, batchId: number, limit: number): Promise<Buffer[]> {
  const rows = await sql<{ cipher: Buffer }[]>`
    SELECT CASE m.channel WHEN 'sms' THEN p.phone_cipher ELSE p.email_cipher END AS cipher
    FROM message m JOIN person p ON p.id = m.person_id
    WHERE m.batch_id = ${batchId} AND m.state = 'unknown' AND p.phone_hash IS NOT NULL ORDER BY m.id LIMIT ${limit}`;
  return rows.map((row) => row.cipher);
}

/**
 * Writes down one more try of an unsure batch under its old nonce, and holds the batch until `leaseUntil`.
 * @returns undefined when another reconciler has taken the batch meanwhile: nothing may be sent
 */
export async function openAttempt(
  sql: Statement,
  { id, lease }: Pick<UnsureBatch, 'id' | 'lease'>,
  { now, leaseUntil }: { now: Date; leaseUntil: Date },
): Promise<number | undefined> {
  const [row] = await sql<{ id: number }[]>`
    WITH held AS (
      UPDATE batch SET lease_until = ${leaseUntil} WHERE id = ${id} AND state = 'unknown' AND lease_until = ${lease}
      RETURNING id, out_id, epoch)
    INSERT INTO attempt (batch_id, out_id, epoch, intent_at) SELECT id, out_id, epoch, ${now} FROM held RETURNING id`;
  return row?.id;
}

/** Lets go of an unsure batch that this reconciler holds, for a look at `lookAgainAt`. */
export async function releaseUnsure(
  sql: Statement,
  { id, lease }: Pick<UnsureBatch, 'id' | 'lease'>,
  lookAgainAt: Date,
): Promise<void> {
  await sql`UPDATE batch SET lease_until = ${lookAgainAt} WHERE id = ${id} AND state = 'unknown' AND lease_until = ${lease}`;
}

/** Writes down what became of a try; a try already closed stays as it is. */
export async function closeAttempt(
  sql: Statement,
  {
    attemptId,
    outcome,
    code,
    reference,
    now,
  }: { attemptId: number; outcome: string; code: string | null; reference: string | null; now: Date },
): Promise<void> {
  await sql`${closing(sql, { attemptId, now }, outcome, { code, reference })}`;
}

/** It arrived: every unsure message of the batch was sent. */
export async function settleAsSent(
  sql: Statement,
  { batchId, now }: { batchId: number; now: Date },
): Promise<void> {
  await sql`
    WITH finished AS (UPDATE batch SET state = 'done', lease_until = NULL WHERE id = ${batchId} AND state = 'unknown')
    UPDATE message SET state = 'sent', reason = NULL, changed_at = ${now} WHERE batch_id = ${batchId} AND state = 'unknown'`;
}

/**
 * A resend under the old nonce was taken, so the first call never arrived: those resent were sent, the others
 * never will be unless they go back to the queue and pass the usual look.
 */
export async function settleResent(
  sql: Statement,
  batch: Pick<UnsureBatch, 'id' | 'lease'>,
  { messageIds, attemptId, now }: { messageIds: number[]; attemptId: number; now: Date },
): Promise<void> {
  await sql`
    UPDATE message SET state = 'sent', reason = NULL, attempt_id = ${attemptId}, changed_at = ${now}
    WHERE batch_id = ${batch.id} AND id = ANY(${messageIds}) AND state = 'unknown'`;
  await returnToQueue(sql, batch, now);
}

/**
 * It certainly did not arrive: what is unsure goes back to the queue under a new epoch (or is cancelled with
 * its run), and the batch is done if nothing is left. Does nothing when another reconciler has taken the batch
 * meanwhile: it may have been sent once more since this one looked.
 */
export async function returnToQueue(
  sql: Statement,
  { id, lease }: Pick<UnsureBatch, 'id' | 'lease'>,
  now: Date,
): Promise<void> {
  await sql`
    WITH target AS (
      SELECT b.id, r.state = 'cancelled' AS cancelled,
        EXISTS (SELECT FROM message m WHERE m.batch_id = b.id AND m.state IN ('unknown', 'queued')) AS open
      FROM batch b JOIN occurrence o ON o.id = b.occurrence_id JOIN run r ON r.id = o.run_id
      WHERE b.id = ${id} AND b.state = 'unknown' AND b.lease_until = ${lease} FOR UPDATE OF b),
    moved AS (
      UPDATE message m SET state = (CASE WHEN t.cancelled THEN 'cancelled' ELSE 'queued' END)::message_state,
        -- Nobody can ask a relay: a cancelled mail may have gone out all the same.
        reason = CASE WHEN t.cancelled AND m.channel = 'email' THEN 'may have been sent' END, changed_at = ${now}
      FROM target t WHERE m.batch_id = t.id AND m.state = 'unknown')
    UPDATE batch b SET state = (CASE WHEN t.open AND NOT t.cancelled THEN 'queued' ELSE 'done' END)::batch_state,
      epoch = epoch + 1, unknown_since = NULL, lease_until = NULL, enqueued_at = NULL, not_before = ${now}
    FROM target t WHERE b.id = t.id`;
}
