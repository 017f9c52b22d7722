import { DAY_MILLISECONDS } from './office-day.js';

/** A day of the office's calendar, `YYYY-MM-DD`; days compare as texts. */
export type Day = string;

const midnight = (day: Day): number => Date.parse(`${day}T00:00:00Z`);

/** The day so many days later; earlier, if negative. */
export const addDays = (day: Day, days: number): Day =>
  new Date(midnight(day) + days * DAY_MILLISECONDS).toISOString().slice(0, 10);

/** How many days one day lies after another; negative before it. */
export const daysBetween = (from: Day, to: Day): number => (midnight(to) - midnight(from)) / DAY_MILLISECONDS;

/** Day of the week: 0 is Sunday, 6 Saturday. */
export const weekdayOf = (day: Day): number => new Date(midnight(day)).getUTCDay();

/** Saturday or Sunday. */
export const isWeekend = (day: Day): boolean => weekdayOf(day) % 6 === 0;

/** The year a day lies in. */
export const yearOf = (day: Day): number => Number(day.slice(0, 4));

/** A day from its numbers; `null`: there is none, as no 29 February in most years. */
export function dayOf(year: number, month: number, dayOfMonth: number): Day | null {
  const day = new Date(Date.UTC(year, month - 1, dayOfMonth)).toISOString().slice(0, 10);
  return Number(day.slice(5, 7)) === month && Number(day.slice(8)) === dayOfMonth ? day : null;
}

/** The last day of a month, 1 to 12. */
export const lastOfMonth = (year: number, month: number): Day =>
  new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);

/** Every day from one to another, both included. */
export const daysFrom = (from: Day, to: Day): Day[] =>
  Array.from({ length: daysBetween(from, to) + 1 }, (_, at) => addDays(from, at));
