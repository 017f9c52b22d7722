import { LegalHoliday } from 'tyme4ts';
import { addDays, daysFrom, isWeekend, yearOf, type Day } from './day.js';
import { lunarDay, solarTermDay } from './lunar.js';

/** The days off of one year and the rest days worked for them, as the State Council announces them. */
export interface HolidayTable {
  year: number;
  holidays: readonly Holiday[];
  /** Workdays given beyond the law, as for 2015-09-03 and in the spring of 2020; absent: none. */
  extraDays?: number;
}

/** One holiday: the days off, the first and the last included, and the rest days worked instead. */
export interface Holiday {
  name: string;
  from: Day;
  to: Day;
  makeUp: readonly Day[];
}

/** A day off that the law names, whatever is announced. */
export interface StatutoryDay {
  day: Day;
  name: string;
}

/** The first year whose announced table comes with Muster; days of years before it are reckoned by a later law. */
export const FIRST_SHIPPED_YEAR = 2002;

/**
 * The law's days: 全国年节及纪念日放假办法 as of 2025, which added 除夕 and 5月2日; for every year before, as of 2014.
 */
export function statutoryDays(year: number): StatutoryDay[] {
  const springFestival = lunarDay(year, { month: 1, day: 1, leap: false })!;
  const named: [string, Day[]][] = [
    ['元旦', [`${year}-01-01`]],
    [
      '春节',
      daysFrom(year >= 2025 ? addDays(springFestival, -1) : springFestival, addDays(springFestival, 2)),
    ],
    ['清明节', [solarTermDay(year, '清明')]],
    ['劳动节', [`${year}-05-01`, ...(year >= 2025 ? [`${year}-05-02`] : [])]],
    ['端午节', [lunarDay(year, { month: 5, day: 5, leap: false })!]],
    ['中秋节', [lunarDay(year, { month: 8, day: 15, leap: false })!]],
    ['国庆节', daysFrom(`${year}-10-01`, `${year}-10-03`)],
  ];
  return named.flatMap(([name, days]) => days.map((day) => ({ day, name })));
}

const shipped = new Map<number, HolidayTable | null>();

/** The announced table of a year as the library holds it; null: it was not announced when the library was made. */
export function shippedTable(year: number): HolidayTable | null {
  let table = shipped.get(year);
  if (table === undefined) shipped.set(year, (table = readLibrary(year)));
  return table;
}

function readLibrary(year: number): HolidayTable | null {
  const holidays: (Omit<Holiday, 'makeUp'> & { makeUp: Day[] })[] = [];
  const makeUps: [string, Day][] = [];
  for (const day of daysFrom(`${year}-01-01`, `${year}-12-31`)) {
    const found = LegalHoliday.fromYmd(year, Number(day.slice(5, 7)), Number(day.slice(8)));
    if (!found) continue;
    const last = holidays.at(-1);
    if (found.isWork()) makeUps.push([found.getName(), day]);
    else if (last?.name === found.getName() && addDays(last.to, 1) === day) last.to = day;
    else holidays.push({ name: found.getName(), from: day, to: day, makeUp: [] });
  }
  for (const [name, day] of makeUps) holidays.find((holiday) => holiday.name === name)?.makeUp.push(day);
  return holidays.length === 0 ? null : { year, holidays };
}

/** What contradicts itself, or the law, in a table. */
export type TableProblem = DayProblem | BalanceProblem;

/** A day that cannot be right, of the holiday of that name. */
export interface DayProblem {
  reason:
    | 'statutory day worked'
    | 'make-up day is a workday'
    | 'make-up day is off'
    | 'make-up day twice'
    | 'holidays overlap'
    | 'ends before it begins'
    | 'other year';
  name: string;
  day: Day;
}

/** The table gives so many workdays for nothing, which are not the law's and those announced beyond it. */
export interface BalanceProblem {
  reason: 'days do not balance';
  given: number;
  lawful: number;
  extra: number;
}

/** Days a year's table may speak of: it reaches into the years beside its own where a holiday lies across new year. */
export const reachOf = (year: number): { first: Day; last: Day } => ({
  first: `${year - 1}-12-01`,
  last: `${year + 1}-01-31`,
});

/** Everything wrong with a table; empty: it may be used. */
export function checkTable(table: HolidayTable): TableProblem[] {
  const { off, problems } = daysOff(table);
  problems.push(...makeUpProblems(table, off));
  for (const { day, name } of statutoryDays(table.year))
    if (!off.has(day)) problems.push({ reason: 'statutory day worked', name, day });
  return problems.length > 0 ? problems : balanceProblem(table);
}

function makeUpProblems({ year, holidays }: HolidayTable, off: ReadonlySet<Day>): DayProblem[] {
  const seen = new Set<Day>();
  const reasonAgainst = (day: Day): DayProblem['reason'] | null => {
    if (!isWithin(day, year)) return 'other year';
    if (off.has(day)) return 'make-up day is off';
    if (!isWeekend(day)) return 'make-up day is a workday';
    return seen.has(day) ? 'make-up day twice' : null;
  };
  return holidays.flatMap(({ name, makeUp }) =>
    makeUp.flatMap((day) => {
      const reason = reasonAgainst(day);
      seen.add(day);
      return reason === null ? [] : [{ reason, name, day }];
    }),
  );
}

const isWithin = (day: Day, year: number): boolean => day >= reachOf(year).first && day <= reachOf(year).last;

function daysOff({ year, holidays }: HolidayTable): { off: ReadonlySet<Day>; problems: DayProblem[] } {
  const off = new Set<Day>();
  const problems: DayProblem[] = [];
  for (const { name, from, to } of holidays) {
    if (to < from) problems.push({ reason: 'ends before it begins', name, day: from });
    else if (!isWithin(from, year) || yearOf(to) < year)
      problems.push({ reason: 'other year', name, day: from });
    else if (!isWithin(to, year) || yearOf(from) > year)
      problems.push({ reason: 'other year', name, day: to });
    else
      for (const day of daysFrom(from, to)) {
        if (off.has(day)) problems.push({ reason: 'holidays overlap', name, day });
        off.add(day);
      }
  }
  return { off, problems };
}

/** Of the weekdays off, all but the law's are worked on rest days: the law's that fall on rest days are made up for. */
function balanceProblem({ year, holidays, extraDays = 0 }: HolidayTable): BalanceProblem[] {
  const weekdays = holidays.flatMap(({ from, to }) => daysFrom(from, to)).filter((day) => !isWeekend(day));
  const worked = holidays.flatMap(({ makeUp }) => makeUp);
  const given = weekdays.length - worked.length;
  const lawful = statutoryDays(year).length;
  return given === lawful + extraDays
    ? []
    : [{ reason: 'days do not balance', given, lawful, extra: extraDays }];
}
