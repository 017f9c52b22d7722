import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Plan, SendStep } from '../../domain/plan/plan.js';
import { countAudience } from '../../ledger/audience.js';
import { ringAgain, setBells, silenceBell } from '../../ledger/bells.js';
import { measureLag } from '../../ledger/health.js';
import { endQuestion, holdQuestion, listQuestions, openQuestion } from '../../ledger/questions.js';
import { createRun, moveRun } from '../../ledger/runs.js';
import { KEYS, NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { stepOf } from '../support/launch.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const bounds = { scopePath: 'tangshan/', officeDay: '2026-08-01' };
const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);

let id: number;
beforeEach(async () => {
  await city.reset();
  id = await ask('first');
});

/** 唐山市 asks 滦南县; its run has begun. */
async function ask(key: string): Promise<number> {
  const step: SendStep = stepOf(city);
  const plan: Plan = {
    ...{ kind: 'question', title: '避难场所', steps: [step] },
    ...{ endsAt: later(1000).toISOString(), lower: 'tangshan/luannan/' },
  };
  const { run } = await createRun(
    database,
    {
      ...{ key, definition: {}, plan, planHash: 'hash', scopePath: 'tangshan/' },
      ...{ launchedBy: 'office', audienceAtLaunch: 1 },
    },
    NOW,
  );
  await database.begin((sql) =>
    openQuestion(sql, {
      ...{ runId: run.id, from: 'tangshan', to: 'luannan', follows: null, dueAt: later(500) },
      ...{ textCipher: KEYS.encrypt('？'), by: 'office', now: NOW },
    }),
  );
  await moveRun(database, { runId: run.id, to: 'running', now: NOW });
  return run.id;
}

const end = (outcome: 'answered' | 'unanswered') => endQuestion(database, { id, outcome, now: later(1) });
const outcomes = async () =>
  (await listQuestions(database, { scopePath: 'tangshan/', openOnly: false, limit: 9 })).map(
    ({ outcome }) => outcome,
  );

describe('the bell of a question', () => {
  test('rings until its run is over, also when it has been answered', async () => {
    expect(await setBells(database, [id], NOW)).toEqual([{ id, kind: 'question' }]);
    await silenceBell(database, id, later(1));
    await end('answered');
    expect(await setBells(database, [id], later(20))).toEqual([{ id, kind: 'question' }]);
    expect(await ringAgain(database, { toldBefore: later(30), now: later(40) })).toEqual([
      { id, kind: 'question' },
    ]);
    expect((await measureLag(database, later(50))).bells.count).toBe(1);
    await moveRun(database, { runId: id, to: 'closed', now: later(60) });
    expect(await setBells(database, [id], later(70))).toEqual([]);
    expect((await measureLag(database, later(80))).bells.count).toBe(0);
  });
});

describe('the end of a question', () => {
  test('is the first there is', async () => {
    await end('answered');
    await end('unanswered');
    expect(await outcomes()).toEqual(['answered']);
    expect(await holdQuestion(database, id)).toMatchObject({ outcome: 'answered' });
    expect(await holdQuestion(database, 4711)).toBeUndefined();
  });

  test.each([
    ['closed', 'unanswered'],
    ['cancelled', 'withdrawn'],
  ] as const)('comes with that of its run: %s is %s', async (state, outcome) => {
    await moveRun(database, { runId: id, to: state, now: later(1) });
    expect(await outcomes()).toEqual([outcome]);
  });

  test('does not change with its run where there was one before', async () => {
    await end('answered');
    await moveRun(database, { runId: id, to: 'cancelled', now: later(2) });
    expect(await outcomes()).toEqual(['answered']);
  });
});

describe('an audience of committees themselves', () => {
  const count = (committee: string, more: object) =>
    countAudience(
      database,
      { committees: [committee], roles: ['liaison', 'deputy', 'head'], ...more },
      bounds,
    );

  test('has nobody of what lies below, and lies wherever it lies', async () => {
    expect(await count('tangshan', {})).toBe(4);
    expect(await count('tangshan', { itself: true })).toBe(0);
    expect(await count('luannan', { itself: true })).toBe(3);
    const rule = { committees: ['luannan'], roles: ['liaison' as const] };
    const elsewhere = { ...bounds, scopePath: 'tangshan/qianxi/' };
    expect(await countAudience(database, rule, elsewhere)).toBe(0);
    expect(await countAudience(database, { ...rule, itself: true }, elsewhere)).toBe(1);
  });

  test('has who holds the first role that anybody holds, in each of them', async () => {
    expect(await count('luannan', { firstRole: true })).toBe(1);
    expect(await count('tangshan', { firstRole: true })).toBe(2);
    const heads = { roles: ['head' as const, 'liaison' as const], firstRole: true as const };
    expect(await countAudience(database, { committees: ['qianxi'], ...heads }, bounds)).toBe(1);
  });
});
