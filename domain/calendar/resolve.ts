import { PERIOD_MONTHS, type BaseDay, type DateRule, type Period } from './date-rule.js';
import { addDays, daysFrom, dayOf, lastOfMonth, weekdayOf, yearOf, type Day } from './day.js';
import { lunarDaysIn, solarTermDay } from './lunar.js';
import type { DayKind, Workdays } from './workdays.js';

/** A theme as far as its date goes. */
export interface ThemeDate {
  rule: DateRule;
  /** Somebody announces its day every year; until then the rule is only what is to be expected. */
  announcedYearly: boolean;
  /** The days that were announced, at most one for a year; each counts before the rule. */
  announced: readonly Day[];
}

/** What dates are found by: the office's workdays, and its themes by their codes. */
export interface Almanac {
  workdays: Workdays;
  themes: ReadonlyMap<string, ThemeDate>;
  /** The office's day; of years before it no announcement is awaited any more. Absent: of every year. */
  today?: Day;
}

/** A day that was found, and how. */
export interface FoundDay {
  day: Day;
  /** It may still move: it rests on a year whose holidays are not announced, or on an announcement yet to come. */
  provisional: boolean;
  steps: readonly FindingStep[];
}

/** One step of the way to a day, `day` being where it leads. */
export type FindingStep = { day: Day } & (
  | { step: 'base'; base: BaseDay }
  | { step: 'announced'; code: string }
  | { step: 'held'; code: string }
  | { step: 'awaits announcement'; code: string }
  | { step: 'was expected'; code: string }
  | { step: 'days'; days: number }
  | { step: 'workdays'; workdays: number; restDays: readonly DayKind[] }
  | { step: 'weekday'; to: 'before' | 'after'; weekday: number }
  | { step: 'kept on a rest day'; kind: DayKind }
  | { step: 'moved off a rest day'; kind: DayKind }
);

/**
 * The days of a rule whose base lies in a year, in order; where an offset leads out of the year they still belong to it.
 * Empty: the year has no such day (29 February, a leap month, 腊月 that begins after new year).
 * @throws RangeError where a theme is unknown or refers to itself
 */
export function resolve(rule: DateRule, year: number, almanac: Almanac): FoundDay[] {
  return find(rule, year, almanac, []);
}

/** The day of a theme in a year: as announced, else by its rule. */
export function resolveTheme(code: string, year: number, almanac: Almanac): FoundDay[] {
  return findTheme(code, year, almanac, []);
}

/** The day so far from one that was found, moved where it falls on a rest day. */
export const movedFrom = (
  found: FoundDay,
  { offset, restDay }: Pick<DateRule, 'offset' | 'restDay'>,
  workdays: Workdays,
): FoundDay => rested(shifted(found, offset, workdays), restDay, workdays);

type Path = readonly string[];

const find = (rule: DateRule, year: number, almanac: Almanac, path: Path): FoundDay[] =>
  bases(rule.base, year, almanac, path).map((base) => movedFrom(base, rule, almanac.workdays));

function findTheme(code: string, year: number, almanac: Almanac, path: Path): FoundDay[] {
  const theme = almanac.themes.get(code);
  if (!theme) throw new RangeError(`unknown theme: ${code}`);
  if (path.includes(code)) throw new RangeError(`themes wait for each other: ${[...path, code].join(' → ')}`);
  const day = theme.announced.find((announced) => yearOf(announced) === year);
  if (day !== undefined) return [{ day, provisional: false, steps: [{ step: 'announced', code, day }] }];
  const found = find(theme.rule, year, almanac, [...path, code]);
  return theme.announcedYearly ? found.map((each) => awaiting(each, code, almanac)) : found;
}

/** What nobody has written down of a year that is over will not be announced any more. */
function awaiting({ day, provisional, steps }: FoundDay, code: string, { today }: Almanac): FoundDay {
  const over = today !== undefined && yearOf(day) < yearOf(today);
  return {
    day,
    provisional: provisional || !over,
    steps: [...steps, { step: over ? 'was expected' : 'awaits announcement', code, day }],
  };
}

