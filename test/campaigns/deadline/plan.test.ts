import { describe, expect, test } from '@jest/globals';
import type { PlanContext } from '../../../campaigns/context.js';
import { keyBefore, obligationKey } from '../../../campaigns/deadline/key.js';
import { SHIPPED_OBLIGATIONS } from '../../../campaigns/deadline/shipped.js';
import { DUTY_TEMPLATES } from '../../../campaigns/deadline/texts.js';
import { obligationsAsked } from '../../../campaigns/deadline/wanted.js';
import { planDefinition, readDefinition } from '../../../campaigns/registry.js';
import { officeTime } from '../../../domain/calendar/office-day.js';
import { Workdays } from '../../../domain/calendar/workdays.js';
import { APPROVED } from '../../../domain/messages/template-review.js';
import type { Plan } from '../../../domain/plan/plan.js';
import { context as usual } from '../notice/cast.js';

const at = (text: string): Date => new Date(`${text}:00+08:00`);

/** An office that has the texts of deadlines and asks for what is shipped. */
const context = (now: string, change: Partial<PlanContext> = {}): PlanContext => ({
  ...usual,
  now: at(now),
  templates: new Map(
    DUTY_TEMPLATES.map((template) => [template.code, { ...template, version: 1, standing: APPROVED }]),
  ),
  obligations: obligationsAsked([]),
  ...change,
});

function planned(
  written: object,
  now: string,
  change: Partial<PlanContext> = {},
): Extract<Plan, { kind: 'deadline' }> {
  const definition = readDefinition({ kind: 'deadline', ...written });
  if (!definition.ok) throw new Error(JSON.stringify(definition.problems));
  const plan = planDefinition(definition.value, context(now, change));
  if (!plan.ok) throw new Error(JSON.stringify(plan.problems));
  return plan.value as Extract<Plan, { kind: 'deadline' }>;
}

function refused(written: object, now = '2026-11-24T09:00', change: Partial<PlanContext> = {}): string[] {
  const definition = readDefinition({ kind: 'deadline', ...written });
  const plan = definition.ok ? planDefinition(definition.value, context(now, change)) : definition;
  return plan.ok ? [] : plan.problems.map(({ path, reason }) => `${path.join('.')} ${reason}`);
}

const own = { title: '防汛检查', form: { fields: [{ key: 'text', zh: '情况', type: 'text' }] } };

describe('an obligation in a period', () => {
  test('is due by its rule, locked after its grace, summed up on the workday after each, and provisional without a table', () => {
    const plan = planned({ obligation: 'annual-plan', period: '2027' }, '2027-01-01T08:00');
    expect(plan.title).toBe('2027年度活动规划');
    const [duty] = plan.duties;
    // 31 January 2027 is a Sunday.
    expect(officeTime(new Date(duty.dueAt!))).toBe('2027-02-01 23:59');
    expect(duty).toMatchObject({ provisional: true, owedBy: 'committee', under: ['tangshan'] });
    expect(plan.steps.map(({ key, at: time }) => `${key} ${officeTime(new Date(time))}`)).toEqual([
      ...['digest 2027-01-04 09:00', 'summary-due 2027-02-02 09:00'],
      `summary-close ${officeTime(new Date(plan.endsAt))}`,
    ]);
    expect(new Date(plan.endsAt) > new Date(duty.lockAt!)).toBe(true);
  });

  test('of a quarter falls due in the next, and its projects owe it', () => {
    const plan = planned({ obligation: 'quarterly-summary', period: '2026-Q3' }, '2026-09-24T09:00');
    expect(plan.title).toBe('2026年第三季度项目季度总结');
    expect(plan.duties[0]).toMatchObject({
      ...{ owedBy: 'project', between: { from: '2026-07-01', to: '2026-09-30' }, provisional: false },
      dueAt: at('2026-10-20T23:59').toISOString(),
    });
  });

  test('of activities counts from the day of each, as the law does', () => {
    const plan = planned({ obligation: 'activity-records', period: '2026-09' }, '2026-09-01T08:00');
    expect(plan.duties[0]).toMatchObject({ dueAt: null, dueWorkdays: 10, rungs: [], lockAt: null });
    expect(plan.duties[0].ladder.map(({ rung }) => rung)).not.toContain('opened');
    // The last may end on 30 September, and is due on 20 October.
    expect(plan.steps[1]!.at > at('2026-10-20T23:59').toISOString()).toBe(true);
  });

  test('with several reports has a duty for each', () => {
    const plan = planned({ obligation: 'three-teams', period: '2027' }, '2027-09-01T08:00');
    expect(plan.duties.map(({ key, title }) => `${key} ${title}`)).toEqual([
      ...[
        'publicity 2027年三支队伍：基层宣传队',
        'experts 2027年三支队伍：专家服务队',
        'arts 2027年三支队伍：文艺演出队',
      ],
    ]);
  });

  test('in stages is asked for while any of them lies ahead: an earlier one is due soon, but not after the next', () => {
    const dues = (now: string) =>
      planned({ obligation: 'monthly-ten-office', period: '2026-09' }, now).duties.map(
        ({ key, dueAt }) => `${key} ${officeTime(new Date(dueAt!))}`,
      );
    const inTime = dues('2026-10-01T08:00');
    const [, notice, publication, reward] = inTime.map((one) => one.split(' ')[1]!);
    expect(dues(`${notice}T08:00`).slice(1)).toEqual(inTime.slice(1));
    // On the day after the public notice: both that are past in three workdays, what lies ahead as it was.
    const late = dues(`${new Workdays().nthFrom(notice!, 1)}T08:00`);
    const soon = [new Workdays().nthFrom(notice!, 4), publication!].sort()[0];
    expect(late).toEqual([...[`screening ${soon} 23:59`, `notice ${soon} 23:59`, inTime[2], inTime[3]]]);
    expect(dues(`${reward}T08:00`).map((one) => one.split(' ')[1])).toEqual([
      ...[reward, reward, reward, reward],
    ]);
  });

  test('may be due otherwise this once, of some committees alone', () => {
    const written = {
      obligation: 'annual-plan',
      period: '2027',
      due: '2027-02-05 17:00',
      grace: 0,
      committees: ['luannan'],
    };
    const [duty] = planned(written, '2027-01-01T08:00').duties;
    expect(duty).toMatchObject({
      under: ['luannan'],
      themselves: true,
      dueAt: at('2027-02-05T17:00').toISOString(),
    });
    expect(duty.lockAt).toBe(at('2027-02-05T23:59').toISOString());
  });

  test.each(SHIPPED_OBLIGATIONS.map((one) => [one.code, one] as const))(
    '%s can be planned in each of its periods',
    (code, { every }) => {
      const periods = {
        year: ['2026'],
        'half-year': ['2026-H1', '2026-H2'],
        quarter: ['2026-Q1', '2026-Q4'],
        month: ['2026-01', '2026-02', '2026-12'],
      };
      for (const period of periods[every]) {
        const change = { obligations: new Map(SHIPPED_OBLIGATIONS.map((one) => [one.code, one])) };
        expect(refused({ obligation: code, period }, '2025-12-20T09:00', change)).toEqual([]);
      }
    },
  );
});

