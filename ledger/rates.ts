import type { Channel } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';

/** How fast a run's messages went out on one channel. */
export interface Rate {
  channel: Channel;
  /** Messages the provider took. */
  sent: number;
  /** From the first intent to the provider's last answer so far. */
  seconds: number;
}

/** Measured on the attempts, the provider's answers included; pauses and closed windows count. */
export async function ratesOf(sql: Statement, runId: number): Promise<Rate[]> {
  return sql<Rate[]>`
    SELECT span.channel, count(m.id) AS sent, span.seconds
    FROM (
      SELECT b.occurrence_id, b.channel, extract(epoch FROM max(a.finished_at) - min(a.intent_at))::float8 AS seconds
      FROM occurrence o JOIN batch b ON b.occurrence_id = o.id JOIN attempt a ON a.batch_id = b.id
      WHERE o.run_id = ${runId} AND a.finished_at IS NOT NULL GROUP BY b.occurrence_id, b.channel) span
    JOIN message m ON m.occurrence_id = span.occurrence_id AND m.channel = span.channel
      AND m.state IN ('sent', 'delivered', 'undelivered')
    GROUP BY span.channel, span.seconds ORDER BY span.channel`;
}
