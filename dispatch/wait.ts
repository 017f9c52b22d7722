import { setTimeout as delay } from 'node:timers/promises';

/** Waits for a slot of the lane's pace, in milliseconds; not at all when it is free. */
export async function waitFor({ wait }: { wait: number }): Promise<void> {
  if (wait > 0) await delay(wait);
}
