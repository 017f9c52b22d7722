import { describe, expect, test } from '@jest/globals';
import type { PlanContext } from '../../../campaigns/context.js';
import { planDefinition, readDefinition } from '../../../campaigns/registry.js';
import type { Plan, SendStep } from '../../../domain/plan/plan.js';
import type { Checked } from '../../../domain/problem.js';
import { context, flood, NOW } from './cast.js';

/** Reads and plans what a clerk wrote. */
function planned(change: object, inContext: PlanContext = context): Checked<Plan> {
  const read = readDefinition({ ...flood, ...change });
  return read.ok ? planDefinition(read.value, inContext) : read;
}

/** The problems as `path reason`. */
function problems(change: object, inContext?: PlanContext): string[] {
  const result = planned(change, inContext);
  return result.ok ? [] : result.problems.map(({ path, reason }) => `${path.join('.')} ${reason}`);
}

const stepsOf = (result: Checked<Plan>): Extract<Plan, { kind: 'notice' }>['steps'] | undefined =>
  result.ok && result.value.kind === 'notice' ? result.value.steps : undefined;

const step = (change: object, inContext?: PlanContext): SendStep | undefined =>
  stepsOf(planned(change, inContext))?.[0];

const sms = (change: object): object => ({
  channels: [{ channel: 'sms', template: 'flood-warning', ...change }],
});
const without = (key: keyof typeof flood): object => ({ [key]: undefined });
const atNight: PlanContext = { ...context, now: new Date('2026-08-01T13:00:00Z') };

describe('the plan of a notice', () => {
  test('holds all it will do, with exact template versions', () => {
    expect(planned({})).toEqual({
      ok: true,
      value: {
        kind: 'notice',
        title: '滦河汛情紧急通知',
        steps: [
          {
            key: 'notice',
            kind: 'send',
            at: '2026-08-01T01:30:00.000Z',
            audience: { committees: ['tangshan'], skills: ['first-aid'], age: { from: 18 } },
            channels: [
              { channel: 'sms', template: 'flood-warning', version: 2, variables: { river: '滦河' } },
              { channel: 'email', template: 'flood-warning-mail', version: 2, variables: { river: '滦河' } },
            ],
            lane: 'urgent',
            class: 'notice',
            window: { from: '08:00', to: '20:00' },
            emergency: null,
            expiresAt: '2026-08-01T13:30:00.000Z',
            cap: { perDay: 3, perWeek: null },
            carrierCap: 50,
            topic: 'notices',
            irrefusable: null,
            settleSeconds: 120,
          },
        ],
      },
    });
  });

  test('what is left out takes the default: now, bulk, the office window, the expiry of its class', () => {
    const { at, lane, expires_after, ...short } = flood;
    const read = readDefinition(short);
    expect(read.ok && planDefinition(read.value, context)).toMatchObject({
      value: {
        steps: [
          {
            ...{ at: NOW.toISOString(), lane: 'bulk', window: context.office.windows.notice },
            expiresAt: new Date(NOW.getTime() + 72 * 3_600_000).toISOString(),
          },
        ],
      },
    });
    expect([at, lane, expires_after]).not.toContain(undefined);
  });

  test('by night its time begins when the window opens', () => {
    const { expires_after: _, ...rest } = flood;
    const read = readDefinition({ ...rest, at: '2026-08-01 22:00' });
    expect(read.ok && planDefinition(read.value, context)).toMatchObject({
      value: { steps: [{ expiresAt: '2026-08-05T00:00:00.000Z' }] },
    });
  });

  test('is the same for the same definition and context', () => {
    expect(planned({})).toEqual(planned({}));
  });

  test('a promotion has hours of its own, which a campaign may only narrow', () => {
    const openDay = { channels: [{ channel: 'email', template: 'open-day-mail' }] };
    expect(step(openDay)).toMatchObject({
      ...{ class: 'promotion', window: { from: '09:00', to: '19:00' } },
      cap: { perDay: null, perWeek: 1 },
    });
    const early = { ...openDay, window: { from: '08:00', to: '18:00' } };
    expect(problems(early)).toEqual(['window outside-office-window']);
    expect(problems({ ...openDay, emergency: '开放日' })).toEqual(['emergency promotion-is-refusable']);
  });

  test('a duty of contact persons may not be refused, and no cap keeps it back', () => {
    const audience = { ...flood.audience, roles: ['liaison'] };
    expect(step({ topic: 'reports', duty: true, audience })).toMatchObject({
      ...{ topic: 'reports', irrefusable: 'contact duty', cap: { perDay: null, perWeek: null } },
    });
    expect(step({ emergency: '溃坝' })).toMatchObject({ topic: 'notices', irrefusable: 'emergency' });
    expect(problems({ duty: true })).toEqual(['duty duty-without-roles']);
    expect(problems({ topic: 'weather' })[0]).toMatch(/^topic /);
  });

  test('a campaign may narrow the office window', () => {
    expect(step({ window: { from: '09:00', to: '18:00' } })?.window).toEqual({ from: '09:00', to: '18:00' });
  });

  test('an emergency leaves it, with its reason', () => {
    expect(step({ emergency: '滦河决堤', window: 'always' })).toMatchObject({
      window: null,
      emergency: '滦河决堤',
    });
    expect(step({ emergency: '滦河决堤' })).toMatchObject({ window: null });
  });

  test('an office without quiet hours sends at any hour, or in those the campaign names', () => {
    const windows = { ...context.office.windows, notice: null };
    const open = { ...context, office: { ...context.office, windows } };
    expect(step({}, open)?.window).toBeNull();
    expect(step({ window: 'always' }, open)?.window).toBeNull();
    expect(step({ window: { from: '22:00', to: '06:00' }, expires_after: '1d' }, open)?.window).toEqual({
      from: '22:00',
      to: '06:00',
    });
  });

  test('a time within the running minute is now, not past', () => {
    const now = new Date(NOW.getTime() + 59_000);
    expect(step({ at: '2026-08-01 09:00' }, { ...context, now })?.at).toBe(NOW.toISOString());
  });
});

