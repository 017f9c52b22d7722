import type { Channel } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';
import { BATCH_SIZE } from './materialise.js';

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

/** Messages refused for good, of people in the scope. */
export async function listFailed(
  sql: Statement,
  { runId, scopePath, limit }: { runId?: number; scopePath: string; limit: number },
): Promise<FailedMessage[]> {
  return sql<FailedMessage[]>`
    SELECT m.id, o.run_id AS run, o.step, m.channel, m.person_id AS person, c.name AS committee, m.reason, m.changed_at AS failed_at
    FROM message m JOIN occurrence o ON o.id = m.occurrence_id
    JOIN recipient r ON r.occurrence_id = o.id AND r.person_id = m.person_id JOIN committee c ON c.id = r.committee_id
    WHERE m.state = 'failed' AND starts_with(c.path, ${scopePath}) ${runId === undefined ? sql`` : sql`AND o.run_id = ${runId}`}
    ORDER BY m.id LIMIT ${limit}`;
}

/**
 * Puts failed messages of a run back into the queue, each channel's in fresh batches.
 * @returns how many
 */
export async function redriveFailed(
  sql: Statement,
  { runId, scopePath, now }: { runId: number; scopePath: string; now: Date },
): Promise<number> {
  const { count } = await sql`
    WITH failed AS (
      SELECT m.id, m.occurrence_id, m.channel, b.lane, b.provider,
        (row_number() OVER (PARTITION BY m.occurrence_id, m.channel ORDER BY m.id) - 1) / ${BATCH_SIZE}::int AS slot
      FROM occurrence o JOIN message m ON m.occurrence_id = o.id AND m.state = 'failed'
      JOIN batch b ON b.id = m.batch_id
      JOIN recipient r ON r.occurrence_id = o.id AND r.person_id = m.person_id JOIN committee c ON c.id = r.committee_id
      WHERE o.run_id = ${runId} AND starts_with(c.path, ${scopePath})),
    fresh AS MATERIALIZED (
      SELECT occurrence_id, channel, lane, provider, slot, nextval('batch_id_seq') AS id
      FROM (SELECT DISTINCT occurrence_id, channel, lane, provider, slot FROM failed) s),
    born AS (
      INSERT INTO batch (id, occurrence_id, channel, lane, provider, not_before) OVERRIDING SYSTEM VALUE
      SELECT id, occurrence_id, channel, lane, provider, ${now} FROM fresh)
    UPDATE message m SET state = 'queued', reason = NULL, attempt_id = NULL, batch_id = fresh.id, changed_at = ${now}
    FROM failed f JOIN fresh USING (occurrence_id, channel, lane, provider, slot) WHERE m.id = f.id AND m.state = 'failed'`;
  return count;
}
