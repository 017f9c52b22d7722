import { beforeEach, describe, expect, test } from '@jest/globals';
import { enqueueDue } from '../../dispatch/enqueue.js';
import { sweep } from '../../dispatch/sweep.js';
import { untilWritten } from '../../dispatch/until-written.js';
import { openLanes } from '../../queue/lanes.js';
import type { ProviderCall } from '../../providers/contract.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk, workOff } from '../support/desk.js';
import { laneJobs } from '../support/lane-jobs.js';
import { batchOf, batchRow, launch, states, type Wish } from '../support/launch.js';
import { keepPush } from '../support/push.js';
import { inRedis } from '../support/redis-contents.js';
import { receiptOf } from './unsure.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);

beforeEach(async () => {
  await city.reset();
  await inRedis(desk.redisUrl, (redis) => redis.flushdb());
  desk.sms.restart();
  desk.clock.set(NOW);
});

const QIANXI: Wish = { audience: { committees: ['qianxi'] } };

/** A batch without a clear answer, a job lost with the queue, a batch nobody enqueued, and an unread push. */
async function leftBehind() {
  const unsure = await launch(city, QIANXI);
  desk.sms.restart(() => ({ kind: 'unknown', code: 'link.no-answer' }));
  await workOff(desk);
  desk.sms.sighting = 'found';
  const lost = await launch(city, QIANXI);
  await enqueueDue(desk);
  await inRedis(desk.redisUrl, (redis) => redis.flushdb());
  const due = await launch(city, QIANXI);
  await keepPush(database, { kind: 'reply', provider: 'aliyun', body: '[]', receivedAt: NOW });
  desk.clock.advance(40_000);
  return { unsure, lost, due };
}

describe('a sweep', () => {
  test('heals everything that was left behind, in one round, and the next finds nothing', async () => {
    const { unsure } = await leftBehind();
    expect(await sweep(desk)).toEqual({ requeued: 1, reconciled: 1, enqueued: 2, received: 1 });
    expect(await states(city, unsure)).toEqual({ 陈涛: 'sent', 刘洋: 'sent', 孙静: 'sent' });
    expect((await laneJobs(desk.redisUrl))['sms-bulk']).toBe(2);
    expect(await sweep(desk)).toEqual({ requeued: 0, reconciled: 0, enqueued: 0, received: 0 });
  });

  test('does what can be done while the queue is away, and the rest when it is back', async () => {
    const { due, lost } = await leftBehind();
    const nobody = openLanes('redis://127.0.0.1:1');
    expect(await sweep({ ...desk, lanes: nobody })).toEqual({
      requeued: 0,
      reconciled: 1,
      enqueued: 0,
      received: 1,
    });
    await nobody.close();
    expect((await batchRow(city, await batchOf(city, due)))['enqueuedAt']).toBeNull();
    expect(await sweep(desk)).toEqual({ requeued: 1, reconciled: 0, enqueued: 2, received: 0 });
    expect((await batchRow(city, await batchOf(city, lost)))['enqueued']).toBe(2);
  });

  test('reads what was pushed before it asks the carrier about what a push may settle', async () => {
    await leftBehind();
    const [{ outId }] = desk.sms.calls as [ProviderCall];
    await keepPush(database, {
      kind: 'receipt',
      provider: 'aliyun',
      body: receiptOf('陈涛', outId),
      receivedAt: NOW,
    });
    await sweep(desk);
    expect(desk.sms.asked).toEqual([]);
  });

  test('by two at once does everything once', async () => {
    await leftBehind();
    const rounds = await Promise.all([sweep(desk), sweep(desk)]);
    const sum = (part: keyof (typeof rounds)[0]): number => rounds[0][part] + rounds[1][part];
    expect([sum('reconciled'), sum('received')]).toEqual([1, 1]);
    expect((await laneJobs(desk.redisUrl))['sms-bulk']).toBeLessThanOrEqual(2);
    await sweep(desk);
    expect((await laneJobs(desk.redisUrl))['sms-bulk']).toBe(2);
  });
});

describe('a result of a call', () => {
  test('is written once the ledger is back', async () => {
    let tries = 0;
    await untilWritten(desk, async () => {
      tries += 1;
      if (tries === 1)
        throw Object.assign(new Error('write CONNECTION_CLOSED'), { code: 'CONNECTION_CLOSED' });
      if (tries === 2) await database`SELECT pg_terminate_backend(pg_backend_pid())`;
    });
    expect(tries).toBe(3);
  });

  test('that the ledger refuses is a defect, and said at once', async () => {
    let tries = 0;
    const write = async () => {
      tries += 1;
      await database`INSERT INTO batch (id) VALUES (1)`;
    };
    await expect(untilWritten(desk, write)).rejects.toMatchObject({ code: '428C9' });
    await expect(untilWritten(desk, () => Promise.reject(new TypeError('defect')))).rejects.toThrow('defect');
    expect(tries).toBe(1);
  });
});
