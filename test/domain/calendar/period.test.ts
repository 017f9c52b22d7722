import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  dayIn,
  nextPeriod,
  parsePeriod,
  periodAt,
  previousPeriod,
  spanOf,
  spokenPeriod,
  writePeriod,
  type PeriodOfYear,
} from '../../../domain/calendar/period.js';
import { Workdays } from '../../../domain/calendar/workdays.js';
import { parseDateRule } from '../../../domain/calendar/written-rule.js';

const MOST = { year: 1, 'half-year': 2, quarter: 4, month: 12 } as const;
const periods = fc.constantFrom<PeriodOfYear['of'][]>('year', 'half-year', 'quarter', 'month').chain((of) =>
  fc.record({
    of: fc.constant(of),
    year: fc.integer({ min: 1900, max: 2100 }),
    number: fc.integer({ min: 1, max: MOST[of] }),
  }),
);

test('a period is read as it is written, and none other', () => {
  fc.assert(
    fc.property(periods, (period) => {
      expect(parsePeriod(writePeriod(period))).toEqual(period);
    }),
  );
  for (const other of ['2027-Q5', '2027-13', '2027-H3', '2027-1', 'Q1', '27', '2027-Q1x'])
    expect(parsePeriod(other)).toBeNull();
  expect(parsePeriod('２０２７－ｑ１')).toEqual({ of: 'quarter', year: 2027, number: 1 });
});

test('periods follow one another without a gap, and a day lies in one of each kind', () => {
  fc.assert(
    fc.property(periods, (period) => {
      expect(previousPeriod(nextPeriod(period))).toEqual(period);
      const { first, last } = spanOf(period);
      expect(Date.parse(spanOf(nextPeriod(period)).first) - Date.parse(last)).toBe(86_400_000);
      expect(periodAt(first, period.of)).toEqual(period);
      expect(periodAt(last, period.of)).toEqual(period);
    }),
  );
});

test('people say a period in their own words', () => {
  expect(['2027', '2027-H2', '2027-Q4', '2027-03'].map((text) => spokenPeriod(parsePeriod(text)!))).toEqual([
    ...['2027年', '2027年下半年', '2027年第四季度', '2027年3月'],
  ]);
});

const almanac = { workdays: new Workdays(), themes: new Map() };
const day = (rule: string, period: string) => dayIn(parseDateRule(rule)!, parsePeriod(period)!, almanac);

test('a rule has one day in a period: of ends and beginnings its own, of dates the one that lies in it', () => {
  expect(day('季度末 +10个工作日', '2026-Q3')?.day).toBe('2026-10-20');
  expect(day('季度末 +10个工作日', '2026-Q4')).toMatchObject({ provisional: true });
  expect(day('月初', '2027-02')?.day).toBe('2027-02-01');
  expect(day('1-31 遇休顺延', '2026')?.day).toBe('2026-02-02');
  expect(day('1-31 遇休提前', '2026')?.day).toBe('2026-01-30');
  expect(day('2-29', '2027')).toBeUndefined();
  expect(day('2-29', '2028')?.day).toBe('2028-02-29');
  expect(day('3-5', '2027-Q2')).toBeUndefined();
});
