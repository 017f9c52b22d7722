import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { estimateEnd } from '../../../domain/messages/end-time.js';
import { isOpen, nextOpen } from '../../../domain/messages/window.js';

const office = (time: string): Date => new Date(`${time.replace(' ', 'T')}+08:00`);
const DAY = { from: '08:00', to: '20:00' };

test.each([
  ['no call', 0, null, '2026-08-01 09:00', '2026-08-01 09:00'],
  ['one call', 1, null, '2026-08-01 09:00', '2026-08-01 09:00'],
  ['evenly spaced', 101, null, '2026-08-01 09:00', '2026-08-01 09:01:40'],
  ['waits for the window', 61, DAY, '2026-08-01 05:00', '2026-08-01 08:01'],
  ['last call just before closing', 3600, DAY, '2026-08-01 19:00', '2026-08-01 19:59:59'],
  ['one more goes to the next morning', 3601, DAY, '2026-08-01 19:00', '2026-08-02 08:00'],
  ['over several days', 3600 + 2 * 43_200 + 11, DAY, '2026-08-01 19:00', '2026-08-04 08:00:10'],
  ['a window over midnight', 7201, { from: '23:00', to: '01:00' }, '2026-08-01 23:00', '2026-08-02 23:00'],
])('%s', (_, calls, window, from, end) => {
  expect(estimateEnd({ calls, callsPerSecond: 1, window, from: office(from) })).toEqual(office(end));
});

test('a pace of nothing is refused', () => {
  expect(() =>
    estimateEnd({ calls: 1, callsPerSecond: 0, window: null, from: office('2026-08-01 09:00') }),
  ).toThrow(RangeError);
});

test('agrees with walking from call to call', () => {
  const windows = fc.constantFrom(null, DAY, { from: '22:00', to: '02:00' }, { from: '09:00', to: '09:07' });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 3000 }),
      windows,
      (calls, gap, window) => {
        const from = office('2026-08-01 19:30');
        let at = nextOpen(window, from);
        for (let call = 1; call < calls; call++) at = afterOpenSeconds(window, at, gap);
        expect(estimateEnd({ calls, callsPerSecond: 1 / gap, window, from })).toEqual(at);
        expect(isOpen(window, at)).toBe(true);
      },
    ),
    { numRuns: 40 },
  );
});

/** The instant after so many seconds in which the window is open, second by second. */
function afterOpenSeconds(window: Parameters<typeof isOpen>[0], from: Date, seconds: number): Date {
  let at = from;
  for (let second = 0; second < seconds; second++) at = nextOpen(window, new Date(at.getTime() + 1000));
  return at;
}
