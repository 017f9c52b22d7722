import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { themesOf } from '../../campaigns/theme/days.js';
import { phasesOf } from '../../campaigns/theme/phases.js';
import { SHIPPED_THEMES } from '../../campaigns/theme/shipped.js';
import type { Theme } from '../../campaigns/theme/theme.js';
import { addDays, yearOf } from '../../domain/calendar/day.js';
import { officeDay } from '../../domain/calendar/office-day.js';
import { Workdays } from '../../domain/calendar/workdays.js';
import { DAYS_TO_AGREE, preparationsOf } from '../../schedules/preparations.js';

/** Years whose notices are known, and the first that rests on the law alone. */
const YEARS = { from: 2003, to: 2027 };
const workdays = new Workdays();

/** Days of a theme in which its preparations open, with the first thing that is to be done each time. */
function openings(theme: Theme, themes: readonly Theme[]): { day: string; first: string }[] {
  const book = { themes };
  const found = preparationsOf(theme, YEARS, { book, workdays });
  return [...(found?.days ?? []), ...(found?.provisional ?? [])].map(({ day, period }) => {
    const year = themesOf(Number(period), book, workdays).find((one) => one.theme.code === theme.code)!;
    return { day, first: officeDay(new Date(phasesOf(year, workdays)[0]!.at)) };
  });
}

describe('a theme opens early enough for somebody else to agree', () => {
  test.each(SHIPPED_THEMES.map((theme) => [theme.code, theme] as const))('%s', (_, theme) => {
    for (const { day, first } of openings(theme, SHIPPED_THEMES))
      expect(day <= addDays(first, -DAYS_TO_AGREE)).toBe(true);
  });

  test('whatever day of the year it is, and whether its phases count days or workdays', () => {
    const distance = fc.record({
      many: fc.integer({ min: 1, max: 60 }),
      in: fc.constantFrom('days', 'workdays'),
      restDay: fc.constantFrom('before', 'keep', 'after'),
    });
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true }),
        distance,
        (date, { many, in: unit, restDay }) => {
          const [month, day] = [date.getUTCMonth() + 1, date.getUTCDate()];
          fc.pre(!(month === 2 && day === 29));
          const offset = unit === 'days' ? { days: -many } : { workdays: -many };
          const theme = {
            ...SHIPPED_THEMES.find(({ code }) => code === 'lei-feng-day')!,
            ...{ code: 'own-theme', rule: `${month}-${day}` },
            phases: { order: { from: 'first', offset, restDay, time: '09:00' } },
          } as Theme;
          for (const { day: opened, first } of openings(theme, [theme]))
            expect(opened <= addDays(first, -DAYS_TO_AGREE)).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('and not half a year before', () => {
    for (const theme of SHIPPED_THEMES)
      for (const { day, first } of openings(theme, SHIPPED_THEMES))
        expect(yearOf(first) - yearOf(day)).toBeLessThanOrEqual(1);
  });
});
