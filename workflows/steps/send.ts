import { sleep } from '@temporalio/workflow';
import type { ItineraryItem } from '../../domain/plan/plan.js';
import { drain, materialise, watchReceipts } from './activities.js';
import type { Steering } from './steering.js';
import { until } from './wait.js';

/**
 * Writes everyone meant into the ledger, each with a message or the reason for none.
 * @returns false when the run was cancelled before anything was written
 */
export async function write(run: Steering, { step }: Pick<ItineraryItem, 'step'>): Promise<boolean> {
  run.enter('writing', step);
  while (await run.mayGoOn()) {
    const written = await materialise({ runId: run.runId, step, occurrence: 1 });
    if ('recipients' in written) return true;
    await run.stopForGrowth(written.grown);
  }
  return false;
}

/**
 * Sends until every message is settled; over pauses, closed send windows and whatever dies meanwhile.
 * @param stop ends a wait for the window early: then there may be messages left
 */
export async function send(run: Steering, stop: () => boolean = () => false): Promise<void> {
  run.enter('sending');
  for (;;) {
    const drained = await drain(run.runId);
    if (drained.kind === 'drained') return;
    if (drained.kind === 'nothing-due') await until(drained.before, run, () => run.cancelled || stop());
    else await run.mayGoOn();
    if (stop()) return;
  }
}

/** Each look at the receipts is further from the last than the one before: 72 hours take some ten looks. */
const FIRST_PAUSE_MILLISECONDS = 60_000;
const PAUSE_GROWTH = 3;

/** Lets receipts come in. Carriers do not promise them, so this ends when its time is over. */
export async function settle(run: Steering, seconds: number): Promise<void> {
  run.enter('settling');
  const end = Date.now() + seconds * 1000;
  let pause = FIRST_PAUSE_MILLISECONDS;
  while (Date.now() < end) {
    const waiting = await watchReceipts({ runId: run.runId, until: new Date(end).toISOString() });
    if (waiting === 0) return;
    // Not cut short by cancelling: what had gone out by then settles all the same.
    await sleep(Math.min(end - Date.now(), pause));
    pause *= PAUSE_GROWTH;
  }
}
