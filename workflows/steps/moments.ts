import { chaseUntil, never, type Enough } from './chase.js';
import type { Course } from './course.js';
import { launchFor } from './launch.js';
import { send, settle, summary, write } from './send.js';

/**
 * Lives through a run's moments, chasing in between what is owed in it: what is to be said is said, what is to be launched
 * launched. The last waits for whoever has time left, unless that is enough. Ends when it is cancelled.
 */
export async function liveThrough(run: Course, enough: Enough = never): Promise<void> {
  while (await chaseUntil(run, () => run.goal(), enough)) {
    const item = run.next()!;
    if (item.kind === 'send') await write(run, item);
    else if (item.kind === 'launch') await launchFor(run, item);
    else if (item.kind === 'summary') await summary(run, item);
    run.finish(item);
    run.unsent = true;
  }
}

/** Lets receipts come in and closes the run; what has been added to it meanwhile is chased first. */
export async function closeChased(run: Course, enough: Enough = never): Promise<void> {
  const settleSeconds = run.end();
  for (;;) {
    await send(run);
    await settle(run, settleSeconds);
    if (await run.close()) return;
    const now = new Date().toISOString();
    await chaseUntil(run, () => ({ at: now, last: true }), enough);
  }
}
