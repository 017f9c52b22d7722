import type { BaseDay, DateRule, Offset, Period, RestDayPolicy } from './date-rule.js';
import { SOLAR_TERMS } from './lunar.js';
import { ENGLISH_WEEKDAYS, spokenWeekday, WEEKDAYS } from './spoken.js';

/**
 * Date rules as people write them, and as data holds them: `3月5日`, `农历1-1 -15天`, `3月最后一个周一`, `季度末 +10个工作日`,
 * `1-31 遇休顺延`, `5-12 往前到周六`, `@safety-month +14天`. English words stand beside the Chinese ones.
 */

const MONTHS = ['正月', '二月', '三月', '四月', '五月', '六月', '七月', '八月', '九月', '十月'];
const LUNAR_MONTHS = [...MONTHS, '冬月', '腊月'];
/** As almanacs name the last two. */
const COUNTED_MONTHS = [...MONTHS, '十一月', '十二月'];
const DIGITS = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
const LUNAR_DAYS = [
  ...DIGITS.map((digit) => `初${digit}`),
  ...DIGITS.map((digit) => (digit === '十' ? '二十' : `十${digit}`)),
  ...DIGITS.map((digit) => (digit === '十' ? '三十' : `廿${digit}`)),
];
const PERIODS: readonly [string, string, Period][] = [
  ['月', 'month', 'month'],
  ['季度', 'quarter', 'quarter'],
  ['半年', 'half-year', 'half-year'],
  ['年', 'year', 'year'],
];
const FESTIVALS: Readonly<Record<string, readonly [month: number, day: number]>> = {
  ...{ 春节: [1, 1], 元宵: [1, 15], 端午: [5, 5], 七夕: [7, 7], 中秋: [8, 15], 重阳: [9, 9] },
  ...{ 腊八: [12, 8], 除夕: [12, 30] },
};

/** What a text may begin with, each with what it means; null: something else. */
const BASES: readonly [RegExp, (found: RegExpExecArray) => BaseDay | null][] = [
  [/^(\d{1,2})(?:-|月)(\d{1,2})[日号]?/, ([, month, day]) => date(Number(month), Number(day))],
  [
    /^(?:农历 ?|lunar )(闰|leap )?(\d{1,2})(?:-|月)(\d{1,2})日?/,
    ([, leap, month, day]) => lunar(Number(month), Number(day), leap !== undefined),
  ],
  [
    /^(?:农历 ?)?(闰)?((?:十[一二]|[正二三四五六七八九十冬腊])月)(初.|十.|廿.|二十|三十)/,
    ([, leap, month, day]) => lunar(lunarMonth(month!), LUNAR_DAYS.indexOf(day!) + 1, leap !== undefined),
  ],
  [
    /^(\d{1,2})月(?:最后一?个?|第([1-5一二三四五])个?)(?:周|星期)([日一二三四五六天])/,
    ([, month, nth, weekday]) =>
      weekdayIn(Number(month), nth, WEEKDAYS.indexOf(weekday === '天' ? '日' : weekday!)),
  ],
  [
    /^(?:last|([1-5])(?:st|nd|rd|th)) (sun|mon|tue|wed|thu|fri|sat)[a-z]* of (\d{1,2})/,
    ([, nth, weekday, month]) => weekdayIn(Number(month), nth, englishWeekday(weekday!)),
  ],
  [/^@([a-z0-9-]+)/, ([, code]) => ({ on: 'theme', code: code! })],
  ...PERIODS.map(([zh, en, of]): [RegExp, (found: RegExpExecArray) => BaseDay] => [
    new RegExp(`^(?:${zh}([初末])|${en} (start|end))`),
    ([, mark, word]) => ({ on: mark === '初' || word === 'start' ? 'start' : 'end', of }),
  ]),
  ...SOLAR_TERMS.map((name): [RegExp, () => BaseDay] => [
    new RegExp(`^${name}节?`),
    () => ({ on: 'solar term', name }),
  ]),
  ...Object.entries(FESTIVALS).map(([name, [month, day]]): [RegExp, () => BaseDay | null] => [
    new RegExp(`^${name}节?`),
    () => lunar(month, day, false),
  ]),
];

const MOST_DAYS: readonly number[] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const date = (month: number, day: number): BaseDay | null =>
  day >= 1 && day <= (MOST_DAYS[month - 1] ?? 0) ? { on: 'date', month, day } : null;

const lunarMonth = (name: string): number =>
  Math.max(LUNAR_MONTHS.indexOf(name), COUNTED_MONTHS.indexOf(name)) + 1;

