import { expect, test } from '@jest/globals';
import { readRenewal, termState, type TermState } from '../../../domain/registers/term.js';

const term = { from: '2026-01-01', until: '2026-12-31', endedAt: null, renewedBy: null };

test.each<[object, string, TermState]>([
  [{}, '2025-12-31', 'coming'],
  [{}, '2026-01-01', 'running'],
  [{}, '2026-11-01', 'expiring'],
  [{}, '2026-10-31', 'running'],
  [{}, '2026-12-31', 'expiring'],
  [{}, '2027-01-01', 'expired'],
  [{ from: '2026-12-20' }, '2026-12-01', 'expiring'],
  [{ endedAt: new Date(0) }, '2026-06-01', 'ended'],
  [{ endedAt: new Date(0), renewedBy: 2 }, '2027-06-01', 'renewed'],
])('%j on %s is %s', (more, today, state) => {
  expect(termState({ ...term, ...more }, today)).toBe(state);
});

test('a renewal begins the day after, over the end of a month and of a leap February', () => {
  expect(readRenewal({ until: '2028-12-31' }, { from: '2027-03-01', until: '2028-02-29' })).toEqual({
    ...{ ok: true, value: { from: '2028-03-01', until: '2028-12-31' } },
  });
});
