import { setTimeout as delay } from 'node:timers/promises';

const POLL_MILLISECONDS = 50;

/** Asks until the answer is yes; gives up, with an error, after so many milliseconds. */
export async function until(patienceMilliseconds: number, done: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + patienceMilliseconds;
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`not done after ${patienceMilliseconds / 1000} s`);
    await delay(POLL_MILLISECONDS);
  }
}

/** How long some work took, in seconds. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** The middle of some figures. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The figure below which a share of all lie. */
export function percentile(figures: readonly number[], share: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!;
}
