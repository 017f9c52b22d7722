import type { Desk } from './desk.js';
import { enqueueDue, requeueLost } from './enqueue.js';
import { receive } from './receive.js';
import { reconcile } from './reconcile.js';

/** What one sweep found left behind. */
export interface Swept {
  requeued: number;
  received: number;
  reconciled: number;
  enqueued: number;
}

/** A push that nobody has read for so long has been left behind: before, two would read side by side and wait for each other. */
const LEFT_BEHIND_MILLISECONDS = 3000;

/**
 * One round through everything that may have been left behind by a death elsewhere: batches that became due,
 * jobs the queue lost, sends nobody recorded, pushes nobody read. One part failing does not keep the others
 * from being done.
 */
export async function sweep(desk: Desk): Promise<Swept> {
  const swept: Swept = { requeued: 0, received: 0, reconciled: 0, enqueued: 0 };
  const parts: [keyof Swept, () => Promise<number>][] = [
    ['requeued', () => requeueLost(desk)],
    // Before anybody is asked: a push that waits here may say it.
    ['received', () => receive(desk, LEFT_BEHIND_MILLISECONDS)],
    ['reconciled', () => reconcile(desk)],
    ['enqueued', () => enqueueDue(desk)],
  ];
  for (const [part, work] of parts) {
    try {
      swept[part] = await work();
    } catch (error) {
      desk.log.warn(
        { part, code: (error as { code?: string }).code },
        'sweep: an engine is away; the next round tries again',
      );
    }
  }
  return swept;
}
