import { addDays, type Day } from '../../domain/calendar/day.js';
import { MINUTE_MILLISECONDS, officeDay, startOfOfficeDay } from '../../domain/calendar/office-day.js';
import type { Workdays } from '../../domain/calendar/workdays.js';
import type { LadderRung, PlannedRung } from '../../domain/duties/duty.js';
import { climbing, type LadderGround } from '../../domain/duties/ladder.js';

/** When one duty is due, when it locks, and the rungs on the way. */
export interface DutyTimes {
  dueAt: Date;
  lockAt: Date;
  rungs: PlannedRung[];
  /** A workday that was counted may still become a rest day. */
  provisional: boolean;
}

/** The last minute of an office day. */
export const endOfDay = (day: Day): Date =>
  new Date(startOfOfficeDay(addDays(day, 1)).getTime() - MINUTE_MILLISECONDS);

/** Whether any workday between two days, both included, is counted in a year without a table. */
const isProvisional = (from: Day, to: Day, workdays: Workdays): boolean =>
  [from, to].some((day) => workdays.kindOf(day).provisional);

/** All instants of a duty that is due at an instant. */
export function dutyTimes(
  dueAt: Date,
  { opens, ladder, graceWorkdays }: { opens: Date; ladder: readonly LadderRung[]; graceWorkdays: number },
  ground: LadderGround,
): DutyTimes {
  const due = officeDay(dueAt);
  const lock = ground.workdays.nthFrom(due, graceWorkdays);
  const rungs = climbing(ladder, { opens, due }, ground);
  const lockAt = new Date(Math.max(endOfDay(lock).getTime(), dueAt.getTime()));
  return { dueAt, lockAt, rungs, provisional: isProvisional(due, lock, ground.workdays) };
}

/** The same for a duty that is due so many workdays after its subject's own day, or before it. */
export const dutyTimesFrom = (
  day: Day,
  workdaysAfter: number,
  rest: { opens: Date; ladder: readonly LadderRung[]; graceWorkdays: number },
  ground: LadderGround,
): DutyTimes => {
  const times = dutyTimes(endOfDay(ground.workdays.nthFrom(day, workdaysAfter)), rest, ground);
  return { ...times, provisional: times.provisional || ground.workdays.kindOf(day).provisional };
};

/** How long whoever is told too late may take, in workdays. */
const LATE_WORKDAYS = 3;

/** When something is due whose own day has passed before it was first asked for: some workdays from now, but not after a limit. */
export function dueStillAhead(
  planned: Date,
  { now, latest, workdays }: { now: Date; latest: Date; workdays: Workdays },
): Date {
  if (planned > now) return planned;
  const soon = endOfDay(workdays.nthFrom(officeDay(now), LATE_WORKDAYS));
  return soon < latest ? soon : latest;
}
