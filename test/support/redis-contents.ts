import { Redis } from 'ioredis';

/** Looks into a Redis database. */
export async function inRedis<Result>(url: string, look: (redis: Redis) => Promise<Result>): Promise<Result> {
  const redis = new Redis(url);
  try {
    return await look(redis);
  } finally {
    redis.disconnect();
  }
}

/** Every key, and everything it holds, as one text. */
export const everythingIn = (url: string): Promise<string> =>
  inRedis(url, async (redis) => {
    const keys = await redis.keys('*');
    return JSON.stringify(await Promise.all(keys.map(async (key) => [key, await contentOf(redis, key)])));
  });

async function contentOf(redis: Redis, key: string): Promise<unknown> {
  const type = await redis.type(key);
  switch (type) {
    case 'string':
      return redis.get(key);
    case 'hash':
      return redis.hgetall(key);
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, '0', '-1', 'WITHSCORES');
    case 'stream':
      return redis.xrange(key, '-', '+');
    default:
      throw new Error(`${key} is a ${type}: this test cannot read it`);
  }
}
