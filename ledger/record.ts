import type { PendingQuery, Row } from 'postgres';
import type { Statement } from '../runtime/database.js';
import { marking } from './dead-addresses.js';

type Fragment = PendingQuery<Row[]>;

/**
 * What became of provider calls, one write per call (SMS) or small group of calls (mail). Every update is
 * guarded by state, attempt and epoch: a receipt may have come first, or the reconciler may have taken over and
 * another dispatcher may hold the batch by now.
 */

export interface CallResult {
  batchId: number;
  attemptId: number;
  now: Date;
}

/** The batch is still in the epoch of this try: whoever was held up too long has nothing to say about it any more. */
const sameEpoch = (sql: Statement, attemptId: number): Fragment =>
  sql`epoch = (SELECT epoch FROM attempt WHERE id = ${attemptId})`;

/** What a try may end as: the provider's word, or `abandoned` by ourselves before anything was sent. */
export type AttemptOutcome = 'accepted' | 'rejected' | 'throttled' | 'unknown' | 'abandoned';

/** What a batch becomes that goes on in a new epoch: due at once, nothing of it unsure. */
export const renewed = (sql: Statement, now: Date): Fragment => sql`
  epoch = epoch + 1, unknown_since = NULL, lease_until = NULL, enqueued_at = NULL, not_before = ${now}`;

/** Writes down what became of a try; a try already closed stays as it is. */
const closing = (
  sql: Statement,
  { attemptId, now }: Pick<CallResult, 'attemptId' | 'now'>,
  outcome: AttemptOutcome,
  { code = null, reference = null }: { code?: string | null; reference?: string | null },
): Fragment => sql`
  UPDATE attempt SET finished_at = ${now}, outcome = ${outcome}, code = ${code}, reference = ${reference}
  WHERE id = ${attemptId} AND outcome IS NULL`;

/** Closes a try that came to nothing and moved no message. */
export async function closeAttempt(
  sql: Statement,
  call: Pick<CallResult, 'attemptId' | 'now'>,
  { outcome, code }: { outcome: AttemptOutcome; code: string },
): Promise<void> {
  await sql`${closing(sql, call, outcome, { code })}`;
}

/**
 * The provider took the whole call. While it was under way a reconciler may have sent it again, to the same people or
 * fewer; they are reached too.
 */
export async function recordAccepted(
  sql: Statement,
  { batchId, attemptId, now }: CallResult,
  reference: string,
): Promise<void> {
  await sql`
    WITH attempted AS (
      ${closing(sql, { attemptId, now }, 'accepted', { reference })}),
    finished AS (
      UPDATE batch SET state = 'done', lease_until = NULL WHERE id = ${batchId} AND state IN ('sending', 'unknown') AND ${sameEpoch(sql, attemptId)}
      RETURNING id)
    UPDATE message SET state = 'sent', reason = NULL, changed_at = ${now}
    WHERE batch_id = (SELECT id FROM finished) AND attempt_id >= ${attemptId} AND state IN ('sending', 'unknown')`;
}

/** Certainly not taken: back to the queue, not before `notBefore`, under a new epoch. */
export async function recordThrottled(
  sql: Statement,
  { batchId, attemptId, now }: CallResult,
  {
    notBefore,
    code,
    outcome,
  }: { notBefore: Date; code: string; outcome: Exclude<AttemptOutcome, 'accepted' | 'unknown'> },
): Promise<void> {
  await sql`
    WITH attempted AS (
      ${closing(sql, { attemptId, now }, outcome, { code })}),
    requeued AS (
      UPDATE batch SET state = 'queued', epoch = epoch + 1, not_before = ${notBefore}, lease_until = NULL, enqueued_at = NULL
      WHERE id = ${batchId} AND state = 'sending' AND ${sameEpoch(sql, attemptId)})
    UPDATE message SET state = 'queued', changed_at = ${now}
    WHERE batch_id = ${batchId} AND attempt_id = ${attemptId} AND state = 'sending'`;
}

/** Refused for good: every message of the call failed with the provider's code. */
export async function recordFailed(
  sql: Statement,
  { batchId, attemptId, now }: CallResult,
  code: string,
): Promise<void> {
  await sql`
    WITH attempted AS (
      ${closing(sql, { attemptId, now }, 'rejected', { code })}),
    finished AS (UPDATE batch SET state = 'done', lease_until = NULL WHERE id = ${batchId} AND state = 'sending' AND ${sameEpoch(sql, attemptId)})
    UPDATE message SET state = 'failed', reason = ${code}, changed_at = ${now}
    WHERE batch_id = ${batchId} AND attempt_id = ${attemptId} AND state = 'sending'`;
}

