import { describe, expect, test } from '@jest/globals';
import { lengthOf, reportingDays, type ReportingRhythm } from '../../../campaigns/theme/safeguard.js';
import { Workdays } from '../../../domain/calendar/workdays.js';

const workdays = new Workdays();
const reports = (rhythm: ReportingRhythm, from = '2026-02-09', to = '2026-03-03') =>
  reportingDays({ name: '春节保障', from, to, rhythm }, workdays);

describe('the days on which is reported', () => {
  test('daily, rest days too', () => {
    expect(reports({ every: 'day' })).toHaveLength(23);
    expect(lengthOf({ from: '2026-02-09', to: '2026-03-03' })).toBe(23);
  });

  test('every other workday, and on the last', () => {
    expect(reports({ every: 'workdays', workdays: 2 })).toEqual([
      // 02-14 and 02-28 are Saturdays that are worked.
      ...['2026-02-10', '2026-02-12', '2026-02-14', '2026-02-25', '2026-02-27', '2026-03-02', '2026-03-03'],
    ]);
  });

  test('weekly, on the last workday of each week; in a week off not at all', () => {
    expect(reports({ every: 'week' })).toEqual(['2026-02-14', '2026-02-28', '2026-03-03']);
  });

  test('a span without a workday has none', () => {
    expect(reports({ every: 'week' }, '2026-10-01', '2026-10-03')).toEqual([]);
  });
});
