import { expect, test } from '@jest/globals';
import { lastFiring } from '../../schedules/firings.js';

const MONTHLY = { daysOfMonth: [1], time: '09:00' };
const at = (time: string) => new Date(`${time}:00+08:00`);

test.each([
  ['2026-08-01T09:00', '2026-08-01T09:00'],
  ['2026-08-01T08:59', '2026-07-01T09:00'],
  ['2026-08-31T23:00', '2026-08-01T09:00'],
])('at %s a monthly schedule should have fired last at %s', (now, expected) => {
  expect(lastFiring(MONTHLY, at(now))?.at).toEqual(at(expected));
});

test('of one month only it is up to a year ago; a day no month has never comes', () => {
  expect(lastFiring({ ...MONTHLY, months: [9] }, at('2026-08-01T09:00'))?.at).toEqual(at('2025-09-01T09:00'));
  expect(
    lastFiring({ daysOfMonth: [31], months: [2], time: '09:00' }, at('2026-08-01T09:00')),
  ).toBeUndefined();
});
