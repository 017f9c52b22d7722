import { expect, test } from '@jest/globals';
import { smsCostFen, smsLength, smsParts } from '../../../domain/messages/parts.js';

test.each([
  [1, 1],
  [70, 1],
  [71, 2],
  [134, 2],
  [135, 3],
  [160, 3],
  [201, 3],
  [202, 4],
  [500, 8],
])('%d units are %d parts', (length, parts) => {
  expect(smsParts(length)).toBe(parts);
});

test('over the limit is refused, not priced', () => {
  expect(() => smsParts(501)).toThrow(RangeError);
});

test('the signature counts with its brackets, an emoji twice', () => {
  expect(smsLength('唐山应急', '注意安全')).toBe('【唐山应急】注意安全'.length);
  expect(smsLength('唐山应急', '🌊')).toBe(8);
});

test('a fractional price is rounded once, over the whole run', () => {
  expect(smsCostFen(114_000, 4.5)).toBe(513_000);
  expect(smsCostFen(3, 4.5)).toBe(14);
  expect(smsCostFen(0, 4.5)).toBe(0);
});
