import { addDays, daysBetween, daysFrom, weekdayOf, type Day } from '../../domain/calendar/day.js';
import type { Workdays } from '../../domain/calendar/workdays.js';

/** How often is reported in a time of special care: every day, rest days too; every so many workdays; or once a week. */
export type ReportingRhythm = { every: 'day' } | { every: 'workdays'; workdays: number } | { every: 'week' };

/** Days between which the office watches more closely (重要时段), both included. */
export interface SafeguardPeriod {
  name: string;
  from: Day;
  to: Day;
  rhythm: ReportingRhythm;
}

/**
 * The days on which a report is due, in order: in a week its last workday; of workdays every so-manieth, and the last one of
 * all, so that no end is left unreported.
 */
export function reportingDays({ from, to, rhythm }: SafeguardPeriod, workdays: Workdays): Day[] {
  const days = daysFrom(from, to);
  if (rhythm.every === 'day') return days;
  const worked = days.filter((day) => workdays.isWorkday(day));
  if (rhythm.every === 'workdays')
    return worked.filter((_, at) => (at + 1) % rhythm.workdays === 0 || at === worked.length - 1);
  return worked.filter((day, at) => at === worked.length - 1 || weekOf(day) !== weekOf(worked[at + 1]!));
}

/** The Monday of a day's week. */
const weekOf = (day: Day): Day => addDays(day, -((weekdayOf(day) + 6) % 7));

/** How many days it lasts. */
export const lengthOf = ({ from, to }: Pick<SafeguardPeriod, 'from' | 'to'>): number =>
  daysBetween(from, to) + 1;
