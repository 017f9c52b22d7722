import type { MessageState } from '../domain/messages/states.js';
import type { Channel, MessageClass } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';

/** Everything the ledger knows about one person in one run, on one channel. */
export interface Fate {
  step: string;
  occurrence: number;
  channel: Channel;
  frozenAt: Date;
  state: MessageState;
  reason: string | null;
  changedAt: Date;
  notBefore: Date | null;
  class: MessageClass;
  tries: number;
  /** The provider and its reference for the last accepted try. */
  provider: string | null;
  reference: string | null;
  acceptedAt: Date | null;
}

/** Why this person did or did not get a run's messages; empty when they were never in its audience. */
export async function fates(
  sql: Statement,
  { runId, personId }: { runId: number; personId: number },
): Promise<Fate[]> {
  return sql<Fate[]>`
    SELECT o.step, o.number AS occurrence, m.channel, o.frozen_at, m.state, m.reason, m.changed_at, b.not_before, o.class,
      (SELECT count(*) FROM attempt t WHERE t.batch_id = m.batch_id AND (t.message_id IS NULL OR t.message_id = m.id)) AS tries,
      b.provider, a.reference, CASE WHEN a.outcome = 'accepted' THEN a.finished_at END AS accepted_at
    FROM occurrence o JOIN message m ON m.occurrence_id = o.id AND m.person_id = ${personId}
    LEFT JOIN batch b ON b.id = m.batch_id LEFT JOIN attempt a ON a.id = m.attempt_id
    WHERE o.run_id = ${runId} ORDER BY o.id, m.channel`;
}

/** When a run's audience was frozen (null: not yet), and whether this person is in it. */
export async function audienceOf(
  sql: Statement,
  { runId, personId }: { runId: number; personId: number },
): Promise<{ frozenAt: Date | null; recipient: boolean }> {
  const [row] = await sql<[{ frozenAt: Date | null; recipient: boolean }]>`
    SELECT min(o.frozen_at) AS frozen_at, EXISTS (SELECT FROM recipient r JOIN occurrence f ON f.id = r.occurrence_id
      WHERE f.run_id = ${runId} AND r.person_id = ${personId}) AS recipient
    FROM occurrence o WHERE o.run_id = ${runId}`;
  return row;
}

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
 * Puts failed messages of a run back into the queue, each channel's in fresh batches of at most 100.
 * @returns how many
 */
export async function redriveFailed(
  sql: Statement,
  { runId, scopePath, now }: { runId: number; scopePath: string; now: Date },
): Promise<number> {
  const { count } = await sql`
    WITH failed AS (
      SELECT m.id, m.occurrence_id, m.channel, b.lane, b.provider,
        (row_number() OVER (PARTITION BY m.occurrence_id, m.channel ORDER BY m.id) - 1) / 100 AS slot
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