/** May have been taken: kept for the reconciler, who looks first at `lookAt`. */
export async function recordUnknown(
  sql: Statement,
  { batchId, attemptId, now }: CallResult,
  { code, lookAt }: { code: string; lookAt: Date },
): Promise<void> {
  await sql`
    WITH attempted AS (
      ${closing(sql, { attemptId, now }, 'unknown', { code })}),
    held AS (
      UPDATE batch SET state = 'unknown', unknown_since = coalesce(unknown_since, ${now}), lease_until = ${lookAt}
      WHERE id = ${batchId} AND state = 'sending' AND ${sameEpoch(sql, attemptId)})
    UPDATE message SET state = 'unknown', reason = ${code}, changed_at = ${now}
    WHERE batch_id = ${batchId} AND attempt_id = ${attemptId} AND state = 'sending'`;
}

/**
 * A resend under the old nonce was taken, so the call before it never arrived: those resent were sent; the others are
 * not on their way to anybody and go back to the queue, where they pass the usual look.
 */
export async function recordResent(
  sql: Statement,
  { batchId, attemptId, now }: CallResult,
  reference: string,
): Promise<void> {
  await sql`
    WITH attempted AS (
      ${closing(sql, { attemptId, now }, 'accepted', { reference })}),
    target AS (
      SELECT b.id, r.state = 'cancelled' AS cancelled FROM batch b JOIN occurrence o ON o.id = b.occurrence_id JOIN run r ON r.id = o.run_id
      WHERE b.id = ${batchId} AND b.state = 'unknown' AND ${sameEpoch(sql, attemptId)} FOR UPDATE OF b),
    moved AS (
      UPDATE message m SET reason = NULL, changed_at = ${now},
        state = (CASE WHEN m.attempt_id >= ${attemptId} THEN 'sent' WHEN t.cancelled THEN 'cancelled' ELSE 'queued' END)::message_state
      FROM target t WHERE m.batch_id = t.id AND m.state = 'unknown' RETURNING m.state)
    UPDATE batch b SET ${renewed(sql, now)},
      state = (CASE WHEN EXISTS (SELECT FROM moved WHERE state = 'queued') THEN 'queued' ELSE 'done' END)::batch_state
    FROM target t WHERE b.id = t.id`;
}

/**
 * A resend under the old nonce was answered otherwise, which may be about the second call: the question stays open.
 * The batch is let go of for a look at `lookAt`, unless another reconciler has taken it meanwhile.
 * @param lease the one this reconciler holds it under
 */
export async function recordStillUnknown(
  sql: Statement,
  { batchId, attemptId, now }: CallResult,
  {
    outcome,
    code,
    lease,
    lookAt,
  }: { outcome: Exclude<AttemptOutcome, 'accepted'>; code: string; lease: Date; lookAt: Date },
): Promise<void> {
  await sql`
    WITH attempted AS (
      ${closing(sql, { attemptId, now }, outcome, { code })})
    UPDATE batch SET lease_until = ${lookAt} WHERE id = ${batchId} AND state = 'unknown' AND lease_until = ${lease}`;
}

/** Messages of a call that cannot be rendered: they fail, each with its own code, before the others are sent. */
export async function recordUnrenderable(
  sql: Statement,
  { attemptId, now }: Pick<CallResult, 'attemptId' | 'now'>,
  unrenderable: readonly { messageId: number; code: string }[],
): Promise<void> {
  await sql`
    UPDATE message m SET state = 'failed', reason = u.code, changed_at = ${now}
    FROM unnest(${unrenderable.map((each) => each.messageId)}::bigint[], ${unrenderable.map((each) => each.code)}::text[]) AS u(id, code)
    WHERE m.id = u.id AND m.attempt_id = ${attemptId} AND m.state = 'sending'`;
}

/** One of the messages was refused and the provider does not say which: two halves, each under a new OutId. */
export async function recordSplit(
  sql: Statement,
  { batchId, attemptId, now }: CallResult,
  code: string,
): Promise<void> {
  await sql`
    WITH attempted AS (
      ${closing(sql, { attemptId, now }, 'rejected', { code })}),
    parent AS (
      UPDATE batch SET state = 'done', lease_until = NULL WHERE id = ${batchId} AND state = 'sending' AND ${sameEpoch(sql, attemptId)}
      RETURNING id, occurrence_id, channel, lane, provider),
    halves AS MATERIALIZED (
      SELECT half, nextval('batch_id_seq') AS id FROM generate_series(0, 1) half, parent),
    born AS (
      INSERT INTO batch (id, occurrence_id, channel, lane, provider, not_before, parent_id) OVERRIDING SYSTEM VALUE
      SELECT h.id, p.occurrence_id, p.channel, p.lane, p.provider, ${now}, p.id FROM parent p, halves h),
    members AS (
      SELECT id, ntile(2) OVER (ORDER BY id) - 1 AS half FROM message
      WHERE batch_id = ${batchId} AND attempt_id = ${attemptId} AND state = 'sending')
    UPDATE message m SET state = 'queued', batch_id = h.id, attempt_id = NULL, changed_at = ${now}
    FROM members JOIN halves h USING (half) WHERE m.id = members.id`;
}

