import type { LunarDate } from './lunar.js';

/** When something takes place, year after year: a day of the year, how far from it, and what a rest day does to it. */
export interface DateRule {
  base: BaseDay;
  offset: Offset | null;
  restDay: RestDayPolicy;
}

/** How far from the base: workdays never count the base itself, the next or last of a weekday may be it. */
export type Offset = { days: number } | { workdays: number } | { to: 'before' | 'after'; weekday: number };

/** A day that every year has once; of ends and beginnings of months and quarters there are several, of lunar ones rarely none or two. */
export type BaseDay =
  /** 3月5日 */
  | { on: 'date'; month: number; day: number }
  /** 农历正月初一 */
  | ({ on: 'lunar' } & LunarDate)
  /** 清明 */
  | { on: 'solar term'; name: string }
  /** 3月最后一个周一; `nth` counts from the first, -1 is the last; Sunday is 0. */
  | { on: 'weekday'; month: number; weekday: number; nth: number }
  /** 季度末 */
  | { on: 'end'; of: Period }
  /** 月初 */
  | { on: 'start'; of: Period }
  /** The day of another theme, by its code, wherever that lies. */
  | { on: 'theme'; code: string };

/** What a year is divided into. */
export type Period = 'month' | 'quarter' | 'half-year' | 'year';

/** Months that each period has. */
export const PERIOD_MONTHS: Readonly<Record<Period, number>> = {
  ...{ month: 1, quarter: 3 },
  ...{ 'half-year': 6, year: 12 },
};

/** What is done where the day is no workday: kept, or moved to the last workday before it or the first after. */
export type RestDayPolicy = 'keep' | 'before' | 'after';
