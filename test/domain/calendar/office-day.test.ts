import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  millisecondsOfOfficeDay,
  minutesOfDay,
  officeDay,
  officeTime,
  parseOfficeDay,
  parseOfficeTime,
  parsePlannedTime,
  startOfOfficeDay,
  timeOfDay,
} from '../../../domain/calendar/office-day.js';

const instant = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });

describe('office time', () => {
  test.each([
    ['2026-07-31T15:59:59.999Z', '2026-07-31', '2026-07-31 23:59'],
    ['2026-07-31T16:00:00.000Z', '2026-08-01', '2026-08-01 00:00'],
    ['2026-12-31T16:00:00.000Z', '2027-01-01', '2027-01-01 00:00'],
    // China tried summer time until 1991; office time has had none since.
    ['2026-07-01T01:00:00.000Z', '2026-07-01', '2026-07-01 09:00'],
  ])('%s is the day %s, the time %s', (iso, day, time) => {
    expect(officeDay(new Date(iso))).toBe(day);
    expect(officeTime(new Date(iso))).toBe(time);
  });

  test('an instant lies within its day, and reads back to the minute', () => {
    fc.assert(
      fc.property(instant, (at) => {
        const since = millisecondsOfOfficeDay(at);
        expect(since).toBeGreaterThanOrEqual(0);
        expect(since).toBeLessThan(86_400_000);
        expect(startOfOfficeDay(officeDay(at)).getTime() + since).toBe(at.getTime());
        expect(parseOfficeTime(officeTime(at))?.getTime()).toBe(Math.floor(at.getTime() / 60_000) * 60_000);
        expect(parseOfficeTime(at.toISOString())).toEqual(at);
      }),
    );
  });

  test('a time of day in minutes', () => {
    expect([minutesOfDay('00:00'), minutesOfDay('08:30'), minutesOfDay('24:00')]).toEqual([0, 510, 1440]);
    for (let minutes = 0; minutes <= 1440; minutes += 1) {
      expect(timeOfDay(minutes)).toMatch(/^\d\d:\d\d$/);
      expect(minutesOfDay(timeOfDay(minutes))).toBe(minutes);
    }
  });
});

describe('a written time', () => {
  test.each([
    ['2026-08-01 09:00', '2026-08-01T01:00:00.000Z'],
    ['2026-08-01 9:00', '2026-08-01T01:00:00.000Z'],
    ['２０２６-08-01　09：00', '2026-08-01T01:00:00.000Z'],
    ['2026-08-01T09:00:30', '2026-08-01T01:00:30.000Z'],
    ['2026-08-01T09:00:00Z', '2026-08-01T09:00:00.000Z'],
    ['2026-08-01T09:00+08:00', '2026-08-01T01:00:00.000Z'],
    ['2024-02-29 00:00', '2024-02-28T16:00:00.000Z'],
  ])('%j is %s', (written, iso) => {
    expect(parseOfficeTime(written)?.toISOString()).toBe(iso);
  });

  test.each([
    ['2026-08-01'],
    ['09:00'],
    ['2026-02-29 09:00'],
    ['2026-02-30 09:00'],
    ['2026-13-01 09:00'],
    ['2026-08-01 25:00'],
    ['2026-08-01 09:60'],
    ['tomorrow'],
    [''],
  ])('%j is none', (written) => {
    expect(parseOfficeTime(written)).toBeNull();
  });
});

test.each([
  ['2026-08-01', '2026-08-01'],
  [' ２０２６-０８-０１ ', '2026-08-01'],
  ['2026-02-29', null],
  ['2026-8-1', null],
  ['2026-08-01 09:00', null],
  ['20260801', null],
])('the day %p is %p', (written, day) => {
  expect(parseOfficeDay(written)).toBe(day);
});

describe('a time as a plan’s author writes it', () => {
  const now = new Date('2026-07-31T15:30:00Z'); // 23:30 in the office

  test.each([
    ['+0d 23:45', '2026-07-31T15:45:00.000Z'],
    ['+1d 08:30', '2026-08-01T00:30:00.000Z'],
    ['＋３d ０８：３０', '2026-08-03T00:30:00.000Z'],
    ['+30d 9:00', '2026-08-30T01:00:00.000Z'],
    ['2026-08-01 09:00', '2026-08-01T01:00:00.000Z'],
  ])('%s', (written, iso) => expect(parsePlannedTime(written, now)?.toISOString()).toBe(iso));

  test.each(['+3d', '+3d 25:00', '3d 08:30', '+3h 08:30', '-1d 08:30', ''])('%j is none', (written) =>
    expect(parsePlannedTime(written, now)).toBeNull(),
  );
});
