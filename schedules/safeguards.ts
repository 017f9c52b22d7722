import { reportingDays, safeguardTitle, type SafeguardPeriod } from '../campaigns/theme/safeguard.js';
import { addDays, type Day } from '../domain/calendar/day.js';
import type { TimeOfDay } from '../domain/calendar/instant.js';
import { LONGEST_REST_DAYS, type Workdays } from '../domain/calendar/workdays.js';
import type { ScheduleEntry } from './entry.js';
import { DAYS_TO_AGREE } from './preparations.js';

/** The id of the schedule of a time of special care. */
export const safeguardSchedule = ({ id }: Pick<SafeguardPeriod, 'id'>): string => `safeguard-${id}`;

/**
 * What asks for the reports of a time of special care: ahead of it, but on the day on which it was set at the earliest. Opened
 * late, it asks for those of the days that are left.
 */
export function safeguardScheduleOf(
  period: SafeguardPeriod,
  { workdays, time }: { workdays: Workdays; time: TimeOfDay },
): ScheduleEntry[] {
  const days = reportingDays(period, workdays);
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return [];
  const { id, name, from, every } = period;
  const firing = {
    ...{ day: openingDay(period), period: null, due: first, lastDay: last },
    dueProvisional: every !== 'day' && workdays.kindOf(first).provisional,
  };
  return [
    {
      id: safeguardSchedule(period),
      title: { zh: safeguardTitle(period), en: `reports of ${name}, from ${from}` },
      firing: { days: [firing], provisional: [], time },
      late: { launchedWhile: { workdaysLeft: 0 }, otherwise: 'skip' },
      launches: { what: 'safeguard', safeguard: id },
    },
  ];
}

/** The day on which its reports are asked for. */
export function openingDay({ from, enteredOn }: Pick<SafeguardPeriod, 'from' | 'enteredOn'>): Day {
  const ahead = addDays(from, -DAYS_TO_AGREE - LONGEST_REST_DAYS);
  return ahead > enteredOn ? ahead : enteredOn;
}
