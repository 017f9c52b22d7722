import { describe, expect, test } from '@jest/globals';
import type { PlannedDuty, RungName } from '../../../domain/duties/duty.js';
import type { DigestStep, SendStep, SummaryStep } from '../../../domain/plan/plan.js';
import { planAnew, planMoves, type ChasedPlan } from '../../../domain/plan/replan.js';

const at = (day: string, time = '01:00'): string => `${day}T${time}:00.000Z`;
const NOW = new Date(at('2027-01-20'));

const duty = (key: string, due: string | null, rungs: Partial<Record<RungName, string>> = {}, more = {}) =>
  ({
    ...{ key, title: key, owedBy: 'committee', under: ['tangshan'], graceWorkdays: 10, ladder: [] },
    ...{ form: { fields: [], attachments: [] }, provisional: true },
    ...{ dueAt: due && at(due, '15:59'), lockAt: due && at('2027-03-01', '15:59') },
    rungs: Object.entries(rungs).map(([rung, day]) => ({
      rung,
      at: at(day),
      to: 'debtor',
      roles: ['liaison'],
    })),
    ...more,
  }) as PlannedDuty;

const sending = {
  channels: [],
  lane: 'bulk',
  class: 'notice',
  window: null,
  emergency: null,
  expiresAt: null,
};
const step = (key: string, day: string, more: object = {}) =>
  ({
    ...sending,
    key,
    at: at(day),
    cap: {},
    settleSeconds: 60,
    kind: 'send',
    ...more,
  }) as unknown as SendStep;

function plan(duties: PlannedDuty[], steps: (SendStep | SummaryStep)[], launches: [string, string][] = []) {
  const digest = step('digest', '2027-01-10', { kind: 'digest', time: '09:00' }) as unknown as DigestStep;
  return {
    ...{ kind: 'theme', title: '主题', theme: 'x', year: 2027, first: '2027-02-01', last: '2027-02-01' },
    ...{ steps: [digest, ...steps], duties, provisional: true, endsAt: at('2027-03-02') },
    launches: launches.map(([key, day]) => ({ key, at: at(day), definition: {} })),
  } as ChasedPlan;
}

const anew = (stored: ChasedPlan, fresh: ChasedPlan, done: string[] = []) =>
  planAnew(stored, fresh, { now: NOW, done: new Set(done) });
const atOf = (made: ChasedPlan, key: string) => made.steps.find((one) => one.key === key)?.at;

describe('steps', () => {
  test('ahead follow the new plan, with its words; how they are sent stays', () => {
    const before = plan([], [step('eve', '2027-01-31', { settleSeconds: 7 })]);
    const after = plan([], [step('eve', '2027-02-04', { channels: [{ template: 'x' }] })]);
    const made = anew(before, after);
    expect(made.steps[1]).toMatchObject({ at: at('2027-02-04'), settleSeconds: 7 });
    expect(planMoves(before, made)).toMatchObject({
      words: ['eve'],
      moves: [{ what: 'step', key: 'eve', before: at('2027-01-31'), after: at('2027-02-04') }],
    });
  });

  test('that are written stay, wherever the new plan has them, or has them no more', () => {
    const before = plan(
      [],
      [step('order', '2027-01-15'), step('gone', '2027-01-16'), step('due', '2027-01-19')],
    );
    const made = anew(before, plan([], [step('order', '2027-01-25'), step('due', '2027-01-18')]), [
      'order',
      'gone',
    ]);
    expect([atOf(made, 'order'), atOf(made, 'gone')]).toEqual([at('2027-01-15'), at('2027-01-16')]);
    // Due and not written yet, as in a paused run: it is still to come.
    expect(atOf(made, 'due')).toBe(at('2027-01-19'));
  });

  test('that are new come only if they lie ahead; those that vanish are never sent', () => {
    const made = anew(
      plan([], [step('vanished', '2027-02-01')]),
      plan([], [step('late', '2027-01-19'), step('new', '2027-01-21')]),
    );
    expect(made.steps.map(({ key }) => key)).toEqual(['digest', 'new']);
  });

  test('launches that are made stay, others move', () => {
    const before = plan(
      [],
      [],
      [
        ['made', '2027-02-01'],
        ['oath', '2027-02-01'],
      ],
    );
    const made = anew(
      before,
      plan(
        [],
        [],
        [
          ['made', '2027-02-05'],
          ['oath', '2027-02-05'],
        ],
      ),
      ['made'],
    );
    expect('launches' in made && made.launches.map((one) => one.at)).toEqual([
      at('2027-02-01'),
      at('2027-02-05'),
    ]);
  });
});

