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
import type { Theme } from './theme.js';

/** A theme in one year. */
export interface ThemeYear {
  theme: Theme;
  first: FoundDay;
  last: Day;
  /** The 63rd; null where people do not count. */
  ordinal: number | null;
}

/** What the dates of themes are found by. */
export const almanacOf = (workdays: Workdays, themes: readonly Theme[]): Almanac => ({
  workdays,
  themes: new Map(themes.map((theme) => [theme.code, dateOf(theme)])),
});

const dateOf = ({ code, rule, announcedYearly = false }: Theme): ThemeDate => ({
  rule: ruleOf(code, rule),
  announcedYearly,
  announced: [],
});

function ruleOf(code: string, text: string): ThemeDate['rule'] {
  const rule = parseDateRule(text);
  if (!rule) throw new RangeError(`theme ${code} has no date rule: ${text}`);
  return rule;
}

/** The themes that begin in a year, the first first; of two on one day the longer comes first. */
export function themesOf(year: number, themes: readonly Theme[], workdays: Workdays): ThemeYear[] {
  const almanac = almanacOf(workdays, themes);
  return themes
    .flatMap((theme) =>
      resolveTheme(theme.code, year, almanac).map((first) => ({
        ...{ theme, first, last: lastDay(theme, first.day, almanac) },
        ordinal: theme.first === undefined ? null : year - theme.first + 1,
      })),
    )
    .sort((one, other) => one.first.day.localeCompare(other.first.day) || other.last.localeCompare(one.last));
}

function lastDay({ code, length }: Theme, first: Day, almanac: Almanac): Day {
  if ('days' in length) return addDays(first, length.days - 1);
  const ends = [yearOf(first), yearOf(first) + 1].flatMap((year) =>
    resolve(ruleOf(code, length.until), year, almanac),
  );
  const end = ends.find(({ day }) => day >= first);
  if (!end) throw new RangeError(`theme ${code} has no end: ${length.until}`);
  return end.day;
}

/** Themes that meet on a day on which one of them is held: each pair once, with the day. */
export interface Meeting {
  day: Day;
  codes: readonly [string, string];
}

/** Themes of one day that meet there; what goes on for weeks meets nobody. */
export function meetings(themes: readonly ThemeYear[]): Meeting[] {
  const single = themes.filter(({ first, last }) => first.day === last);
  return single.flatMap((one, at) =>
    single
      .slice(at + 1)
      .filter((other) => other.last === one.last)
      .map((other): Meeting => ({ day: one.last, codes: [one.theme.code, other.theme.code] })),
  );
}