describe('channels in turn', () => {
  const both = [
    { channel: 'sms', template: 'flood-warning', variables: { river: '滦河' } },
    { channel: 'email', template: 'flood-warning-mail', variables: { river: '滦河' } },
  ];

  test('the second is a step of its own, for whom the first does not reach', () => {
    const [first, second] = stepsOf(planned({ channels: both, in_turn: '2h', emergency: '决堤' })) ?? [];
    expect(first).toMatchObject({ key: 'notice', kind: 'send', channels: [{ channel: 'sms' }] });
    expect(second).toMatchObject({
      ...{ key: 'second-way', kind: 'second way', of: 'notice', afterSeconds: 7200 },
      ...{ channels: [{ channel: 'email', template: 'flood-warning-mail', version: 2 }] },
      ...{ window: null, emergency: '决堤', cap: { perDay: null, perWeek: null } },
    });
  });

  test('the first one written is the first way', () => {
    const [first, second] = stepsOf(planned({ channels: [...both].reverse(), in_turn: '1h' })) ?? [];
    expect([first, second].map((one) => one?.channels.map(({ channel }) => channel))).toEqual([
      ['email'],
      ['sms'],
    ]);
  });

  test('without an order both are one step', () => {
    expect(stepsOf(planned({ channels: both }))).toHaveLength(1);
  });

  test('there are two of them, and the second comes before the message expires', () => {
    expect(problems({ channels: both.slice(0, 1), in_turn: '2h' })).toEqual(['in_turn two-channels']);
    expect(problems({ channels: both, in_turn: '2h', expires_after: '2h' })).toEqual([
      'in_turn after-expiry',
    ]);
    expect(problems({ channels: both, in_turn: '2h', expires_after: '3h' })).toEqual([]);
    expect(problems({ channels: both, in_turn: 'soon' })).toHaveLength(1);
  });
});

