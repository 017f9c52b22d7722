import { describe, expect, test } from '@jest/globals';
import type { PlanContext } from '../../../campaigns/context.js';
import { QUESTION_TEMPLATES } from '../../../campaigns/question/texts.js';
import { planDefinition, readDefinition } from '../../../campaigns/registry.js';
import { officeTime } from '../../../domain/calendar/office-day.js';
import { templateProblems } from '../../../domain/messages/limits.js';
import { lintTemplate } from '../../../domain/messages/template-lint.js';
import { APPROVED } from '../../../domain/messages/template-review.js';
import { itinerary, type Plan } from '../../../domain/plan/plan.js';
import type { Checked } from '../../../domain/problem.js';
import { COMMITTEES } from '../../support/cast-people.js';
import { context as office } from '../notice/cast.js';

type QuestionPlan = Extract<Plan, { kind: 'question' }>;

/** 09:00 of Saturday, 2026-08-01; the office sends from 08:00 to 20:00. */
const context: PlanContext = {
  ...office,
  committees: new Map(COMMITTEES.map((committee) => [committee.code, committee])),
  templates: new Map(
    QUESTION_TEMPLATES.map((content) => [content.code, { ...content, version: 2, standing: APPROVED }]),
  ),
};

const question = {
  kind: 'question',
  from: 'tangshan',
  to: 'luannan',
  subject: '避难场所的志愿者',
  question: '各场所现有多少人？\n哪些时段缺人？',
  due: '2026-08-06 17:00',
};

/** Reads and plans what a clerk wrote. */
function planned(change: object = {}, inContext: PlanContext = context): Checked<Plan> {
  const read = readDefinition({ ...question, ...change });
  return read.ok ? planDefinition(read.value, inContext) : read;
}

function plan(change: object = {}, inContext?: PlanContext): QuestionPlan {
  const result = planned(change, inContext);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value as QuestionPlan;
}

/** The problems as `path reason`. */
function problems(change: object, inContext?: PlanContext): string[] {
  const result = planned(change, inContext);
  return result.ok ? [] : result.problems.map(({ path, reason }) => `${path.join('.')} ${reason}`);
}

/** The rungs as `step time committee role`. */
const rungs = (change: object = {}, inContext?: PlanContext): string[] =>
  plan(change, inContext)
    .steps.filter(({ after }) => after === undefined)
    .map(
      ({ key, at, audience }) =>
        `${key} ${officeTime(new Date(at))} ${audience.committees.join()} ${audience.roles![0]}`,
    );

describe('the plan of a question', () => {
  test('climbs from the liaison to the committee above, day by day', () => {
    expect(rungs()).toEqual(
      [
        'asked 2026-08-01 09:30 luannan liaison',
        'before-due 2026-08-05 17:00 luannan liaison',
        'due 2026-08-06 17:00 luannan liaison',
        'late 2026-08-07 17:00 luannan deputy',
        'head 2026-08-09 17:00 luannan head',
        'superior 2026-08-11 17:00 tangshan liaison',
      ].map((rung) => rung.replace('09:30', officeTime(context.now).slice(11))),
    );
  });

  test('upward nobody is above the city', () => {
    expect(rungs({ from: 'luannan', to: 'tangshan' }).map((rung) => rung.split(' ')[0])).toEqual([
      ...['asked', 'before-due', 'due', 'late', 'head'],
    ]);
  });

  test('reminds nobody before it has asked', () => {
    const soon = officeTime(new Date(context.now.getTime() + 3_600_000));
    expect(rungs({ due: soon }).map((rung) => rung.split(' ')[0])).toEqual([
      ...['asked', 'due', 'late', 'head', 'superior'],
    ]);
  });

  test('means the committees themselves, the first role that anybody holds, and nobody may refuse it', () => {
    for (const { audience, cap, class: messageClass, topic, irrefusable } of plan().steps) {
      expect(audience).toMatchObject({ itself: true, firstRole: true });
      expect(audience.roles).toHaveLength(3);
      expect([cap, messageClass]).toEqual([{ perDay: null, perWeek: null }, 'notice']);
      expect([topic, irrefusable]).toEqual(['reports', 'contact duty']);
    }
  });

  test('each rung is too old to send when the next one is due', () => {
    const { steps, endsAt } = plan();
    const climbed = steps.filter(({ after }) => after === undefined);
    expect(climbed.map(({ expiresAt }) => expiresAt)).toEqual([
      ...climbed.slice(1).map(({ at }) => at),
      endsAt,
    ]);
    expect(officeTime(new Date(endsAt))).toBe('2026-09-10 17:00');
  });

  test('has an end in its itinerary, and what is said after which outcome, and nothing a person could read', () => {
    const items = itinerary(plan());
    expect(items.flatMap((item) => ('after' in item && item.after ? [item.after] : []))).toEqual([
      ...['answered', 'unanswered', 'withdrawn'],
    ]);
    expect(items.at(-1)).toEqual({ step: 'end', kind: 'end', at: plan().endsAt });
    expect(JSON.stringify(items)).not.toMatch(/\p{Script=Han}/u);
  });

  test('tells the asking side of an answer and of its absence, the other of a withdrawal', () => {
    const told = plan().steps.filter(({ after }) => after !== undefined);
    expect(told.map(({ after, audience }) => [after, audience.committees[0]])).toEqual([
      ['answered', 'tangshan'],
      ['unanswered', 'tangshan'],
      ['withdrawn', 'luannan'],
    ]);
  });

  test('holds no word of the question', () => {
    expect(JSON.stringify(plan())).not.toContain('现有多少人');
  });

  test('is seen from the lower of its two committees upward', () => {
    expect(plan().lower).toBe('tangshan/luannan/');
    expect(plan({ from: 'dongjie', to: 'luannan' }).lower).toBe('tangshan/luannan/bencheng/dongjie/');
  });

  test('shortens the name of a committee to what an SMS may hold', () => {
    const named = new Map(context.committees).set('luannan', {
      ...context.committees.get('luannan')!,
      name: '县'.repeat(60),
    });
    const { steps } = plan({}, { ...context, committees: named });
    const late = steps.find(({ key }) => key === 'late')!;
    expect(late.channels[0]!.variables['debtor']).toBe(`${'县'.repeat(34)}…`);
  });

  test('uses the channels that are named', () => {
    const { steps } = plan({ channels: ['email'] });
    expect(steps.flatMap(({ channels }) => channels.map(({ channel }) => channel))).toEqual(
      steps.map(() => 'email'),
    );
  });
});

