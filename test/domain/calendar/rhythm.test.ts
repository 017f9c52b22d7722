import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../../../domain/calendar/day.js';
import { rhythmDays, type Rhythm } from '../../../domain/calendar/rhythm.js';
import { Workdays } from '../../../domain/calendar/workdays.js';

const workdays = new Workdays();
const reports = (every: Rhythm, from = '2026-02-09', to = '2026-03-03') =>
  rhythmDays({ from, to }, every, workdays);

describe('the days on which is reported', () => {
  test('daily, rest days too', () => {
    expect(reports('day')).toHaveLength(23);
  });

  test('every other workday, and on the last', () => {
    expect(reports({ workdays: 2 })).toEqual([
      // 02-14 and 02-28 are Saturdays that are worked.
      ...['2026-02-10', '2026-02-12', '2026-02-14', '2026-02-25', '2026-02-27', '2026-03-02', '2026-03-03'],
    ]);
  });

  test('weekly, on the last workday of each week; in a week off not at all', () => {
    expect(reports('week')).toEqual(['2026-02-14', '2026-02-28', '2026-03-03']);
  });

  test('a span without a workday has none', () => {
    expect(reports('week', '2026-10-01', '2026-10-03')).toEqual([]);
  });

  test('whatever the rhythm: in order, in the span, on workdays unless daily, and the last workday is among them', () => {
    const rhythm = fc.oneof(
      fc.constantFrom<Rhythm>('day', 'week'),
      fc.record({ workdays: fc.integer({ min: 1, max: 20 }) }),
    );
    fc.assert(
      fc.property(rhythm, fc.nat(700), fc.nat(120), (every, start, length) => {
        const from = addDays('2025-01-01', start);
        const to = addDays(from, length);
        const days = rhythmDays({ from, to }, every, workdays);
        expect(days).toEqual([...new Set(days)].sort());
        expect(days.every((day) => day >= from && day <= to)).toBe(true);
        expect(every === 'day' || days.every((day) => workdays.isWorkday(day))).toBe(true);
        const worked = rhythmDays({ from, to }, { workdays: 1 }, workdays);
        expect(worked.length === 0 || days.includes(worked.at(-1)!)).toBe(true);
      }),
    );
  });
});
