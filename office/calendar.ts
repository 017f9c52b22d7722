import { almanacOf, meetings, themesOf, type Meeting, type ThemeYear } from '../campaigns/theme/days.js';
import { SHIPPED_THEMES } from '../campaigns/theme/shipped.js';
import { daysFrom, type Day } from '../domain/calendar/day.js';
import type { DateRule } from '../domain/calendar/date-rule.js';
import { readHolidayFile, type AnnouncedTable } from '../domain/calendar/holiday-file.js';
import type { Holiday } from '../domain/calendar/holidays.js';
import { LUNAR_YEARS, spokenLunarDate } from '../domain/calendar/lunar.js';
import { resolve, type FoundDay } from '../domain/calendar/resolve.js';
import { Workdays, type DayKind } from '../domain/calendar/workdays.js';
import { parseDateRule, writeDateRule } from '../domain/calendar/written-rule.js';
import { nearest } from '../domain/definition/nearest.js';
import { writeAudit } from '../ledger/audit.js';
import { loadedTables, putTable } from '../ledger/holiday-tables.js';
import type { Actor } from '../ledger/operators.js';
import type { Statement } from '../runtime/database.js';
import { requireWholeOffice } from './actor.js';
import type { Office } from './office.js';
import { refuse, Refusal } from './refusal.js';
import { requireRight } from './rights.js';

const workdaysOf = async (sql: Statement): Promise<Workdays> => new Workdays(await loadedTables(sql));

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
  { database }: Office,
  actor: Actor,
  written: { rule: string; year: number },
): Promise<ResolvedRule> {
  requireRight(actor, 'look');
  const rule = checkedRule(written.rule);
  const year = checkedYear(written.year);
  const workdays = await workdaysOf(database);
  return {
    ...{ rule: writeDateRule(rule), year },
    found: resolve(rule, year, almanacOf(workdays, SHIPPED_THEMES)).map((each) => ({
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
  /** The notice they were announced by, where the office has loaded them. */
  source: string | null;
  holidays: readonly Holiday[];
  days: CalendarDay[];
  /** Those that begin in it, each with what its first day is in the office. */
  themes: (ThemeYear & { on: DayKind })[];
  meetings: Meeting[];
}

/** Every day of a year, with what it is. */
export async function calendarYear({ database }: Office, actor: Actor, year: number): Promise<CalendarYear> {
  requireRight(actor, 'look');
  checkedYear(year);
  const loaded = await loadedTables(database);
  const workdays = new Workdays(loaded);
  const themes = themesOf(year, SHIPPED_THEMES, workdays);
  return {
    ...{ year, covered: workdays.covers(year) },
    source: loaded.find((table) => table.year === year)?.source ?? null,
    holidays: workdays.table(year)?.holidays ?? [],
    days: daysFrom(`${year}-01-01`, `${year}-12-31`).map((day) => ({
      ...{ day, lunar: spokenLunarDate(day) },
      ...workdays.kindOf(day),
    })),
    themes: themes.map((theme) => ({ ...theme, on: workdays.kindOf(theme.first.day) })),
    meetings: meetings(themes),
  };
}

/** What a loaded table makes of its year. */
export interface LoadedHolidays {
  year: number;
  source: string;
  /** There was a table for the year before, shipped or loaded. */
  replaced: boolean;
  /** Days that were worked and are not any more, or the other way round. */
  changed: { day: Day; work: boolean; name: string | null }[];
}

/**
 * Takes a year's holidays as announced; refused where they contradict themselves or the law.
 * @param value the file's content
 */
export async function loadHolidays(office: Office, actor: Actor, value: unknown): Promise<LoadedHolidays> {
  requireWholeOffice(actor, '载入假期表', 'loading a holiday table');
  requireRight(actor, 'run campaigns');
  const checked = readHolidayFile(value);
  if (!checked.ok) throw new Refusal('invalid', checked.problems);
  const table = checked.value;
  return office.database.begin(async (sql) => {
    const now = office.clock.now();
    const before = await workdaysOf(sql);
    await putTable(sql, table, { name: actor.name, now });
    const loaded = {
      ...{ year: table.year, source: table.source, replaced: before.covers(table.year) },
      changed: changedDays(before, await workdaysOf(sql), table),
    };
    await writeAudit(
      sql,
      {
        ...{ actor: actor.name, action: 'calendar load', subject: `year ${table.year}` },
        detail: { source: table.source, replaced: loaded.replaced, changed: loaded.changed.length },
      },
      now,
    );
    return loaded;
  });
}

/** A table reaches into the years beside its own where a holiday lies across new year. */
const changedDays = (
  before: Workdays,
  after: Workdays,
  { year }: AnnouncedTable,
): LoadedHolidays['changed'] =>
  daysFrom(`${year - 1}-12-01`, `${year + 1}-01-31`)
    .filter((day) => before.isWorkday(day) !== after.isWorkday(day))
    .map((day) => ({ day, work: after.isWorkday(day), name: after.kindOf(day).name }));

function checkedRule(text: string): DateRule {
  const rule = parseDateRule(text);
  if (rule?.base.on === 'theme') requireTheme(rule.base.code);
  if (rule) return rule;
  throw refuse(
    'invalid',
    'no-rule',
    `看不懂日期规则“${text}”；可以写：3月5日、农历1-1 -15天、清明、3月最后一个周一、季度末 +10个工作日、1-31 遇休顺延`,
    `“${text}” is no date rule; write 3-5, lunar 1-1 -15d, 清明, last mon of 3, quarter end +10wd, or 1-31 rest after`,
  );
}

function requireTheme(code: string): void {
  const codes = SHIPPED_THEMES.map((theme) => theme.code);
  if (codes.includes(code)) return;
  const meant = nearest(code, codes);
  throw refuse(
    'not-found',
    'no-theme',
    `没有主题 @${code}${meant === null ? '；全部主题见 muster calendar show' : `，是不是 @${meant}？`}`,
    `there is no theme @${code}${meant === null ? '; see `muster calendar show` for all' : `; did you mean @${meant}?`}`,
  );
}

function checkedYear(year: number): number {
  if (year > LUNAR_YEARS.first && year < LUNAR_YEARS.last) return year;
  throw refuse(
    'invalid',
    'no-year',
    `年份应在 ${LUNAR_YEARS.first + 1} 到 ${LUNAR_YEARS.last - 1} 之间`,
    `a year between ${LUNAR_YEARS.first + 1} and ${LUNAR_YEARS.last - 1}, please`,
  );
}
