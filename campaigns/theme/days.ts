import type { DateRule } from '../../domain/calendar/date-rule.js';
import { addDays, yearOf, type Day } from '../../domain/calendar/day.js';
import {
  resolve,
  resolveTheme,
  type Almanac,
  type FoundDay,
  type ThemeDate,
} from '../../domain/calendar/resolve.js';
import type { Workdays } from '../../domain/calendar/workdays.js';
import { parseDateRule } from '../../domain/calendar/written-rule.js';
import type { Theme, ThemeAnnouncement, ThemeBook } from './theme.js';

/** A theme in one year. */
export interface ThemeYear {
  theme: Theme;
  year: number;
  first: FoundDay;
  last: FoundDay;
  /** The 63rd; null where people do not count, or did not yet. */
  ordinal: number | null;
  /** The day on which the office itself holds it; null: on its first. */
  held: FoundDay | null;
  /** The year's motto; null: none is known. */
  wording: string | null;
}

/** What the dates of themes are found by. */
export const almanacOf = (
  workdays: Workdays,
  { themes, announced = [], today }: Omit<ThemeBook, 'off'>,
): Almanac => ({
  workdays,
  themes: new Map(themes.map((theme) => [theme.code, dateOf(theme, announced)])),
  ...(today === undefined ? {} : { today }),
});

const dateOf = (
  { code, rule, announcedYearly = false }: Theme,
  announced: readonly ThemeAnnouncement[],
): ThemeDate => ({
  ...{ rule: ruleOf(code, rule), announcedYearly },
  announced: announced.flatMap((one) => (one.code === code && one.day !== null ? [one.day] : [])),
});

function ruleOf(code: string, text: string): DateRule {
  const rule = parseDateRule(text);
  if (!rule) throw new RangeError(`theme ${code} has no date rule: ${text}`);
  return rule;
}

/** The themes that begin in a year, the first first; of two on one day the longer comes first. */
export function themesOf(year: number, book: ThemeBook, workdays: Workdays): ThemeYear[] {
  const daysIn = finderOf(book, workdays);
  return book.themes
    .filter(({ code }) => !book.off?.has(code))
    .flatMap(({ code }) => daysIn(code, year))
    .sort(
      (one, other) =>
        one.first.day.localeCompare(other.first.day) || other.last.day.localeCompare(one.last.day),
    );
}

/**
 * Finds themes by code and year, whether the office holds them or not; empty: the year has no such day.
 * @throws RangeError, when called, where a theme is unknown, or refers to itself, or has no end
 */
export function finderOf(book: ThemeBook, workdays: Workdays): (code: string, year: number) => ThemeYear[] {
  const almanac = almanacOf(workdays, book);
  const themes = new Map(book.themes.map((theme) => [theme.code, theme]));
  return (code, year) => {
    const said = book.announced?.find((one) => one.code === code && one.year === year);
    return resolveTheme(code, year, almanac).map((first, at) => {
      const theme = themes.get(code)!;
      return {
        ...{ theme, year, first, last: lastDay(theme, first, said, almanac) },
        ordinal: theme.first === undefined || year < theme.first ? null : year - theme.first + 1,
        // Where a lunar day comes twice in a year the office's own day is that of the first.
        held: said?.held && at === 0 ? settled('held', code, said.held) : null,
        wording: said?.wording ?? null,
      };
    });
  };
}

const settled = (step: 'announced' | 'held', code: string, day: Day): FoundDay => ({
  ...{ day, provisional: false },
  steps: [{ step, code, day }],
});

function lastDay(
  { code, length }: Theme,
  first: FoundDay,
  said: ThemeAnnouncement | undefined,
  almanac: Almanac,
): FoundDay {
  if (said?.lastDay) return settled('announced', code, said.lastDay);
  if ('days' in length) {
    if (length.days === 1) return first;
    const day = addDays(first.day, length.days - 1);
    return { ...first, day, steps: [...first.steps, { step: 'days', days: length.days - 1, day }] };
  }
  const year = yearOf(first.day);
  const ends = [year, year + 1].flatMap((each) => resolve(ruleOf(code, length.until), each, almanac));
  const end = ends.find(({ day }) => day >= first.day);
  if (!end) throw new RangeError(`theme ${code} has no end: ${length.until}`);
  // Which of the ends it is depends on the first day.
  return { ...end, provisional: end.provisional || first.provisional };
}

/** Themes that went on from the year before into this one. */
export const themesFromBefore = (year: number, book: ThemeBook, workdays: Workdays): ThemeYear[] =>
  themesOf(year - 1, book, workdays).filter(({ last }) => yearOf(last.day) >= year);

/** Themes that meet on a day on which one of them is held: each pair once, with the day. */
export interface Meeting {
  day: Day;
  codes: readonly [string, string];
}

/**
 * Themes of one day that meet there, and those held by everybody that lie within one another, as Lei Feng Day in the weeks of
 * 春运; what else goes on for weeks meets nobody.
 */
export function meetings(themes: readonly ThemeYear[]): Meeting[] {
  return themes
    .map((theme) => ({ theme: theme.theme, ...spanOf(theme) }))
    .flatMap((one, at, all) =>
      all.slice(at + 1).flatMap((other): Meeting[] => {
        const day = one.first > other.first ? one.first : other.first;
        const together = day <= one.last && day <= other.last;
        const single = one.first === one.last && other.first === other.last;
        const collective = one.theme.collective === true && other.theme.collective === true;
        return together && (single || collective) ? [{ day, codes: [one.theme.code, other.theme.code] }] : [];
      }),
    );
}

/** Where it is held on a day of the office's own, that day counts for a theme of one day. */
function spanOf({ first, last, held }: ThemeYear): { first: Day; last: Day } {
  return held && first.day === last.day
    ? { first: held.day, last: held.day }
    : { first: first.day, last: last.day };
}

/** Themes whose rules wait for each other, the way round; null: there is no such circle. */
export function circleOf(themes: readonly Theme[]): readonly string[] | null {
  const named = new Map(themes.map(({ code, rule }) => [code, namesIn(code, [rule])]));
  const follow = (code: string, path: readonly string[]): readonly string[] | null => {
    if (path.includes(code)) return [...path.slice(path.indexOf(code)), code];
    for (const next of named.get(code) ?? []) {
      const circle = follow(next, [...path, code]);
      if (circle) return circle;
    }
    return null;
  };
  for (const code of named.keys()) {
    const circle = follow(code, []);
    if (circle) return circle;
  }
  return null;
}

/** Codes of other themes that a theme's rules name; its end may name its own beginning. */
export const othersNamed = ({ code, rule, length }: Theme): string[] =>
  namesIn(code, [rule, ...('until' in length ? [length.until] : [])]).filter((name) => name !== code);

const namesIn = (code: string, rules: readonly string[]): string[] =>
  rules.flatMap((text) => {
    const { base } = ruleOf(code, text);
    return base.on === 'theme' ? [base.code] : [];
  });
