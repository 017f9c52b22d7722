import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { beforeEach, expect, test } from '@jest/globals';
import { listAudit } from '../../ledger/audit.js';
import { openCallOut } from '../../ledger/call-outs/open.js';
import { moveRun, type Run } from '../../ledger/runs.js';
import { spendingOf } from '../../ledger/spending.js';
import { setMonthBudget, yuan } from '../../office/budget.js';
import { launch } from '../../office/launch.js';
import { prepare } from '../../office/prepare.js';
import { steer, type SteeringWish } from '../../office/steer.js';
import type { Temporal } from '../../office/temporal.js';
import { REFUSED } from '../../workflows/contract.js';
import { settleTexts } from '../support/call-out.js';
import { NOW } from '../support/cast.js';
import { joinCrowd } from '../support/crowd.js';
import { AWAY, flood, openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice({ smsPartPriceFen: 10 });
const { database, city } = office;
await settleTexts(city);
const [author, head] = [office.actor('office'), office.actor('head')];
/** What twenty people more cost, in 分. */
const MORE = 200;
let joined = 0;

/** Twenty people more; nobody of them leaves the city again. */
const crowd = () => joinCrowd(city, 20, { from: (joined += 20) });

beforeEach(async () => {
  await city.reset();
  await database`DELETE FROM budget`;
});

/** An office whose workflows stand so, and answer a command so; what they were asked is kept. */
function steering(
  { grownTo = null, says }: { grownTo?: number | null; says?: Error },
  limits: { approvalAudience?: number | null; approvalCostFen?: number | null } = {},
) {
  const asked: unknown[] = [];
  const executeUpdate = (action: string, { args }: { args: unknown[] }) => {
    asked.push([action, ...args]);
    return says ? Promise.reject(says) : Promise.resolve({ state: 'running' });
  };
  const query = () => Promise.resolve({ state: 'paused', step: 'send', stage: 'writing', grownTo });
  const withDeadline = (_: number, ask: () => Promise<unknown>): Promise<unknown> => ask();
  const workflow = { getHandle: () => ({ executeUpdate, query }) };
  const temporal = { ...AWAY, client: { ...AWAY.client, connection: { withDeadline }, workflow } };
  const parts = {
    ...{ ...office, temporal: temporal as unknown as Temporal },
    config: { ...office.config, ...limits },
  };
  const give = (actor: typeof author, wish: Omit<SteeringWish, 'reason'>) =>
    steer(parts, actor, { ...wish, reason: '已核对' });
  return { asked, give };
}

/** A notice that its author has launched below every limit, and whose audience has grown. */
async function grown(by = author): Promise<{ run: Run; before: number; after: number }> {
  const { run } = await launch(office, by, await prepare(office, by, { ...flood, key: 'grown' }));
  for (const to of ['running', 'paused'] as const) await moveRun(database, { runId: run.id, to, now: NOW });
  await crowd();
  const before = await reserved(run);
  return { run, before, after: before + MORE };
}

/** A call-out for two that has been opened. */
async function drill(): Promise<Run> {
  await crowd();
  const event = { title: '演练', place: '大坝', risks: '路滑', bring: '雨衣' };
  const written = {
    ...{
      kind: 'call-out',
      key: 'drill',
      title: '防汛演练',
      needed: 2,
      audience: { committees: ['tangshan'], skills: ['drill'] },
    },
    requires: ['adult'],
    event: { ...event, from: '2026-08-05 09:00', to: '2026-08-05 12:00' },
  };
  const prepared = await prepare(office, author, written);
  const { run } = await launch(office, author, prepared);
  await moveRun(database, { runId: run.id, to: 'running', now: NOW });
  if (prepared.plan.kind !== 'call-out') throw new Error('no call-out');
  const ranking = { step: prepared.plan.steps[0], scopePath: run.scopePath, now: NOW };
  await openCallOut(database, { runId: run.id, signInCode: '1234', ...ranking });
  return run;
}

const reserved = async ({ id }: Run) => (await spendingOf(database, id))!.reservedFen;

test('an audience that grew beyond the limit is accepted by somebody else than the author, in whose name it is audited', async () => {
  const { run, before, after } = await grown();
  const { asked, give } = steering({ grownTo: 500 }, { approvalAudience: 400 });
  const refused = give(author, { runId: run.id, action: 'resume' });
  expect(await refusalOf(refused)).toEqual({ kind: 'not-allowed', reasons: ['agreement-needed'] });
  await expect(refused).rejects.toThrow(
    new RegExp(`500 人.*¥${yuan(after)}.*发起人 office 以外.*head 执行 muster run resume ${run.id} --reason`),
  );
  expect(asked).toEqual([]);
  expect(await reserved(run)).toBe(before);

  await give(head, { runId: run.id, action: 'resume' });
  expect(asked).toEqual([['resume', 500]]);
  const [entry] = await listAudit(database, { limit: 1 });
  expect(entry).toMatchObject({ actor: 'head', action: 'run resume requested' });
  expect(entry?.detail).toEqual({ reason: '已核对', audience: 500, costFen: after, agreedFor: 'office' });
  expect(await reserved(run)).toBe(after);
});

test('below the limits the author accepts it, and the month pays for it, as far as it has as much', async () => {
  const { run, before, after } = await grown();
  const { asked, give } = steering({ grownTo: 500 });
  await setMonthBudget(office, head, { month: '2026-08', yuan: yuan(after - 1) });
  const refused = give(author, { runId: run.id, action: 'resume' });
  expect(await refusalOf(refused)).toEqual({ kind: 'conflict', reasons: ['beyond-budget'] });
  await expect(refused).rejects.toThrow(
    `预计需要 ¥${yuan(after)}，预算 ¥${yuan(after - 1)} 只剩 ¥${yuan(after - 1)}`,
  );
  expect([asked, await reserved(run)]).toEqual([[], before]);
  await setMonthBudget(office, head, { month: '2026-08', yuan: yuan(after) });
  await give(author, { runId: run.id, action: 'resume' });
  expect(await reserved(run)).toBe(after);
});

test('what a workflow refuses costs nothing more', async () => {
  const { run, before } = await grown();
  const failure = ApplicationFailure.nonRetryable('no', REFUSED, 'audience-grown', 530);
  const { give } = steering({ grownTo: 500, says: new WorkflowUpdateFailedError('no', failure) });
  const refused = give(author, { runId: run.id, action: 'resume' });
  await expect(refused).rejects.toThrow(/受众刚刚增至 530 人/);
  expect(await reserved(run)).toBe(before);
});

test('a run that was paused by hand is resumed by anybody, and accepts nothing', async () => {
  const { run } = await grown();
  const { asked, give } = steering({}, { approvalAudience: 1 });
  await give(author, { runId: run.id, action: 'resume' });
  expect(asked).toEqual([['resume', 0]]);
});

test('more places than were agreed to are for somebody else too; fewer are anybody’s', async () => {
  const run = await drill();
  const before = await reserved(run);
  const { asked, give } = steering({}, { approvalAudience: 10 });
  const wish = { runId: run.id, action: 'need' } as const;
  const refused = give(author, { ...wish, amount: 4 });
  expect((await refusalOf(refused)).reasons).toEqual(['agreement-needed']);
  await expect(refused).rejects.toThrow(`head 执行 muster callout need ${run.id} 4 --reason`);
  await give(author, { ...wish, amount: 1 });
  expect([asked, await reserved(run)]).toEqual([[['need', 1]], before]);
  await give(head, { ...wish, amount: 4 });
  expect(asked.at(-1)).toEqual(['need', 4]);
  expect(await reserved(run)).toBeGreaterThan(before);

  const dear = steering({}, { approvalCostFen: 150 });
  expect((await refusalOf(dear.give(author, { ...wish, amount: 9 }))).reasons).toEqual(['agreement-needed']);
});

test('where nobody could agree, it says whom to admit', async () => {
  const { run } = await grown(head);
  const { give } = steering({ grownTo: 500 }, { approvalAudience: 400 });
  await expect(give(head, { runId: run.id, action: 'resume' })).rejects.toThrow(/--role head/);
});
