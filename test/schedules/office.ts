import { obligationsAsked } from '../../campaigns/deadline/wanted.js';
import type { HolidayTable } from '../../domain/calendar/holidays.js';
import { Workdays } from '../../domain/calendar/workdays.js';
import { schedulesOf, type CatalogueGround } from '../../schedules/catalogue.js';
import type { ScheduleEntry } from '../../schedules/entry.js';

/** A made-up table, as an office may load one: what tests of certainty need is that there is one. */
const madeUp = (year: number): HolidayTable => ({ year, holidays: [] });

/** Workdays of an office that has loaded the tables of some years, beside what the library knows up to 2026. */
export const workdaysWith = (...years: number[]): Workdays => new Workdays(years.map(madeUp));

/** What differs from an office as it is shipped, on 1 August 2026. */
type Ground = Partial<Omit<CatalogueGround, 'almanac'>> & { workdays?: Workdays };

/** The schedules of an office. */
export const compiled = ({ workdays = workdaysWith(), ...ground }: Ground = {}): ScheduleEntry[] =>
  schedulesOf({
    obligations: [...obligationsAsked([]).values()],
    almanac: { workdays, themes: new Map() },
    themes: { themes: [] },
    safeguards: [],
    today: '2026-08-01',
    digestTime: '09:00',
    ...ground,
  });

/** One of them. */
export const entryOf = (id: string, ground: Ground = {}): ScheduleEntry =>
  compiled(ground).find((entry) => entry.id === id)!;
