import { condition } from '@temporalio/workflow';
import type { Instant } from '../../domain/plan/plan.js';
import type { Steering } from './steering.js';

/** Waits until an instant (a durable timer), or until the run is cancelled. */
export async function until(instant: Instant, run: Steering): Promise<void> {
  const wait = Date.parse(instant) - Date.now();
  if (wait > 0) await condition(() => run.cancelled, wait);
}
