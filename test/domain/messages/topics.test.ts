import { expect, test } from '@jest/globals';
import { isTopic, TOPIC_NAMES, topicOf, TOPICS } from '../../../domain/messages/topics.js';

test('every topic has its name in both languages', () => {
  expect(Object.keys(TOPIC_NAMES).sort()).toEqual(['all', ...TOPICS].sort());
  for (const { zh } of Object.values(TOPIC_NAMES)) expect(zh).toMatch(/\p{Script=Han}/u);
});

test('everything is no topic', () => {
  expect([isTopic('all'), isTopic('training'), isTopic('Training')]).toEqual([false, true, false]);
});

test('a step of an older plan is known by what it does', () => {
  expect([topicOf({ kind: 'send' }), topicOf({ kind: 'ask' }), topicOf({ kind: 'tell' })]).toEqual([
    ...['notices', 'call-outs', 'call-outs'],
  ]);
  expect(topicOf({ kind: 'send', topic: 'training' })).toBe('training');
});
