import { DAY_MILLISECONDS, officeDay } from '../../../calendar/office-day.js';
import { NUMBER, valueOf } from '../text/numerals.js';

/** Days of the office's calendar, as numbers counted from 1970-01-01; both ends belong to it. */
export interface Days {
  first: number;
  last: number;
}

const WEEKDAYS = ['一', '二', '三', '四', '五', '六', '日'];
const ENGLISH_DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
/** Holidays with a fixed date, month and day; those of the lunar calendar are left to a person. */
const HOLIDAYS: Readonly<Record<string, readonly [number, number]>> = {
  元旦: [1, 1],
  五一: [5, 1],
  国庆: [10, 1],
  十一: [10, 1],
};

/** A day or a week or month in words, for use inside a regular expression; read by `daysOf`. */
export const DAY =
  '(?:大?后天|后儿|明天|明儿|明日|今天|今儿|今日|(?:这|本|下下|下)?个?(?:周|星期|礼拜)(?:[一二三四五六日天末1-7])?(?![边围])|双休日?' +
  `|(?:这|本|下)?个?月(?:底|末)|(?:这|本|下)个?月(?:${NUMBER}[号日]?)?|年底|${NUMBER}月份?(?:${NUMBER}[号日]?|底|末)?|${NUMBER}[号日]|\\d{1,2}[./]\\d{1,2}(?!\\d)` +
  `|元旦|五一|国庆|十一(?!个|点|号|月)|${ENGLISH_DAYS.join('|')})`;

/** The number of the office day at an instant. */
export const dayNumber = (instant: Date): number => Date.parse(officeDay(instant)) / DAY_MILLISECONDS;

const single = (day: number): Days => ({ first: day, last: day });
/** Months and days may run over: month 13 is January. */
const numberOf = (year: number, month: number, day: number): number =>
  Date.UTC(year, month - 1, day) / DAY_MILLISECONDS;
const dateOf = (day: number): { year: number; month: number } => {
  const at = new Date(day * DAY_MILLISECONDS);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1 };
};

/** The days an expression matched by `DAY` names, seen from `today`; `null`: no such day. */
export const daysOf = (text: string, today: number): Days | null =>
  nearDay(text, today) ??
  week(text, today) ??
  holiday(text, today) ??
  month(text, today) ??
  date(text, today);

function nearDay(text: string, today: number): Days | null {
  if (text.startsWith('今')) return single(today);
  if (text.startsWith('明')) return single(today + 1);
  if (text.startsWith('大后')) return single(today + 3);
  return text.startsWith('后') ? single(today + 2) : null;
}

const WEEK = /^(这|本|下下|下)?个?(?:周|星期|礼拜)([一二三四五六日天末1-7])?$/;
const WEEKS_ON: Readonly<Record<string, number>> = { 下: 7, 下下: 14 };

function week(text: string, today: number): Days | null {
  // 1970-01-01 was a Thursday, three days behind its Monday.
  const monday = today - ((today + 3) % 7);
  const english = ENGLISH_DAYS.indexOf(text);
  if (english >= 0) return single(coming(monday + english, today));
  if (text.startsWith('双休')) return { first: monday + 5, last: monday + 6 };
  const match = WEEK.exec(text);
  if (!match) return null;
  const [, which, weekday] = match;
  const start = monday + (WEEKS_ON[which ?? ''] ?? 0);
  if (weekday === undefined) return { first: Math.max(start, today), last: start + 6 };
  if (weekday === '末') return { first: start + 5, last: start + 6 };
  const index = /\d/.test(weekday) ? Number(weekday) - 1 : WEEKDAYS.indexOf(weekday.replace('天', '日'));
  return single(which === undefined ? coming(start + index, today) : start + index);
}

/** A weekday already gone this week means the next one. */
const coming = (day: number, today: number): number => (day < today ? day + 7 : day);

function holiday(text: string, today: number): Days | null {
  const found = HOLIDAYS[text];
  if (!found) return null;
  const { year } = dateOf(today);
  const day = numberOf(year, ...found);
  return single(day < today ? numberOf(year + 1, ...found) : day);
}

function month(text: string, today: number): Days | null {
  const { year, month: current } = dateOf(today);
  if (text === '年底') return single(numberOf(year, 12, 31));
  const match = /^(这|本|下)?个?月(底|末)?$/.exec(text);
  if (!match) return null;
  const which = current + (match[1] === '下' ? 1 : 0);
  const last = numberOf(year, which + 1, 0);
  return match[2] === undefined ? { first: Math.max(numberOf(year, which, 1), today), last } : single(last);
}

const IN_MONTH = new RegExp(`^(${NUMBER})月份?(?:(${NUMBER})[号日]?|(底|末))?$|^(\\d{1,2})[./](\\d{1,2})$`);
const DAY_ONLY = new RegExp(`^(?:(下|这|本)个?月)?(${NUMBER})[号日]?$`);

const date = (text: string, today: number): Days | null =>
  inNamedMonth(text, today) ?? inThisMonth(text, today);

function inNamedMonth(text: string, today: number): Days | null {
  const match = IN_MONTH.exec(text);
  const inMonth = valueOf(match?.[1] ?? match?.[4] ?? '');
  if (!match || inMonth === null || inMonth > 12) return null;
  return dated(inMonth, valueOf(match[2] ?? match[5] ?? ''), match[3], today);
}

function inThisMonth(text: string, today: number): Days | null {
  const match = DAY_ONLY.exec(text);
  const day = valueOf(match?.[2] ?? '');
  return day === null || day < 1 || day > 31 ? null : single(dayOfMonth(day, match?.[1], today));
}

/** A date more than half a year gone means next year's. */
const HALF_A_YEAR = 183;

function dated(inMonth: number, day: number | null, end: string | undefined, today: number): Days | null {
  const { year } = dateOf(today);
  const last = numberOf(year, inMonth + 1, 0);
  if (day === null) return end === undefined ? { first: numberOf(year, inMonth, 1), last } : single(last);
  if (day < 1 || day > 31) return null;
  const at = numberOf(year, inMonth, day);
  return single(at < today - HALF_A_YEAR ? numberOf(year + 1, inMonth, day) : at);
}

/** 15号 already gone this month is next month's, unless the month was named. */
function dayOfMonth(day: number, which: string | undefined, today: number): number {
  const { year, month: current } = dateOf(today);
  const at = numberOf(year, current + (which === '下' ? 1 : 0), day);
  return at < today && which === undefined ? numberOf(year, current + 1, day) : at;
}
