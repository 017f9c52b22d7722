import type { ItineraryItem } from '../../domain/plan/plan.js';
import type { Instant } from '../../domain/calendar/instant.js';
import { lookForUnreached } from './activities.js';
import { send } from './send.js';
import type { Steering } from './steering.js';
import { until } from './wait.js';

/** Most of what is sent at all is out by then. */
const FIRST_LOOK_MILLISECONDS = 60_000;

/**
 * Sends, and writes on the second way to those whom the first did not reach: at once to those it failed for, later to
 * those whose receipt does not come. What is held up on the first way holds nobody else up: it is looked at in turns
 * with the sending. Ends when nobody can be left over any more; what is still to be sent then is.
 */
export async function sendInTurn(run: Steering, itinerary: readonly ItineraryItem[]): Promise<void> {
  const item = itinerary.find(({ kind }) => kind === 'second way');
  if (!item) return void (await send(run));
  await send(run, { by: new Date(Date.now() + FIRST_LOOK_MILLISECONDS).toISOString() });
  for (let lookAt: Instant | null = new Date().toISOString(); lookAt !== null;) {
    await until(lookAt, run);
    if (!(await run.mayGoOn())) return void (await send(run));
    run.enter('writing', item.step);
    const looked = await lookForUnreached({ runId: run.runId, step: item.step });
    lookAt = looked.lookAgainAt;
    if (looked.underWay) await send(run, lookAt === null ? {} : { by: lookAt });
  }
}
