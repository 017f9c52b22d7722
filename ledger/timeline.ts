import type { Channel } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';

/** How many messages of a run a provider took in an hour. */
export interface SentInHour {
  /** Begin of the hour. */
  hour: Date;
  step: string;
  channel: Channel;
  messages: number;
}

/** When a run's messages went out, hour by hour, by when the provider took them. */
export async function sentByHour(sql: Statement, runId: number): Promise<SentInHour[]> {
  return sql<SentInHour[]>`
    SELECT date_trunc('hour', a.finished_at) AS hour, o.step, m.channel, count(*) AS messages
    FROM occurrence o JOIN message m ON m.occurrence_id = o.id AND m.state IN ('sent', 'delivered', 'undelivered')
    JOIN attempt a ON a.id = m.attempt_id AND a.finished_at IS NOT NULL
    WHERE o.run_id = ${runId} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
}
