import {
  almanacOf,
  meetings,
  themesFromBefore,
  themesOf,
  type Meeting,
  type ThemeYear,
} from '../campaigns/theme/days.js';
import { daysFrom, type Day } from '../domain/calendar/day.js';
import type { DateRule } from '../domain/calendar/date-rule.js';
import { readHolidayFile, type AnnouncedTable } from '../domain/calendar/holiday-file.js';
import { FIRST_SHIPPED_YEAR, reachOf, type Holiday } from '../domain/calendar/holidays.js';
import { spokenLunarDate } from '../domain/calendar/lunar.js';
import { resolve, type FoundDay } from '../domain/calendar/resolve.js';
import type { Workdays, DayKind } from '../domain/calendar/workdays.js';
import { parseDateRule, writeDateRule } from '../domain/calendar/written-rule.js';
import { writeAudit } from '../ledger/audit.js';
import { putTable } from '../ledger/holiday-tables.js';
import type { Actor } from '../ledger/operators.js';
import type { Statement } from '../runtime/database.js';
import { requireWholeOffice } from './actor.js';
import { changeCalendar, type WithEffects } from './calendar-effects.js';
import { checkedYear } from './checked-day.js';
import type { Office } from './office.js';
import { refuse, Refusal } from './refusal.js';
import { requireRight } from './rights.js';
import { safeguardsOf, type Safeguard } from './safeguards.js';
import {
  asShown,
  officeCalendar,
  requireTheme,
  type CalendarTheme,
  type OfficeThemes,
} from './theme-book.js';

/** A day with what it is in the office and in the lunar year. */
export interface CalendarDay extends DayKind {
  day: Day;
  /** As it is spoken: 正月初一. */
  lunar: string;
}

/** What a rule comes to in a year. */
export interface ResolvedRule {
  /** The rule as it was understood. */
  rule: string;
  year: number;
  /** Empty: the year has no such day. */
  found: (FoundDay & { lunar: string; work: boolean })[];
}

/**
 * Explains the days of a rule in a year, step by step.
 * @param written.rule as people write it: `农历1-1 -15天`
 */
export async function resolveDate(
  { database, clock }: Office,
  actor: Actor,
  written: { rule: string; year: number },
): Promise<ResolvedRule> {
  requireRight(actor, 'look');
  const year = checkedYear(written.year);
  const { workdays, book } = await officeCalendar(database, clock.now());
  const rule = checkedRule(written.rule, book);
  return {
    ...{ rule: writeDateRule(rule), year },
    found: resolve(rule, year, almanacOf(workdays, book)).map((each) => ({
      ...each,
      lunar: spokenLunarDate(each.day),
      work: workdays.isWorkday(each.day),
    })),
  };
}

/** A year of the office's calendar. */
export interface CalendarYear {
  year: number;
  /** Its holidays are announced; else only the law's days are known. */
  covered: boolean;
  /** The law its days off are reckoned by is later than the year. */
  byLaterLaw: boolean;
  /** The next year's notice, which is not out yet, may still take its last days. */
  endMayChange: boolean;
  /** The notice they were announced by, where the office has loaded them. */
  source: string | null;
  holidays: readonly Holiday[];
  days: CalendarDay[];
  /** Themes that began the year before and go on into this one. */
  before: CalendarTheme[];
  /** Those that begin in it. */
  themes: CalendarTheme[];
  meetings: Meeting[];
  safeguards: Safeguard[];
}

/** Every day of a year, with what it is. */
export async function calendarYear(
  { database, clock }: Office,
  actor: Actor,
  year: number,
): Promise<CalendarYear> {
  requireRight(actor, 'look');
  checkedYear(year);
  const calendar = await officeCalendar(database, clock.now());
  const { tables, workdays, book } = calendar;
  const [first, last] = [`${year}-01-01`, `${year}-12-31`];
  const before = themesFromBefore(year, book, workdays);
  const themes = themesOf(year, book, workdays);
  const shown = (theme: ThemeYear): CalendarTheme => asShown(theme, calendar);
  const covered = workdays.covers(year);
  return {
    ...{ year, covered, byLaterLaw: !covered && year < FIRST_SHIPPED_YEAR },
    endMayChange: covered && workdays.kindOf(last).provisional,
    source: tables.find((table) => table.year === year)?.source ?? null,
    holidays: workdays.table(year)?.holidays ?? [],
    days: daysFrom(first, last).map((day) => ({
      ...{ day, lunar: spokenLunarDate(day) },
      ...workdays.kindOf(day),
    })),
    ...{ before: before.map(shown), themes: themes.map(shown), meetings: meetings([...before, ...themes]) },
    safeguards: await safeguardsOf(database, workdays, { from: first, to: last }),
  };
}

/** What a loaded table makes of its year. */
export interface LoadedHolidays {
  year: number;
  source: string;
  /** Workdays it gives beyond the law. */
  extraDays: number;
  /** There was a table for the year before, shipped or loaded. */
  replaced: boolean;
  /** Days that were worked and are not any more, or the other way round. */
  changed: { day: Day; work: boolean; name: string | null }[];
}

/**
 * Takes a year's holidays as announced, and says what moves by it; refused where they contradict themselves or the law.
 * @param value the file's content
 * @param preview only look: nothing is loaded
 */
export async function loadHolidays(
  office: Office,
  actor: Actor,
  value: unknown,
  { preview = false }: { preview?: boolean } = {},
): Promise<WithEffects<LoadedHolidays>> {
  requireWholeOffice(actor, '载入假期表', 'loading a holiday table');
  requireRight(actor, 'run campaigns');
  const checked = readHolidayFile(value);
  if (!checked.ok) throw new Refusal('invalid', checked.problems);
  const change = (sql: Statement) => load(sql, checked.value, { name: actor.name, now: office.clock.now() });
  return changeCalendar(office, actor, { change, only: preview });
}

async function load(
  sql: Statement,
  table: AnnouncedTable,
  by: { name: string; now: Date },
): Promise<LoadedHolidays> {
  const before = (await officeCalendar(sql, by.now)).workdays;
  await putTable(sql, table, by);
  const after = (await officeCalendar(sql, by.now)).workdays;
  const { year, source, extraDays = 0 } = table;
  const loaded = {
    ...{ year, source, extraDays, replaced: before.covers(year) },
    changed: changedDays(before, after, table),
  };
  const detail = { source, extraDays, replaced: loaded.replaced, changed: loaded.changed.length };
  const entry = { actor: by.name, action: 'calendar load', subject: `year ${year}`, detail };
  await writeAudit(sql, entry, by.now);
  return loaded;
}

const changedDays = (
  before: Workdays,
  after: Workdays,
  { year }: AnnouncedTable,
): LoadedHolidays['changed'] =>
  daysFrom(reachOf(year).first, reachOf(year).last)
    .filter((day) => before.isWorkday(day) !== after.isWorkday(day))
    .map((day) => ({ day, work: after.isWorkday(day), name: after.kindOf(day).name }));

function checkedRule(text: string, book: OfficeThemes): DateRule {
  const rule = parseDateRule(text);
  if (rule?.base.on === 'theme') requireTheme(book, rule.base.code);
  if (rule) return rule;
  throw refuse(
    'invalid',
    'no-rule',
    `看不懂日期规则“${text}”；可以写：3月5日、农历1-1 -15天、清明、3月最后一个周一、季度末 +10个工作日、1-31 遇休顺延`,
    `“${text}” is no date rule; write 3-5, lunar 1-1 -15d, 清明, last mon of 3, quarter end +10wd, or 1-31 rest after`,
  );
}
