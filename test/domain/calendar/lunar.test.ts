import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays, daysBetween, yearOf } from '../../../domain/calendar/day.js';
import {
  lunarDay,
  lunarDaysIn,
  LUNAR_YEARS,
  SOLAR_TERMS,
  solarTermDay,
  spokenLunarDate,
} from '../../../domain/calendar/lunar.js';

const lunar = (month: number, day: number, leap = false) => ({ month, day, leap });

// Year, 春节, 元宵, 端午, 中秋.
const ALMANAC = `
  2020 01-25 02-08 06-25 10-01
  2021 02-12 02-26 06-14 09-21
  2022 02-01 02-15 06-03 09-10
  2023 01-22 02-05 06-22 09-29
  2024 02-10 02-24 06-10 09-17
  2025 01-29 02-12 05-31 10-06
  2026 02-17 03-03 06-19 09-25
  2027 02-06 02-20 06-09 09-15
  2028 01-26 02-09 05-28 10-03
  2029 02-13 02-27 06-16 09-22
  2030 02-03 02-17 06-05 09-12
  2031 01-23 02-06 06-24 10-01
  2032 02-11 02-25 06-12 09-19
  2033 01-31 02-14 06-01 09-08
  2034 02-19 03-05 06-20 09-27
  2035 02-08 02-22 06-10 09-16`;

test.each(
  ALMANAC.trim()
    .split('\n')
    .map((line) => line.trim().split(' ') as [string, ...string[]]),
)('the festivals of %s', (year, ...days) => {
  const festivals = [lunar(1, 1), lunar(1, 15), lunar(5, 5), lunar(8, 15)];
  expect(festivals.map((festival) => lunarDaysIn(Number(year), festival))).toEqual(
    days.map((day) => [`${year}-${day}`]),
  );
});

describe('months that are short, doubled or reach over new year', () => {
  test('除夕 is the day before 春节, whether or not 腊月 has a 30th', () => {
    for (let year = LUNAR_YEARS.first + 1; year <= LUNAR_YEARS.last; year++)
      expect(lunarDay(year - 1, lunar(12, 30))).toBe(addDays(lunarDay(year, lunar(1, 1))!, -1));
    expect(spokenLunarDate('2026-02-16')).toBe('十二月廿九');
    expect(spokenLunarDate('2024-02-09')).toBe('十二月三十');
  });

  test('a leap month is another month than the one of its number', () => {
    expect(lunarDay(2025, lunar(6, 1))).toBe('2025-06-25');
    expect(lunarDay(2025, lunar(6, 1, true))).toBe('2025-07-25');
    expect(lunarDay(2026, lunar(6, 1, true))).toBeNull();
    expect(lunarDaysIn(2033, lunar(11, 1, true))).toEqual(['2033-12-22']);
    expect(spokenLunarDate('2033-12-25')).toBe('闰十一月初四');
  });

  test('腊月 of a lunar year mostly lies in the next solar year', () => {
    expect(lunarDaysIn(2026, lunar(12, 8))).toEqual(['2026-01-26']);
    expect(lunarDaysIn(2025, lunar(12, 1))).toEqual([]);
    expect(lunarDaysIn(2024, lunar(12, 1))).toEqual(['2024-01-11', '2024-12-31']);
  });
});

test('every lunar date before 冬月 falls on one day of every year', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: LUNAR_YEARS.first, max: LUNAR_YEARS.last }),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 29 }),
      (year, month, day) => {
        const [found, ...others] = lunarDaysIn(year, lunar(month, day));
        expect(others).toEqual([]);
        expect(yearOf(found!)).toBe(year);
        expect(daysBetween(lunarDay(year, lunar(month, 1))!, found!)).toBe(day - 1);
      },
    ),
  );
});

test('solar terms follow each other by some fifteen days, each once a year', () => {
  fc.assert(
    fc.property(fc.integer({ min: LUNAR_YEARS.first, max: LUNAR_YEARS.last }), (year) => {
      const days = SOLAR_TERMS.map((name) => solarTermDay(year, name)).sort();
      expect(new Set(days).size).toBe(24);
      for (const [at, day] of days.slice(1).entries()) {
        expect(daysBetween(days[at]!, day)).toBeGreaterThanOrEqual(14);
        expect(daysBetween(days[at]!, day)).toBeLessThanOrEqual(16);
      }
    }),
  );
  expect(['清明', '冬至'].map((name) => solarTermDay(2026, name))).toEqual(['2026-04-05', '2026-12-22']);
});
