import { CALENDAR_YEARS } from '../domain/calendar/lunar.js';
import { parseOfficeDay } from '../domain/calendar/office-day.js';
import type { Day } from '../domain/calendar/day.js';
import { refuse } from './refusal.js';

/** @throws {Refusal} where no calendar can be shown of the year */
export function checkedYear(year: number): number {
  if (year >= CALENDAR_YEARS.first && year <= CALENDAR_YEARS.last) return year;
  throw refuse(
    'invalid',
    'no-year',
    `年份应在 ${CALENDAR_YEARS.first} 到 ${CALENDAR_YEARS.last} 之间`,
    `a year between ${CALENDAR_YEARS.first} and ${CALENDAR_YEARS.last}, please`,
  );
}

/** A day as it was written. */
export function checkedDay(written: string): Day {
  const day = parseOfficeDay(written);
  if (day !== null) return day;
  throw refuse(
    'invalid',
    'no-day',
    `“${written}” 不是日期，请写作 2027-03-05`,
    `“${written}” is no day: write it as 2027-03-05`,
  );
}
