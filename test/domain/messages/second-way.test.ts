import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nextLook } from '../../../domain/messages/second-way.js';

const NOW = new Date('2026-08-01T01:00:00Z');
/** Everything of the first way is out. */
const OUT = { now: NOW, underWay: false };
const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);

test('what fails meanwhile waits no longer than a quarter of the time', () => {
  expect(nextLook({ ...OUT, due: later(7200), afterSeconds: 7200 })).toEqual(later(1800));
});

test('the last look is when the last receipt is due', () => {
  expect(nextLook({ ...OUT, due: later(30), afterSeconds: 7200 })).toEqual(later(30));
});

test.each([null, NOW, later(-1)])('nobody is left over once nothing is awaited (%p)', (due) => {
  expect(nextLook({ ...OUT, due, afterSeconds: 7200 })).toBeNull();
});

test.each([null, NOW])('what is held up is looked at for as long as it is, %p', (due) => {
  expect(nextLook({ now: NOW, underWay: true, due, afterSeconds: 7200 })).toEqual(later(7200));
  expect(nextLook({ now: NOW, underWay: true, due, afterSeconds: 1 })).toEqual(later(60));
});

test('a few looks are enough, whatever the time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 * 86_400 }), (afterSeconds) => {
      const due = later(afterSeconds);
      let looks = 0;
      for (let at: Date | null = NOW; at !== null; at = nextLook({ ...OUT, now: at, due, afterSeconds }))
        looks += 1;
      return looks <= 6;
    }),
  );
});
