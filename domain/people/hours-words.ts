import { cleaned } from './cleaning.js';

/** ISO: 1 Monday … 7 Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** A word of a text about weekly hours. */
export interface HoursToken {
  kind: 'days' | 'to' | 'time' | 'all day' | 'any time' | 'unknown';
  /** As it was written. */
  text: string;
  /** Of `days`. */
  days: readonly Weekday[];
  /** Of `time`: minutes of the day, 0 to 1,440; null: there is no such time. */
  minute: number | null;
  /** Of `time`: it says which half of the day it means (下午2点). */
  half: boolean;
}

type Found = Partial<Omit<HoursToken, 'text'>>;

interface Pattern {
  /** Sticky: looked for where the text before has been read up to. */
  shape: RegExp;
  /** Absent: a separator, which only ends the word before it. */
  token?: (match: RegExpExecArray) => Found;
  /** Only where a day stands before, with nothing but separators and 至 between: the 三 of 周一、三. */
  afterDay?: true;
}

const WEEK: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];
const HAN_DAYS = '一二三四五六日';
const ENGLISH_DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

const days = (shape: RegExp, meant: readonly Weekday[]): Pattern => ({
  shape,
  token: () => ({ kind: 'days', days: meant }),
});
const word = (shape: RegExp, kind: HoursToken['kind']): Pattern => ({ shape, token: () => ({ kind }) });

const WEEK_WORD = '每?(?:周|星期|礼拜)';
/** After a day's digit: else it is a time's (周一 3:00). */
const NO_TIME = '(?![\\d:点时分])';

const hanDay = ([, written]: RegExpExecArray): Found => ({
  kind: 'days',
  days: [(HAN_DAYS.indexOf((written as string).replace('天', '日')) + 1) as Weekday],
});

/** The days from one to another, also over the week's end (周五至周一). */
export const dayRange = (from: Weekday, to: Weekday): Weekday[] =>
  Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, step) => (((from - 1 + step) % 7) + 1) as Weekday);

const englishDay = ([written]: RegExpExecArray): Found => ({
  kind: 'days',
  days: [(ENGLISH_DAYS.indexOf(written.slice(0, 3)) + 1) as Weekday],
});

/** The hour of the day that is meant by a written one, by the part of the day it is said of. */
const HALVES: Readonly<Record<string, (hour: number) => number>> = {
  凌晨: (hour) => hour % 12,
  早上: (hour) => hour,
  早: (hour) => hour,
  上午: (hour) => hour,
  中午: (hour) => (hour < 4 ? hour + 12 : hour),
  下午: (hour) => (hour < 12 ? hour + 12 : hour),
  傍晚: (hour) => (hour < 12 ? hour + 12 : hour),
  晚上: (hour) => (hour <= 12 ? hour + 12 : hour),
  晚: (hour) => (hour <= 12 ? hour + 12 : hour),
};

function time([, half, hourText, minuteText, halfPast, minuteAfter]: RegExpExecArray): Found {
  const written = Number(hourText);
  const hour = half === undefined ? written : HALVES[half]!(written);
  const minutes = halfPast === undefined ? Number(minuteText ?? minuteAfter ?? 0) : 30;
  const minute = hour * 60 + minutes;
  return { kind: 'time', minute: minutes > 59 || minute > 1440 ? null : minute, half: half !== undefined };
}

/** Longer words before the words they contain. */
const PATTERNS: readonly Pattern[] = [
  { shape: /[\s;,、。.·|/&]+|和|及|与|的|and\b/y },
  word(/[-~至到]+|(?:to|through)\b/y, 'to'),
  word(/随时|任何时间|any ?time\b/y, 'any time'),
  word(/全天|整天|全日|24小时|all ?day\b/y, 'all day'),
  days(/每天|每日|天天|every ?day\b|daily\b/y, WEEK),
  days(/每?个?(?:工作日|平日)|(?:weekday|workday|working day)s?\b/y, WEEK.slice(0, 5)),
  days(/每?个?(?:周末|双休日)|weekends?\b/y, WEEK.slice(5)),
  { shape: new RegExp(`${WEEK_WORD}([一二三四五六日天])`, 'y'), token: hanDay },
  // Without its 天: 每周三天 is three days a week.
  { shape: /([一二三四五六日])(?![点时分])/y, token: hanDay, afterDay: true },
  {
    shape: new RegExp(`${WEEK_WORD}([1-7])[-~至到]([1-7])${NO_TIME}`, 'y'),
    token: ([, from, to]) => ({
      kind: 'days',
      days: dayRange(Number(from) as Weekday, Number(to) as Weekday),
    }),
  },
  {
    shape: new RegExp(`${WEEK_WORD}([1-7](?:[、,/]?[1-7])*)${NO_TIME}`, 'y'),
    token: ([, list]) => ({
      kind: 'days',
      days: Array.from((list as string).replace(/\D/g, ''), (each) => Number(each) as Weekday),
    }),
  },
  {
    shape: /(?:mon|tue(?:s(?=d|\b))?|wed(?:nes(?=d))?|thu(?:rs?)?|fri|sat(?:ur(?=d))?|sun)(?:day)?s?\b/y,
    token: englishDay,
  },
  {
    shape: new RegExp(
      `(${Object.keys(HALVES).join('|')})?\\s*(\\d{1,2})(?::(\\d{2})|[点时](?:(半)|(\\d{1,2})分?|[钟整])?)?(?!\\d)`,
      'y',
    ),
    token: time,
  },
];

/** What nothing above reads, up to where something might begin again. */
const UNKNOWN = /\d+|[a-z]+|[^\s;,、。\d]/y;

/** The words of a text, separators left out. */
export function hoursTokens(raw: string): HoursToken[] {
  const text = cleaned(raw)
    .toLowerCase()
    .replace(/[–—―−]/g, '-')
    .replaceAll('〜', '~');
  const tokens: HoursToken[] = [];
  let at = 0;
  while (at < text.length) {
    const { found, end } = next(text, at, tokens);
    if (found)
      tokens.push({
        days: [],
        minute: null,
        half: false,
        kind: 'unknown',
        ...found,
        text: text.slice(at, end),
      });
    at = end;
  }
  return joinUnknown(tokens);
}

function next(
  text: string,
  at: number,
  before: readonly HoursToken[],
): { found?: Found | undefined; end: number } {
  for (const { shape, token, afterDay } of PATTERNS) {
    if (afterDay && !follows(before)) continue;
    shape.lastIndex = at;
    const match = shape.exec(text);
    if (match) return { found: token?.(match), end: shape.lastIndex };
  }
  UNKNOWN.lastIndex = at;
  return { found: { kind: 'unknown' }, end: UNKNOWN.test(text) ? UNKNOWN.lastIndex : at + 1 };
}

const follows = (before: readonly HoursToken[]): boolean =>
  before.findLast(({ kind }) => kind !== 'to')?.kind === 'days';

/** Characters nobody understands are told as one word. */
function joinUnknown(tokens: readonly HoursToken[]): HoursToken[] {
  const joined: HoursToken[] = [];
  for (const token of tokens) {
    const before = joined.at(-1);
    if (token.kind === 'unknown' && before?.kind === 'unknown') before.text += token.text;
    else joined.push({ ...token });
  }
  return joined;
}
