import type { RunInput } from '../contract.js';
import type { Steering } from './steering.js';
import { until } from './wait.js';

/**
 * Waits until somebody else has agreed, where that is needed: a large audience or a large cost.
 * @returns false when they have not: refused, withdrawn, or not in time; then the run is cancelled
 */
export async function approved(run: Steering, approval: RunInput['approval']): Promise<boolean> {
  if (!approval) return true;
  await run.propose();
  await until(approval.until, run, () => !run.proposed);
  await run.lapse();
  return !run.cancelled;
}
