import { describe, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities } from '../../activities/index.js';
import type { StepFiring } from '../../activities/write.js';
import { dispatchBatch } from '../../dispatch/dispatch.js';
import { moveRun, type Run } from '../../ledger/runs.js';
import { KEYS, NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk } from '../support/desk.js';
import { batchesOf, openRun, PROVIDERS, states, type Wish } from '../support/launch.js';

const MINUTE_MILLISECONDS = 60_000;

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);
const activities = createActivities({
  ...{ database, lanes: desk.lanes, clock: desk.clock, waits: desk.waits, providerNames: PROVIDERS },
  keys: KEYS,
  audienceGrowthPercent: 10,
  receiptWatchMilliseconds: 0,
  launchScheduled: async () => ({ skipped: 'nobody' }),
  launchPlanned: async () => ({ skipped: 'nobody' }),
});

const logger = new DefaultLogger('ERROR', () => undefined);

/** Runs an activity as a worker would. */
const doing = <Input, Answer>(activity: (input: Input) => Promise<Answer>, input: Input): Promise<Answer> =>
  new MockActivityEnvironment({}, { logger }).run<[Input], Answer, typeof activity>(activity, input);

/** Dispatches every batch of a run. */
async function send(run: Run): Promise<void> {
  for (const id of await batchesOf(city, { run }))
    await dispatchBatch(desk, { channel: 'sms', lane: 'bulk' }, id);
}

/** A run whose plan stands in the ledger, and the firing of its only step. */
async function begun(wish: Wish = {}): Promise<{ run: Run; firing: StepFiring }> {
  const { run, step } = await openRun(city, wish);
  return { run, firing: { runId: run.id, step: step.key, occurrence: 1 } };
}

const audited = async ({ id }: Run): Promise<string[]> =>
  (
    await city.database<
      { action: string }[]
    >`SELECT action FROM audit WHERE subject = ${`run ${id}`} ORDER BY id`
  ).map(({ action }) => action);

describe('an activity that is repeated, because its worker died before it could say so, does nothing twice', () => {
  test('materialise', async () => {
    const { run, firing } = await begun();
    const first = await doing(activities.materialise, firing);
    const written = await states(city, { run });
    expect(await doing(activities.materialise, firing)).toEqual(first);
    expect(await states(city, { run })).toEqual(written);
    expect(Object.values(written).filter((state) => state === 'queued')).not.toHaveLength(0);
  });

  test('pause, resume, cancel, each audited once', async () => {
    const { run, firing } = await begun();
    await doing(activities.materialise, firing);
    for (const input of [{ runId: run.id }, { runId: run.id }]) await doing(activities.pauseRun, input);
    for (const input of [{ runId: run.id }, { runId: run.id }]) await doing(activities.resumeRun, input);
    for (const input of [run.id, run.id]) await doing(activities.cancelRun, input);
    expect(await audited(run)).toEqual(['run paused', 'run resumed', 'run cancelled']);
    expect(Object.values(await states(city, { run }))).not.toContain('queued');
  });
});

test('a step that is not in the plan is a defect that no retry mends', async () => {
  const { firing } = await begun();
  await expect(doing(activities.materialise, { ...firing, step: 'other' })).rejects.toMatchObject({
    type: 'UnknownStep',
    nonRetryable: true,
  });
});

describe('draining', () => {
  test('ends when nothing is open', async () => {
    const { run, firing } = await begun();
    await doing(activities.materialise, firing);
    await send(run);
    expect(await doing(activities.drain, firing.runId)).toEqual({ kind: 'drained' });
  });

  test('of a paused run says so, and of a cancelled one cancels what was written meanwhile', async () => {
    const { run, firing } = await begun();
    await doing(activities.materialise, firing);
    await moveRun(city.database, { runId: run.id, to: 'paused', now: NOW });
    expect(await doing(activities.drain, firing.runId)).toEqual({ kind: 'paused' });
    await moveRun(city.database, { runId: run.id, to: 'cancelled', now: NOW });
    expect(await doing(activities.drain, firing.runId)).toEqual({ kind: 'drained' });
    expect(Object.values(await states(city, { run }))).not.toContain('queued');
  });

  test('leaves a long wait to the workflow', async () => {
    // NOW is 09:00 of the office.
    const { firing } = await begun({ window: { from: '20:00', to: '21:00' } });
    await doing(activities.materialise, firing);
    const before = new Date(NOW.getTime() + 11 * 60 * MINUTE_MILLISECONDS).toISOString();
    expect(await doing(activities.drain, firing.runId)).toEqual({ kind: 'nothing-due', before });
  });
});

test('watching receipts answers with how many are still awaited', async () => {
  const { run, firing } = await begun();
  await doing(activities.materialise, firing);
  await send(run);
  const until = new Date(NOW.getTime() + MINUTE_MILLISECONDS).toISOString();
  const sent = desk.sms.calls.at(-1)!.messages.length;
  expect(await doing(activities.watchReceipts, { runId: run.id, until })).toBe(sent);
});
