import { LunarDay, LunarMonth, LunarYear, SolarDay, SolarTerm } from 'tyme4ts';
import type { Day } from './day.js';

/**
 * Lunar months and solar terms, by tyme4ts; never by `Intl`, whose tables are wrong for 2027 and 2030. A lunar year bears
 * the number of the solar year in which it begins.
 */

/** Years in which another library finds the same lunar new years; 2020 to 2035 are tested against published almanacs. */
export const LUNAR_YEARS = { first: 1900, last: 2100 } as const;

/** Years a calendar can be shown of: each needs the lunar year that began in the one before. */
export const CALENDAR_YEARS = { first: LUNAR_YEARS.first + 1, last: LUNAR_YEARS.last } as const;

/** A day of the lunar year: month 1 to 12, day 1 to 30. */
export interface LunarDate {
  month: number;
  day: number;
  /** Of the leap month of that number, which most years do not have. */
  leap: boolean;
}

const written = (day: SolarDay): Day =>
  [
    String(day.getYear()).padStart(4, '0'),
    String(day.getMonth()).padStart(2, '0'),
    String(day.getDay()).padStart(2, '0'),
  ].join('-');

/**
 * The day a lunar date falls on. Where the month has no 30th, its last day stands for it: 除夕 is 腊月三十, or 廿九.
 * @returns null where the year has no such leap month: nobody then can say what was meant
 */
export function lunarDay(lunarYear: number, { month, day, leap }: LunarDate): Day | null {
  if (leap && LunarYear.fromYear(lunarYear).getLeapMonth() !== month) return null;
  const inYear = leap ? -month : month;
  const last = LunarMonth.fromYm(lunarYear, inYear).getDayCount();
  return written(LunarDay.fromYmd(lunarYear, inYear, Math.min(day, last)).getSolarDay());
}

/**
 * The days of a solar year on which a lunar date falls: one as a rule; of the last months, which reach over the new
 * year, also none or two.
 */
export const lunarDaysIn = (year: number, date: LunarDate): Day[] =>
  [year - 1, year]
    .map((lunarYear) => lunarDay(lunarYear, date))
    .filter((day) => day !== null)
    .filter((day) => day.startsWith(`${year}-`));

/** The lunar date of a day, as it is spoken: 正月初一, 闰六月十五. */
export function spokenLunarDate(day: Day): string {
  const lunar = SolarDay.fromYmd(
    Number(day.slice(0, 4)),
    Number(day.slice(5, 7)),
    Number(day.slice(8)),
  ).getLunarDay();
  return `${lunar.getLunarMonth().getName()}${lunar.getName()}`;
}

/** Names of the 24 solar terms, 冬至 first. */
export const SOLAR_TERMS: readonly string[] = SolarTerm.NAMES;

/** The day of a solar year on which a solar term begins. */
export function solarTermDay(year: number, name: string): Day {
  // The library counts a year's terms from 冬至, in December before it.
  const near = [year, year + 1].map((counted) =>
    written(SolarTerm.fromName(counted, name).getJulianDay().getSolarDay()),
  );
  return near.find((day) => day.startsWith(`${year}-`))!;
}
