import { officeDay } from '../domain/calendar/office-day.js';
import type { Workdays } from '../domain/calendar/workdays.js';
import type { LateRule } from './entry.js';
import type { TimedFiring } from './firings.js';

const HOUR_MILLISECONDS = 3_600_000;
/** A server that is restarted makes nothing late. */
const PUNCTUAL_HOURS = 1;

/** How late a firing is, in hours. */
export const hoursLate = ({ at }: Pick<TimedFiring, 'at'>, now: Date): number =>
  (now.getTime() - at.getTime()) / HOUR_MILLISECONDS;

/** What becomes of a firing now: a schedule's own rule, where it comes late. */
export function whenLate(
  { launchedWhile, otherwise }: LateRule,
  firing: Pick<TimedFiring, 'at' | 'lastDay'>,
  { now, workdays }: { now: Date; workdays: Workdays },
): 'launch' | LateRule['otherwise'] {
  const late = hoursLate(firing, now);
  if (late < PUNCTUAL_HOURS) return 'launch';
  if ('lessThanHours' in launchedWhile) return late < launchedWhile.lessThanHours ? 'launch' : otherwise;
  const { lastDay } = firing;
  const needed = workdays.nthFrom(officeDay(now), launchedWhile.workdaysLeft);
  return lastDay !== null && lastDay >= needed ? 'launch' : otherwise;
}
