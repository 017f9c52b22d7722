import { describe, expect, test } from '@jest/globals';
import { Workdays } from '../../domain/calendar/workdays.js';
import type { LateRule } from '../../schedules/entry.js';
import { whenLate } from '../../schedules/late.js';

const workdays = new Workdays();
const at = new Date('2026-09-22T08:00:00+08:00');
const decided = (rule: LateRule, hours: number, lastDay: string | null = null) =>
  whenLate(rule, { at, lastDay }, { now: new Date(at.getTime() + hours * 3_600_000), workdays });

test.each<[number, 'launch' | 'skip']>([
  [0, 'launch'],
  [71.9, 'launch'],
  [72, 'skip'],
])('launched while less than three days late: %d hours', (hours, expected) => {
  expect(decided({ launchedWhile: { lessThanHours: 72 }, otherwise: 'skip' }, hours)).toBe(expected);
});

test('of a rule that always asks, or always drops, what is punctual is launched all the same', () => {
  const never = { launchedWhile: { lessThanHours: 0 } };
  expect(decided({ ...never, otherwise: 'ask' }, 0.9)).toBe('launch');
  expect(decided({ ...never, otherwise: 'ask' }, 1)).toBe('ask');
  expect(decided({ ...never, otherwise: 'skip' }, 1)).toBe('skip');
});

describe('launched while five workdays are left', () => {
  const rule: LateRule = { launchedWhile: { workdaysLeft: 5 }, otherwise: 'ask' };
  const day = (date: string) => (Date.parse(`${date}T08:00:00+08:00`) - at.getTime()) / 3_600_000;

  // From 28 September five workdays on lies 10 October: the first week is off, and that Saturday is worked for it.
  test.each<[string, string, 'launch' | 'ask']>([
    ['2026-09-28', '2026-10-10', 'launch'],
    ['2026-09-28', '2026-10-09', 'ask'],
    ['2026-09-30', '2026-10-20', 'launch'],
    ['2026-10-21', '2026-10-20', 'ask'],
  ])('on %s, due on %s: %s', (now, due, expected) => {
    expect(decided(rule, day(now), due)).toBe(expected);
  });

  test('on its day it opens however near its end is; without an end somebody is asked', () => {
    expect(decided(rule, 0, '2026-09-22')).toBe('launch');
    expect(decided(rule, 24)).toBe('ask');
  });
});