describe('a question is refused', () => {
  const open = {
    ...context,
    office: { ...context.office, windows: { ...context.office.windows, notice: null } },
  };
  const night = { ...context, now: new Date('2026-08-01T13:00:00Z') };
  test.each<[string, object, string[], PlanContext]>([
    ['to itself', { to: 'tangshan' }, ['to to-itself'], context],
    ['across the tree', { from: 'qianxi' }, ['to not-above-or-below'], context],
    ['to a cousin', { from: 'xingcheng', to: 'luannan' }, ['to not-above-or-below'], context],
    [
      'of and to nobody',
      { from: 'nowhere', to: 'elsewhere' },
      ['from unknown-committee', 'to unknown-committee'],
      context,
    ],
    ['due in the past', { due: '2026-07-31 17:00' }, ['due past'], open],
    ['due before anybody may be written to', { due: '2026-08-02 07:00' }, ['due due-before-window'], night],
    ['without words', { question: ' \n ' }, ['question empty'], context],
    ['with too many words', { question: '字'.repeat(4001) }, ['question not-as-written'], context],
    ['with two megabytes', { question: 'x'.repeat(2_000_000) }, ['question not-as-written'], context],
    ['with a subject of two lines', { subject: '一\n二' }, ['subject not-as-written'], context],
    ['with a subject that is too long', { subject: '字'.repeat(61) }, ['subject out-of-range'], context],
    ['of a time that is none', { due: '2026-02-30 17:00' }, ['due not-as-written'], context],
    [
      'by a channel twice',
      { channels: ['sms', 'sms'] },
      Array<string>(8).fill('channels repeated-channel'),
      context,
    ],
    ['with an unknown word', { debtor: 'luannan' }, ['debtor unknown-word'], context],
  ])('%s', (_what, change, expected, inContext) => {
    expect(problems(change, inContext)).toEqual(expected);
  });

  test('with a committee whose name no SMS may carry, at the committee', () => {
    const named = new Map(context.committees).set('luannan', {
      ...context.committees.get('luannan')!,
      name: '滦南www.luannan.invalid',
    });
    expect(new Set(problems({}, { ...context, committees: named }))).toEqual(new Set(['to link']));
  });

  test('as long as a text has not been approved', () => {
    const unapproved = new Map(context.templates).set('question-late', {
      ...context.templates.get('question-late')!,
      standing: { state: 'draft', reason: null },
    });
    const inContext = { ...context, templates: unapproved };
    expect(problems({}, inContext)).toEqual(['channels not-approved']);
    expect(problems({ channels: ['email'] }, inContext)).toEqual([]);
  });
});

describe('its texts', () => {
  test.each(QUESTION_TEMPLATES.map((template) => [template.code, template] as const))(
    '%s can be filed',
    (_code, template) => {
      expect(templateProblems(template, '唐山应急')).toEqual([]);
      expect(lintTemplate(template, '唐山应急').errors).toEqual([]);
    },
  );

  test('come by SMS and by mail, and a carrier reads none of a mail’s subject', () => {
    const codes = QUESTION_TEMPLATES.map(({ code }) => code);
    for (const { code, channel, text } of QUESTION_TEMPLATES) {
      if (channel === 'sms') expect(codes).toContain(`${code}-mail`);
      if (channel === 'sms') expect(text).not.toContain('${subject}');
    }
  });
});
