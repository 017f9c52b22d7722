import { describe, expect, test } from '@jest/globals';
import { meetings, themesOf } from '../../../campaigns/theme/days.js';
import { SHIPPED_THEMES } from '../../../campaigns/theme/shipped.js';
import { Workdays } from '../../../domain/calendar/workdays.js';

const workdays = new Workdays();
const year = (of: number) => themesOf(of, SHIPPED_THEMES, workdays);
const theme = (of: number, code: string) => {
  const found = year(of).find((each) => each.theme.code === code)!;
  return [found.first.day, found.last, found.ordinal];
};

describe('the days of the shipped themes', () => {
  test.each([
    [2025, 'spring-travel', '2025-01-14', '2025-02-22', null],
    [2026, 'spring-travel', '2026-02-02', '2026-03-13', null],
    [2027, 'spring-travel', '2027-01-22', '2027-03-02', null],
    [2026, 'lantern-festival', '2026-03-03', '2026-03-03', null],
    [2026, 'back-to-work', '2026-02-24', '2026-03-09', null],
    [2022, 'lei-feng-day', '2022-03-05', '2022-03-05', 59],
    [2026, 'lei-feng-day', '2026-03-05', '2026-03-05', 63],
    [2026, 'school-safety-day', '2026-03-30', '2026-03-30', 31],
    [2025, 'occupational-health-week', '2025-04-25', '2025-05-01', 23],
    [2020, 'disaster-week', '2020-05-09', '2020-05-15', null],
    [2024, 'disaster-week', '2024-05-11', '2024-05-17', null],
    [2025, 'safety-month', '2025-06-01', '2025-06-30', 24],
    [2024, 'fire-day', '2024-11-09', '2024-11-09', 33],
    [2026, 'heating-season', '2026-11-15', '2027-03-15', null],
  ])('%i %s', (of, code, first, last, ordinal) => {
    expect(theme(of, code)).toEqual([first, last, ordinal]);
  });

  test('four of them are held together by everybody', () => {
    const collective = year(2027).filter((each) => each.theme.collective);
    expect(collective.map(({ theme: { code } }) => code)).toEqual([
      ...['spring-travel', 'lei-feng-day', 'safety-consultation-day', 'volunteer-day'],
    ]);
  });

  test('they come in the order of the year, each once, every year', () => {
    for (let of = 2020; of <= 2035; of++) {
      const days = year(of).map(({ first }) => first.day);
      expect(days).toEqual([...days].sort());
      expect(days).toHaveLength(SHIPPED_THEMES.length);
    }
    expect(new Set(SHIPPED_THEMES.map(({ code }) => code)).size).toBe(SHIPPED_THEMES.length);
  });

  test('what may still move says so', () => {
    const provisional = (of: number) =>
      year(of)
        .filter(({ first }) => first.provisional)
        .map((each) => each.theme.code);
    expect(provisional(2026)).toEqual(['disaster-week']);
    expect(provisional(2027)).toEqual(['back-to-work', 'disaster-week']);
  });
});

test('two on one day are found', () => {
  const lantern = { ...SHIPPED_THEMES[2]!, rule: '3-5' };
  const themes = [lantern, SHIPPED_THEMES.find(({ code }) => code === 'lei-feng-day')!];
  expect(meetings(themesOf(2026, themes, workdays))).toEqual([
    { day: '2026-03-05', codes: ['lantern-festival', 'lei-feng-day'] },
  ]);
  expect(meetings(year(2026))).toEqual([]);
});
