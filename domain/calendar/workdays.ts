import { addDays, daysFrom, isWeekend, yearOf, type Day } from './day.js';
import { shippedTable, statutoryDays, type HolidayTable } from './holidays.js';

/** What a day is in the office. */
export interface DayKind {
  work: boolean;
  why: 'weekday' | 'weekend' | 'holiday' | 'make-up';
  /** Of the holiday, or of the one a make-up day is worked for. */
  name: string | null;
  /** What it is may still change: no table covers its year, or the next year's may still take it for 元旦. */
  provisional: boolean;
}

/**
 * From this day of December on the next year's notice may give a day off or have it worked: 2018-12-31 was off by the notice
 * of 2019. It has never reached further back; a test looks at every notice since 2002.
 */
export const TAKEN_BY_NEXT_NOTICE = '12-26';

/** The longest rest a notice has given in one piece: Spring Festival of 2020. A test looks at every notice. */
export const LONGEST_REST_DAYS = 10;

/** Which days the office works: by the tables that were announced, and where there is none by the law alone. */
export class Workdays {
  private readonly loaded: ReadonlyMap<number, HolidayTable>;
  private readonly years = new Map<number, ReadonlyMap<Day, Omit<DayKind, 'provisional'>>>();

  /** @param loaded tables the office has loaded; of the same year they count before the shipped ones */
  constructor(loaded: readonly HolidayTable[] = []) {
    this.loaded = new Map(loaded.map((table) => [table.year, table]));
  }

  /** The announced table of a year, if there is one. */
  table(year: number): HolidayTable | null {
    return this.loaded.get(year) ?? shippedTable(year);
  }

  covers(year: number): boolean {
    return this.table(year) !== null;
  }

  /** Whether a notice that is not out yet may make something else of the day. */
  private mayChange(day: Day): boolean {
    const year = yearOf(day);
    return !this.covers(year) || (day.slice(5) >= TAKEN_BY_NEXT_NOTICE && !this.covers(year + 1));
  }

  kindOf(day: Day): DayKind {
    const year = yearOf(day);
    const provisional = this.mayChange(day);
    const special = this.specialDays(year).get(day);
    if (special) return { ...special, provisional };
    const weekend = isWeekend(day);
    return { work: !weekend, why: weekend ? 'weekend' : 'weekday', name: null, provisional };
  }

  isWorkday(day: Day): boolean {
    return this.kindOf(day).work;
  }

  /** The n-th workday after a day, or before it, if negative; the day itself never counts. 0 is the day. */
  nthFrom(day: Day, nth: number): Day {
    const step = Math.sign(nth);
    let found = day;
    for (let left = Math.abs(nth); left > 0;) {
      found = addDays(found, step);
      if (this.isWorkday(found)) left--;
    }
    return found;
  }

  /** A table may reach over new year: 元旦 sometimes begins in December before. */
  private specialDays(year: number): ReadonlyMap<Day, Omit<DayKind, 'provisional'>> {
    let days = this.years.get(year);
    if (!days) {
      const tables = [year - 1, year, year + 1].flatMap((near) => this.table(near) ?? []);
      days = new Map([...lawful(this.covers(year) ? [] : [year]), ...tables.flatMap(announced)]);
      this.years.set(year, days);
    }
    return days;
  }
}

type Entry = [Day, Omit<DayKind, 'provisional'>];

const lawful = (years: readonly number[]): Entry[] =>
  years.flatMap((year) =>
    statutoryDays(year).map(({ day, name }): Entry => [day, { work: false, why: 'holiday', name }]),
  );

const announced = ({ holidays }: HolidayTable): Entry[] =>
  holidays.flatMap(({ name, from, to, makeUp }) => [
    ...daysFrom(from, to).map((day): Entry => [day, { work: false, why: 'holiday', name }]),
    ...makeUp.map((day): Entry => [day, { work: true, why: 'make-up', name }]),
  ]);
