import { describe, expect, test } from '@jest/globals';
import { RowCheck } from '../../../domain/registers/row-check.js';

const check = () => new RowCheck<'field'>([3]);

describe('a time', () => {
  test.each([
    ['2026-12-05 09:00', '2026-12-05T01:00:00.000Z'],
    ['2026/12/5 9:00', '2026-12-05T01:00:00.000Z'],
    ['2026年12月5日 09:00:00', '2026-12-05T01:00:00.000Z'],
    ['２０２６-12-05 ０９：00', '2026-12-05T01:00:00.000Z'],
    ['2026-12-05T09:00:00Z', '2026-12-05T09:00:00.000Z'],
  ])('%s', (text, instant) => {
    expect(check().time('field', text)?.toISOString()).toBe(instant);
  });

  test.each([
    '',
    '2026-12-05',
    '2026-02-30 09:00',
    '2026/2/30 9:00',
    '09:00',
    '2026-12-05 25:00',
    '46000.375',
  ])('is not %p, told at its place', (text) => {
    const one = check();
    expect(one.time('field', text)).toBeNull();
    expect(one.problems).toMatchObject([{ path: [3, 'field'], reason: 'not-a-time' }]);
  });
});

describe('a choice', () => {
  const words = { red: ['红', '红色'], blue: ['蓝'] };

  test.each([
    ['红', 'red'],
    ['红色', 'red'],
    [' Blue ', 'blue'],
  ])('%p', (text, word) => expect(check().choice('field', text, words)).toBe(word));

  test('of another word is refused with those there are', () => {
    const one = check();
    expect(one.choice('field', '绿', words)).toBeNull();
    expect(one.problems).toMatchObject([
      { reason: 'choice', zh: '没有 “绿”，可用的有：红、蓝', en: expect.stringContaining('red, blue') },
    ]);
  });
});

test.each([
  ['0', 0],
  [' 12 ', 12],
  [10_000_000, 10_000_000],
  ['10000001', null],
  ['-1', null],
  ['1e3', null],
  [1.5, null],
  [-1, null],
])('a count of %p is %p', (written, value) => {
  const one = check();
  expect(one.count('field', written)).toBe(value);
  expect(one.problems).toHaveLength(value === null ? 1 : 0);
});
