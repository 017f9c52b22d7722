import ical, { ICalEventStatus } from 'ical-generator';
import { addDays, type Day } from '../../domain/calendar/day.js';
import type { Holiday } from '../../domain/calendar/holidays.js';
import type { ThemeYear } from './days.js';

/** A year to subscribe to: its themes and holidays as events of whole days. */
export interface SubscribedYear {
  year: number;
  themes: readonly ThemeYear[];
  holidays: readonly Holiday[];
}

/**
 * The year as calendar programs read it (RFC 5545). What may still move is TENTATIVE; an event keeps its uid when it moves.
 * @param stamp when it was made
 */
export function calendarFileOf({ year, themes, holidays }: SubscribedYear, stamp: Date): string {
  const calendar = ical({
    name: `志愿服务主题 ${year}`,
    prodId: { company: 'Muster', product: 'Calendar', language: 'ZH' },
  });
  const add = (id: string, summary: string, [first, last]: readonly [Day, Day], status: ICalEventStatus) =>
    calendar.createEvent({
      ...{ id: `${id}@muster.invalid`, summary, stamp, status, allDay: true },
      // The end of an event of whole days is the day after it.
      ...{ start: midnight(first), end: midnight(addDays(last, 1)), timezone: null },
    });
  for (const { theme, first, last } of themes)
    add(
      `${theme.code}-${year}`,
      theme.name,
      [first.day, last],
      first.provisional ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED,
    );
  for (const { name, from, to } of holidays)
    add(`holiday-${from}`, `${name}放假`, [from, to], ICalEventStatus.CONFIRMED);
  return calendar.toString().replace(/\r?\n/g, '\r\n');
}

const midnight = (day: Day): Date => new Date(`${day}T00:00:00Z`);
