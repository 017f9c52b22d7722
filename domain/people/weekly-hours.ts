/**
 * When in the week somebody can come, as they say it ("周一至周五 18:00-22:00; 周末 全天") and as the ledger keeps it.
 * 工作日 means Monday to Friday here: which holiday moves to which day is the calendar's affair, not a habit's.
 */
import type { Fault, Sentence } from '../problem.js';
import { dayRange, hoursTokens, type HoursToken, type Weekday } from './hours-words.js';

/** The minutes of one weekday, in office time: `from` 0 to 1,439, `to` (exclusive) 1 to 1,440. */
export interface DaySpan {
  weekday: Weekday;
  from: number;
  to: number;
}

/** In order, no two spans of a day touching. Empty: at any time. */
export type WeeklyHours = readonly DaySpan[];

/** Why a text says no weekly hours. */
export type WeeklyHoursProblemReason =
  'empty' | 'not-understood' | 'no-days' | 'not-a-time' | 'half-a-range' | 'no-length' | 'not-a-day-range';

/** Hours as read, or everything in the text that cannot be. */
export type ReadHours =
  { ok: true; hours: WeeklyHours } | { ok: false; problems: Fault<WeeklyHoursProblemReason>[] };

const SENTENCES: Record<WeeklyHoursProblemReason, Sentence> = {
  empty: {
    zh: '没有填写时间，应如 “周一至周五 18:00-22:00; 周末 全天”',
    en: 'no hours given; write them like “Mon-Fri 18:00-22:00; weekend all day”',
  },
  'not-understood': {
    zh: '看不懂，应如 “周一至周五 18:00-22:00; 周末 全天”',
    en: 'not understood; write hours like “Mon-Fri 18:00-22:00; weekend all day”',
  },
  'no-days': {
    zh: '前面没有星期几；天天如此请写 “每天”',
    en: 'has no day before it; write “every day” if it is every day',
  },
  'not-a-time': { zh: '没有这个时刻，一天是 00:00 到 24:00', en: 'no such time; a day is 00:00 to 24:00' },
  'half-a-range': {
    zh: '只有一头，应写起止，如 18:00-22:00',
    en: 'is half a range; write both ends, as 18:00-22:00',
  },
  'no-length': {
    zh: '起止相同；整天请写 “全天”',
    en: 'begins when it ends; for a whole day write “all day”',
  },
  'not-a-day-range': {
    zh: '应为一天到另一天，如 周一至周五',
    en: 'must run from one day to another, as Mon-Fri',
  },
};

type Problem = Fault<WeeklyHoursProblemReason>;

function problem(reason: WeeklyHoursProblemReason, text = ''): Problem {
  const { zh, en } = SENTENCES[reason];
  return text === '' ? { reason, zh, en } : { reason, zh: `“${text}” ${zh}`, en: `“${text}” ${en}` };
}

/** Some days and the spans said of them, in minutes; a span that ends before it begins runs into the next day. */
interface Group {
  days: Weekday[];
  spans: [from: number, to: number][];
}

const DAY_MINUTES = 1440;

/**
 * Reads weekly hours in Chinese or English words. Days come before their times; days without times are whole days;
 * 22:00-06:00 runs into the next morning. 随时 or "any time" alone: no restriction.
 */
export function parseWeeklyHours(text: string): ReadHours {
  const tokens = hoursTokens(text);
  if (tokens.length === 0) return { ok: false, problems: [problem('empty')] };
  if (tokens.length === 1 && tokens[0]!.kind === 'any time') return { ok: true, hours: [] };
  const { groups, problems } = groupsOf(tokens);
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, hours: merged(groups.flatMap(daySpans)) };
}

function groupsOf(tokens: readonly HoursToken[]): { groups: Group[]; problems: Problem[] } {
  const groups: Group[] = [];
  const problems: Problem[] = [];
  let at = 0;
  while (at < tokens.length) {
    const first = tokens[at]!;
    const last = tokens[at + 1]?.kind === 'to' ? tokens[at + 2] : undefined;
    const ranged = last?.kind === first.kind ? last : undefined;
    at += ranged ? 3 : 1;
    const wrong = first.kind === 'days' ? addDays(groups, first, ranged) : addTime(groups, first, ranged);
    if (wrong) problems.push(wrong);
  }
  return { groups, problems };
}

function addDays(groups: Group[], first: HoursToken, last: HoursToken | undefined): Problem | undefined {
  const days = last ? between(first, last) : first.days;
  if (!days) return problem('not-a-day-range', `${first.text}-${last?.text}`);
  const group = groups.at(-1);
  if (group && group.spans.length === 0) group.days.push(...days);
  else groups.push({ days: [...days], spans: [] });
  return undefined;
}

/** Both ends must be single days. */
function between(
  { days: [from, ...more] }: HoursToken,
  { days: [to, ...others] }: HoursToken,
): Weekday[] | null {
  if (from === undefined || to === undefined || more.length > 0 || others.length > 0 || from === to)
    return null;
  return dayRange(from, to);
}

