import { once } from 'node:events';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities } from '../../activities/index.js';
import { ASK_STEP, TELL_STEPS } from '../../domain/call-out/steps.js';
import type { MessageState } from '../../domain/messages/states.js';
import { standEveryoneDown } from '../../ledger/call-outs/close.js';
import { runById } from '../../ledger/runs.js';
import { hold } from '../journeys/holds.js';
import { askWave, callRun, counts, openCall, settleTexts, type OpenCall } from '../support/call-out.js';
import { joinCrowd } from '../support/crowd.js';
import { KEYS, NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk } from '../support/desk.js';
import { PROVIDERS } from '../support/launch.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
await settleTexts(city);
const desk = await openTestDesk(city);
const activities = createActivities({
  ...{ database, lanes: desk.lanes, clock: desk.clock, waits: desk.waits, providerNames: PROVIDERS },
  keys: KEYS,
  audienceGrowthPercent: 10,
  launchScheduled: async () => ({ skipped: 'nobody' }),
  launchPlanned: async () => ({ skipped: 'nobody' }),
});
await joinCrowd(city, 111);

beforeEach(() => city.reset());

const logger = new DefaultLogger('ERROR', () => undefined);
const worker = (): MockActivityEnvironment => new MockActivityEnvironment({}, { logger });

/** Runs an activity as a worker would. */
const doing = <Input, Answer>(activity: (input: Input) => Promise<Answer>, input: Input): Promise<Answer> =>
  worker().run<[Input], Answer, typeof activity>(activity, input);

/** How many texts of a step are in each state. */
async function texts({ run }: OpenCall, step: string): Promise<Partial<Record<MessageState, number>>> {
  const rows = await database<{ state: MessageState; count: number }[]>`
    SELECT m.state, count(*) FROM occurrence o JOIN message m ON m.occurrence_id = o.id
    WHERE o.run_id = ${run} AND o.step = ${step} GROUP BY m.state`;
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

describe('a stand-down whose worker died', () => {
  const told = (call: OpenCall) => texts(call, TELL_STEPS['stand-down']);

  test('after it had told everyone takes nothing of that back', async () => {
    const call = await openCall(city);
    await askWave(city, call, 3);
    for (const _attempt of [1, 2]) {
      await doing(activities.standDown, call.run);
      expect(await told(call)).toEqual({ queued: 3 });
    }
  });

  test('before it had told anybody tells them, and nothing else that was queued', async () => {
    const call = await openCall(city);
    await askWave(city, call, 3);
    await askWave(city, call, 2, { texts: 'queued' });
    await database.begin((sql) => standEveryoneDown(sql, call.run, NOW));
    await doing(activities.standDown, call.run);
    expect([await told(call), await texts(call, ASK_STEP)]).toEqual([
      { queued: 3 },
      { delivered: 3, cancelled: 2 },
    ]);
  });
});

describe('a wave that meets the end of asking', () => {
  const wave = { wave: 1, size: 4 };

  test('asks nobody where it comes behind it', async () => {
    const call = await openCall(city, { needed: 2 });
    await doing(activities.finishAsking, call.run);
    expect(await doing(activities.askWave, { runId: call.run, ...wave })).toBe(0);
    expect([await counts(city, call), await texts(call, ASK_STEP)]).toEqual([{ waiting: 111 }, {}]);
  });

  test('asks nobody where its texts were still to be written, and they may be asked later', async () => {
    const call = await openCall(city, { needed: 2 });
    const { occurrence } = await askWave(city, call, 4, { texts: 'queued' });
    await database`DELETE FROM message`;
    await database`UPDATE occurrence SET written_through = 0, materialised_at = NULL WHERE id = ${occurrence.id}`;
    await doing(activities.finishAsking, call.run);
    await doing(activities.askWave, { runId: call.run, ...wave });
    expect([await counts(city, call), await texts(call, ASK_STEP)]).toEqual([
      { waiting: 111 },
      { expired: 4 },
    ]);
    await doing(activities.changeNeeded, { runId: call.run, needed: 2 });
    expect(await doing(activities.askWave, { runId: call.run, wave: 2, size: 4 })).toBe(4);
    expect(await texts(call, ASK_STEP)).toEqual({ expired: 4, queued: 4 });
  });
});

describe('the ranking', () => {
  test('stops for a person where many more may be asked than at the launch, once', async () => {
    // A hundred at its launch.
    const { run } = await callRun(city);
    for (const _attempt of [1, 2]) expect(await doing(activities.rankCandidates, run)).toBe(111);
    expect(await database`SELECT FROM candidate`).toHaveLength(0);
    await doing(activities.resumeRun, { runId: run, grownTo: 111 });
    expect((await runById(database, run))?.audienceAtLaunch).toBe(111);
    expect(await doing(activities.rankCandidates, run)).toBeUndefined();
    expect(await counts(city, { run })).toEqual({ waiting: 111 });
  });

  test('is done once: who has joined since then stops nobody', async () => {
    const { run } = await openCall(city);
    expect(await doing(activities.rankCandidates, run)).toBeUndefined();
  });
});

test('whatever has to wait for the ledger beats meanwhile', async () => {
  const asked = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const call = await openCall(city);
      await askWave(city, call, 1);
      return call.run;
    }),
  );
  const candidates = await hold(database, 'candidate');
  const works: ((runId: number) => Promise<unknown>)[] = [
    activities.tally,
    (runId) => activities.askWave({ runId, wave: 2, size: 1 }),
    activities.remindPlaced,
    activities.standDown,
  ];
  const working = works.map((work, at) => {
    const environment = worker();
    const beat = once(environment, 'heartbeat');
    return { beat, done: environment.run<[number], unknown, typeof work>(work, asked[at]!) };
  });
  await Promise.all(working.map(({ beat }) => beat));
  await candidates.release();
  await Promise.all(working.map(({ done }) => done));
});
