import { beforeEach, describe, expect, test } from '@jest/globals';
import { enqueueDue, requeueLost } from '../../dispatch/enqueue.js';
import { takeDueBatches } from '../../ledger/batches.js';
import { moveRun } from '../../ledger/runs.js';
import { openLanes } from '../../queue/lanes.js';
import { CAST, NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk } from '../support/desk.js';
import { batchesOf, batchOf, batchRow, launch, type Launched, type Wish } from '../support/launch.js';
import { laneJobs } from '../support/lane-jobs.js';
import { everythingIn, inRedis } from '../support/redis-contents.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);

beforeEach(async () => {
  await city.reset();
  await inRedis(desk.redisUrl, (redis) => redis.flushdb());
  desk.clock.set(NOW);
});

const QIANXI: Wish = { audience: { committees: ['qianxi'] } };
const waiting = async (): Promise<number> =>
  Object.values(await laneJobs(desk.redisUrl)).reduce((sum, jobs) => sum + jobs, 0);

/** So many batches of a run beside its own, without messages. */
const multiply = async ({ run }: Launched, many: number): Promise<void> => {
  const id = await batchOf(city, { run });
  await database`INSERT INTO batch (occurrence_id, channel, lane, provider, not_before)
    SELECT occurrence_id, channel, lane, provider, not_before FROM batch, generate_series(1, ${many}) WHERE batch.id = ${id}`;
};

/** Forgets the jobs of these batches, as a worker does that dies with them. */
const forget = (ids: readonly number[]) =>
  inRedis(desk.redisUrl, async (redis) => {
    for (const id of ids) await redis.del(`bull:sms-bulk:${id}-1`, `bull:sms-urgent:${id}-1`);
  });

describe('enqueueing', () => {
  test('puts every due batch of a running run into its lane, once', async () => {
    await launch(city, { ...QIANXI, sms: 'flood', email: 'flood-mail' });
    await launch(city, { ...QIANXI, lane: 'urgent' });
    const paused = await launch(city, QIANXI);
    await moveRun(database, { runId: paused.run.id, to: 'paused', now: NOW });
    await launch(city, { ...QIANXI, window: { from: '20:00', to: '21:00' } });
    expect(await enqueueDue(desk)).toBe(3);
    expect(await enqueueDue(desk)).toBe(0);
    expect(await laneJobs(desk.redisUrl)).toEqual({
      'sms-urgent': 1,
      'sms-bulk': 1,
      'email-urgent': 0,
      'email-bulk': 1,
    });
    expect(await batchRow(city, await batchOf(city, paused))).toMatchObject({
      enqueued: 0,
      enqueuedAt: null,
    });
  });

  test('of one run leaves the others', async () => {
    const [one, other] = [await launch(city, QIANXI), await launch(city, QIANXI)];
    expect(await enqueueDue(desk, one.run.id)).toBe(1);
    expect((await batchRow(city, await batchOf(city, other)))['enqueuedAt']).toBeNull();
  });

  test('by several at once takes each batch once, more than one round trip holds', async () => {
    await multiply(await launch(city, QIANXI), 1200);
    const counts = await Promise.all([enqueueDue(desk), enqueueDue(desk), enqueueDue(desk)]);
    expect(counts.reduce((sum, count) => sum + count)).toBe(1201);
    expect(await waiting()).toBe(1201);
  });

  test('takes urgent batches before bulk ones', async () => {
    const bulk = await launch(city, QIANXI);
    const urgent = await launch(city, { ...QIANXI, lane: 'urgent' });
    const order = [
      ...(await takeDueBatches(database, { now: NOW, limit: 1 })),
      ...(await takeDueBatches(database, { now: NOW, limit: 1 })),
    ];
    expect(order.map(({ id }) => id)).toEqual([await batchOf(city, urgent), await batchOf(city, bulk)]);
  });

  test('takes the mark back when the queue is away, so that nothing is forgotten', async () => {
    const id = await batchOf(city, await launch(city, QIANXI));
    const nobody = openLanes('redis://127.0.0.1:1');
    await expect(enqueueDue({ ...desk, lanes: nobody })).rejects.toThrow();
    await nobody.close();
    expect(await batchRow(city, id)).toMatchObject({ state: 'queued', enqueued: 1, enqueuedAt: null });
    expect(await enqueueDue(desk)).toBe(1);
  });

  test('puts ids into Redis and nothing a person could read', async () => {
    await launch(city, { sms: 'named', email: 'flood-mail' });
    await enqueueDue(desk);
    await desk.pace.reserve('sms-bulk', 1);
    const contents = await everythingIn(desk.redisUrl);
    expect(contents).toMatch(/batchId/);
    for (const [name, part] of Object.entries(CAST)) {
      for (const secret of [name, ...Object.values(part)])
        if (typeof secret === 'string' && secret.length > 6) expect(contents).not.toContain(secret);
      expect(contents).not.toContain(name);
    }
    expect(contents).not.toMatch(/154\d{8}|invalid|滦河|唐山/);
  });
});

describe('what the queue lost', () => {
  const enqueuedLongAgo = async (launched: Launched): Promise<number[]> => {
    await enqueueDue(desk);
    desk.clock.advance(31_000);
    return batchesOf(city, launched);
  };

  test('is enqueued again after Redis was emptied', async () => {
    await multiply(await launch(city, QIANXI), 20);
    await enqueueDue(desk);
    await inRedis(desk.redisUrl, (redis) => redis.flushall());
    expect(await requeueLost(desk)).toBe(0);
    desk.clock.advance(31_000);
    expect(await requeueLost(desk)).toBe(21);
    expect(await enqueueDue(desk)).toBe(21);
    expect(await waiting()).toBe(21);
    desk.clock.advance(31_000);
    expect(await requeueLost(desk)).toBe(0);
  });

  test('is exactly what it does not know any more', async () => {
    const launched = await launch(city, QIANXI);
    await multiply(launched, 9);
    const ids = await enqueuedLongAgo(launched);
    await forget([ids[3]!, ids[7]!]);
    expect(await requeueLost(desk)).toBe(2);
    const back = await database<{ id: number }[]>`SELECT id FROM batch WHERE enqueued_at IS NULL ORDER BY id`;
    expect(back.map(({ id }) => id)).toEqual([ids[3], ids[7]]);
  });

  test('is found behind a long queue of bulk batches that only wait', async () => {
    await multiply(await launch(city, QIANXI), 700);
    await enqueueDue(desk);
    desk.clock.advance(1000);
    const urgent = await launch(city, { ...QIANXI, lane: 'urgent' });
    const ids = await enqueuedLongAgo(urgent);
    await forget(ids);
    const rounds = [await requeueLost(desk), await requeueLost(desk)];
    expect(rounds).toEqual([0, 1]);
    expect(await requeueLost(desk)).toBe(0);
  });
});
