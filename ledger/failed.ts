import type { Channel } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';
import { withinSight } from './scope.js';

/** A message that failed for good, without whose it is beyond the person's id. */
export interface FailedMessage {
  id: number;
  run: number;
  step: string;
  channel: Channel;
  person: number;
  committee: string;
  reason: string;
  failedAt: Date;
}

/** Messages refused for good, as far as the scope reaches: of a run launched within it, everyone's. */
export async function listFailed(
  sql: Statement,
  { runId, scopePath, limit }: { runId?: number; scopePath: string; limit: number },
): Promise<FailedMessage[]> {
  return sql<FailedMessage[]>`
    SELECT m.id, o.run_id AS run, o.step, m.channel, m.person_id AS person, c.name AS committee, m.reason, m.changed_at AS failed_at
    FROM message m JOIN occurrence o ON o.id = m.occurrence_id JOIN run r ON r.id = o.run_id
    JOIN committee c ON c.id = m.committee_id
    WHERE m.state = 'failed' AND ${withinSight(sql, scopePath)} ${runId === undefined ? sql`` : sql`AND o.run_id = ${runId}`}
    ORDER BY m.id LIMIT ${limit}`;
}

/** Failed messages of one step of a run that have one reason. */
export interface FailedGroup {
  run: number;
  step: string;
  channel: Channel;
  reason: string;
  messages: number;
  firstAt: Date;
  lastAt: Date;
}

/** What failed, by run, step, channel and reason, as far as the scope reaches; the newest run first. */
export async function failedGroups(
  sql: Statement,
  { runId, scopePath, limit }: { runId?: number; scopePath: string; limit: number },
): Promise<FailedGroup[]> {
  return sql<FailedGroup[]>`
    SELECT o.run_id AS run, o.step, m.channel, m.reason, count(*) AS messages, min(m.changed_at) AS first_at, max(m.changed_at) AS last_at
    FROM message m JOIN occurrence o ON o.id = m.occurrence_id JOIN run r ON r.id = o.run_id
    JOIN committee c ON c.id = m.committee_id
    WHERE m.state = 'failed' AND ${withinSight(sql, scopePath)} ${runId === undefined ? sql`` : sql`AND o.run_id = ${runId}`}
    GROUP BY o.run_id, o.step, m.channel, m.reason ORDER BY o.run_id DESC, count(*) DESC LIMIT ${limit}`;
}

/**
 * Puts the failed messages of a run back into the queue, each old batch's in a fresh one. The run is held so that it
 * does not close meanwhile; one that has ended sends nothing any more.
 * @param code only those that failed for this reason
 * @returns how many
 */
export async function redriveFailed(
  sql: Statement,
  { runId, code, now }: { runId: number; code?: string; now: Date },
): Promise<number> {
  const { count } = await sql`
    WITH going_on AS (
      SELECT id FROM run WHERE id = ${runId} AND state IN ('running', 'paused') FOR SHARE),
    failed AS (
      SELECT m.id, m.batch_id AS old, b.occurrence_id, b.channel, b.lane, b.provider
      FROM going_on JOIN occurrence o ON o.run_id = going_on.id
      JOIN message m ON m.occurrence_id = o.id AND m.state = 'failed' AND m.reason = coalesce(${code ?? null}, m.reason)
      JOIN batch b ON b.id = m.batch_id),
    fresh AS MATERIALIZED (
      SELECT old, occurrence_id, channel, lane, provider, nextval('batch_id_seq') AS id
      FROM (SELECT DISTINCT old, occurrence_id, channel, lane, provider FROM failed) s),
    born AS (
      INSERT INTO batch (id, occurrence_id, channel, lane, provider, not_before) OVERRIDING SYSTEM VALUE
      SELECT id, occurrence_id, channel, lane, provider, ${now} FROM fresh)
    UPDATE message m SET state = 'queued', reason = NULL, attempt_id = NULL, batch_id = fresh.id, changed_at = ${now}
    FROM failed f JOIN fresh USING (old) WHERE m.id = f.id AND m.state = 'failed'`;
  return count;
}