describe('duties', () => {
  const RUNGS = { opened: '2027-01-15', due: '2027-02-01' } as const;

  test('move with what lies ahead of their ladders; nobody is reminded twice of the same', () => {
    const before = plan([duty('plan', '2027-02-01', RUNGS)], []);
    const fresh = duty(
      'plan',
      '2027-02-03',
      { opened: '2027-01-22', due: '2027-02-03' },
      { provisional: false },
    );
    const made = anew(before, plan([fresh], []));
    expect(made.duties[0].rungs.map((rung) => [rung.rung, rung.at])).toEqual([
      ['opened', at('2027-01-15')],
      ['due', at('2027-02-03')],
    ]);
    const { moves, settled } = planMoves(before, made);
    expect(settled).toBe(1);
    expect(moves.map(({ what, rung, after }) => [what, rung, after])).toEqual([
      ['reminder', 'due', at('2027-02-03')],
      ['due', null, at('2027-02-03', '15:59')],
    ]);
  });

  test('keep a day that would else lie in the past', () => {
    const before = plan([duty('plan', '2027-02-01', RUNGS)], []);
    expect(anew(before, plan([duty('plan', '2027-01-19', { due: '2027-01-19' })], []))).toEqual(before);
  });

  test('that were late and are in time again are reminded from the start', () => {
    const before = plan([duty('plan', '2027-01-18', { due: '2027-01-18', late: '2027-01-19' })], []);
    const made = anew(
      before,
      plan([duty('plan', '2027-01-28', { due: '2027-01-28', late: '2027-01-29' })], []),
    );
    expect(made.duties[0].rungs.map(({ rung }) => rung)).toEqual(['due', 'late', 'due', 'late']);
  });

  test('that are asked for no more stay, marked; and come back as themselves', () => {
    const before = plan([duty('plan', '2027-02-01', RUNGS)], []);
    const without = anew(before, plan([], []));
    expect(without.duties[0]).toMatchObject({ key: 'plan', dropped: true });
    expect(planMoves(before, without).moves).toContainEqual(
      expect.objectContaining({ what: 'due', key: 'plan', after: null }),
    );
    expect(planMoves(without, anew(without, plan([], [])))).toEqual({ moves: [], settled: 0, words: [] });
    expect(anew(without, before).duties[0]).not.toHaveProperty('dropped');
  });

  test('that are new are asked for, if not too late; from days of their own the plan holds none', () => {
    const fresh = [duty('late', '2027-01-19'), duty('new', '2027-02-09'), duty('own', null)];
    expect(anew(plan([], []), plan(fresh, [])).duties.map(({ key }) => key)).toEqual(['new', 'own']);
    const own = anew(
      plan([duty('own', null)], []),
      plan([duty('own', null, {}, { provisional: false })], []),
    );
    expect(own.duties[0]).toMatchObject({ dueAt: null, provisional: false });
  });
});

test('the same again is the same', () => {
  const before = plan([duty('plan', '2027-02-01', { due: '2027-02-01' })], [step('eve', '2027-01-31')]);
  expect(anew(before, before)).toEqual(before);
  expect(planMoves(before, before)).toEqual({ moves: [], settled: 0, words: [] });
});
