import { Redis } from 'ioredis';

/** A server has databases 0 to 15 unless told otherwise. */
const LAST_DATABASE = 15;

/**
 * An empty Redis database, of this Jest worker's own: the lanes have fixed names, and the files of one worker run
 * one after another.
 * @returns its address
 */
export async function emptyWorkerRedis(): Promise<string> {
  const server = process.env['TEST_REDIS_URL'];
  if (!server) throw new Error('TEST_REDIS_URL is not set: tests start by `npm test`, which starts a Redis');
  const url = new URL(server);
  url.pathname = `/${LAST_DATABASE - Number(process.env['JEST_WORKER_ID'] ?? 0)}`;
  const redis = new Redis(url.href);
  await redis.flushdb();
  redis.disconnect();
  return url.href;
}
