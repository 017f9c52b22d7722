import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Lane } from '../../domain/plan/plan.js';
import { openLanes, serveLane, type LaneEntry } from '../../queue/lanes.js';
import { laneJobs } from '../support/lane-jobs.js';
import { inRedis } from '../support/redis-contents.js';
import { until } from '../support/until.js';
import { emptyWorkerRedis } from '../support/worker-redis.js';

const url = await emptyWorkerRedis();
const lanes = openLanes(url);
afterAll(() => lanes.close());
beforeEach(async () => {
  await inRedis(url, (redis) => redis.flushdb());
});

const entry = (id: number, more: Partial<LaneEntry> = {}): LaneEntry => ({
  id,
  channel: 'sms',
  lane: 'bulk',
  enqueued: 1,
  ...more,
});

/** Serves a lane until closed; remembers what it was given, and what failed. */
function serve(
  send: (id: number) => Promise<void> = async () => undefined,
  lane: Lane = 'bulk',
  concurrency = 1,
) {
  const [given, failed]: [number[], number[]] = [[], []];
  const worker = serveLane(
    url,
    { channel: 'sms', lane, concurrency, lockSeconds: 30 },
    (id) => {
      given.push(id);
      return send(id);
    },
    (id) => failed.push(id),
  );
  return { given, failed, close: () => worker.close() };
}

describe('a lane', () => {
  test('hands each batch out once, in order, and keeps nothing of it', async () => {
    await lanes.enqueue([entry(1), entry(2), entry(3)]);
    await lanes.enqueue([entry(2)]);
    const { given, close } = serve();
    await until(() => given.length === 3);
    await until(async () => (await laneJobs(url))['sms-bulk'] === 0);
    await close();
    expect(given).toEqual([1, 2, 3]);
    expect(await lanes.missing([entry(1), entry(2), entry(3)])).toEqual([1, 2, 3]);
  });

  test('never retries: a failed batch is the business of the ledger, and may be enqueued anew', async () => {
    await lanes.enqueue([entry(1)]);
    const { given, failed, close } = serve(async () => Promise.reject(new Error('killed')));
    await until(() => failed.length === 1);
    expect(given).toEqual([1]);
    await lanes.enqueue([entry(1, { enqueued: 2 })]);
    await until(() => failed.length === 2);
    await close();
    expect(given).toEqual([1, 1]);
  });

  test('is not held up by another: urgent ones go out while bulk is busy and thousands wait', async () => {
    let release = (): void => undefined;
    const busy = new Promise<void>((resolve) => (release = resolve));
    await lanes.enqueue(Array.from({ length: 2000 }, (_, at) => entry(at + 1)));
    const bulk = serve(() => busy);
    await until(() => bulk.given.length === 1);
    const urgent = serve(async () => undefined, 'urgent');
    await lanes.enqueue([entry(9001, { lane: 'urgent' })]);
    await until(() => urgent.given.length === 1);
    expect(bulk.given).toEqual([1]);
    release();
    await inRedis(url, (redis) => redis.flushdb());
    await Promise.all([bulk.close(), urgent.close()]);
  });

  test('knows which batches it has, waiting or in work, and which it lost', async () => {
    await lanes.enqueue([entry(1), entry(2), entry(1, { channel: 'email' })]);
    expect(await laneJobs(url)).toEqual({
      'sms-urgent': 0,
      'sms-bulk': 2,
      'email-urgent': 0,
      'email-bulk': 1,
    });
    const asked = [entry(1), entry(2), entry(2, { enqueued: 2 }), entry(3), entry(1, { lane: 'urgent' })];
    expect(await lanes.missing(asked)).toEqual([2, 3, 1]);
  });

  test('refuses at once when Redis is away', async () => {
    const nobody = openLanes('redis://127.0.0.1:1');
    await expect(nobody.enqueue([entry(1)])).rejects.toThrow();
    await nobody.close();
  });
});
