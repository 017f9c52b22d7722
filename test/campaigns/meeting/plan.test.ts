import { describe, expect, test } from '@jest/globals';
import type { PlanContext } from '../../../campaigns/context.js';
import { DUTY_TEMPLATES } from '../../../campaigns/deadline/texts.js';
import { attendanceTotals } from '../../../campaigns/meeting/attendance.js';
import { MEETING_TEMPLATES } from '../../../campaigns/meeting/texts.js';
import { planDefinition, readDefinition } from '../../../campaigns/registry.js';
import { officeTime } from '../../../domain/calendar/office-day.js';
import { templateProblems } from '../../../domain/messages/limits.js';
import { lintTemplate } from '../../../domain/messages/template-lint.js';
import { APPROVED } from '../../../domain/messages/template-review.js';
import { DEFAULT_VARIABLE_LENGTH } from '../../../domain/messages/template.js';
import { itinerary, type Plan, type SendStep } from '../../../domain/plan/plan.js';
import type { Checked } from '../../../domain/problem.js';
import { meeting } from '../../support/meetings.js';
import { context as office } from '../notice/cast.js';

type MeetingPlan = Extract<Plan, { kind: 'meeting' }>;

const at = (text: string): Date => new Date(`${text}:00+08:00`);

/** 09:00 of Saturday, 2026-08-01; the office sends from 08:00 to 20:00. */
const context: PlanContext = {
  ...office,
  templates: new Map(
    [...MEETING_TEMPLATES, ...DUTY_TEMPLATES].map((content) => [
      content.code,
      { ...content, version: 1, standing: APPROVED },
    ]),
  ),
};

/** The invitation of run 7, as it stands in calendars. */
const sent = (change: object = {}): PlanContext => ({
  ...context,
  invitations: new Map([
    [
      7,
      {
        ...{ uid: 'run-7-invitation@muster.invalid', sequence: 2, cancelled: false },
        event: {
          ...{ title: '防汛调度会', place: '应急指挥中心' },
          ...{ from: '2026-08-20T06:00:00.000Z', to: '2026-08-20T08:00:00.000Z' },
        },
        ...change,
      },
    ],
  ]),
});

function planned(change: object = {}, inContext = context): Checked<Plan> {
  const read = readDefinition(meeting(change));
  return read.ok ? planDefinition(read.value, inContext) : read;
}

function plan(change: object = {}, inContext = context): MeetingPlan {
  const result = planned(change, inContext);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value as MeetingPlan;
}

function problems(change: object, inContext = context): string[] {
  const result = planned(change, inContext);
  return result.ok ? [] : result.problems.map(({ path, reason }) => `${path.join('.')} ${reason}`);
}

const steps = (change: object = {}, inContext = context): string[] =>
  itinerary(plan(change, inContext)).map((item) => {
    const time = 'at' in item && item.at !== null ? ` ${officeTime(new Date(item.at))}` : '';
    return `${item.step}${time}`;
  });

const ladder = (key: string, change: object = {}, inContext = context): string[] =>
  plan(change, inContext)
    .duties.find((duty) => duty.key === key)!
    .rungs.map(({ rung, at: when }) => `${officeTime(new Date(when))} ${rung}`);

