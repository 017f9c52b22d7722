import { addDays, yearOf, type Day } from '../domain/calendar/day.js';
import { dayIn, nextPeriod, periodAt, previousPeriod, writePeriod } from '../domain/calendar/period.js';
import type { Workdays } from '../domain/calendar/workdays.js';
import { parseDateRule } from '../domain/calendar/written-rule.js';
import type { Obligation } from './deadline/obligation.js';
import { almanacOf, themesOf, type ThemeYear } from './theme/days.js';
import { phasesOf } from './theme/phases.js';
import type { ThemeBook } from './theme/theme.js';

/** A date that will come by itself: a day or phase of a theme, the opening or due day of an obligation. */
export interface PlannedDate {
  of: 'theme' | 'obligation';
  code: string;
  name: string;
  /** Year of the theme, period of the obligation. */
  period: string;
  /** `first`, `last`, `held`, a phase; `opens`, `due`. */
  what: string;
  day: Day;
  provisional: boolean;
}

/** Everything dates are planned by. */
export interface DateGround {
  workdays: Workdays;
  book: ThemeBook;
  obligations: readonly Obligation[];
}

/** Days from one to another, both included. */
export interface DaySpan {
  from: Day;
  to: Day;
}

/** All dates planned near some days: also those of years and periods around, for a date may move in or out. */
export const plannedDates = (ground: DateGround, span: DaySpan): PlannedDate[] => [
  ...themeDates(ground, span),
  ...ground.obligations.flatMap((obligation) => obligationDates(obligation, ground, span)),
];

function themeDates({ workdays, book }: DateGround, { from, to }: DaySpan): PlannedDate[] {
  const years = Array.from({ length: yearOf(to) - yearOf(from) + 2 }, (_, at) => yearOf(from) + at);
  return years.flatMap((year) =>
    themesOf(year, book, workdays).flatMap((theme, at, all) => {
      // A lunar day may come twice in a year.
      const before = all.slice(0, at).filter((one) => one.theme.code === theme.theme.code).length;
      const period = before === 0 ? String(year) : `${year}/${before + 1}`;
      return datesOf(theme, workdays).map((date) => ({ ...date, period }));
    }),
  );
}

function datesOf(theme: ThemeYear, workdays: Workdays): Omit<PlannedDate, 'period'>[] {
  const of = { of: 'theme', code: theme.theme.code, name: theme.theme.name } as const;
  const { first, last, held } = theme;
  return [
    { ...of, what: 'first', day: first.day, provisional: first.provisional },
    ...(last.day === first.day
      ? []
      : [{ ...of, what: 'last', day: last.day, provisional: last.provisional }]),
    ...(held ? [{ ...of, what: 'held', day: held.day, provisional: held.provisional }] : []),
    ...phasesOf(theme, workdays).map(({ phase, day, provisional }) => ({
      ...of,
      what: phase,
      day,
      provisional,
    })),
  ];
}

function obligationDates(
  { code, name, every, opens, due }: Obligation,
  { workdays, book }: DateGround,
  { from, to }: DaySpan,
): PlannedDate[] {
  const almanac = almanacOf(workdays, book);
  const rules = { opens: parseDateRule(opens), due: typeof due === 'string' ? parseDateRule(due) : null };
  const dates: PlannedDate[] = [];
  const end = periodAt(to, every);
  for (let period = previousPeriod(periodAt(from, every)); ; period = nextPeriod(period)) {
    for (const what of ['opens', 'due'] as const) {
      const found = rules[what] && dayIn(rules[what], period, almanac);
      if (!found) continue;
      const { day, provisional } = found;
      dates.push({ of: 'obligation', code, name, period: writePeriod(period), what, day, provisional });
    }
    if (period.year > end.year || (period.year === end.year && period.number >= end.number + 1)) return dates;
  }
}

/** A date before and after something was said of the calendar; null: there was or is none. */
export interface MovedDate extends Omit<PlannedDate, 'day' | 'provisional'> {
  before: Day | null;
  after: Day | null;
}

/** Which dates within some days move, the first first; and how many stay and are certain now. */
export function movedDates(
  before: readonly PlannedDate[],
  after: readonly PlannedDate[],
  { from, to }: DaySpan,
): { moved: MovedDate[]; settled: number } {
  const keyOf = ({ of, code, period, what }: PlannedDate): string => [of, code, period, what].join(' ');
  const others = new Map(after.map((date) => [keyOf(date), date]));
  const known = new Set(before.map(keyOf));
  const within = (day: Day | undefined): boolean => day !== undefined && day >= from && day <= to;
  const pairs = [
    ...before.map((date) => [date, others.get(keyOf(date))] as const),
    ...after.filter((date) => !known.has(keyOf(date))).map((date) => [undefined, date] as const),
  ].filter(([one, other]) => within(one?.day) || within(other?.day));
  const moved = pairs.filter(([one, other]) => one?.day !== other?.day);
  return {
    moved: moved
      .map(([one, other]) => {
        const { day: _day, provisional: _provisional, ...of } = one ?? other;
        return { ...of, before: one?.day ?? null, after: other?.day ?? null };
      })
      .sort((one, other) => (one.before ?? one.after!).localeCompare(other.before ?? other.after!)),
    settled: pairs.filter(
      ([one, other]) => one?.day === other?.day && one?.provisional && !other?.provisional,
    ).length,
  };
}

/** How far ahead moved dates are shown. */
const DAYS_AHEAD = 548;

/** Eighteen months from a day. */
export const eighteenMonths = (today: Day): DaySpan => ({ from: today, to: addDays(today, DAYS_AHEAD) });
