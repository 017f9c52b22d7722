import { describe, expect, test } from '@jest/globals';
import { CALL_OUT_TEMPLATES } from '../../../campaigns/call-out/texts.js';
import type { PlanContext } from '../../../campaigns/context.js';
import { planDefinition, readDefinition } from '../../../campaigns/registry.js';
import { templateProblems } from '../../../domain/messages/limits.js';
import { APPROVED } from '../../../domain/messages/template-review.js';
import type { PlannedTemplate } from '../../../domain/messages/template.js';
import type { Plan, SendWindow, Step, TellStep } from '../../../domain/plan/plan.js';
import type { Checked } from '../../../domain/problem.js';
import { context as office } from '../notice/cast.js';

type CallOutPlan = Extract<Plan, { kind: 'call-out' }>;

const approved = CALL_OUT_TEMPLATES.map((content): PlannedTemplate => ({
  ...content,
  version: 3,
  standing: APPROVED,
}));
/** 09:00 of Saturday, 2026-08-01; the office sends from 08:00 to 20:00. */
const context: PlanContext = {
  ...office,
  templates: new Map(approved.map((template) => [template.code, template])),
};

const drill = {
  kind: 'call-out',
  title: '防汛演练',
  event: {
    ...{ title: '防汛演练', place: '滦河大坝', risks: '河堤湿滑' },
    ...{ from: '2026-08-05 08:30', to: '2026-08-05 12:00' },
  },
  needed: 300,
  audience: { committees: ['tangshan'] },
};

/** Reads and plans what a clerk wrote. */
function planned(change: object = {}, inContext: PlanContext = context): Checked<Plan> {
  const read = readDefinition({ ...drill, ...change });
  return read.ok ? planDefinition(read.value, inContext) : read;
}

function plan(change: object = {}, inContext?: PlanContext): CallOutPlan {
  const result = planned(change, inContext);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value as CallOutPlan;
}

/** The problems as `path reason`. */
function problems(change: object, inContext?: PlanContext): string[] {
  const result = planned(change, inContext);
  return result.ok ? [] : result.problems.map(({ path, reason }) => `${path.join('.')} ${reason}`);
}

const eventAt = (from: string, to: string) => ({ event: { ...drill.event, from, to } });
const told = (change: object, after: TellStep['after'], inContext?: PlanContext): TellStep | undefined =>
  plan(change, inContext).steps.find(
    (step): step is TellStep => step.kind === 'tell' && step.after === after,
  );
const words = (step: Step | undefined): Record<string, string> => step!.channels[0]!.variables;

describe('the plan of a call-out', () => {
  test('asks as an urgent notice, with exact template versions, and counts towards nobody’s fill but by the ask', () => {
    const [ask, ...tells] = plan().steps;
    expect(ask).toEqual({
      ...{ key: 'ask', kind: 'ask', lane: 'urgent', class: 'notice', emergency: null },
      ...{ topic: 'call-outs', irrefusable: null, carrierCap: 50 },
      at: '2026-08-01T01:00:00.000Z',
      window: { from: '08:00', to: '20:00' },
      cap: { perDay: 3, perWeek: null },
      expiresAt: '2026-08-05T00:30:00.000Z',
      channels: [
        {
          ...{ channel: 'sms', template: 'call-out-ask', version: 3 },
          variables: {
            ...{ event: '防汛演练', place: '滦河大坝', bring: '无', risks: '河堤湿滑' },
            time: '8月5日（周三）08:30至12:00',
          },
        },
      ],
      audience: { committees: ['tangshan'] },
      requires: ['adult', 'insured', 'trained'],
      event: {
        ...{ title: '防汛演练', place: '滦河大坝', near: null },
        ...{ from: '2026-08-05T00:30:00.000Z', to: '2026-08-05T04:00:00.000Z' },
      },
      ...{ needed: 300, waveSeconds: 1800, acceptance: 0.5, signInSeconds: 43_200, settleSeconds: 120 },
    });
    expect(tells.map(({ key, after, cap }) => [key, after, cap.perDay])).toEqual([
      ['confirmation', 'place taken', null],
      ['waitlist', 'place waited for', null],
      ['which-call', 'call unclear', null],
      ['details', 'question', null],
      ['reminder', 'day before', null],
      ['stand-down', 'stand-down', null],
    ]);
  });

  test('names the day on which it ends where that is another', () => {
    const [ask] = plan(eventAt('2026-08-05 20:00', '2026-08-06 06:00')).steps;
    expect(words(ask)['time']).toBe('8月5日（周三）20:00至8月6日（周四）06:00');
  });

  test('may stand everyone down at any hour, and tells why', () => {
    expect(told({}, 'stand-down')).toMatchObject({
      window: null,
      emergency: 'stand-down: nobody shall set out in vain',
    });
    expect(told({}, 'place taken')).toMatchObject({
      window: { from: '08:00', to: '20:00' },
      expiresAt: '2026-08-05T04:00:00.000Z',
    });
  });

  test('in an emergency leaves the hours and the caps, with its reason', () => {
    const [ask, confirmation] = plan({ emergency: '河水上涨' }).steps;
    expect(ask).toMatchObject({ window: null, emergency: '河水上涨', cap: { perDay: null, perWeek: null } });
    expect(confirmation).toMatchObject({ window: null, emergency: '河水上涨' });
  });

  test('takes other templates by step', () => {
    const own: PlannedTemplate = { ...approved[0]!, code: 'drill-ask' };
    const inContext = { ...context, templates: new Map([...context.templates, [own.code, own]]) };
    const [ask, confirmation] = plan({ templates: { ask: 'drill-ask' } }, inContext).steps;
    expect([ask.channels[0]!.template, confirmation!.channels[0]!.template]).toEqual([
      'drill-ask',
      'call-out-confirmation',
    ]);
    expect(problems({ templates: { waitlist: 'no-such' } })).toEqual(['templates.waitlist unknown-template']);
  });
});

