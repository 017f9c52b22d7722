import { expect, test } from '@jest/globals';
import { irrefusableOf, refusingProblems, sendingTopic } from '../../campaigns/refusing.js';

const audience = { roles: ['liaison'] };

test('an emergency and a duty may not be refused, everything else may', () => {
  expect(irrefusableOf({})).toBeNull();
  expect(irrefusableOf({ duty: true })).toBe('contact duty');
  expect(irrefusableOf({ emergency: '溃坝' })).toBe('emergency');
  expect(irrefusableOf({ duty: true, emergency: '溃坝' })).toBe('emergency');
});

test('only contact persons have duties', () => {
  expect(refusingProblems({ duty: true, audience }, 'notice')).toEqual([]);
  expect(refusingProblems({ duty: true, audience: {} }, 'notice')).toMatchObject([
    { path: ['duty'], reason: 'duty-without-roles' },
  ]);
});

test.each(['duty', 'emergency'] as const)('a promotion is no %s', (field) => {
  const written = field === 'duty' ? { duty: true as const } : { emergency: '开放日' };
  expect(refusingProblems({ ...written, audience }, 'promotion')).toMatchObject([
    { path: [field], reason: 'promotion-is-refusable' },
  ]);
});

test('the topic is notices unless it is named', () => {
  expect([sendingTopic({}), sendingTopic({ topic: 'training' })]).toEqual(['notices', 'training']);
});
