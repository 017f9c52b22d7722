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
