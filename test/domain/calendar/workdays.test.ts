import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays, daysFrom, lastOfMonth } from '../../../domain/calendar/day.js';
import {
  checkTable,
  shippedTable,
  statutoryDays,
  type HolidayTable,
} from '../../../domain/calendar/holidays.js';
import { LONGEST_REST_DAYS, TAKEN_BY_NEXT_NOTICE, Workdays } from '../../../domain/calendar/workdays.js';

const workdays = new Workdays();

/** Invented, to have one that is in order. */
const YEAR_2027: HolidayTable = {
  year: 2027,
  holidays: [
    { name: '元旦', from: '2027-01-01', to: '2027-01-03', makeUp: [] },
    { name: '春节', from: '2027-02-05', to: '2027-02-11', makeUp: ['2027-02-20'] },
    { name: '清明节', from: '2027-04-03', to: '2027-04-05', makeUp: [] },
    { name: '劳动节', from: '2027-05-01', to: '2027-05-05', makeUp: ['2027-05-08'] },
    { name: '端午节', from: '2027-06-09', to: '2027-06-09', makeUp: [] },
    { name: '中秋节', from: '2027-09-15', to: '2027-09-15', makeUp: [] },
    { name: '国庆节', from: '2027-10-01', to: '2027-10-07', makeUp: ['2027-10-09', '2027-10-10'] },
  ],
};

describe('announced years', () => {
  test('2025 and 2026 have 248 workdays each', () => {
    const count = (year: number) =>
      daysFrom(`${year}-01-01`, `${year}-12-31`).filter((day) => workdays.isWorkday(day)).length;
    expect([count(2025), count(2026)]).toEqual([248, 248]);
    const months = Array.from(
      { length: 12 },
      (_, at) =>
        daysFrom(`2026-${String(at + 1).padStart(2, '0')}-01`, lastOfMonth(2026, at + 1)).filter((day) =>
          workdays.isWorkday(day),
        ).length,
    );
    expect(months).toEqual([21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]);
  });

  test('a day says why it is worked or not', () => {
    const kind = (day: string) => {
      const { work, why, name } = workdays.kindOf(day);
      return [work, why, name];
    };
    expect(kind('2026-02-14')).toEqual([true, 'make-up', '春节']);
    expect(kind('2026-02-17')).toEqual([false, 'holiday', '春节']);
    expect(kind('2026-10-10')).toEqual([true, 'make-up', '国庆节']);
    expect(kind('2026-03-07')).toEqual([false, 'weekend', null]);
    expect(kind('2026-03-05')).toEqual([true, 'weekday', null]);
  });

  test('the tables at hand contradict neither themselves nor the law', () => {
    expect([2025, 2026].map((year) => checkTable(shippedTable(year)!))).toEqual([[], []]);
  });

  test('nothing beyond 2026 is taken for announced', () => {
    expect([2026, 2027, 2028].map((year) => workdays.covers(year))).toEqual([true, false, false]);
  });
});

describe('a year nobody has announced', () => {
  test('has the law’s days off, and says that it is provisional', () => {
    const off = daysFrom('2027-01-01', '2027-12-31').filter((day) => workdays.kindOf(day).why === 'holiday');
    expect(off).toEqual([
      ...['2027-01-01', '2027-02-05', '2027-02-06', '2027-02-07', '2027-02-08', '2027-04-05', '2027-05-01'],
      ...['2027-05-02', '2027-06-09', '2027-09-15', '2027-10-01', '2027-10-02', '2027-10-03'],
    ]);
    expect(workdays.kindOf('2027-03-05')).toMatchObject({ work: true, provisional: true });
    expect(workdays.kindOf('2026-12-25').provisional).toBe(false);
  });

  test('is the office’s to load', () => {
    const loaded = new Workdays([YEAR_2027]);
    expect(loaded.kindOf('2027-02-11')).toMatchObject({ work: false, name: '春节', provisional: false });
    expect(loaded.isWorkday('2027-02-20')).toBe(true);
  });
});

