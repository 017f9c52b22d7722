import { dutiesOf } from '../campaigns/theme/duties.js';
import { meetings, finderOf, themesFromBefore, themesOf, type Meeting } from '../campaigns/theme/days.js';
import { phasesOf, type Phase } from '../campaigns/theme/phases.js';
import type { Theme } from '../campaigns/theme/theme.js';
import type { Actor } from '../ledger/operators.js';
import { themeGoals, type StoredThemeYear } from '../ledger/themes.js';
import { checkedYear } from './checked-day.js';
import type { Office } from './office.js';
import { requireRight } from './rights.js';
import { asShown, isShipped, officeCalendar, requireTheme, type CalendarTheme } from './theme-book.js';
import { progressOf, type GoalProgress } from './theme-goals.js';

/** A theme in a year, as lists show it. */
export interface ListedTheme {
  theme: Theme;
  /** The office holds it. */
  wanted: boolean;
  own: boolean;
  /** Its days; empty: the year has none. */
  found: CalendarTheme[];
  goals: GoalProgress[];
}

/** All themes with their days, mottos and goals in a year, in the order of the year; those not held come last. */
export async function listThemes(
  { database, clock }: Office,
  actor: Actor,
  year: number,
): Promise<ListedTheme[]> {
  requireRight(actor, 'look');
  checkedYear(year);
  const calendar = await officeCalendar(database, clock.now());
  const { book, workdays } = calendar;
  const daysIn = finderOf(book, workdays);
  const progress = await progressOf(database, await themeGoals(database, { year }), actor.scopePath);
  return book.themes
    .map((theme) => ({
      ...{ theme, wanted: !book.off.has(theme.code), own: !isShipped(theme.code) },
      found: daysIn(theme.code, year).map((one) => asShown(one, calendar)),
      goals: progress.filter(({ code }) => code === theme.code),
    }))
    .sort(
      (one, other) =>
        Number(other.wanted) - Number(one.wanted) || firstDay(one).localeCompare(firstDay(other)),
    );
}

/** Without a day it comes last. */
const firstDay = ({ found }: ListedTheme): string => found[0]?.first.day ?? '9999';

/** A theme in a year with everything that belongs to it. */
export interface ThemeView extends Omit<ListedTheme, 'found'> {
  year: number;
  found: (CalendarTheme & { phases: Phase[] })[];
  /** What was announced, by whom and by which notice; null: nothing. */
  announced: StoredThemeYear | null;
  duties: { key: string; name: string }[];
  meetings: Meeting[];
}

/** One theme in a year: its days, phases, goals and what it meets. */
export async function showTheme(
  { database, clock }: Office,
  actor: Actor,
  { code, year }: { code: string; year: number },
): Promise<ThemeView> {
  requireRight(actor, 'look');
  checkedYear(year);
  const calendar = await officeCalendar(database, clock.now());
  const { book, workdays } = calendar;
  const theme = requireTheme(book, code);
  const found = await themeGoals(database, { year, code });
  const goals = await progressOf(database, found, actor.scopePath);
  const all = [...themesFromBefore(year, book, workdays), ...themesOf(year, book, workdays)];
  return {
    ...{ theme, year, wanted: !book.off.has(code), own: !isShipped(code), goals },
    found: finderOf(book, workdays)(code, year).map((one) => ({
      ...asShown(one, calendar),
      phases: phasesOf(one, workdays),
    })),
    announced: book.announced.find((one) => one.code === code && one.year === year) ?? null,
    duties: dutiesOf(theme, goals).map(({ key, name }) => ({ key, name })),
    meetings: meetings(all).filter(({ codes }) => codes.includes(code)),
  };
}
