import { describe, expect, test } from '@jest/globals';
import { confidenceWords } from '../../../domain/call-out/reading-words.js';
import { standpointWords } from '../../../domain/call-out/standpoint-words.js';
import { SURE } from '../../../domain/messages/reply-reader.js';

describe('why somebody is asked as early as they are', () => {
  const best = { available: true, distance: 0, askedLately: 0, servedLately: 0, acceptance: 0.84 };

  test.each([
    [best, '在可出勤时间内，就在当地，近 30 天没有打扰，约 84% 会来'],
    [{ ...best, available: null, distance: 2 }, '没说过何时能来，相隔 2 级，近 30 天没有打扰，约 84% 会来'],
    [
      { ...best, available: false, askedLately: 2, servedLately: 1 },
      '不在可出勤时间内，就在当地，近 30 天询问 2 次、出勤 1 次，约 84% 会来',
    ],
  ])('%j', (standpoint, words) => {
    expect(standpointWords(standpoint, true).zh).toBe(words);
  });

  test('is told in English too, and without a distance where the event has no place', () => {
    expect(standpointWords({ ...best, distance: 1 }, true).en).toBe(
      'can come at that time, 1 level away, left in peace for 30 days, 84% likely to come',
    );
    expect(standpointWords({ ...best, distance: 1 }, false).en).not.toContain('away');
  });
});

test.each([
  [1, '有把握'],
  [SURE, '有把握'],
  [SURE - 0.01, '多半'],
  [0.5, '多半'],
  [0.49, '猜测'],
  [0, '猜测'],
])('a confidence of %d is %s', (confidence, words) => {
  expect(confidenceWords(confidence).zh).toBe(words);
});
