import type { Database } from '../../runtime/database.js';

/** How often the condition is looked at, in milliseconds. */
const LOOK = 10;

/**
 * Waits until `condition` holds, looking often; fails, naming the condition, when it does not in time.
 * @param milliseconds the deadline; generous, since it is only reached when something is broken
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  milliseconds = 10_000,
): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${milliseconds} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
}

/** Waits until somebody, or as many as are named, wait for what another transaction of this database holds. */
export const untilSomebodyWaits = (database: Database, many = 1): Promise<void> =>
  until(async () => {
    const waiting = await database`
      SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return waiting.length >= many;
  });