/** What became of one message that was a call of its own. */
export interface MessageResult {
  messageId: number;
  attemptId: number;
  outcome: AttemptOutcome;
  /** The message's next state. */
  state: 'sent' | 'failed' | 'queued' | 'unknown';
  code: string | null;
  reference: string | null;
  /** Its address, where the provider says that nobody is there. */
  dead?: Buffer;
}

/** Records a small group of mails in one write, and which addresses turned out to be dead. */
export async function recordMessages(
  sql: Statement,
  results: readonly MessageResult[],
  now: Date,
): Promise<void> {
  if (results.length === 0) return;
  const column = <T>(pick: (result: MessageResult) => T): T[] => results.map(pick);
  const dead = results.flatMap(({ dead: addressHash, code }) =>
    addressHash && code !== null ? [{ addressHash, code, since: now }] : [],
  );
  await sql`
    WITH result AS (
      SELECT * FROM unnest(${column((r) => r.messageId)}::bigint[], ${column((r) => r.attemptId)}::bigint[],
        ${column((r) => r.outcome)}::text[], ${column((r) => r.state)}::message_state[],
        ${column((r) => r.code)}::text[], ${column((r) => r.reference)}::text[])
      AS t(message_id, attempt_id, outcome, state, code, reference)),
    attempted AS (
      UPDATE attempt a SET finished_at = ${now}, outcome = r.outcome, code = r.code, reference = r.reference
      FROM result r WHERE a.id = r.attempt_id AND a.outcome IS NULL),
    marked AS (${marking(sql, dead)})
    UPDATE message m SET state = r.state, changed_at = ${now},
      reason = CASE WHEN r.state IN ('failed', 'unknown') THEN r.code END
    FROM result r WHERE m.id = r.message_id AND m.attempt_id = r.attempt_id AND m.state IN ('sending', 'unknown')
      AND m.state <> r.state`;
}

/**
 * What is certainly not on its way to anybody leaves batch `from` (a row there, or none), whose other messages may be
 * with its provider: a batch of its own may go elsewhere, under OutIds of its own. CTEs to stand behind others.
 */
export const setApart = (sql: Statement, from: Fragment, now: Date): Fragment => sql`
    apart AS MATERIALIZED (SELECT nextval('batch_id_seq') AS id, f.id AS old FROM ${from} f),
    born AS (
      INSERT INTO batch (id, occurrence_id, channel, lane, provider, not_before) OVERRIDING SYSTEM VALUE
      SELECT a.id, b.occurrence_id, b.channel, b.lane, b.provider, greatest(b.not_before, ${now}) FROM apart a JOIN batch b ON b.id = a.old),
    left_over AS (
      UPDATE message m SET batch_id = a.id, attempt_id = NULL FROM apart a WHERE m.batch_id = a.old AND m.state = 'queued')`;

/**
 * Closes a claimed batch after its last call, by what its messages are: done, waiting again, or to be
 * reconciled from `lookAt` on, while what is not in doubt goes on as a batch of its own. In another epoch than `epoch`
 * it is somebody else's by now, and left alone.
 */
export async function finishBatch(
  sql: Statement,
  {
    batchId,
    epoch,
    notBefore,
    lookAt,
    now,
  }: { batchId: number; epoch: number; notBefore: Date; lookAt: Date; now: Date },
): Promise<void> {
  await sql`
    WITH held AS (
      SELECT id, bound FROM batch WHERE id = ${batchId} AND state = 'sending' AND epoch = ${epoch} FOR UPDATE),
    open AS (
      SELECT count(*) FILTER (WHERE state = 'queued') AS queued, count(*) FILTER (WHERE state IN ('sending', 'unknown')) AS unsure
      FROM message WHERE batch_id = ${batchId}),
    mixed AS (SELECT held.id FROM held, open WHERE NOT held.bound AND open.queued > 0 AND open.unsure > 0),
    ${setApart(sql, sql`mixed`, notBefore)}
    UPDATE batch b SET
      state = (CASE WHEN open.queued > 0 AND mixed.id IS NULL THEN 'queued' WHEN open.unsure > 0 THEN 'unknown' ELSE 'done' END)::batch_state,
      epoch = epoch + 1, not_before = ${notBefore}, enqueued_at = NULL,
      unknown_since = CASE WHEN open.unsure > 0 THEN coalesce(b.unknown_since, ${now}) END,
      lease_until = CASE WHEN (open.queued = 0 OR mixed.id IS NOT NULL) AND open.unsure > 0 THEN ${lookAt}::timestamptz END
    FROM open CROSS JOIN held LEFT JOIN mixed ON true WHERE b.id = held.id`;
}
