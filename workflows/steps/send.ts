import { sleep } from '@temporalio/workflow';
import type { ItineraryItem } from '../../domain/plan/plan.js';
import type { Instant } from '../../domain/calendar/instant.js';
import { drain, materialise, summarise, watchReceipts } from './activities.js';
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

/** Writes a summary for those above into the ledger, with the figures of now. */
export async function summary(run: Steering, { step }: Pick<ItineraryItem, 'step'>): Promise<void> {
  run.enter('writing', step);
  if (await run.mayGoOn()) await summarise({ runId: run.runId, step, occurrence: 1 });
}

/** What ends a sending early; then there may be messages left. */
export interface SendBounds {
  /** Looked at after each wait. */
  stop?: () => boolean;
  /** Sent no longer than this. */
  by?: Instant;
}

/**
 * Sends until every message is settled; over pauses, closed send windows and whatever dies meanwhile.
 * @returns false when it was ended early
 */
export async function send(run: Steering, { stop = () => false, by }: SendBounds = {}): Promise<boolean> {
  run.enter('sending');
  const isOver = () => stop() || (by !== undefined && Date.now() >= Date.parse(by));
  for (;;) {
    const drained = await drain(run.runId, by);
    if (drained.kind === 'drained') return true;
    if (drained.kind === 'nothing-due')
      await until(earlier(drained.before, by), run, () => run.cancelled || stop());
    else if (drained.kind === 'paused') await run.mayGoOn();
    if (isOver()) return false;
  }
}

const earlier = (one: Instant, other: Instant = one): Instant =>
  Date.parse(other) < Date.parse(one) ? other : one;

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
