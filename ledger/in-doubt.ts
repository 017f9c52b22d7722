import type { Channel } from '../domain/plan/plan.js';
import type { Statement, Transaction } from '../runtime/database.js';
import { returnToQueue } from './reconcile.js';
import { withinSight } from './scope.js';

/** A call nobody knows the end of: a batch of texts, or mails of one. */
export interface InDoubt {
  batch: number;
  run: number;
  step: string;
  channel: Channel;
  provider: string;
  /** Messages of it that may have been sent. */
  messages: number;
  since: Date;
  lastTriedAt: Date;
  tries: number;
  /** What was last heard of it. */
  code: string | null;
  /** When it is looked at next; null: it waits in the queue, beside others of its batch. */
  looksAt: Date | null;
}

/** What is in doubt, of one run or of all, as far as the scope reaches; the longest first. */
export async function listInDoubt(
  sql: Statement,
  { runId, scopePath, limit }: { runId?: number; scopePath: string; limit: number },
): Promise<InDoubt[]> {
  return sql<InDoubt[]>`
    SELECT b.id AS batch, o.run_id AS run, o.step, b.channel, b.provider, count(*) AS messages,
      coalesce(b.unknown_since, min(m.changed_at)) AS since, coalesce(max(t.last), min(m.changed_at)) AS last_tried_at,
      coalesce(max(t.tries), 0)::int AS tries, min(m.reason) AS code, CASE WHEN b.state = 'unknown' THEN b.lease_until END AS looks_at
    FROM batch b JOIN occurrence o ON o.id = b.occurrence_id JOIN run r ON r.id = o.run_id
    JOIN message m ON m.batch_id = b.id AND m.state = 'unknown'
    JOIN committee c ON c.id = m.committee_id
    LEFT JOIN LATERAL (SELECT max(a.intent_at) AS last, count(DISTINCT a.intent_at) AS tries FROM attempt a WHERE a.batch_id = b.id) t ON true
    WHERE b.state IN ('unknown', 'queued') AND ${withinSight(sql, scopePath)} ${runId === undefined ? sql`` : sql`AND o.run_id = ${runId}`}
    GROUP BY b.id, o.id ORDER BY since, b.id LIMIT ${limit}`;
}

/** A batch in doubt as it is held to be settled. */
interface Held {
  runId: number;
  channel: Channel;
  /** The later of when it was noticed and when it was last tried: certainty counts from there. */
  doubtSince: Date;
  /** A call of it is under way just now. */
  underWay: boolean;
  messages: number;
}

/** A batch in doubt, held until the transaction ends; undefined: it is none, or not any more. */
export async function holdInDoubt(sql: Transaction, batchId: number): Promise<Held | undefined> {
  await sql`SELECT FROM batch WHERE id = ${batchId} FOR UPDATE`;
  const [row] = await sql<Held[]>`
    SELECT o.run_id, b.channel, greatest(b.unknown_since, (SELECT max(a.intent_at) FROM attempt a WHERE a.batch_id = b.id)) AS doubt_since,
      EXISTS (SELECT FROM attempt a WHERE a.batch_id = b.id AND a.outcome IS NULL) AS under_way,
      (SELECT count(*) FROM message m WHERE m.batch_id = b.id AND m.state = 'unknown') AS messages
    FROM batch b JOIN occurrence o ON o.id = b.occurrence_id WHERE b.id = ${batchId} AND b.state = 'unknown'`;
  return row;
}

/** It arrived, somebody says who has found out: everyone in doubt was reached. The batch is held. */
export async function settleArrived(sql: Transaction, batchId: number, now: Date): Promise<void> {
  await sql`
    UPDATE message SET state = 'sent', reason = 'settled by hand', changed_at = ${now}
    WHERE batch_id = ${batchId} AND state = 'unknown'`;
  await returned(sql, batchId, now);
}

/**
 * It did not arrive: back to the queue under a new epoch, so that whoever still has a call of the old one in hand has
 * nothing to say about it any more; or cancelled with its run. The batch is held.
 */
export async function settleNotArrived(sql: Transaction, batchId: number, now: Date): Promise<void> {
  await returned(sql, batchId, now);
}

/** Takes the batch from whatever reconciler has looked at it last, which is thereby too late, and lets go of it. */
async function returned(sql: Transaction, id: number, now: Date): Promise<void> {
  const [taken] = await sql<{ lease: Date }[]>`
    UPDATE batch SET lease_until = ${now} WHERE id = ${id} AND state = 'unknown' RETURNING lease_until AS lease`;
  if (taken) await returnToQueue(sql, { id, lease: taken.lease }, { mayBeThere: false, now });
}
