import { describe, expect, test } from '@jest/globals';
import { planDefinition, readDefinition } from '../../../campaigns/registry.js';
import type { PlanContext } from '../../../campaigns/context.js';
import { context, flood } from './cast.js';

const DRILL = { title: '防汛演练', place: '滦河大桥', from: '2026-08-03 09:00', to: '2026-08-03 11:00' };
const EVENT = {
  title: '防汛演练',
  place: '滦河大桥',
  from: '2026-08-03T01:00:00.000Z',
  to: '2026-08-03T03:00:00.000Z',
};
const sent = { uid: 'run-7-notice@muster.invalid', sequence: 1, cancelled: false, event: EVENT };
const inOffice: PlanContext = {
  ...context,
  invitations: new Map([
    [7, sent],
    [8, { ...sent, cancelled: true }],
  ]),
};

/** Plans a notice by mail with an invitation. */
function planned(invitation: object, change: object = {}) {
  const channels = [
    { channel: 'email', template: 'flood-warning-mail', variables: { river: '滦河' }, invitation },
  ];
  const read = readDefinition({ ...flood, channels, ...change });
  return read.ok ? planDefinition(read.value, inOffice) : read;
}
const problems = (invitation: object, change?: object): string[] => {
  const result = planned(invitation, change);
  return result.ok ? [] : result.problems.map(({ path, reason }) => `${path.join('.')} ${reason}`);
};
const stepOf = (invitation: object, change?: object) => {
  const result = planned(invitation, change);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const [step] = result.value.steps;
  return step;
};

describe('an invitation', () => {
  test('is planned with its mail, named after its run, and the mail is of no use after the event', () => {
    const step = stepOf({ ...DRILL, description: '请带雨衣' }, { expires_after: '9d' });
    expect(step.channels[0]!.invitation).toEqual({
      uid: null,
      sequence: 0,
      cancelled: false,
      event: { ...EVENT, description: '请带雨衣' },
    });
    expect(step.expiresAt).toBe(EVENT.to);
    expect(stepOf(DRILL, { expires_after: '1h' }).expiresAt).toBe('2026-08-01T02:30:00.000Z');
  });

  test('may be changed in part: same uid, next sequence', () => {
    expect(stepOf({ of: 7, place: '滦河西岸' }).channels[0]!.invitation).toEqual({
      ...{ uid: sent.uid, sequence: 2, cancelled: false },
      event: { ...EVENT, place: '滦河西岸' },
    });
  });

  test('may be cancelled', () => {
    expect(stepOf({ of: 7, cancel: true }).channels[0]!.invitation).toEqual({
      ...{ uid: sent.uid, sequence: 2, cancelled: true },
      event: EVENT,
    });
  });
});

describe('is refused', () => {
  const at = 'channels.0.invitation';
  test.each([
    ['an event that has begun', { ...DRILL, from: '2026-08-01 09:00' }, `${at}.from past`],
    ['one that is over', { ...DRILL, from: '2026-07-01 09:00', to: '2026-07-01 10:00' }, `${at}.from past`],
    [
      'one that ends before it begins',
      { ...DRILL, to: '2026-08-03 09:00' },
      `${at}.to ends-before-it-begins`,
    ],
    ['one without a place', { ...DRILL, place: undefined }, `${at}.place missing`],
    ['a change of nothing', { of: 7 }, `${at}.of changes-nothing`],
    ['a change of what nobody sent', { of: 9, place: 'x' }, `${at}.of no-invitation`],
    ['a change of what is cancelled', { of: 8, place: 'x' }, `${at}.of already-cancelled`],
    ['a cancellation of nothing', { ...DRILL, cancel: true }, `${at}.cancel nothing-to-cancel`],
    ['a cancellation that changes', { of: 7, cancel: true, place: 'x' }, `${at}.cancel cancels-and-changes`],
  ])('%s', (_, invitation, problem) => {
    expect(problems(JSON.parse(JSON.stringify(invitation)) as object)).toEqual([problem]);
  });

  test('what will have begun when the mail may go out: sent later, or at night', () => {
    expect(problems(DRILL, { at: '2026-08-03 09:30' })).toEqual([`${at}.from past`]);
    const night = { at: '2026-08-02 21:00', expires_after: '1d' };
    expect(problems(DRILL, { ...night, window: { from: '09:00', to: '20:00' } })).toEqual([
      `${at}.from past`,
    ]);
    expect(problems(DRILL, night)).toEqual([]);
  });

  test('a title of two lines, which would end up in a calendar', () => {
    expect(problems({ ...DRILL, title: 'x\r\nATTENDEE:y' })).toHaveLength(1);
  });

  test('with an SMS', () => {
    const channels = [
      { channel: 'sms', template: 'flood-warning', variables: { river: '滦河' }, invitation: DRILL },
    ];
    expect(problems({}, { channels })).toEqual([`${at} mail-only`]);
  });
});
