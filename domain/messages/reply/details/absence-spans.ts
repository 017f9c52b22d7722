import { DAY_MILLISECONDS } from '../../../calendar/office-day.js';
import { valueOf } from '../text/numerals.js';
import { daysOf, type Days } from './days.js';

/** Day numbers: away from the one, available again on the other; `null`: from now, or not said. */
export interface Span {
  from: number | null;
  until: number | null;
}

/** How the days a form of speech names in its groups are meant, seen from `today`. */
export type ReadSpan = (match: RegExpExecArray, today: number) => Span | null;

const groups = (match: RegExpExecArray): string[] => match.slice(1).filter((group) => group !== undefined);
const named = (match: RegExpExecArray, today: number): Days | null => daysOf(groups(match)[0] ?? '', today);

/** 周三到周五, 8到15号. */
export const range: ReadSpan = (match, today) => {
  const [first = '', last = ''] = groups(match);
  // The first may lack what the second says: 8到15号.
  const from = daysOf(first, today) ?? daysOf(`${first}号`, today);
  const until = daysOf(last, today);
  return from && until && until.last >= from.first ? { from: from.first, until: until.last + 1 } : null;
};

/** 到周五: that day included. */
export const through: ReadSpan = (match, today) => {
  const days = named(match, today);
  return days && { from: null, until: days.last + 1 };
};

/** 周五回来, 周五之前不在: there again that day. */
export const returning: ReadSpan = (match, today) => {
  const days = named(match, today);
  return days && { from: null, until: days.first };
};

/** 下周出差: for as long as that lasts. */
export const during: ReadSpan = (match, today) => {
  const days = named(match, today);
  return days && { from: days.first > today ? days.first : null, until: days.last + 1 };
};

const DAYS_IN: Readonly<Record<string, number>> = { 天: 1, 日: 1, 周: 7, 星期: 7, 礼拜: 7 };

/** 三天, 两周, 半个月, today included. */
export const lasting: ReadSpan = (match, today) => {
  const [count = '', unit = '', half] = groups(match);
  const value = count === '半' ? 0.5 : valueOf(count);
  if (value === null) return null;
  const amount = value + (half === undefined ? 0 : 0.5);
  const days = DAYS_IN[unit.replace('个', '')];
  if (days !== undefined) return { from: null, until: today + Math.ceil(amount * days) };
  return { from: null, until: monthsOn(today, amount * (unit === '年' ? 12 : 1)) };
};

/** The same day so many months on; half a month is fifteen days. */
function monthsOn(today: number, months: number): number {
  const day = new Date(today * DAY_MILLISECONDS);
  day.setUTCMonth(day.getUTCMonth() + Math.floor(months));
  return day.getTime() / DAY_MILLISECONDS + (Number.isInteger(months) ? 0 : 15);
}

/** 请假: until when is not said. */
export const openEnded: ReadSpan = () => ({ from: null, until: null });
