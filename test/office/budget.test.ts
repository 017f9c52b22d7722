import { beforeEach, describe, expect, test } from '@jest/globals';
import { listAudit } from '../../ledger/audit.js';
import { moveRun } from '../../ledger/runs.js';
import { budgets, countFinished, setMonthBudget } from '../../office/budget.js';
import { launch } from '../../office/launch.js';
import { prepare } from '../../office/prepare.js';
import { preview } from '../../office/preview.js';
import { createLogger } from '../../runtime/log.js';
import { NOW } from '../support/cast.js';
import { flood, openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice({ smsPartPriceFen: 10 });
const head = office.actor('head');
const clerk = office.actor('office');
beforeEach(async () => {
  office.clock.set(NOW);
  await office.city.reset();
  await office.database`TRUNCATE alert`;
});

/** Five of the city get a text: 50 fen. */
const COST = 50;
const set = (yuan: string, month = '2026-08') => setMonthBudget(office, head, { month, yuan });
const go = async (key: string, more: object = {}) =>
  launch(office, clerk, await prepare(office, clerk, { ...flood, key, ...more }));
const august = async () => (await budgets(office, clerk, '2026-08'))[0]!;
const warned = () =>
  office.database<{ subject: string; detail: object; open: boolean }[]>`
    SELECT subject, detail, cleared_at IS NULL AS open FROM alert WHERE cause = 'budget near its end' ORDER BY id`;

describe('setting', () => {
  test('is a head’s, audited, and for months that are not over', async () => {
    expect(await set('5000')).toMatchObject({
      month: '2026-08',
      fen: 500_000,
      setBy: 'head',
      remainingFen: 500_000,
    });
    const [entry] = await listAudit(office.database, { limit: 1 });
    expect(entry).toMatchObject({ actor: 'head', action: 'budget set', subject: 'month 2026-08' });
    expect(entry?.detail).toEqual({ fen: 500_000, before: null });
    for (const actor of ['office', 'clerk', 'auditor', 'operator'] as const) {
      const refused = setMonthBudget(office, office.actor(actor), { month: '2026-08', yuan: '1' });
      expect((await refusalOf(refused)).kind).toBe('not-allowed');
    }
  });

  test.each([
    ['a month that is over', '2026-07', '1', 'past'],
    ['a month that cannot be', '2026-13', '1', 'month'],
    ['a negative amount', '2026-08', '-5', 'amount'],
    ['half a fen', '2026-08', '0.005', 'amount'],
    ['no amount', '2026-08', 'viel', 'amount'],
  ])('refuses %s', async (_, month, yuan, reason) => {
    expect(await refusalOf(set(yuan, month))).toEqual({ kind: 'invalid', reasons: [reason] });
    expect(await office.database`SELECT FROM budget`).toHaveLength(0);
  });
});

describe('a launch', () => {
  test('takes what it is expected to cost out of its month', async () => {
    await set('1');
    await go('first');
    expect(await august()).toMatchObject({ reservedFen: COST, actualFen: 0, remainingFen: 100 - COST });
    await go('in-september', { at: '2026-09-02 09:00' });
    expect(await august()).toMatchObject({ reservedFen: COST });
  });

  test('beyond it is refused with the figures, and leaves nothing behind', async () => {
    await set('0.90');
    await go('first');
    const refused = go('second');
    expect(await refusalOf(refused)).toEqual({ kind: 'conflict', reasons: ['beyond-budget'] });
    await expect(refused).rejects.toThrow(/预计需要 ¥0\.50，预算 ¥0\.90 只剩 ¥0\.40/);
    expect(await office.database`SELECT FROM run WHERE key = 'second'`).toHaveLength(0);
    // Mails cost nothing.
    const { channels } = flood;
    await go('mail', { channels: channels.slice(1) });
  });

  test('of several at one moment only as many go as it allows', async () => {
    await set('1.10');
    const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd'].map((key) => go(key)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(await august()).toMatchObject({ reservedFen: 2 * COST });
  });

  test('has no limit in a month without one, and the preview says so', async () => {
    const prepared = await prepare(office, clerk, flood);
    expect((await preview(office, clerk, prepared)).budget).toEqual({
      ...{ month: '2026-08', fen: null, costFen: COST, remainingFen: null, enough: true },
    });
    await set('0.10');
    expect((await preview(office, clerk, prepared)).budget).toEqual({
      ...{ month: '2026-08', fen: 10, costFen: COST, remainingFen: 10, enough: false },
    });
  });
});

test('what a finished run did cost replaces what it was expected to', async () => {
  await set('5');
  const { run } = await go('finished');
  for (const to of ['running', 'closed'] as const)
    await moveRun(office.database, { runId: run.id, to, now: NOW });
  await countFinished({ ...office, log: createLogger('test', 'silent') });
  expect(await august()).toMatchObject({ reservedFen: 0, actualFen: 0, remainingFen: 500 });
});

describe('the operators', () => {
  test('are warned at 80 and at 95 percent, once each, and no more once there is plenty', async () => {
    await set('0.62');
    expect(await warned()).toEqual([]);
    await go('first');
    expect(await warned()).toEqual([{ subject: '2026-08', detail: { percent: 80 }, open: true }]);
    await set('0.52');
    expect(await warned()).toEqual([{ subject: '2026-08', detail: { percent: 95 }, open: true }]);
    await set('100');
    expect(await warned()).toMatchObject([{ open: false }]);
  });

  test('need no warning of a month that is over', async () => {
    await set('0.50');
    await go('all-of-it');
    office.clock.set(new Date('2026-09-01T01:00:00Z'));
    await countFinished({ ...office, log: createLogger('test', 'silent') });
    expect(await warned()).toMatchObject([{ open: false }]);
  });
});

test('months are shown that have a budget or have cost something, and this one', async () => {
  await set('5', '2026-10');
  await go('in-september', { at: '2026-09-02 09:00' });
  expect((await budgets(office, clerk)).map(({ month }) => month)).toEqual(['2026-10', '2026-09', '2026-08']);
  expect((await refusalOf(budgets(office, clerk, 'soon'))).reasons).toEqual(['month']);
});