describe('a report of the office’s own', () => {
  test('comes again on every day between two, each with its own due time', () => {
    const repeat = { from: '2026-12-01', to: '2026-12-04', every: 'day', time: '17:00' };
    const plan = planned({ ...own, repeat }, '2026-11-24T09:00');
    expect(plan.duties.map(({ key, dueAt }) => `${key} ${officeTime(new Date(dueAt!))}`)).toEqual([
      ...['2026-12-01 2026-12-01 17:00', '2026-12-02 2026-12-02 17:00'],
      ...['2026-12-03 2026-12-03 17:00', '2026-12-04 2026-12-04 17:00'],
    ]);
  });

  test('that began before it was ordered is asked for from today on', () => {
    const repeat = { from: '2026-11-20', to: '2026-11-26', every: 'day', time: '17:00' };
    expect(planned({ ...own, repeat }, '2026-11-24T18:00').duties.map(({ key }) => key)).toEqual([
      ...['2026-11-25', '2026-11-26'],
    ]);
    expect(refused({ ...own, repeat }, '2026-11-26T18:00')).toEqual(['repeat past']);
  });

  test('every second workday, or once a week', () => {
    const days = (every: unknown) =>
      planned(
        { ...own, repeat: { from: '2026-12-01', to: '2026-12-15', every, time: '17:00' } },
        '2026-11-24T09:00',
      ).duties.map(({ key }) => key.slice(8));
    expect(days({ workdays: 2 })).toEqual(['02', '04', '08', '10', '14', '15']);
    expect(days('week')).toEqual(['04', '11', '15']);
  });
});

