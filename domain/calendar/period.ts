import { PERIOD_MONTHS, type DateRule, type Period } from './date-rule.js';
import { dayOf, lastOfMonth, type Day } from './day.js';
import { resolve, type Almanac, type FoundDay } from './resolve.js';

/** One of the periods a year is divided into: 2027 itself, its second half, fourth quarter or third month. */
export interface PeriodOfYear {
  of: Period;
  year: number;
  /** From 1. */
  number: number;
}

const MARKS: Readonly<Record<Exclude<Period, 'year'>, string>> = {
  'half-year': 'H',
  quarter: 'Q',
  month: '',
};
const WRITTEN = /^(\d{4})(?:-(H[12]|Q[1-4]|0[1-9]|1[0-2]))?$/;

/** A period as it is written: `2027`, `2027-H2`, `2027-Q4`, `2027-03`; null: not one. */
export function parsePeriod(text: string): PeriodOfYear | null {
  const [, year, part] = WRITTEN.exec(text.normalize('NFKC').trim().toUpperCase()) ?? [];
  if (year === undefined) return null;
  if (part === undefined) return { of: 'year', year: Number(year), number: 1 };
  const of = part.startsWith('H') ? 'half-year' : part.startsWith('Q') ? 'quarter' : 'month';
  return { of, year: Number(year), number: Number(part.replace(/^[HQ]/, '')) };
}

/** The same as a text, which sorts within its kind. */
export const writePeriod = ({ of, year, number }: PeriodOfYear): string =>
  of === 'year'
    ? String(year)
    : `${year}-${of === 'month' ? String(number).padStart(2, '0') : MARKS[of] + number}`;

const NUMERALS = ['一', '二', '三', '四'];

/** As people say it: `2027年`, `2027年下半年`, `2027年第四季度`, `2027年3月`. */
export function spokenPeriod({ of, year, number }: PeriodOfYear): string {
  if (of === 'year') return `${year}年`;
  if (of === 'half-year') return `${year}年${number === 1 ? '上' : '下'}半年`;
  return of === 'quarter' ? `${year}年第${NUMERALS[number - 1]}季度` : `${year}年${number}月`;
}

/** Its first and its last day. */
export function spanOf({ of, year, number }: PeriodOfYear): { first: Day; last: Day } {
  const months = PERIOD_MONTHS[of];
  return { first: dayOf(year, (number - 1) * months + 1, 1)!, last: lastOfMonth(year, number * months) };
}

/** The one before. */
export function previousPeriod({ of, year, number }: PeriodOfYear): PeriodOfYear {
  return number > 1
    ? { of, year, number: number - 1 }
    : { of, year: year - 1, number: 12 / PERIOD_MONTHS[of] };
}

/** The one after. */
export function nextPeriod({ of, year, number }: PeriodOfYear): PeriodOfYear {
  return number * PERIOD_MONTHS[of] < 12
    ? { of, year, number: number + 1 }
    : { of, year: year + 1, number: 1 };
}

/** The period of a kind in which a day lies. */
export const periodAt = (day: Day, of: Period): PeriodOfYear => ({
  ...{ of, year: Number(day.slice(0, 4)) },
  number: Math.ceil(Number(day.slice(5, 7)) / PERIOD_MONTHS[of]),
});

/**
 * The day of a rule for one period: of ends and beginnings of months and quarters its own, of other rules the one that begins
 * with a day of it. Undefined: it has none, as 29 February in most years.
 */
export const dayIn = (rule: DateRule, period: PeriodOfYear, almanac: Almanac): FoundDay | undefined =>
  dayAmong(resolve(rule, period.year, almanac), rule, period);

/** Every period of a kind in a year, each with its day, which is found as `dayIn` finds it. */
export function daysIn(
  rule: DateRule,
  { of, year }: Pick<PeriodOfYear, 'of' | 'year'>,
  almanac: Almanac,
): { period: PeriodOfYear; found: FoundDay | undefined }[] {
  const all = resolve(rule, year, almanac);
  return Array.from({ length: 12 / PERIOD_MONTHS[of] }, (_, at) => {
    const period = { of, year, number: at + 1 };
    return { period, found: dayAmong(all, rule, period) };
  });
}

/** @param all the days of the rule in the period's year */
function dayAmong(all: readonly FoundDay[], { base }: DateRule, period: PeriodOfYear): FoundDay | undefined {
  if ((base.on === 'end' || base.on === 'start') && base.of === period.of) return all[period.number - 1];
  const { first, last } = spanOf(period);
  return all.find(({ steps }) => {
    const begins = steps[0]!.day;
    return begins >= first && begins <= last;
  });
}
