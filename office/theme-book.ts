import { almanacOf, type ThemeYear } from '../campaigns/theme/days.js';
import type { SafeguardPeriod } from '../campaigns/theme/safeguard.js';
import { SHIPPED_THEMES } from '../campaigns/theme/shipped.js';
import { changedTheme, themeFrom, type WrittenTheme } from '../campaigns/theme/theme-file.js';
import type { Theme, ThemeBook } from '../campaigns/theme/theme.js';
import type { Almanac } from '../domain/calendar/resolve.js';
import { addDays } from '../domain/calendar/day.js';
import { officeDay } from '../domain/calendar/office-day.js';
import { Workdays, type DayKind } from '../domain/calendar/workdays.js';
import { nearest } from '../domain/definition/nearest.js';
import { loadedTables, type LoadedTable } from '../ledger/holiday-tables.js';
import { safeguardsBetween, type StoredSafeguard } from '../ledger/safeguards.js';
import { themeSettings, themeYears, type StoredThemeYear, type ThemeSetting } from '../ledger/themes.js';
import type { Statement } from '../runtime/database.js';
import { refuse, type Refusal } from './refusal.js';

/** The themes of this office, its own and the shipped ones as it has changed them. */
export interface OfficeThemes extends ThemeBook {
  settings: readonly ThemeSetting[];
  off: ReadonlySet<string>;
  announced: readonly StoredThemeYear[];
  today: string;
}

/** Everything the office's days are found by. */
export interface OfficeCalendar {
  workdays: Workdays;
  tables: readonly LoadedTable[];
  book: OfficeThemes;
  /** Times of special care that were not called off and are not long over, by number. */
  safeguards: ReadonlyMap<number, SafeguardPeriod>;
}

/** Reports of what has been over for so long are not asked for any more. */
const SAFEGUARD_DAYS_BACK = 731;

/** The office's calendar as it stands: its holiday tables, its themes and what was announced of them. */
export async function officeCalendar(sql: Statement, now: Date): Promise<OfficeCalendar> {
  const today = officeDay(now);
  const [tables, settings, announced, safeguards] = await Promise.all([
    loadedTables(sql),
    themeSettings(sql),
    themeYears(sql),
    safeguardsBetween(sql, { from: addDays(today, -SAFEGUARD_DAYS_BACK), to: null }),
  ]);
  return {
    ...{ workdays: new Workdays(tables), tables },
    book: { ...themesBy(settings), settings, announced, today },
    safeguards: new Map(safeguards.map((stored) => [stored.id, safeguardPeriod(stored)])),
  };
}

/** A time of special care, as it was set and until it ends. */
export const safeguardPeriod = ({
  rhythm,
  workdays,
  enteredAt,
  ...stored
}: StoredSafeguard): SafeguardPeriod => ({
  ...{ id: stored.id, name: stored.name, from: stored.from, to: stored.to, endedOn: stored.endedOn },
  every: rhythm === 'workdays' ? { workdays: workdays! } : rhythm,
  enteredOn: officeDay(enteredAt),
});

/** What rules are resolved by: the office's workdays, and its themes with what was announced. */
export async function officeAlmanac(sql: Statement, now: Date): Promise<Almanac> {
  const { workdays, book } = await officeCalendar(sql, now);
  return almanacOf(workdays, book);
}

/** A theme as the calendar of a year shows it. */
export interface CalendarTheme extends ThemeYear {
  /** What the day on which it begins, or is held, is in the office. */
  on: DayKind;
  /** It was announced, and by which notice where somebody has said. */
  announced: { source: string | null } | null;
}

/** A theme's year with what lists say of it. */
export const asShown = (found: ThemeYear, { workdays, book }: OfficeCalendar): CalendarTheme => {
  const said = book.announced.find(({ code, year }) => code === found.theme.code && year === found.year);
  return {
    ...found,
    on: workdays.kindOf((found.held ?? found.first).day),
    announced: said && said.day !== null ? { source: said.source } : null,
  };
};

/** Themes by what the office says of them: the shipped ones first, then its own. */
export function themesBy(settings: readonly ThemeSetting[]): { themes: Theme[]; off: ReadonlySet<string> } {
  const written = new Map(
    settings.map((setting) => [setting.code, setting.written as unknown as WrittenTheme]),
  );
  const shipped = SHIPPED_THEMES.map((theme) => changedTheme(theme, written.get(theme.code) ?? {}));
  const own = settings
    .filter(({ code }) => !isShipped(code))
    .map(({ code }) => themeFrom(written.get(code)!));
  return {
    themes: [...shipped, ...own],
    off: new Set(settings.filter(({ wanted }) => !wanted).map(({ code }) => code)),
  };
}

/** Whether a theme comes with Muster. */
export const isShipped = (code: string): boolean => SHIPPED_THEMES.some((theme) => theme.code === code);

/** @throws {Refusal} naming the one that was probably meant */
export function requireTheme({ themes }: Pick<ThemeBook, 'themes'>, code: string): Theme {
  const found = themes.find((theme) => theme.code === code);
  if (found) return found;
  throw noTheme(
    code,
    themes.map((theme) => theme.code),
  );
}

/** What is said of a theme nobody knows, with the one that was probably meant. */
export function noTheme(code: string, known: readonly string[]): Refusal {
  const meant = nearest(code, known);
  return refuse(
    'not-found',
    'no-theme',
    `没有主题 @${code}${meant === null ? '；全部主题见 muster theme list' : `，是不是 @${meant}？`}`,
    `there is no theme @${code}${meant === null ? '; see `muster theme list` for all' : `; did you mean @${meant}?`}`,
  );
}
