import { addDays, daysFrom, type Day } from '../domain/calendar/day.js';
import {
  MINUTE_MILLISECONDS,
  minutesOfDay,
  officeDay,
  startOfOfficeDay,
} from '../domain/calendar/office-day.js';
import type { Firing, FiringDay, MonthlyFiring } from './entry.js';

/** A firing with its instant. */
export interface TimedFiring extends FiringDay {
  at: Date;
}

/** Nobody looks further: ahead in days, and back. */
const AHEAD_DAYS = 5 * 366;
const BACK_DAYS = 366;

/** What is fired after an instant up to another. */
export const firingsBetween = (firing: Firing, after: Date, until: Date): TimedFiring[] =>
  daysOf(firing, officeDay(after), officeDay(until))
    .map((one) => timed(firing, one))
    .filter(({ at }) => at > after && at <= until);

/**
 * The next firings of a schedule, after `from` and within five years: what Temporal will do, without asking it.
 */
export function nextFirings(firing: Firing, from: Date, count: number): TimedFiring[] {
  const today = officeDay(from);
  return daysOf(firing, today, addDays(today, AHEAD_DAYS))
    .map((one) => timed(firing, one))
    .filter(({ at }) => at > from)
    .slice(0, count);
}

/** The last firing there should have been up to `until`, within a year; undefined: there was none. */
export function lastFiring(firing: Firing, until: Date): TimedFiring | undefined {
  const today = officeDay(until);
  return daysOf(firing, addDays(today, -BACK_DAYS), today)
    .map((one) => timed(firing, one))
    .filter(({ at }) => at <= until)
    .at(-1);
}

/** What is fired on a day; undefined: nothing. */
export const firingOn = (firing: Firing, day: Day): TimedFiring | undefined =>
  daysOf(firing, day, day).map((one) => timed(firing, one))[0];

const timed = ({ time }: Firing, one: FiringDay): TimedFiring => ({
  ...one,
  at: new Date(startOfOfficeDay(one.day).getTime() + minutesOfDay(time) * MINUTE_MILLISECONDS),
});

/** Its days from one to another, both included, in order. */
function daysOf(firing: Firing, from: Day, to: Day): FiringDay[] {
  if ('days' in firing) return firing.days.filter(({ day }) => day >= from && day <= to);
  return daysFrom(from, to)
    .filter((day) => isOn(firing, day))
    .map(plainDay);
}

/** A day that stands for nothing but itself. */
export const plainDay = (day: Day): FiringDay => ({
  ...{ day, period: null, due: null, dueProvisional: false, lastDay: null },
});

function isOn({ daysOfMonth, months }: MonthlyFiring, day: Day): boolean {
  const [month, date] = [Number(day.slice(5, 7)), Number(day.slice(8))];
  return daysOfMonth.includes(date) && (months === undefined || months.includes(month));
}

/** The end of what is certain of a schedule's days. */
export interface RunningOut {
  /** The last that is certain; it may have passed. Null: none ever was. */
  last: Day | null;
  /** The first that would follow, if nothing moves. */
  next: Day;
}

/** Where a schedule runs out of days that are certain; null: it goes on as far as anybody looks. */
export function runsOut(firing: Firing, today: Day): RunningOut | null {
  if (!('days' in firing)) return null;
  const next = firing.provisional.find(({ day }) => day >= today)?.day;
  if (next === undefined) return null;
  return { last: firing.days.findLast(({ day }) => day < next)?.day ?? null, next };
}
