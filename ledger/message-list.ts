import type { MessageState } from '../domain/messages/states.js';
import type { Channel } from '../domain/plan/plan.js';
import type { Database } from '../runtime/database.js';

/** A message as a list shows it: its person by number alone. */
export interface ListedMessage {
  person: number;
  /** Code and name of the committee it was for. */
  committee: string;
  name: string;
  step: string;
  occurrence: number;
  channel: Channel;
  state: MessageState;
  reason: string | null;
  /** When the provider took it; of one that no provider has taken, when it came to its state. */
  at: Date;
}

/** Rows held at once. */
const PAGE = 1000;

/** Every message of a run, in the order in which they were written, page by page. */
export function messagesOfRun(sql: Database, runId: number): AsyncIterable<ListedMessage[]> {
  return sql<ListedMessage[]>`
    SELECT m.person_id AS person, c.code AS committee, c.name, o.step, o.number AS occurrence, m.channel, m.state, m.reason,
      coalesce(a.finished_at, m.changed_at) AS at
    FROM occurrence o JOIN message m ON m.occurrence_id = o.id JOIN committee c ON c.id = m.committee_id
    LEFT JOIN attempt a ON a.id = m.attempt_id AND m.state IN ('sent', 'delivered', 'undelivered')
    WHERE o.run_id = ${runId} ORDER BY m.id`.cursor(PAGE);
}
