import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { closesAt, isOpen, isWithin, narrower, nextOpen } from '../../../domain/messages/window.js';
import type { SendWindow } from '../../../domain/plan/plan.js';

const DAY: SendWindow = { from: '08:00', to: '20:00' };
const NIGHT: SendWindow = { from: '20:00', to: '06:00' };
const office = (time: string): Date => new Date(`${time.replace(' ', 'T')}+08:00`);

const timeOfDay = fc
  .nat({ max: 1439 })
  .map(
    (minutes) =>
      `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`,
  );
const anyWindow = fc.record({ from: timeOfDay, to: timeOfDay });
const anyInstant = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true });

describe('a send window', () => {
  test.each([
    [DAY, '2026-08-01 07:59:59.999', false, '2026-08-01 08:00'],
    [DAY, '2026-08-01 08:00', true, '2026-08-01 08:00'],
    [DAY, '2026-08-01 19:59:59.999', true, '2026-08-01 19:59:59.999'],
    [DAY, '2026-08-01 20:00', false, '2026-08-02 08:00'],
    [DAY, '2026-12-31 23:00', false, '2027-01-01 08:00'],
    [NIGHT, '2026-08-01 20:00', true, '2026-08-01 20:00'],
    [NIGHT, '2026-08-01 05:59', true, '2026-08-01 05:59'],
    [NIGHT, '2026-08-01 06:00', false, '2026-08-01 20:00'],
    [{ from: '08:00', to: '24:00' }, '2026-08-01 23:59', true, '2026-08-01 23:59'],
    [{ from: '08:00', to: '24:00' }, '2026-08-02 00:00', false, '2026-08-02 08:00'],
    [null, '2026-08-01 03:00', true, '2026-08-01 03:00'],
  ])('%j at %s: open %s, next open %s', (window, time, open, next) => {
    expect(isOpen(window, office(time))).toBe(open);
    expect(nextOpen(window, office(time))).toEqual(office(next));
  });

  test('the next opening is open, not before now, less than a day away, and the first such minute', () => {
    fc.assert(
      fc.property(anyWindow, anyInstant, fc.double({ min: 0, max: 1, noNaN: true }), (window, now, share) => {
        const next = nextOpen(window, now);
        expect(isOpen(window, next)).toBe(true);
        const wait = next.getTime() - now.getTime();
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThan(86_400_000);
        if (wait > 0) {
          expect(isOpen(window, new Date(next.getTime() - 1))).toBe(false);
          expect(isOpen(window, new Date(now.getTime() + Math.floor(share * (wait - 1))))).toBe(false);
        }
      }),
    );
  });

  test('it closes after the next opening, is open until then, and closed at that instant', () => {
    fc.assert(
      fc.property(anyWindow, anyInstant, (window, now) => {
        const close = closesAt(window, now);
        if (window.from === window.to) return expect(close).toBeNull();
        expect(close).not.toBeNull();
        if (close === null) return;
        expect(close.getTime()).toBeGreaterThan(nextOpen(window, now).getTime());
        expect(isOpen(window, close)).toBe(false);
        expect(isOpen(window, new Date(close.getTime() - 1))).toBe(true);
      }),
    );
    expect(closesAt(null, office('2026-08-01 09:00'))).toBeNull();
  });

  test('a window is within another if no minute of it lies outside', () => {
    const minutes = Array.from(
      { length: 288 },
      (_, index) => new Date(office('2026-08-01 00:00').getTime() + index * 300_000),
    );
    const coarse = timeOfDay.map((time) => `${time.slice(0, 4)}0`); // ends on the sampled minutes
    const coarseWindow = fc.record({ from: coarse, to: coarse });
    fc.assert(
      fc.property(fc.option(coarseWindow), fc.option(coarseWindow), (inner, outer) => {
        const contained = minutes.every((minute) => !isOpen(inner, minute) || isOpen(outer, minute));
        expect(isWithin(inner, outer)).toBe(contained);
      }),
    );
  });
});

describe('the narrower of two windows', () => {
  test.each([
    [null, null, null],
    [null, { from: '08:00', to: '20:00' }, { from: '08:00', to: '20:00' }],
    [{ from: '08:00', to: '20:00' }, null, { from: '08:00', to: '20:00' }],
    [
      { from: '07:00', to: '19:00' },
      { from: '08:00', to: '20:00' },
      { from: '08:00', to: '19:00' },
    ],
    [
      { from: '09:00', to: '12:00' },
      { from: '08:00', to: '20:00' },
      { from: '09:00', to: '12:00' },
    ],
  ])('of %j and %j is %j', (one, other, both) => {
    expect(narrower(one, other)).toEqual(both);
    expect(narrower(other, one)).toEqual(both);
  });
});
