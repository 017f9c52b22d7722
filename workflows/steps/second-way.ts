import type { Instant, ItineraryItem } from '../../domain/plan/plan.js';
import { lookForUnreached } from './activities.js';
import { send } from './send.js';
import type { Steering } from './steering.js';
import { until } from './wait.js';

/**
 * Writes on the second way to those whom the first did not reach: at once to those it failed for, later to those
 * whose receipt does not come. Ends when nobody can be left over any more.
 */
export async function turnToSecondWay(run: Steering, itinerary: readonly ItineraryItem[]): Promise<void> {
  const item = itinerary.find(({ kind }) => kind === 'second way');
  if (!item) return;
  for (let lookAt: Instant | null = new Date().toISOString(); lookAt !== null;) {
    await until(lookAt, run);
    if (!(await run.mayGoOn())) return;
    run.enter('writing', item.step);
    const looked = await lookForUnreached({ runId: run.runId, step: item.step });
    if (looked.written) await send(run);
    lookAt = looked.lookAgainAt;
  }
}