const englishWeekday = (name: string): number =>
  ENGLISH_WEEKDAYS.findIndex((weekday) => weekday.toLowerCase() === name);

const lunar = (month: number, day: number, leap: boolean): BaseDay | null =>
  month >= 1 && month <= 12 && day >= 1 && day <= 30 ? { on: 'lunar', month, day, leap } : null;

function weekdayIn(month: number, nth: string | undefined, weekday: number): BaseDay | null {
  const counted = nth === undefined ? -1 : DIGITS.includes(nth) ? DIGITS.indexOf(nth) + 1 : Number(nth);
  return month >= 1 && month <= 12 ? { on: 'weekday', month, weekday, nth: counted } : null;
}

const OFFSET = /^([+-]) ?(\d{1,3}) ?(天|days?|d|个?工作日|workdays?|wd)(?![a-z])/;
const TO_WEEKDAY =
  /^(往前到|往后到|back to |on to )(?:(?:周|星期)([日一二三四五六天])|(sun|mon|tue|wed|thu|fri|sat)[a-z]*)/;
const REST: readonly [RegExp, RestDayPolicy][] = [
  [/^(?:遇休顺延|rest after)/, 'after'],
  [/^(?:遇休提前|rest before)/, 'before'],
  [/^(?:遇休不变|rest keep)/, 'keep'],
];

/** A rule from its text; null: not one. Full-width characters count, and capital letters. */
export function parseDateRule(text: string): DateRule | null {
  let rest = text.normalize('NFKC').replaceAll('−', '-').trim().toLowerCase().replaceAll(/\s+/g, ' ');
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const found = pattern.exec(rest);
    if (found) rest = rest.slice(found[0].length).trimStart();
    return found;
  };
  // The longest that fits: 3月第1个周一 begins like a date without a day, 十月 like 十.
  const fitting = BASES.map(([pattern, meaning]) => ({ found: pattern.exec(rest), pattern, meaning }))
    .filter(({ found }) => found !== null)
    .sort((one, other) => other.found![0].length - one.found![0].length)[0];
  const base = fitting ? fitting.meaning(take(fitting.pattern)!) : null;
  if (!base) return null;
  const offset = countedOffset(take(OFFSET)) ?? weekdayOffset(take(TO_WEEKDAY));
  const policy = REST.find(([pattern]) => take(pattern))?.[1] ?? 'keep';
  return rest === '' ? { base, offset, restDay: policy } : null;
}

function countedOffset(found: RegExpExecArray | null): Offset | null {
  if (!found) return null;
  const [, sign, count, unit] = found;
  const number = Number(sign! + count!);
  return /工作日|w/.test(unit!) ? { workdays: number } : { days: number };
}

function weekdayOffset(found: RegExpExecArray | null): Offset | null {
  if (!found) return null;
  const [, to, zh, en] = found;
  return {
    to: /前|back/.test(to!) ? 'before' : 'after',
    weekday: zh === undefined ? englishWeekday(en!) : WEEKDAYS.indexOf(zh === '天' ? '日' : zh),
  };
}

/** The rule as a text that means the same, in Chinese. */
export function writeDateRule({ base, offset, restDay }: DateRule): string {
  const parts = [writeBase(base)];
  if (offset) parts.push(writeOffset(offset));
  if (restDay !== 'keep') parts.push(restDay === 'after' ? '遇休顺延' : '遇休提前');
  return parts.join(' ');
}

function writeOffset(offset: Offset): string {
  if ('days' in offset) return `${signed(offset.days)}天`;
  if ('workdays' in offset) return `${signed(offset.workdays)}个工作日`;
  return `${offset.to === 'before' ? '往前到' : '往后到'}${spokenWeekday(offset.weekday)}`;
}

const signed = (count: number): string => (count < 0 ? String(count) : `+${count}`);

function writeBase(base: BaseDay): string {
  switch (base.on) {
    case 'date':
      return `${base.month}月${base.day}日`;
    case 'lunar':
      return `农历${base.leap ? '闰' : ''}${LUNAR_MONTHS[base.month - 1]}${LUNAR_DAYS[base.day - 1]}`;
    case 'solar term':
      return base.name;
    case 'weekday':
      return `${base.month}月${base.nth < 0 ? '最后一个' : `第${base.nth}个`}${spokenWeekday(base.weekday)}`;
    case 'end':
    case 'start':
      return PERIODS.find(([, , of]) => of === base.of)![0] + (base.on === 'end' ? '末' : '初');
    case 'theme':
      return `@${base.code}`;
  }
}
