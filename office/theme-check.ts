import { circleOf, finderOf, othersNamed } from '../campaigns/theme/days.js';
import type { Theme, ThemeBook } from '../campaigns/theme/theme.js';
import { yearOf } from '../domain/calendar/day.js';
import { CALENDAR_YEARS } from '../domain/calendar/lunar.js';
import type { Workdays } from '../domain/calendar/workdays.js';
import { Refusal, refuse } from './refusal.js';
import { requireTheme } from './theme-book.js';

/** A rule need not have a day every year (闰六月), but one that has none in so many will hardly be meant. */
const YEARS_AHEAD = 20;

/**
 * Whether the themes of the office still have their days after one of them was changed.
 * @throws {Refusal} where it names a theme there is not, they wait for each other, or one has no day or no end any more
 */
export function requireDays(changed: Theme, book: ThemeBook & { today: string }, workdays: Workdays): void {
  for (const code of othersNamed(changed)) requireTheme(book, code);
  const circle = circleOf(book.themes);
  if (circle) throw inCircle(circle);
  const daysIn = finderOf(book, workdays);
  if (years(yearOf(book.today), YEARS_AHEAD).every((year) => counted(changed, year, daysIn) === 0))
    throw refuse(
      'invalid',
      'no-such-day',
      `规则“${changed.rule}”在今后 ${YEARS_AHEAD} 年里都没有这一天，请核对`,
      `the rule “${changed.rule}” has no day in the next ${YEARS_AHEAD} years; look again`,
    );
  const bound = book.themes.filter((theme) => theme === changed || othersNamed(theme).length > 0);
  const { first, last } = CALENDAR_YEARS;
  for (const theme of bound) for (const year of years(first, last - first + 1)) counted(theme, year, daysIn);
}

const years = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => first + at);

function counted({ code, length }: Theme, year: number, daysIn: ReturnType<typeof finderOf>): number {
  try {
    return daysIn(code, year).length;
  } catch (error) {
    if (!(error instanceof RangeError) || !('until' in length)) throw error;
    throw new Refusal('invalid', [
      {
        ...{ path: ['until'], reason: 'no-end' },
        zh: `主题 ${code} 在 ${year} 年没有结束的日子：“${length.until}”，请换一条规则`,
        en: `theme ${code} has no last day in ${year}: “${length.until}”; choose another rule`,
      },
    ]);
  }
}

const inCircle = (circle: readonly string[]): Refusal =>
  new Refusal('invalid', [
    {
      ...{ path: ['rule'], reason: 'themes-in-circle' },
      zh: `主题的日期互相等待：${circle.join(' → ')}；请让其中一个用自己的日期`,
      en: `themes wait for each other: ${circle.join(' → ')}; give one of them a day of its own`,
    },
  ]);
