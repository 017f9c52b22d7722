import { condition } from '@temporalio/workflow';
import type { Instant } from '../../domain/calendar/instant.js';
import type { Steering } from './steering.js';

/** Waits until an instant (a durable timer), or until the run is cancelled or there is another reason to stop. */
export async function until(
  instant: Instant,
  run: Steering,
  stop: () => boolean = () => run.cancelled,
): Promise<void> {
  const wait = Date.parse(instant) - Date.now();
  if (wait <= 0) return;
  const leave = run.enter('waiting');
  await condition(stop, wait);
  leave();
}
