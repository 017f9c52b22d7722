/**
 * Office time is Asia/Shanghai: eight hours ahead of UTC on every day since 1991, so plain arithmetic is
 * exact and independent of the machine's zone and of its `Intl` tables.
 */
import type { TimeOfDay } from './instant.js';

/** A minute, in milliseconds. */
export const MINUTE_MILLISECONDS = 60_000;
/** A day, in milliseconds; office days all have 24 hours. */
export const DAY_MILLISECONDS = 24 * 60 * MINUTE_MILLISECONDS;
const OFFSET_MILLISECONDS = 8 * 60 * MINUTE_MILLISECONDS;

/** The instant moved so that its UTC fields read as office time. */
const shifted = (instant: Date): string => new Date(instant.getTime() + OFFSET_MILLISECONDS).toISOString();

/** The office's day at an instant, `YYYY-MM-DD`. */
export const officeDay = (instant: Date): string => shifted(instant).slice(0, 10);

/** The office's day and time at an instant, `YYYY-MM-DD HH:MM`. */
export const officeTime = (instant: Date): string => shifted(instant).slice(0, 16).replace('T', ' ');

/** The instant at which an office day (`YYYY-MM-DD`) begins. */
export const startOfOfficeDay = (day: string): Date => new Date(`${day}T00:00:00+08:00`);

/** Milliseconds since the office's midnight, 0 to 86,399,999. */
export const millisecondsOfOfficeDay = (instant: Date): number =>
  instant.getTime() - startOfOfficeDay(officeDay(instant)).getTime();

/** Minutes since midnight of `HH:MM`; `24:00` is 1,440. */
export const minutesOfDay = (time: TimeOfDay): number =>
  Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** The instant of a time of an office day. */
export const instantOf = (day: string, time: TimeOfDay): Date =>
  new Date(startOfOfficeDay(day).getTime() + minutesOfDay(time) * MINUTE_MILLISECONDS);

/** `HH:MM` of so many minutes since midnight; 1,440 is `24:00`. */
export const timeOfDay = (minutes: number): TimeOfDay =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

const WRITTEN_TIME =
  /^(\d{4}-\d{2}-\d{2})[ T]+(\d{1,2}:\d{2})(?::(\d{2})(\.\d{1,3})?)?\s*(Z|[+-]\d{2}:\d{2})?$/i;

/**
 * An instant as a person or a program writes it: `2026-08-01 09:00` is office time, an ISO time with `Z` or
 * an offset is what it says. Full-width digits and colons count. `null`: not a time, or not on the calendar.
 */
export function parseOfficeTime(text: string): Date | null {
  const match = WRITTEN_TIME.exec(text.normalize('NFKC').trim());
  if (!match) return null;
  const [, day = '', time = '', seconds = '00', fraction = '', offset = '+08:00'] = match;
  const clock = `${time.padStart(5, '0')}:${seconds}${fraction}`;
  const instant = new Date(`${day}T${clock}${offset.toUpperCase()}`);
  return isOnCalendar(day) && !Number.isNaN(instant.getTime()) ? instant : null;
}

const DAYS_AHEAD = /^\+(\d{1,3})d[ T]+(\d{1,2}:\d{2})$/i;

/** An instant as a plan's author writes it: as above, or `+3d 08:30`, that time on the third day from now. */
export function parsePlannedTime(text: string, now: Date): Date | null {
  const [, days, time] = DAYS_AHEAD.exec(text.normalize('NFKC').trim()) ?? [];
  if (days === undefined) return parseOfficeTime(text);
  const day = officeDay(new Date(now.getTime() + Number(days) * DAY_MILLISECONDS));
  return parseOfficeTime(`${day} ${time}`);
}

/** A day as a person writes it, `2026-08-01`; full-width digits count. `null`: not a day, or not on the calendar. */
export function parseOfficeDay(text: string): string | null {
  const day = text.normalize('NFKC').trim();
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && isOnCalendar(day) ? day : null;
}

/** JavaScript silently rolls February 30 over into March. */
function isOnCalendar(day: string): boolean {
  const instant = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(day);
}