describe('the plan of a meeting', () => {
  test('invites at once, reminds and tells who comes on the workday before, ends with the time for its minutes', () => {
    expect(steps()).toEqual([
      ...['digest', 'invitation 2026-08-01 09:00', 'reminder 2026-08-19 15:00'],
      ...['attendance 2026-08-19 17:30', 'end 2026-09-11 09:00'],
    ]);
  });

  test('asks committees until its eve and chases them until it begins, then the office for its minutes', () => {
    const { duties } = plan();
    expect(
      duties.map(({ key, owedBy, under, dueAt, lockAt }) => [
        ...[key, owedBy, under, officeTime(new Date(dueAt!)), officeTime(new Date(lockAt!))],
      ]),
    ).toEqual([
      ['rsvp', 'committee', ['tangshan'], '2026-08-19 17:00', '2026-08-20 14:00'],
      ['minutes', 'office', ['tangshan'], '2026-08-27 23:59', '2026-09-10 23:59'],
    ]);
    expect(ladder('rsvp')).toEqual([
      ...['2026-08-12 09:00 week before', '2026-08-18 09:00 day before'],
      ...['2026-08-19 09:00 due', '2026-08-20 09:00 late'],
    ]);
    expect(ladder('minutes').slice(0, 4)).toEqual([
      ...['2026-08-21 09:00 week before', '2026-08-26 09:00 day before'],
      ...['2026-08-27 09:00 due', '2026-08-28 09:00 late'],
    ]);
  });

  test('does not chase in the morning of a meeting that has begun by then', () => {
    expect(ladder('rsvp', { from: '2026-08-20 09:00' }).at(-1)).toBe('2026-08-19 09:00 due');
  });

  test('keeps off rest days: the eve of a Monday is Friday', () => {
    const monday = { from: '2026-08-24 09:00', to: '2026-08-24 10:00' };
    expect(steps(monday)).toEqual(
      expect.arrayContaining(['reminder 2026-08-21 15:00', 'attendance 2026-08-21 17:30']),
    );
    // 25 September to 7 October 2026 holds two holidays; 30 September is worked, 8 October is the day after.
    const afterHolidays = { from: '2026-10-08 09:00', to: '2026-10-08 10:00' };
    expect(steps(afterHolidays)).toEqual(expect.arrayContaining(['reminder 2026-09-30 15:00']));
  });

  test('called for the next day, is answered until it begins, and nobody is reminded of what they have just heard', () => {
    const soon: PlanContext = { ...context, now: at('2026-08-19T18:00') };
    expect(steps({}, soon).slice(1, 3)).toEqual([
      'invitation 2026-08-19 18:00',
      'attendance 2026-08-20 14:00',
    ]);
    const [rsvp] = plan({}, soon).duties;
    expect(rsvp).toMatchObject({ dueAt: rsvp!.lockAt });
    expect(ladder('rsvp', {}, soon)).toEqual(['2026-08-20 09:00 due']);
  });

  test('brings an entry for calendars with its agenda and departments, in the mail alone', () => {
    const change = { agenda: '通报汛情', with: ['水利局', '气象局'] };
    const [, invitation] = plan(change).steps as SendStep[];
    expect(invitation!.channels.map(({ channel, invitation: entry }) => [channel, entry?.event])).toEqual([
      ['sms', undefined],
      [
        'email',
        {
          ...{ title: '防汛调度会', place: '应急指挥中心' },
          ...{ from: '2026-08-20T06:00:00.000Z', to: '2026-08-20T08:00:00.000Z' },
          description: '参加部门：水利局、气象局\n议程：通报汛情',
        },
      ],
    ]);
    expect(invitation!.channels[0]!.variables).toEqual({
      ...{ title: '防汛调度会', place: '应急指挥中心' },
      ...{ when: '8月20日（周四）14:00至16:00', until: '8月19日（周三）17:00' },
    });
  });

  test('reminds those who have not declined, and lists who comes by what they said', () => {
    const [, , reminder, attendance] = plan().steps;
    expect(reminder).toMatchObject({ unlessAnswered: { duty: 'rsvp', field: 'attending', value: '否' } });
    expect(attendance).toMatchObject({
      duties: ['rsvp'],
      byAnswer: { duty: 'rsvp', field: 'attending' },
    });
  });

  test('invites those right below, or those that are named, and whoever speaks for them first', () => {
    const audience = (change: object) => (plan(change).steps[1] as SendStep).audience;
    expect(audience({})).toMatchObject({ committees: ['tangshan'], below: true, firstRole: true });
    expect(audience({ committees: ['luannan'] })).toMatchObject({ committees: ['luannan'], itself: true });
    expect(plan({ committees: ['luannan'] }).duties[0]).toMatchObject({
      under: ['luannan'],
      themselves: true,
    });
  });
});

describe('a change and a calling off', () => {
  test('are further states of the entry that was sent', () => {
    const [, changed] = plan({ of: 7, place: '滦河大桥' }, sent()).steps as SendStep[];
    expect(changed!.channels[0]!.template).toBe('meeting-changed');
    expect(changed!.channels[1]!.invitation).toMatchObject({ sequence: 3, cancelled: false });
    const off = plan({ of: 7, cancel: true, reason: '雨停' }, sent());
    expect(off).toMatchObject({ duties: [], of: 7, endsAt: '2026-08-20T06:00:00.000Z' });
    expect((off.steps[0] as SendStep).channels).toMatchObject([
      { template: 'meeting-off', variables: { when: '8月20日（周四）14:00至16:00' } },
      { template: 'meeting-off-mail', invitation: { sequence: 3, cancelled: true } },
    ]);
  });

  test('of what was never sent, was called off, or has begun are refused', () => {
    expect(problems({ of: 8, place: '西岸' })).toEqual(['of no-invitation']);
    expect(problems({ of: 7, place: '西岸' }, sent({ cancelled: true }))).toEqual(['of already-cancelled']);
    const late = { ...sent(), now: at('2026-08-20T14:00') };
    expect(problems({ of: 7, from: '2026-08-21 14:00', to: '2026-08-21 16:00' }, late)).toEqual(['of begun']);
    expect(problems({ of: 7, cancel: true, reason: '雨停' }, late)).toEqual(['of begun']);
    expect(problems({ of: 7, cancel: true }, sent())).toEqual(['cancel not-as-written']);
    expect(problems({ cancel: true, reason: '雨停' })).toEqual(['cancel not-as-written']);
  });
});

test('what cannot be is told at its place, all at once', () => {
  expect(problems({ from: '2026-07-31 09:00' })).toEqual(['from past']);
  expect(problems({ to: '2026-08-20 13:00' })).toEqual(['to ends-before-it-begins']);
  // In the night nothing is sent before eight.
  const night = { ...context, now: at('2026-08-19T22:00') };
  expect(problems({ from: '2026-08-20 07:30', to: '2026-08-20 08:30' }, night)).toEqual(['from past']);
  expect(problems({ agenda: '字'.repeat(501) })).toEqual(['agenda out-of-range']);
  const bare = { ...context, templates: new Map() };
  expect(new Set(problems({}, bare))).toEqual(new Set(['channels unknown-template']));
});

test('the shipped texts keep the rules, and what an SMS says of who comes fits', () => {
  for (const template of MEETING_TEMPLATES) {
    expect(templateProblems(template, '唐山应急')).toEqual([]);
    expect(lintTemplate(template, '唐山应急')).toMatchObject({ errors: [] });
  }
  const all = Array.from({ length: 2978 }, (_, number) => ['是', '否', '委托', null][number % 4]!);
  expect(attendanceTotals(all)).toBe('参会745，委托744，不参会745，未回执744');
  expect(attendanceTotals(all).length).toBeLessThanOrEqual(DEFAULT_VARIABLE_LENGTH);
});
