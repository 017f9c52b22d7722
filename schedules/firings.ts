import {
  DAY_MILLISECONDS,
  officeDay,
  startOfOfficeDay,
  MINUTE_MILLISECONDS,
  minutesOfDay,
} from '../domain/calendar/office-day.js';
import type { Firing } from './catalogue.js';

/**
 * The next instants, after `from` and within five years, at which a schedule fires: what Temporal will do, without
 * asking it.
 */
export function nextFirings(firing: Firing, from: Date, count: number): Date[] {
  const found: Date[] = [];
  const last = from.getTime() + 5 * 366 * DAY_MILLISECONDS;
  for (
    let day = startOfOfficeDay(officeDay(from)).getTime();
    day < last && found.length < count;
    day += DAY_MILLISECONDS
  ) {
    const instant = firingOn(firing, day);
    if (instant !== undefined && instant > from.getTime()) found.push(new Date(instant));
  }
  return found;
}

/** The last instant, up to `until` and within a year, at which a schedule should have fired; undefined: none. */
export function lastFiring(firing: Firing, until: Date): Date | undefined {
  const today = startOfOfficeDay(officeDay(until)).getTime();
  for (let day = today; day > today - 366 * DAY_MILLISECONDS; day -= DAY_MILLISECONDS) {
    const instant = firingOn(firing, day);
    if (instant !== undefined && instant <= until.getTime()) return new Date(instant);
  }
  return undefined;
}

/** When it fires on the office day that begins at `day`; undefined: not that day. */
function firingOn(firing: Firing, day: number): number | undefined {
  const [, month, date] = officeDay(new Date(day)).split('-').map(Number) as [number, number, number];
  if (!firing.daysOfMonth.includes(date) || !(firing.months ?? [month]).includes(month)) return undefined;
  return day + minutesOfDay(firing.time) * MINUTE_MILLISECONDS;
}
