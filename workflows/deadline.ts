import { approved } from './steps/approval.js';
import { isSettled } from './steps/chase.js';
import { Course } from './steps/course.js';
import { closeChased, liveThrough } from './steps/moments.js';
import type { RunInput } from './contract.js';

/**
 * 报送: committees owe a report by a day.
 *
 * Where the office wants it, somebody else agrees first. Whoever owes something is told when it opens, reminded before it
 * is due and chased after, then the deputy, the head, the committee above and the office: on workdays, in one digest a day
 * with everything else they owe. Who has handed in hears nothing more. After the due day those above are told how it
 * stands; what is not there when the grace is over is locked, and they are told once more. It ends earlier where nobody
 * owes or decides anything any more, and later where somebody has more time. An operator may pause, resume or cancel;
 * where days have moved its plan may be made anew, and it goes on by that.
 */
export async function deadline(input: RunInput): Promise<void> {
  const run = new Course(input, 'summary');
  if (!(await approved(run, input.approval))) return;
  await run.open();
  await liveThrough(run, isSettled);
  await closeChased(run, isSettled);
}
