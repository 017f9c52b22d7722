import { sleep } from '@temporalio/workflow';
import type { ItineraryItem } from '../../domain/plan/plan.js';
import type { StepFiring } from '../../activities/materialise.js';
import { drain, materialise, watchReceipts } from './activities.js';
import type { Steering } from './steering.js';
import { until } from './wait.js';

const firingOf = (run: Steering, { step }: ItineraryItem): StepFiring => ({
  runId: run.runId,
  step,
  occurrence: 1,
});

/**
 * Writes everyone meant into the ledger, each with a message or the reason for none.
 * @returns false when the run was cancelled before anything was written
 */
export async function write(run: Steering, item: ItineraryItem): Promise<boolean> {
  run.enter(item.step, 'writing');
  while (await run.mayGoOn()) {
    const written = await materialise(firingOf(run, item));
    if ('recipients' in written) return true;
    await run.stopForGrowth(written.grown);
  }
  return false;
}

/** Sends until every message is settled; over pauses, closed send windows and whatever dies meanwhile. */
export async function send(run: Steering, item: ItineraryItem): Promise<void> {
  run.enter(item.step, 'sending');
  for (;;) {
    const drained = await drain(firingOf(run, item));
    if (drained.kind === 'drained') return;
    if (drained.kind === 'nothing-due') await until(drained.before, run);
    else await run.mayGoOn();
  }
}

/** Each look at the receipts is further from the last than the one before: 72 hours take some ten looks. */
const FIRST_PAUSE_MILLISECONDS = 60_000;
const PAUSE_GROWTH = 3;

/** Lets receipts come in. Carriers do not promise them, so this ends when its time is over. */
export async function settle(run: Steering, item: ItineraryItem): Promise<void> {
  run.enter(item.step, 'settling');
  const end = Date.now() + item.settleSeconds * 1000;
  let pause = FIRST_PAUSE_MILLISECONDS;
  while (Date.now() < end) {
    const waiting = await watchReceipts({ ...firingOf(run, item), until: new Date(end).toISOString() });
    if (waiting === 0) return;
    // Not cut short by cancelling: what had gone out by then settles all the same.
    await sleep(Math.min(end - Date.now(), pause));
    pause *= PAUSE_GROWTH;
  }
}
