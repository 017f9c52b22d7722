import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createPace, type Pace } from '../../queue/pace.js';
import { inRedis } from '../support/redis-contents.js';
import { emptyWorkerRedis } from '../support/worker-redis.js';

const url = await emptyWorkerRedis();
const RATES = { 'sms-bulk': 50, 'sms-urgent': 10, 'email-bulk': 0 };
const [one, other] = [createPace(url, RATES), createPace(url, RATES)];
afterAll(() => Promise.all([one.close(), other.close()]));
beforeEach(async () => {
  await inRedis(url, (redis) => redis.flushdb());
});

/** The server's clock, in milliseconds: the one the pace goes by. */
const serverTime = (): Promise<number> =>
  inRedis(url, async (redis) => {
    const [seconds, microseconds] = await redis.time();
    return Number(seconds) * 1000 + Number(microseconds) / 1000;
  });

describe('the pace of a lane', () => {
  test('hands out evenly spaced slots over two dispatchers, without a burst', async () => {
    const before = await serverTime();
    const asked = Array.from({ length: 60 }, (_, at): [Pace, number] => [at % 2 ? one : other, 1 + (at % 3)]);
    const reserved = await Promise.all(
      asked.map(async ([pace, calls]) => ({ calls, ...(await pace.reserve('sms-bulk', calls)) })),
    );
    const spent = (await serverTime()) - before;
    const slots = reserved.flatMap(({ calls, wait, between }) =>
      Array.from({ length: calls }, (_, at) => wait + at * between),
    );
    expect(slots).toHaveLength(120);
    expect(reserved.every(({ between }) => between === 20)).toBe(true);
    // Waits count from each asking, which took until `spent`: 120 slots 20 ms apart lie within that of each other.
    const last = Math.max(...slots);
    expect(last).toBeLessThanOrEqual(119 * 20 + 1);
    expect(last).toBeGreaterThanOrEqual(119 * 20 - spent);
  });

  test('never hands the same slot to two', async () => {
    const next = await inRedis(url, async (redis) => {
      await Promise.all(Array.from({ length: 40 }, (_, at) => (at % 2 ? one : other).reserve('sms-bulk', 1)));
      return Number(await redis.get('muster:pace:sms-bulk'));
    });
    const again = await inRedis(url, async (redis) => {
      await one.reserve('sms-bulk', 5);
      return Number(await redis.get('muster:pace:sms-bulk'));
    });
    expect((again - next) / 1000).toBe(100);
  });

  test('does not save up the time in which nothing was sent', async () => {
    const [first, second] = [await one.reserve('sms-urgent', 1), await one.reserve('sms-urgent', 1)];
    expect(first).toEqual({ wait: 0, between: 100 });
    expect(second.wait).toBeGreaterThan(50);
    // As if a minute had passed: its slots are gone, the next two are again one apart.
    await inRedis(url, (redis) => redis.set('muster:pace:sms-urgent', '1'));
    expect((await one.reserve('sms-urgent', 1)).wait).toBe(0);
    expect((await other.reserve('sms-urgent', 1)).wait).toBeGreaterThan(50);
  });

  test('is the own of each lane, and none where no rate is set', async () => {
    await one.reserve('sms-bulk', 1000);
    expect((await one.reserve('sms-urgent', 1)).wait).toBe(0);
    expect(await one.reserve('email-bulk', 1000)).toEqual({ wait: 0, between: 0 });
    expect(await one.reserve('email-urgent', 1000)).toEqual({ wait: 0, between: 0 });
  });

  test('is forgotten by Redis once its slots are over', async () => {
    await one.reserve('sms-bulk', 50);
    const left = await inRedis(url, (redis) => redis.pttl('muster:pace:sms-bulk'));
    expect(left).toBeGreaterThan(1000);
    expect(left).toBeLessThanOrEqual(2000);
  });

  test('can be asked for as soon as it is made', async () => {
    const fresh = createPace(url, RATES);
    expect(await fresh.reserve('sms-urgent', 1)).toEqual({ wait: 0, between: 100 });
    await fresh.close();
  });

  test('refuses soon when Redis is away', async () => {
    const nobody = createPace('redis://127.0.0.1:1', RATES);
    await expect(nobody.reserve('sms-bulk', 1)).rejects.toThrow();
    await nobody.close();
  });
});