describe('the reminder', () => {
  const reminder = (change: object, window?: SendWindow): [string | null, string | null] | undefined => {
    const windows = { ...context.office.windows, notice: window ?? context.office.windows.notice };
    const inContext = { ...context, office: { ...context.office, windows } };
    const step = told(change, 'day before', inContext);
    return step && [step.at, step.expiresAt];
  };

  test('comes the afternoon before, and is true until midnight', () => {
    expect(reminder({})).toEqual(['2026-08-04T09:00:00.000Z', '2026-08-04T16:00:00.000Z']);
  });

  test('comes that day all the same where texts are sent only in the morning or in the evening', () => {
    expect(reminder({}, { from: '08:00', to: '12:00' })).toEqual([
      '2026-08-04T00:00:00.000Z',
      '2026-08-04T16:00:00.000Z',
    ]);
    expect(reminder({}, { from: '18:00', to: '21:00' })?.[0]).toBe('2026-08-04T10:00:00.000Z');
  });

  test('is none where people are asked no earlier than that', () => {
    expect(reminder(eventAt('2026-08-01 19:00', '2026-08-01 20:00'))).toBeUndefined();
    expect(reminder({ at: '2026-08-04 17:00' })).toBeUndefined();
    expect(reminder({ at: '2026-08-04 16:59' })).toBeDefined();
  });
});

describe('a call-out cannot be planned', () => {
  test.each<[string, object, string[]]>([
    ['event has begun', eventAt('2026-08-01 08:59', '2026-08-01 12:00'), ['event.from past']],
    [
      'ends before it begins',
      eventAt('2026-08-05 08:30', '2026-08-05 08:30'),
      ['event.to ends-before-it-begins'],
    ],
    ['wave outlasts the time left', { wave_wait: '4d' }, ['wave_wait wave-longer-than-time-left']],
    ['needs nobody', { needed: 0 }, ['needed out-of-range']],
    ['begins to ask in the past', { at: '2026-08-01 07:00' }, ['at past']],
    [
      'leaves the office’s hours',
      { window: { from: '06:00', to: '20:00' } },
      ['window outside-office-window'],
    ],
  ])('whose %s', (_, change, expected) => {
    expect(problems(change)).toEqual(expected);
  });

  test('over night unless it is an emergency: nobody could be asked in time', () => {
    const atNight = { ...context, now: new Date('2026-08-01T13:00:00Z') };
    const tomorrow = eventAt('2026-08-02 08:15', '2026-08-02 12:00');
    expect(problems(tomorrow, atNight)).toEqual(['wave_wait wave-longer-than-time-left']);
    expect(problems({ ...tomorrow, emergency: '河水上涨' }, atNight)).toEqual([]);
  });

  test('without its templates, and each that is missing is named', () => {
    const found = problems({}, { ...context, templates: new Map() });
    expect(found).toHaveLength(7);
    expect(found).toContain('templates.reminder unknown-template');
  });
});

test.each(approved.map((template) => [template.code, template] as const))(
  '%s breaks no limit',
  (_, template) => {
    expect(templateProblems(template, '唐山应急')).toEqual([]);
  },
);
