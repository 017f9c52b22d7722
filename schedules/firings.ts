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
    const [, month, date] = officeDay(new Date(day)).split('-').map(Number) as [number, number, number];
    if (!firing.daysOfMonth.includes(date) || !(firing.months ?? [month]).includes(month)) continue;
    const instant = day + minutesOfDay(firing.time) * MINUTE_MILLISECONDS;
    if (instant > from.getTime()) found.push(new Date(instant));
  }
  return found;
}
