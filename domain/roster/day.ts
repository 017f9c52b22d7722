import type { Fault } from '../problem.js';
import { cleaned } from '../people/cleaning.js';

const notADay: Fault = {
  reason: 'not-a-day',
  zh: '不是有效的日期，请写成 2026-03-05',
  en: 'not a date on the calendar: write it like 2026-03-05',
};

const noDayOfMonth: Fault = {
  reason: 'not-a-day',
  zh: '只有年月，请补上日，写成 2026-03-05',
  en: 'a month without its day: write it like 2026-03-05',
};

const serial: Fault = {
  reason: 'number-not-day',
  zh: '是数字，不是日期：请把这一列设为日期格式，或写成 2026-03-05',
  en: 'a number, not a date: format the column as a date, or write it like 2026-03-05',
};

const WRITTEN = /^(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?: 0{1,2}:00(?::00)?)?$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const MONTH_ONLY = /^\d{4}(?:[-/.]|年)\d{1,2}月?$|^\d{4}年?$/;

/** A day as rosters have it: `2026-03-05`, `2026/3/5`, `2026.3.5`, `2026年3月5日`, `20260305`; as `YYYY-MM-DD`. */
export function readDay(raw: string): string | Fault {
  const text = cleaned(raw)
    .replace(/\s+/g, ' ')
    .replace(/\s?([年月日])\s?/g, '$1');
  const match = WRITTEN.exec(text) ?? COMPACT.exec(text);
  if (!match) return MONTH_ONLY.test(text) ? noDayOfMonth : /^\d{5}(\.\d+)?$/.test(text) ? serial : notADay;
  const [, year = '', month = '', day = ''] = match;
  if (!isOnCalendar(Number(year), Number(month), Number(day))) return notADay;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** Before 1900 and after 2100 nobody joined, and no policy ends. (By hand: a Date for every cell costs seconds.) */
const isOnCalendar = (year: number, month: number, day: number): boolean =>
  year >= 1900 && year <= 2100 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);

function daysOf(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}
