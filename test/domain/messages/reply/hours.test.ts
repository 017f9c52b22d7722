import { expect, test } from '@jest/globals';
import { readReply } from '../../../../domain/messages/reply-reader.js';
import { parseWeeklyHours } from '../../../../domain/people/weekly-hours.js';

const read = (text: string) => readReply(text, { receivedAt: new Date('2026-08-05T02:00:00Z') });

test.each([
  ['有空时间：周末全天', '周末 全天'],
  ['我有空的时间是周一至周五 18:00-22:00', '周一至周五 18:00-22:00'],
  ['可服务时间改为 周二、周四 9:00-11:30；周日', '周二、周四 09:00-11:30; 周日 全天'],
  ['以后只有周六上午9点到11点有空', '周六 09:00-11:00'],
  ['我平时就周末有时间。', '周末 全天'],
  ['以后我随时有空', '随时'],
])('%s says when somebody can come from now on', (reply, hours) => {
  const expected = parseWeeklyHours(hours);
  expect(expected.ok).toBe(true);
  expect(read(reply)).toMatchObject({
    meaning: 'hours',
    confidence: expect.closeTo(0.86, 1) as unknown,
    hours: expected.ok && expected.hours,
    words: [reply.normalize('NFKC')],
  });
});

test.each([
  '周末有空',
  '以后有空再去',
  '平时忙，周六能来',
  '有空时间不固定',
  '以后周末别叫我了',
  '周六我有时间',
])('%s says nothing for good', (reply) => {
  expect(read(reply).meaning).not.toBe('hours');
});
