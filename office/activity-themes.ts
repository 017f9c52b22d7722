import { finderOf, type ThemeYear } from '../campaigns/theme/days.js';
import type { Theme } from '../campaigns/theme/theme.js';
import { daysBetween, yearOf, type Day } from '../domain/calendar/day.js';
import { nearest } from '../domain/definition/nearest.js';
import type { Sentence } from '../domain/problem.js';
import type { Statement } from '../runtime/database.js';
import { officeCalendar, type OfficeCalendar } from './theme-book.js';

/** The themes as somebody names them, and their days year by year. */
export class ThemeYears {
  private readonly daysIn: (code: string, year: number) => ThemeYear[];

  private constructor(private readonly calendar: OfficeCalendar) {
    this.daysIn = finderOf(calendar.book, calendar.workdays);
  }

  /** As the office has them now, with the holidays as they are known. */
  static async open(sql: Statement, now: Date): Promise<ThemeYears> {
    return new ThemeYears(await officeCalendar(sql, now));
  }

  /** The theme of a code (`@` may stand before it) or name; else what to say. */
  named(written: string): Theme | Sentence {
    const { themes } = this.calendar.book;
    const text = written.trim().replace(/^@/, '');
    const found = themes.find(({ code, name }) => code === text.toLowerCase() || name === text);
    if (found) return found;
    const meant = nearest(
      text,
      themes.flatMap(({ code, name }) => [code, name]),
    );
    return {
      zh: `没有主题 “${text}”${meant === null ? '；全部主题见 muster theme list' : `，是不是 ${meant}？`}`,
      en: `there is no theme “${text}”${meant === null ? '; see `muster theme list` for all' : `; did you mean ${meant}?`}`,
    };
  }

  /** The year of a theme whose days lie nearest to a day: what is held in January may belong to last year's winter. */
  nearest({ code }: Theme, day: Day): number {
    const around = [-1, 0, 1].flatMap((step) =>
      this.daysIn(code, yearOf(day) + step).map((each) => ({ year: each.year, away: daysAway(each, day) })),
    );
    return around.sort((one, other) => one.away - other.away)[0]?.year ?? yearOf(day);
  }
}

const daysAway = ({ first, last }: ThemeYear, day: Day): number =>
  Math.max(0, daysBetween(day, first.day), daysBetween(last.day, day));