describe('a time of special care', () => {
  const period = (more: object = {}) =>
    new Map([
      [
        7,
        {
          ...{ id: 7, name: '春节保障', from: '2027-02-01', to: '2027-02-10', every: 'day' as const },
          ...{ endedOn: null, enteredOn: '2026-11-24', ...more },
        },
      ],
    ]);
  const during = (more: object = {}) =>
    planned({ safeguard: 7 }, '2027-01-20T08:00', { safeguards: period(more) });
  const days = (more: object) => during(more).duties.map(({ key }) => key.slice(5));

  test('asks all for a report every day of it, in one form, chased twice', () => {
    const plan = during();
    expect(plan).toMatchObject({ title: '春节保障零报告' });
    expect(plan.duties).toHaveLength(10);
    const [first] = plan.duties;
    expect(first).toMatchObject({
      ...{ key: '2027-02-01', title: '春节保障零报告 2027-02-01', graceWorkdays: 3 },
      ...{ owedBy: 'committee', under: ['tangshan'], dueAt: '2027-02-01T09:00:00.000Z' },
    });
    expect(first.rungs.map(({ rung, at }) => `${rung} ${officeTime(new Date(at))}`)).toEqual([
      ...['due 2027-02-01 09:00', 'late 2027-02-02 09:00', 'deputy 2027-02-03 09:00'],
    ]);
  });

  test('in its rhythm, until it ends, provisional where workdays that count are not announced', () => {
    expect(days({ every: { workdays: 3 } })).toEqual(['02-03', '02-10']);
    expect(days({ every: 'week', endedOn: '2027-02-05' })).toEqual(['02-04']);
    const provisional = (more: object) => during(more).duties.map((duty) => duty.provisional);
    expect(provisional({ every: 'week' })).toEqual([true, true]);
    const known = { from: '2026-12-07', to: '2026-12-11' };
    const plan = planned({ safeguard: 7 }, '2026-12-01T08:00', { safeguards: period(known) });
    expect(plan.duties.map((duty) => duty.provisional)).toEqual([false, false, false, false, false]);
  });

  test('is refused where nobody knows it, where it has no day left, and where it asks too often', () => {
    const no = (more: object | null, now = '2027-01-20T08:00') =>
      refused({ safeguard: 7 }, now, { safeguards: more ? period(more) : new Map() });
    expect(no(null)).toEqual(['safeguard no-safeguard']);
    expect(no({}, '2027-02-10T17:00')).toEqual(['safeguard past']);
    expect(no({ every: 'week', endedOn: '2027-02-02' })).toEqual(['safeguard no-day']);
    expect(no({ to: '2027-08-01' })).toEqual(['safeguard too-often']);
    expect(refused({ safeguard: 7, title: '零报告' })).toEqual([' not-as-written']);
  });
});

describe('what cannot be planned is said at its place', () => {
  test.each([
    [
      'an unknown obligation',
      { obligation: 'anual-plan', period: '2027' },
      ['obligation unknown-obligation'],
    ],
    ['another kind of period', { obligation: 'annual-plan', period: '2027-Q1' }, ['period other-period']],
    ['no period at all', { obligation: 'annual-plan', period: 'next year' }, ['period other-period']],
    ['a period that is over', { obligation: 'annual-plan', period: '2025' }, ['period past']],
    ['a due time that is past', { ...own, due: '2026-11-01 17:00' }, ['due past']],
    [
      'days in the wrong order',
      { ...own, repeat: { from: '2026-12-05', to: '2026-12-01', every: 'day', time: '17:00' } },
      ['repeat no-day'],
    ],
    [
      'a report every day for a year',
      { ...own, repeat: { from: '2026-12-01', to: '2027-11-30', every: 'day', time: '17:00' } },
      ['repeat too-often'],
    ],
    [
      'both an obligation and a report of one’s own',
      { ...own, obligation: 'annual-plan', period: '2027' },
      [' not-as-written'],
    ],
    ['neither', {}, [' not-as-written']],
  ])('%s', (_, written, problems) => {
    expect(refused(written)).toEqual(problems);
  });

  test('a rule that has no day in the year', () => {
    const leap = obligationsAsked([{ code: 'annual-plan', wanted: true, due: '2-29', graceWorkdays: null }]);
    expect(
      refused({ obligation: 'annual-plan', period: '2027' }, '2027-01-01T08:00', { obligations: leap }),
    ).toEqual(['period no-date']);
    expect(
      refused({ obligation: 'annual-plan', period: '2028' }, '2028-01-01T08:00', { obligations: leap }),
    ).toEqual([]);
  });

  test('what the office does not ask for', () => {
    const off = obligationsAsked([{ code: 'annual-plan', wanted: false, due: null, graceWorkdays: null }]);
    expect(refused({ obligation: 'annual-plan', period: '2027' }, undefined, { obligations: off })).toEqual([
      'obligation unknown-obligation',
    ]);
  });

  test('texts that are not there', () => {
    expect(
      refused({ obligation: 'annual-plan', period: '2027' }, undefined, { templates: new Map() }),
    ).toEqual(Array.from({ length: 4 }, () => 'channels unknown-template'));
  });
});

test('the key of a period is that of all debtors, and names the one before', () => {
  expect(keyBefore(obligationKey('quarterly-summary', '2027-Q1', 'tangshan'))).toBe(
    'quarterly-summary.2026-Q4.tangshan',
  );
  expect(keyBefore(obligationKey('annual-plan', '2027', '130281'))).toBe('annual-plan.2026.130281');
  expect(keyBefore('my-own-key')).toBeUndefined();
});
