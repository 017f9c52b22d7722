import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  acceptAudience,
  cancelQueued,
  createRun,
  listRuns,
  moveRun,
  runById,
  runByKey,
  unstartedRuns,
  type RunState,
} from '../../ledger/runs.js';
import { statementOf } from '../../ledger/statement.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk, workOff } from '../support/desk.js';
import { batchOf, batchRow, launch, states, stepOf } from '../support/launch.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);

beforeEach(async () => {
  await city.reset();
  desk.sms.restart();
});

const later = (seconds: number): Date => new Date(+NOW + seconds * 1000);
const create = (key: string, more = {}, now = NOW) =>
  createRun(
    database,
    {
      ...{
        key,
        definition: { words: key },
        plan: { kind: 'notice', title: '汛情通知', steps: [stepOf(city)] },
        planHash: 'hash',
      },
      ...{ scopePath: 'tangshan/', launchedBy: '何军', audienceAtLaunch: 8, ...more },
    },
    now,
  );
/** A run in a state, whichever way it got there. */
async function runIn(state: RunState): Promise<number> {
  const { run } = await create(`in ${state}`);
  const ways: Record<RunState, RunState[]> = {
    starting: [],
    proposed: ['proposed'],
    running: ['running'],
    paused: ['running', 'paused'],
    closed: ['running', 'closed'],
    cancelled: ['cancelled'],
  };
  for (const to of ways[state]) await moveRun(database, { runId: run.id, to, now: NOW });
  return run.id;
}

describe('a run', () => {
  test('is launched once under its key: a second launch answers with the first', async () => {
    const first = await create('flood-2026-08-01');
    const second = await create('flood-2026-08-01', { launchedBy: '林夏', planHash: 'other' }, later(60));
    expect(first.created).toBe(true);
    expect(second).toEqual({ created: false, run: first.run });
    expect(second.run).toMatchObject({
      launchedBy: '何军',
      launchedAt: NOW,
      state: 'starting',
      planHash: 'hash',
      kind: 'notice',
      title: '汛情通知',
    });
    expect(await runByKey(database, 'flood-2026-08-01')).toMatchObject({
      id: first.run.id,
      definition: { words: 'flood-2026-08-01' },
    });
    expect(await runById(database, -1)).toBeUndefined();
  });

  test('is one when twenty launch it at the same moment', async () => {
    const launches = await Promise.all(Array.from({ length: 20 }, () => create('same')));
    expect(launches.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(launches.map(({ run }) => run.id)).size).toBe(1);
  });

  test.each<[RunState, RunState, boolean]>([
    ['starting', 'running', true],
    ['starting', 'cancelled', true],
    ['starting', 'paused', false],
    ['starting', 'closed', false],
    ['running', 'paused', true],
    ['running', 'closed', true],
    ['running', 'cancelled', true],
    ['running', 'starting', false],
    ['paused', 'running', true],
    ['paused', 'cancelled', true],
    ['paused', 'closed', false],
    ['closed', 'running', false],
    ['closed', 'cancelled', false],
    ['cancelled', 'running', false],
    ['cancelled', 'closed', false],
  ])('that is %s may become %s: %s', async (from, to, may) => {
    const runId = await runIn(from);
    const move = moveRun(database, { runId, to, now: later(1) });
    if (!may)
      return expect(move).rejects.toMatchObject({
        code: 'MU001',
        message: `run ${runId} may not move from ${from} to ${to}`,
      });
    expect(await move).toBe(true);
    expect(await moveRun(database, { runId, to, now: later(2) })).toBe(false);
    expect(await runById(database, runId)).toMatchObject({ state: to, changedAt: later(1) });
  });

  test.each(['key', 'plan', 'definition', 'plan_hash', 'scope_path', 'launched_by'])(
    'never changes its %s',
    async (column) => {
      await create('frozen');
      await expect(database.unsafe(`UPDATE run SET ${column} = ${column}`)).rejects.toMatchObject({
        code: 'MU002',
      });
    },
  );

  test('is found by whoever works in its part of the tree, or above it', async () => {
    for (const path of ['tangshan/', 'tangshan/luannan/', 'tangshan/qianxi/'])
      await create(path, { scopePath: path });
    const seen = async (scopePath: string) =>
      (await listRuns(database, { scopePath, limit: 10 })).map(({ key }) => key);
    expect(await seen('tangshan/')).toEqual(['tangshan/qianxi/', 'tangshan/luannan/', 'tangshan/']);
    expect(await seen('tangshan/luannan/bencheng/')).toEqual(['tangshan/luannan/', 'tangshan/']);
  });

  test('that nobody started is found after a while', async () => {
    const { run } = await create('unstarted');
    await runIn('running');
    expect(await unstartedRuns(database, NOW)).toEqual([]);
    expect((await unstartedRuns(database, later(1))).map(({ id }) => id)).toEqual([run.id]);
  });

  test('takes over a grown audience, and never a smaller one', async () => {
    const { run } = await create('grown');
    for (const audience of [20, 5]) await acceptAudience(database, { runId: run.id, audience });
    expect((await runById(database, run.id))?.audienceAtLaunch).toBe(20);
  });
});

describe('cancelling', () => {
  test('cancels what waits, and lets what is being sent settle', async () => {
    const launched = await launch(city, { sms: 'flood', email: 'flood-mail' });
    desk.sms.restart(async () => {
      await moveRun(database, { runId: launched.run.id, to: 'cancelled', now: NOW });
      expect(await cancelQueued(database, { runId: launched.run.id, now: later(1) })).toBe(4);
      expect(await cancelQueued(database, { runId: launched.run.id, now: later(2) })).toBe(0);
      return { kind: 'accepted', reference: 'biz' };
    });
    await workOff(desk);
    expect(await states(city, launched)).toMatchObject({ 张蔷: 'sent', 王磊: 'suppressed: opted out' });
    expect(await states(city, launched, 'email')).toMatchObject({
      张蔷: 'cancelled',
      孙静: 'suppressed: no address',
    });
    expect((await batchRow(city, await batchOf(city, launched, 'email')))['state']).toBe('done');
    expect((await statementOf(database, launched.run.id, 'tangshan/')).balanced).toBe(true);
  });

  test('goes slice by slice through a large run, and then closes its batches', async () => {
    const launched = await launch(city, { audience: { committees: ['qianxi'] } });
    const id = await batchOf(city, launched);
    await database`INSERT INTO message (occurrence_id, person_id, committee_id, channel, state, batch_id, changed_at)
      SELECT ${launched.occurrence.id}, 1000000 + n, 1, 'sms', 'queued', ${id}, ${NOW} FROM generate_series(1, 20000) n`;
    const cancel = () => cancelQueued(database, { runId: launched.run.id, now: NOW });
    expect(await cancel()).toBe(20_000);
    expect((await batchRow(city, id))['state']).toBe('queued');
    expect([await cancel(), (await batchRow(city, id))['state']]).toEqual([3, 'queued']);
    expect([await cancel(), (await batchRow(city, id))['state']]).toEqual([0, 'done']);
  });
});