function addTime(groups: Group[], first: HoursToken, last: HoursToken | undefined): Problem | undefined {
  const group = groups.at(-1);
  const text = last ? `${first.text}-${last.text}` : first.text;
  const span = spanOf(first, last);
  if (!Array.isArray(span)) return problem(span, text);
  if (!group) return problem('no-days', text);
  group.spans.push(span);
  return undefined;
}

function spanOf(
  first: HoursToken,
  last: HoursToken | undefined,
): Group['spans'][number] | WeeklyHoursProblemReason {
  if (first.kind === 'all day' || first.kind === 'any time') return [0, DAY_MINUTES];
  if (first.kind === 'unknown') return 'not-understood';
  if (first.kind === 'to') return 'half-a-range';
  if (!last) return first.minute === null ? 'not-a-time' : 'half-a-range';
  return timeSpan(first, last);
}

function timeSpan(first: HoursToken, last: HoursToken): ReturnType<typeof spanOf> {
  const [from, to] = [first.minute, last.minute];
  if (from === null || to === null || from === DAY_MINUTES) return 'not-a-time';
  if (from === to) return 'no-length';
  return [from, impliesAfternoon(first, last) ? to + DAY_MINUTES / 2 : to];
}

/** 下午2点到6点: who names half of the day once means it for both ends, where that makes an end after the beginning. */
function impliesAfternoon(
  { minute: from, half }: HoursToken,
  { minute: to, half: own }: HoursToken,
): boolean {
  if (!half || own || from === null || to === null || to > from) return false;
  return to <= DAY_MINUTES / 2 && to + DAY_MINUTES / 2 > from;
}

const daySpans = ({ days, spans }: Group): DaySpan[] =>
  days.flatMap((weekday) =>
    (spans.length > 0 ? spans : [[0, DAY_MINUTES] as const]).flatMap(([from, to]) =>
      from < to
        ? [{ weekday, from, to }]
        : [
            { weekday, from, to: DAY_MINUTES },
            { weekday: ((weekday % 7) + 1) as Weekday, from: 0, to },
          ],
    ),
  );

/** In order, touching and overlapping spans joined, those without length dropped (22:00-00:00 ends with its day). */
function merged(spans: DaySpan[]): DaySpan[] {
  const joined: DaySpan[] = [];
  const inOrder = spans
    .filter(({ from, to }) => from < to)
    .sort((one, other) => one.weekday - other.weekday || one.from - other.from);
  for (const span of inOrder) {
    const before = joined.at(-1);
    if (before?.weekday === span.weekday && span.from <= before.to) before.to = Math.max(before.to, span.to);
    else joined.push({ ...span });
  }
  return joined;
}

const DAYS_ZH = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];
const DAYS_EN = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Hours in words that `parseWeeklyHours` reads back as the same. */
export function weeklyHoursWords(hours: WeeklyHours): Sentence {
  if (hours.length === 0) return { zh: '随时', en: 'any time' };
  const byTimes = new Map<string, Weekday[]>();
  const times = new Map<Weekday, string[]>();
  for (const { weekday, from, to } of hours)
    times.set(weekday, [...(times.get(weekday) ?? []), spanWords(from, to)]);
  for (const [weekday, spans] of times) {
    const key = spans.join(' ');
    byTimes.set(key, [...(byTimes.get(key) ?? []), weekday]);
  }
  const groups = [...byTimes];
  return {
    zh: groups.map(([spans, days]) => `${daysZh(days)} ${spansIn(spans, '、', '全天')}`).join('；'),
    en: groups.map(([spans, days]) => `${daysEn(days)} ${spansIn(spans, ', ', 'all day')}`).join('; '),
  };
}

const spanWords = (from: number, to: number): string => `${timeWords(from)}-${timeWords(to)}`;

const timeWords = (minute: number): string =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');

const spansIn = (spans: string, between: string, whole: string): string =>
  spans === spanWords(0, DAY_MINUTES) ? whole : spans.split(' ').join(between);

const daysZh = (days: Weekday[]): string =>
  days.length === 7 ? '每天' : days.join('') === '67' ? '周末' : runs(days, DAYS_ZH, '至').join('、');

const daysEn = (days: Weekday[]): string =>
  days.length === 7 ? 'every day' : days.join('') === '67' ? 'weekend' : runs(days, DAYS_EN, '–').join(', ');

/** Three and more days in a row as a range, others one by one. */
function runs(days: Weekday[], names: readonly string[], through: string): string[] {
  const rows: Weekday[][] = [];
  for (const day of days) {
    const row = rows.at(-1);
    if (row?.at(-1) === day - 1) row.push(day);
    else rows.push([day]);
  }
  const name = (day: Weekday): string => names[day - 1] as string;
  return rows.flatMap((row) =>
    row.length < 3 ? row.map(name) : [`${name(row[0]!)}${through}${name(row.at(-1)!)}`],
  );
}