describe('what cannot be planned', () => {
  test.each([
    ['a template nobody added', sms({ template: 'flod-warning' }), ['channels.0.template unknown-template']],
    [
      'a mail template for SMS',
      sms({ template: 'flood-warning-mail' }),
      ['channels.0.template other-channel'],
    ],
    ['a template not approved yet', sms({ template: 'new-sms' }), ['channels.0.template not-approved']],
    [
      'a verification code',
      sms({ template: 'login-code', variables: { code: '1' } }),
      ['channels.0.template verification'],
    ],
    ['a missing value', sms({}), ['channels.0.variables.river missing']],
    ['an empty value', sms({ variables: { river: ' ' } }), ['channels.0.variables.river empty']],
    [
      'a value too long',
      sms({ variables: { river: '河'.repeat(36) } }),
      ['channels.0.variables.river too-long'],
    ],
    ['a link as value', sms({ variables: { river: 'a.example.com' } }), ['channels.0.variables.river link']],
    [
      'a misspelt variable',
      sms({ variables: { rivr: '滦河' } }),
      ['channels.0.variables.rivr unknown-variable', 'channels.0.variables.river missing'],
    ],
    [
      "a recipient's variable",
      sms({ template: 'safety-notice', variables: { name: '张三' } }),
      ['channels.0.variables.name from-recipient'],
    ],
    [
      'a text too long for the longest name',
      sms({ template: 'long-sms', variables: { detail: '字'.repeat(35) } }),
      ['channels.0.variables too-long'],
    ],
    ['the past', { at: '2026-08-01 08:59' }, ['at past']],
    ['hours beyond the office', { window: { from: '07:00', to: '19:00' } }, ['window outside-office-window']],
    ['any hour without a reason', { window: 'always' }, ['window outside-office-window']],
    [
      'expiry before the window opens',
      { at: '2026-08-01 20:30', expires_after: '2h' },
      ['expires_after expires-before-window'],
    ],
    ['an empty reason', { emergency: ' ' }, ['emergency empty']],
    ['no channel', { channels: [] }, ['channels empty']],
  ])('%s', (_, change, expected) => {
    expect(problems(change)).toEqual(expected);
  });

  test('a channel twice', () => {
    expect(problems({ channels: [flood.channels[0], flood.channels[0]] })).toEqual([
      'channels.1.channel repeated-channel',
    ]);
  });

  test('a notice and a promotion in one step', () => {
    expect(
      problems({ channels: [flood.channels[0], { channel: 'email', template: 'open-day-mail' }] }),
    ).toEqual(['channels mixed-classes']);
  });

  test('now, when the notice expires before the office opens', () => {
    const { at: _, ...rest } = flood;
    const read = readDefinition({ ...rest, expires_after: '1h' });
    expect(read.ok && planDefinition(read.value, atNight)).toMatchObject({
      problems: [{ reason: 'expires-before-window' }],
    });
  });

  test('everything at once, each with sentences in both languages', () => {
    const result = planned({ ...sms({ template: 'nothing' }), at: '2020-01-01 00:00', window: 'always' });
    expect(result.ok ? [] : result.problems.map(({ path }) => path[0])).toEqual(['channels', 'at', 'window']);
    for (const { zh, en } of result.ok ? [] : result.problems) {
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en).toMatch(/[a-z]{3}/);
    }
  });

  test('an unknown template names the near one, or those there are', () => {
    const near = planned(sms({ template: 'flod-warning' }));
    expect(near.ok ? '' : near.problems[0]?.en).toContain('did you mean flood-warning?');
    const far = planned(sms({ template: 'nothing' }));
    expect(far.ok ? '' : far.problems[0]?.zh).toContain('flood-warning、safety-notice');
  });
});

test('a field set to undefined by a program is an error that names it, not a silent default', () => {
  expect(problems(without('lane'))).toEqual(['lane missing']);
});
