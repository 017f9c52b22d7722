import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { LANES, laneName } from './lanes.js';

/** How the queue's server is, as it says itself. */
export interface QueueHealth {
  latencyMilliseconds: number;
  product: 'Redis' | 'Valkey';
  /** Of the Redis protocol: Valkey answers with the Redis version it equals. */
  version: string;
  /** What a full server does; anything but `noeviction` drops jobs in silence. */
  evictionPolicy: string;
  /** Whether it writes an append-only file. */
  appendOnly: boolean;
  /** Jobs waiting or running, and dispatchers listening, by lane. */
  lanes: Record<string, { jobs: number; dispatchers: number }>;
}

const PATIENCE_MILLISECONDS = 3000;

/**
 * Asks the queue's server how it is. INFO, because managed servers forbid CONFIG.
 * @throws when it does not answer at once
 */
export async function queueHealth(redisUrl: string): Promise<QueueHealth> {
  const redis = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: PATIENCE_MILLISECONDS,
    commandTimeout: PATIENCE_MILLISECONDS,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  // The call below is rejected with "Connection is closed"; the reason comes as an event, just before.
  let reason: Error | undefined;
  redis.on('error', (error) => (reason = error));
  try {
    await redis.connect();
    const began = performance.now();
    await redis.ping();
    const latencyMilliseconds = Math.round(performance.now() - began);
    const facts = parseInfo(await redis.info());
    return {
      latencyMilliseconds,
      product: facts.has('valkey_version') ? 'Valkey' : 'Redis',
      version: facts.get('redis_version') ?? '0',
      evictionPolicy: facts.get('maxmemory_policy') ?? '',
      appendOnly: facts.get('aof_enabled') === '1',
      lanes: await laneHealth(redis),
    };
  } catch (error) {
    throw reason ?? error;
  } finally {
    // Of one that never connected, ioredis would wait two seconds for the end.
    if (redis.status !== 'end') redis.disconnect();
  }
}

const parseInfo = (info: string): Map<string, string> =>
  new Map(
    info.split(/\r?\n/).flatMap((line) => {
      const colon = line.indexOf(':');
      return colon < 1 ? [] : [[line.slice(0, colon), line.slice(colon + 1)] as const];
    }),
  );

async function laneHealth(connection: Redis): Promise<QueueHealth['lanes']> {
  const entries = LANES.map(async ([channel, lane]) => {
    const name = laneName(channel, lane);
    const queue = new Queue(name, { connection });
    queue.on('error', () => undefined);
    try {
      const [jobs, dispatchers] = await Promise.all([
        queue.getJobCountByTypes('waiting', 'active'),
        queue.getWorkers(),
      ]);
      // The server tells of the clients of all its databases.
      const own = dispatchers.filter(({ db }) => Number(db) === connection.options.db);
      return [name, { jobs, dispatchers: own.length }] as const;
    } finally {
      await queue.close();
    }
  });
  return Object.fromEntries(await Promise.all(entries));
}
