import ical, { ICalEventStatus } from 'ical-generator';
import { addDays, type Day } from '../../domain/calendar/day.js';
import { statutoryDays, type Holiday } from '../../domain/calendar/holidays.js';
import type { ThemeYear } from './days.js';

/** A year to subscribe to: its themes and holidays as events of whole days. Null: its holidays are not announced. */
export interface SubscribedYear {
  year: number;
  themes: readonly ThemeYear[];
  holidays: readonly Holiday[] | null;
}

/**
 * The year as calendar programs read it (RFC 5545). What may still move is TENTATIVE; themes and holidays keep their uid when
 * they move.
 * @param stamp when it was made
 */
export function calendarFileOf({ year, themes, holidays }: SubscribedYear, stamp: Date): string {
  const calendar = ical({
    name: `志愿服务主题 ${year}`,
    prodId: { company: 'Muster', product: 'Calendar', language: 'ZH' },
  });
  const uids = new Numbered();
  const add = (id: string, summary: string, [first, last]: readonly [Day, Day], certain: boolean) =>
    calendar.createEvent({
      ...{ id: `${uids.next(id)}@muster.invalid`, summary, stamp, allDay: true },
      status: certain ? ICalEventStatus.CONFIRMED : ICalEventStatus.TENTATIVE,
      // The end of an event of whole days is the day after it.
      ...{ start: midnight(first), end: midnight(addDays(last, 1)), timezone: null },
    });
  for (const { theme, year: of, first, last, wording } of themes) {
    const motto = wording === null ? '' : `：${wording}`;
    add(
      `${theme.code}-${of}`,
      `${theme.name}${motto}`,
      [first.day, last.day],
      !first.provisional && !last.provisional,
    );
  }
  for (const { theme, year: of, held } of themes)
    if (held) add(`${theme.code}-${of}-held`, `${theme.name}（本办举办）`, [held.day, held.day], true);
  for (const { name, from, to } of holidays ?? lawfulHolidays(year))
    add(`holiday-${year}-${name}`, `${name}放假`, [from, to], holidays !== null);
  return calendar.toString().replace(/\r?\n/g, '\r\n');
}

/** Names that stay the same from one making to the next, and are unique within one: the second of a name is `name-2`. */
class Numbered {
  private readonly seen = new Map<string, number>();

  next(name: string): string {
    const count = (this.seen.get(name) ?? 0) + 1;
    this.seen.set(name, count);
    return count === 1 ? name : `${name}-${count}`;
  }
}

/** The law's days, those of one name that follow each other as one; the notice will add to them. */
function lawfulHolidays(year: number): { name: string; from: Day; to: Day }[] {
  const holidays: { name: string; from: Day; to: Day }[] = [];
  for (const { name, day } of statutoryDays(year)) {
    const last = holidays.at(-1);
    if (last?.name === name && addDays(last.to, 1) === day) last.to = day;
    else holidays.push({ name, from: day, to: day });
  }
  return holidays;
}

const midnight = (day: Day): Date => new Date(`${day}T00:00:00Z`);
