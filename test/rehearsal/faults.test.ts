import { expect, test } from '@jest/globals';
import { readFaults, readSeed } from '../../rehearsal/faults.js';

test('faults are read with their shares', () => {
  expect(readFaults(['swallow-after=0.02', 'reset-early=1'])).toEqual({
    'swallow-after': 0.02,
    'reset-early': 1,
  });
});

test.each(['nosuch=0.1', 'throttle', 'throttle=2', 'throttle=x', '=0.1', 'throttle=-0.1'])(
  '%s is refused',
  (one) => {
    expect(() => readFaults([one])).toThrow();
  },
);

test('a seed is a whole number', () => {
  expect(readSeed('42')).toBe(42);
});

test.each(['abc', '', '-1', '1.5', '9999999999'])('the seed “%s” is refused', (one) => {
  expect(() => readSeed(one)).toThrow(/whole number/);
});
