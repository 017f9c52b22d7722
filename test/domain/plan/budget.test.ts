import { describe, expect, test } from '@jest/globals';
import { budgetWarning, monthOf, officeMonth, parseMonth, parseYuan } from '../../../domain/plan/budget.js';
import type { Plan } from '../../../domain/plan/plan.js';

test.each([
  [79, null],
  [80, 80],
  [94, 80],
  [95, 95],
  [200, 95],
])('%d of 100 spent warns of %p', (spent, percent) => {
  expect(budgetWarning(spent, 100)).toBe(percent);
});

test('a budget of nothing is at its end', () => {
  expect(budgetWarning(0, 0)).toBe(95);
});

describe('what people write', () => {
  test.each([
    ['2026-12', '2026-12'],
    [' ２０２６-12 ', '2026-12'],
    ['2026-13', null],
    ['2026-00', null],
    ['2026-1', null],
    ['1026-12', null],
    ['December', null],
    ['', null],
    ["2026-12'; DROP TABLE budget", null],
  ])('%p is the month %p', (written, month) => {
    expect(parseMonth(written)).toBe(month);
  });

  test.each([
    ['5000', 500_000],
    ['０.５', 50],
    ['123.45', 12_345],
    ['0', 0],
    ['100000000', 10_000_000_000],
    ['100000001', null],
    ['-1', null],
    ['1.234', null],
    ['1e3', null],
    ['NaN', null],
    ['', null],
  ])('%p yuan are %p fen', (written, fen) => {
    expect(parseYuan(written)).toBe(fen);
  });
});

test('the month of an instant is the office’s', () => {
  expect(officeMonth(new Date('2026-07-31T16:00:00Z'))).toBe('2026-08');
});

test('a plan is paid from the month in which it begins to send', () => {
  const planned = (at: string) => ({ steps: [{ at }] }) as unknown as Plan;
  const now = new Date('2026-08-01T01:00:00Z');
  expect(monthOf(planned('2026-09-02T01:00:00Z'), now)).toBe('2026-09');
  expect(monthOf(planned('2026-07-02T01:00:00Z'), now)).toBe('2026-08');
});
