import { describe, expect, test } from '@jest/globals';
import {
  circleOf,
  meetings,
  othersNamed,
  finderOf,
  themesFromBefore,
  themesOf,
} from '../../../campaigns/theme/days.js';
import { SHIPPED_THEMES } from '../../../campaigns/theme/shipped.js';
import type { Theme, ThemeAnnouncement, ThemeBook } from '../../../campaigns/theme/theme.js';
import { Workdays } from '../../../domain/calendar/workdays.js';

const workdays = new Workdays();
const year = (of: number) => themesOf(of, { themes: SHIPPED_THEMES }, workdays);
const theme = (of: number, code: string) => {
  const found = year(of).find((each) => each.theme.code === code)!;
  return [found.first.day, found.last.day, found.ordinal];
};

describe('the days of the shipped themes', () => {
  test.each([
    [2025, 'spring-travel', '2025-01-14', '2025-02-22', null],
    [2026, 'spring-travel', '2026-02-02', '2026-03-13', null],
    [2027, 'spring-travel', '2027-01-22', '2027-03-02', null],
    [2026, 'lantern-festival', '2026-03-03', '2026-03-03', null],
    [2026, 'back-to-work', '2026-02-24', '2026-03-09', null],
    [1963, 'lei-feng-day', '1963-03-05', '1963-03-05', null],
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
  expect(meetings(themesOf(2026, { themes }, workdays))).toEqual([
    { day: '2026-03-05', codes: ['lantern-festival', 'lei-feng-day'] },
  ]);
  expect(meetings(year(2025))).toEqual([]);
});

test('so is a day held by everybody that lies within weeks held by everybody', () => {
  const meeting = { day: '2026-03-05', codes: ['spring-travel', 'lei-feng-day'] };
  expect(meetings(year(2026))).toEqual([meeting]);
  const years = Array.from({ length: 16 }, (_, at) => 2020 + at);
  expect(years.filter((of) => meetings(year(of)).length > 0)).toEqual([2021, 2024, 2026, 2029, 2032, 2034]);
});

describe('what was announced', () => {
  const said = { day: null, lastDay: null, held: null, wording: null };
  const book = (announced: ThemeAnnouncement[], more: Partial<ThemeBook> = {}): ThemeBook => ({
    ...{ themes: SHIPPED_THEMES, announced },
    ...more,
  });
  const week = (announced: ThemeAnnouncement[], more?: Partial<ThemeBook>) =>
    finderOf(book(announced, more), workdays)('disaster-week', 2025)[0]!;

  test('counts before the rule, the last day too', () => {
    const announced = { ...said, code: 'disaster-week', year: 2025, day: '2025-05-12' };
    expect(week([announced])).toMatchObject({
      first: { day: '2025-05-12', provisional: false },
      last: { day: '2025-05-18', provisional: false },
    });
    expect(week([{ ...announced, lastDay: '2025-05-14' }]).last).toMatchObject({ day: '2025-05-14' });
    // Of another year it says nothing.
    expect(week([{ ...announced, year: 2026, day: '2026-05-11' }]).first).toMatchObject({
      day: '2025-05-10',
      provisional: true,
    });
  });

  test('a motto and a day of the office’s own leave the theme where it is', () => {
    const announced = { ...said, code: 'lei-feng-day', year: 2027, held: '2027-03-03', wording: '薪火' };
    const [found] = finderOf(book([announced]), workdays)('lei-feng-day', 2027);
    expect(found).toMatchObject({
      ...{ first: { day: '2027-03-05' }, last: { day: '2027-03-05' }, wording: '薪火' },
      held: { day: '2027-03-03', provisional: false, steps: [{ step: 'held' }] },
    });
  });

  test('is not awaited any more when the year is over', () => {
    expect(week([], { today: '2025-12-31' }).first.provisional).toBe(true);
    const over = week([], { today: '2026-01-01' });
    expect([over.first.provisional, over.last.provisional]).toEqual([false, false]);
    expect(over.first.steps.at(-1)).toMatchObject({ step: 'was expected' });
  });
});

test('the end of a theme says that it is provisional', () => {
  const themes = [{ ...SHIPPED_THEMES[0]!, code: 'drill', rule: '12-1', length: { until: '12-10 +5wd' } }];
  const [found] = themesOf(2027, { themes }, workdays);
  expect([found!.first.provisional, found!.last]).toEqual([
    false,
    expect.objectContaining({ day: '2027-12-17', provisional: true }),
  ]);
  const backToWork = finderOf({ themes: SHIPPED_THEMES }, workdays)('back-to-work', 2027)[0]!;
  expect(backToWork.last).toMatchObject({ day: '2027-02-22', provisional: true });
});

test('themes of the year before that still go on', () => {
  const before = themesFromBefore(2027, { themes: SHIPPED_THEMES }, workdays);
  expect(before.map(({ theme: { code }, year: of }) => [code, of])).toEqual([['heating-season', 2026]]);
});

test('a theme that is off is not held, but others may name it', () => {
  const after = { ...SHIPPED_THEMES[4]!, code: 'after', rule: '@lei-feng-day +7天' };
  const book: ThemeBook = { themes: [...SHIPPED_THEMES, after], off: new Set(['lei-feng-day']) };
  const codes = themesOf(2027, book, workdays).map(({ theme: { code } }) => code);
  expect(codes).not.toContain('lei-feng-day');
  expect(finderOf(book, workdays)('after', 2027)[0]!.first.day).toBe('2027-03-12');
});

describe('themes that wait for each other', () => {
  const named = (code: string, rule: string, length: Theme['length'] = { days: 1 }): Theme => ({
    ...{ code, name: code, english: code, rule, length, owes: [] },
  });

  test('are found, with the way round', () => {
    const circle = [named('first', '3-1'), named('egg', '@hen -1天'), named('hen', '@egg +1天')];
    expect(circleOf(circle)).toEqual(['egg', 'hen', 'egg']);
    expect(circleOf(SHIPPED_THEMES)).toBeNull();
  });

  test('its own day may end a theme', () => {
    const week = named('week', '3-1', { until: '@week +6天' });
    expect([circleOf([week]), othersNamed(week)]).toEqual([null, []]);
    expect(themesOf(2027, { themes: [week] }, workdays)[0]!.last.day).toBe('2027-03-07');
  });
});
