import type { Channel, Lane } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';

/** A batch as the queue knows it: no address, no text. */
export interface QueuedBatch {
  id: number;
  channel: Channel;
  lane: Lane;
  /** How often it was enqueued, this time included; part of the job's id. */
  enqueued: number;
}

/**
 * Takes batches that are due and not in the queue, and marks them as enqueued. Two callers never get the same
 * one. Batches of paused or cancelled runs stay where they are.
 */
export async function takeDueBatches(
  sql: Statement,
  { now, limit, runId }: { now: Date; limit: number; runId?: number },
): Promise<QueuedBatch[]> {
  return sql<QueuedBatch[]>`
    UPDATE batch SET enqueued = enqueued + 1, enqueued_at = ${now}
    WHERE id IN (
      SELECT b.id FROM batch b JOIN occurrence o ON o.id = b.occurrence_id JOIN run r ON r.id = o.run_id
      WHERE b.state = 'queued' AND b.not_before <= ${now} AND b.enqueued_at IS NULL AND b.lane <> 'alert' AND r.state = 'running'
        ${runId === undefined ? sql`` : sql`AND r.id = ${runId}`}
      ORDER BY b.lane, b.id LIMIT ${limit} FOR UPDATE OF b SKIP LOCKED)
    RETURNING id, channel, lane, enqueued`;
}

/** Words of the office's own that are due; they pass no queue. */
export async function dueAlerts(
  sql: Statement,
  { now, limit }: { now: Date; limit: number },
): Promise<Pick<QueuedBatch, 'id' | 'channel'>[]> {
  return sql<Pick<QueuedBatch, 'id' | 'channel'>[]>`
    SELECT id, channel FROM batch WHERE lane = 'alert' AND state = 'queued' AND not_before <= ${now}
    ORDER BY not_before, id LIMIT ${limit}`;
}

/** Puts batches back among those to enqueue: the queue did not take them, or lost them. */
export async function releaseBatches(sql: Statement, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`UPDATE batch SET enqueued_at = NULL WHERE id = ANY(${ids as number[]}) AND state = 'queued'`;
}

/** Batches that were enqueued, or last seen in the queue, before `before` and still wait: the queue may have lost them. */
export async function longEnqueued(
  sql: Statement,
  { before, limit }: { before: Date; limit: number },
): Promise<QueuedBatch[]> {
  return sql<QueuedBatch[]>`
    SELECT id, channel, lane, enqueued FROM batch
    WHERE state = 'queued' AND enqueued_at < ${before} ORDER BY enqueued_at LIMIT ${limit}`;
}

/** Notes that the queue has these batches, so that the next look is at others: a long queue must not hide a lost job. */
export async function confirmEnqueued(sql: Statement, ids: readonly number[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await sql`UPDATE batch SET enqueued_at = ${now}
    WHERE id = ANY(${ids as number[]}) AND state = 'queued' AND enqueued_at IS NOT NULL`;
}

/** What still stands open in a run, seen from its batches. */
export interface OpenBatches {
  open: number;
  /** Of these, how many are with a provider at this moment. */
  sending: number;
  /** When the next one is due, if every open one merely waits for its time. */
  nextDue: Date | null;
}

/** How many batches of a run are not done, and when the next is due. */
export async function openBatches(sql: Statement, runId: number): Promise<OpenBatches> {
  const [row] = await sql<[OpenBatches]>`
    SELECT count(*) AS open, count(*) FILTER (WHERE b.state = 'sending') AS sending,
      CASE WHEN bool_and(b.state = 'queued') THEN min(b.not_before) END AS next_due
    FROM occurrence o JOIN batch b ON b.occurrence_id = o.id WHERE o.run_id = ${runId} AND b.state <> 'done'`;
  return row;
}