function bases(base: BaseDay, year: number, almanac: Almanac, path: Path): FoundDay[] {
  if (base.on === 'theme') return findTheme(base.code, year, almanac, path);
  return daysOfBase(base, year).map((day) => ({
    day,
    provisional: false,
    steps: [{ step: 'base', base, day }],
  }));
}

function daysOfBase(base: Exclude<BaseDay, { on: 'theme' }>, year: number): Day[] {
  switch (base.on) {
    case 'date':
      return present(dayOf(year, base.month, base.day));
    case 'lunar':
      return lunarDaysIn(year, base);
    case 'solar term':
      return [solarTermDay(year, base.name)];
    case 'weekday':
      return present(nthWeekday(year, base));
    case 'end':
      return periodsOf(base.of).map((at, _, { length }) => lastOfMonth(year, ((at + 1) * 12) / length));
    case 'start':
      return periodsOf(base.of).map((at, _, { length }) => dayOf(year, (at * 12) / length + 1, 1)!);
  }
}

/** The periods of a year, counted from 0. */
const periodsOf = (period: Period): number[] =>
  Array.from({ length: 12 / PERIOD_MONTHS[period] }, (_, at) => at);

const present = (day: Day | null): Day[] => (day === null ? [] : [day]);

function nthWeekday(year: number, { month, weekday, nth }: Extract<BaseDay, { on: 'weekday' }>): Day | null {
  const last = lastOfMonth(year, month);
  const days = daysFrom(`${last.slice(0, 8)}01`, last).filter((day) => weekdayOf(day) === weekday);
  return days.at(nth > 0 ? nth - 1 : nth) ?? null;
}

function shifted(found: FoundDay, offset: DateRule['offset'], workdays: Workdays): FoundDay {
  if (offset === null) return found;
  if ('days' in offset) {
    const day = addDays(found.day, offset.days);
    return { ...found, day, steps: [...found.steps, { step: 'days', days: offset.days, day }] };
  }
  if ('weekday' in offset) {
    const { to, weekday } = offset;
    const ahead = (weekday - weekdayOf(found.day) + 7) % 7;
    const day = addDays(found.day, to === 'after' || ahead === 0 ? ahead : ahead - 7);
    return { ...found, day, steps: [...found.steps, { step: 'weekday', to, weekday, day }] };
  }
  return shiftedByWorkdays(found, offset, workdays);
}

function shiftedByWorkdays(found: FoundDay, offset: { workdays: number }, workdays: Workdays): FoundDay {
  const { day, passed } = walked(found.day, offset.workdays, workdays);
  return {
    day,
    provisional: found.provisional || passed.some(({ provisional }) => provisional),
    steps: [
      ...found.steps,
      { step: 'workdays', workdays: offset.workdays, restDays: passed.filter(({ work }) => !work), day },
    ],
  };
}

function rested(found: FoundDay, policy: DateRule['restDay'], workdays: Workdays): FoundDay {
  const kind = workdays.kindOf(found.day);
  if (policy === 'keep')
    return kind.work
      ? found
      : { ...found, steps: [...found.steps, { step: 'kept on a rest day', kind, day: found.day }] };
  if (kind.work) return { ...found, provisional: found.provisional || kind.provisional };
  const { day, passed } = walked(found.day, policy === 'after' ? 1 : -1, workdays);
  return {
    day,
    provisional: found.provisional || [kind, ...passed].some(({ provisional }) => provisional),
    steps: [...found.steps, { step: 'moved off a rest day', kind, day }],
  };
}

/** So many workdays on, or back, and every day looked at on the way, the last included. */
function walked(from: Day, count: number, workdays: Workdays): { day: Day; passed: DayKind[] } {
  const day = workdays.nthFrom(from, count);
  const [first, last] = [from, day].sort() as [Day, Day];
  const passed = daysFrom(first, last).filter((each) => each !== from);
  return { day, passed: passed.map((each) => workdays.kindOf(each)) };
}
