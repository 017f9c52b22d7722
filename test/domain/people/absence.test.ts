import { expect, test } from '@jest/globals';
import { officeTime } from '../../../domain/calendar/office-day.js';
import { awayUntilWords, readAbsence } from '../../../domain/people/absence.js';

/** 09:00 of 2026-08-01 in the office. */
const NOW = new Date('2026-08-01T01:00:00Z');

const read = (until: string, from?: string): string[] => {
  const result = readAbsence(from === undefined ? { until } : { until, from }, NOW);
  if (!result.ok) return result.problems.map(({ path, reason }) => `${path.join('.')} ${reason}`);
  return [result.value.from, result.value.until].map(officeTime);
};

test.each([
  ['2026-08-05', undefined, ['2026-08-01 09:00', '2026-08-06 00:00']],
  ['2026-08-01', undefined, ['2026-08-01 09:00', '2026-08-02 00:00']],
  ['2026-08-01 18:00', undefined, ['2026-08-01 09:00', '2026-08-01 18:00']],
  ['2026-08-05', '2026-08-05', ['2026-08-05 00:00', '2026-08-06 00:00']],
  ['2026-08-05', '2026-07-20', ['2026-07-20 00:00', '2026-08-06 00:00']],
  ['２０２６-０８-０５', '2026-08-03 12:30', ['2026-08-03 12:30', '2026-08-06 00:00']],
])('until %s from %s: days count whole', (until, from, span) => {
  expect(read(until, from)).toEqual(span);
});

test.each([
  ['next friday', undefined, ['until not-a-time']],
  ['2026-02-30', '8月1日', ['from not-a-time', 'until not-a-time']],
  ['2026-07-31', undefined, ['until past']],
  ['2026-07-31', '2026-07-01', ['until past']],
  ['2026-08-01 09:00', '2026-07-01', ['until past']],
  ['2026-08-04', '2026-08-05', ['until ends-first']],
  ['2062-08-04', undefined, ['until too-long']],
])('until %s from %s is refused', (until, from, problems) => {
  expect(read(until, from)).toEqual(problems);
});

test('until when, in words: a whole day is named as the last', () => {
  expect(awayUntilWords(new Date('2026-08-05T16:00:00Z'))).toEqual({
    zh: '至 2026-08-05（含）',
    en: 'through 2026-08-05',
  });
  expect(awayUntilWords(new Date('2026-08-05T10:00:00Z'))).toEqual({
    zh: '至 2026-08-05 18:00',
    en: 'until 2026-08-05 18:00',
  });
});
