import { addDays, daysFrom, weekdayOf, type Day } from './day.js';
import type { Workdays } from './workdays.js';

/** How often is reported between two days: every day, rest days too; once a week; or every so many workdays. */
export type Rhythm = 'day' | 'week' | { workdays: number };

/**
 * The days on which a report is due, in order: in a week its last workday; of workdays every so-manieth, and the last one of
 * all, so that no end is left unreported.
 */
export function rhythmDays(
  { from, to }: { from: Day; to: Day },
  every: Rhythm,
  workdays: Pick<Workdays, 'isWorkday'>,
): Day[] {
  const days = daysFrom(from, to);
  if (every === 'day') return days;
  const worked = days.filter((day) => workdays.isWorkday(day));
  if (every === 'week')
    return worked.filter((day, at) => at === worked.length - 1 || weekOf(day) !== weekOf(worked[at + 1]!));
  return worked.filter((_, at) => (at + 1) % every.workdays === 0 || at === worked.length - 1);
}

/** The Monday of a day's week. */
const weekOf = (day: Day): Day => addDays(day, -((weekdayOf(day) + 6) % 7));
