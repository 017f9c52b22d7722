import { DAY_MILLISECONDS, officeDay } from '../../domain/calendar/office-day.js';
import { addDays, yearOf } from '../../domain/calendar/day.js';
import { themesOf } from '../../campaigns/theme/days.js';
import { phasesOf } from '../../campaigns/theme/phases.js';
import { ALERT_WORDS } from '../alert-words.js';
import type { Office } from '../office.js';
import { officeCalendar, type OfficeCalendar } from '../theme-book.js';
import { fine, trouble, watched, type Finding } from './finding.js';

/** Holidays are announced in November; who has not loaded them by December plans the next year on guesses. */
const AHEAD_DAYS = 31;

/** Whether the holidays of the days to come are known, and the days of the themes that are to be prepared. */
export async function examineCalendar({
  database,
  clock,
}: Pick<Office, 'database' | 'clock'>): Promise<Finding[]> {
  const now = clock.now();
  const calendar = await officeCalendar(database, now);
  const { workdays } = calendar;
  const years = [now, new Date(now.getTime() + AHEAD_DAYS * DAY_MILLISECONDS)].map((at) =>
    yearOf(officeDay(at)),
  );
  const unknown = [...new Set(years)].filter((year) => !workdays.covers(year));
  const alerts = unknown.map((year) => ({ subject: `year ${year}`, detail: {} }));
  return [
    watched(findingOf(years[1]!, unknown[0]), { cause: 'calendar running out', alerts }),
    themesFinding(awaited(calendar)),
  ];
}

/** Codes of themes whose preparation begins within the days ahead while their own days are not announced. */
function awaited({ book, workdays }: OfficeCalendar): string[] {
  const year = yearOf(book.today);
  const until = addDays(book.today, AHEAD_DAYS);
  // What is held in January is prepared in the year before.
  return [year, year + 1]
    .flatMap((each) => themesOf(each, book, workdays))
    .filter(({ theme, first, last }) => theme.announcedYearly && first.provisional && last.day >= book.today)
    .filter((theme) => (phasesOf(theme, workdays)[0] ?? theme.first).day <= until)
    .map(({ theme }) => theme.code);
}

const themesFinding = (codes: readonly string[]): Finding =>
  codes.length === 0
    ? fine('themes', ['临近的主题日期都已确定', 'the days of the themes ahead are settled'])
    : trouble(
        'warning',
        'themes',
        [
          `主题 ${codes.join('、')} 快到准备的时候了，日期还没有公布，暂按规则`,
          `themes ${codes.join(', ')} are soon to be prepared, and their days are not announced: their rules are taken meanwhile`,
        ],
        [
          '公布后用 muster theme announce 登记日期',
          'once they are announced, write them down by `muster theme announce`',
        ],
        { codes },
      );

const { zh, en } = ALERT_WORDS['calendar running out'].mend;
const MEND = [zh, en] as const;

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
        MEND,
        { year },
      );
