import { approved } from './steps/approval.js';
import { Course } from './steps/course.js';
import { closeChased, liveThrough } from './steps/moments.js';
import type { RunInput } from './contract.js';

/**
 * 主题活动: a themed campaign, from its order to its summary.
 *
 * It opens when preparations begin, and somebody else agrees first. The order goes to every committee; plans, rosters, counts
 * and summaries fall due around the day, and so do the office's own checks of materials and training: whoever owes one is
 * reminded, and chased after, in one digest a day. Shortly before, those above are told how preparations stand; the day
 * before, every committee is reminded, and the volunteers where that is wanted; notices and call-outs that belong to it are
 * launched at their times, as runs of their own. When the counts are in those above are told, and once more at the end, with
 * what it came to against the year before. An operator may pause, resume or cancel;
 * where days have moved its plan may be made anew, and it goes on by that.
 */
export async function theme(input: RunInput): Promise<void> {
  const run = new Course(input, 'send', 'launch', 'summary');
  if (!(await approved(run, input.approval))) return;
  await run.open();
  await liveThrough(run);
  await closeChased(run);
}