describe('the last days of December', () => {
  test('may be taken by the notice of the next year, as long as that is not out', () => {
    const provisional = (year: number, loaded?: HolidayTable) =>
      daysFrom(`${year}-12-20`, `${year}-12-31`).filter(
        (day) => new Workdays(loaded ? [loaded] : []).kindOf(day).provisional,
      );
    expect(provisional(2026)).toEqual(daysFrom('2026-12-26', '2026-12-31'));
    expect(provisional(2026, YEAR_2027)).toEqual([]);
    expect(provisional(2025)).toEqual([]);
  });

  test('no notice since 2002 has given a longer rest in one piece', () => {
    const workdays = new Workdays();
    let [rest, longest] = [0, 0];
    for (const day of daysFrom('2002-01-01', '2026-12-31')) {
      rest = workdays.isWorkday(day) ? 0 : rest + 1;
      longest = Math.max(longest, rest);
    }
    expect(longest).toBe(LONGEST_REST_DAYS);
  });

  test('no notice since 2002 has reached further back', () => {
    const taken = Array.from({ length: 25 }, (_, at) => shippedTable(2002 + at)!).flatMap(({ holidays }) =>
      holidays
        .flatMap(({ from, to, makeUp }) => [...daysFrom(from, to), ...makeUp])
        .filter((day) => day.slice(5, 7) === '12'),
    );
    expect(taken).toEqual(expect.arrayContaining(['2007-12-31', '2011-12-31', '2018-12-31', '2022-12-31']));
    expect(taken.map((day) => day.slice(5)).sort()[0]! >= TAKEN_BY_NEXT_NOTICE).toBe(true);
  });
});

describe('days beyond the law', () => {
  const balance = (year: number, extraDays?: number) =>
    checkTable({ ...shippedTable(year)!, ...(extraDays === undefined ? {} : { extraDays }) });

  test('are taken where the table says how many there are', () => {
    expect(balance(2015)).toEqual([{ reason: 'days do not balance', given: 12, lawful: 11, extra: 0 }]);
    expect([balance(2015, 1), balance(2020, 2)]).toEqual([[], []]);
  });

  test('and not where it says too many', () => {
    expect(balance(2015, 2)).toMatchObject([{ reason: 'days do not balance', extra: 2 }]);
  });
});

describe('a table is refused that', () => {
  const wrong = (at: number, change: object): string[] => {
    const holidays = YEAR_2027.holidays.map((holiday, index) =>
      index === at ? { ...holiday, ...change } : holiday,
    );
    return [...new Set(checkTable({ ...YEAR_2027, holidays }).map(({ reason }) => reason))];
  };
  test.each([
    ['has nothing wrong, but is the measure', 0, {}, []],
    ['leaves out a day of the law', 1, { from: '2027-02-06' }, ['statutory day worked']],
    [
      'has a day twice',
      2,
      { from: '2027-02-11', to: '2027-02-11' },
      ['holidays overlap', 'statutory day worked'],
    ],
    ['ends before it begins', 2, { to: '2027-04-01' }, ['ends before it begins', 'statutory day worked']],
    [
      'is of another year',
      0,
      { from: '2026-01-01', to: '2026-01-03' },
      ['other year', 'statutory day worked'],
    ],
    ['goes on into another year', 6, { to: '2127-10-07' }, ['other year', 'statutory day worked']],
    ['works on a day of another year', 1, { makeUp: ['2026-02-14'] }, ['other year']],
    ['works on a day twice', 6, { makeUp: ['2027-10-09', '2027-10-09'] }, ['make-up day twice']],
    ['works on a weekday for it', 1, { makeUp: ['2027-02-22'] }, ['make-up day is a workday']],
    ['works on a day off', 1, { makeUp: ['2027-02-06'] }, ['make-up day is off']],
    ['gives away a day', 1, { makeUp: [] }, ['days do not balance']],
  ])('%s', (_, at, change, reasons) => {
    expect(wrong(at, change)).toEqual(reasons);
  });
});

test('the law’s days are eleven until 2024 and thirteen since', () => {
  expect([2023, 2024, 2025, 2026, 2027].map((year) => statutoryDays(year).length)).toEqual([
    11, 11, 13, 13, 13,
  ]);
});

test('so many workdays on and as many back is where one was', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 70_000 }), fc.integer({ min: 1, max: 60 }), (days, count) => {
      const day = addDays('1905-01-01', days);
      const later = workdays.nthFrom(day, count);
      expect(workdays.isWorkday(later)).toBe(true);
      const between = daysFrom(addDays(day, 1), later).filter((each) => workdays.isWorkday(each));
      expect(between).toHaveLength(count);
      if (workdays.isWorkday(day)) expect(workdays.nthFrom(later, -count)).toBe(day);
    }),
  );
});
