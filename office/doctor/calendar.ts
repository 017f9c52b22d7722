import { DAY_MILLISECONDS, officeDay } from '../../domain/calendar/office-day.js';
import { yearOf } from '../../domain/calendar/day.js';
import { Workdays } from '../../domain/calendar/workdays.js';
import { loadedTables } from '../../ledger/holiday-tables.js';
import type { Office } from '../office.js';
import { fine, trouble, watched, type Finding } from './finding.js';

/** Holidays are announced in November; who has not loaded them by December plans the next year on guesses. */
const AHEAD_DAYS = 31;

/** Whether the holidays of the days to come are known. */
export async function examineCalendar({
  database,
  clock,
}: Pick<Office, 'database' | 'clock'>): Promise<Finding[]> {
  const workdays = new Workdays(await loadedTables(database));
  const now = clock.now();
  const years = [now, new Date(now.getTime() + AHEAD_DAYS * DAY_MILLISECONDS)].map((at) =>
    yearOf(officeDay(at)),
  );
  const unknown = [...new Set(years)].filter((year) => !workdays.covers(year));
  const alerts = unknown.map((year) => ({ subject: `year ${year}`, detail: {} }));
  return [watched(findingOf(years[1]!, unknown[0]), { cause: 'calendar running out', alerts })];
}

const findingOf = (last: number, year: number | undefined): Finding =>
  year === undefined
    ? fine('calendar', [`假期表到 ${last} 年`, `the holidays of ${last} are known`], { year: last })
    : trouble(
        'warning',
        'calendar',
        [
          `还没有 ${year} 年的假期表：工作日只按周末和法定节日算，日期是暂定的`,
          `there is no holiday table of ${year}: workdays are reckoned by weekends and the law alone, dates are provisional`,
        ],
        [
          '国务院的通知公布后，照 examples/holidays-2026.yaml 写一份，用 muster calendar load 载入',
          'once it is announced, write it as examples/holidays-2026.yaml does and run `muster calendar load`',
        ],
        { year },
      );
