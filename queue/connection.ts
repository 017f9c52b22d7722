import { once } from 'node:events';
import { Redis } from 'ioredis';

/** How long a process that has just started waits for its first connection, in milliseconds. */
const FIRST_CONNECTION_MILLISECONDS = 2000;

/** How commands behave while Redis is away; BullMQ's workers must wait for ever (`null`). */
export interface ConnectionOptions {
  enableOfflineQueue?: boolean;
  maxRetriesPerRequest: number | null;
}

/** Connects now, and again whenever the connection is lost. */
export function connect(url: string, options: ConnectionOptions): Redis {
  const redis = new Redis(url, {
    ...options,
    lazyConnect: false,
    retryStrategy: (times) => Math.min(times * 50, 1000),
  });
  redis.on('error', () => undefined);
  return redis;
}

/**
 * Waits for a connection that has just been made; fails soon where there is none to be had. Once there was one,
 * it does not wait: a command on a lost connection fails by itself.
 */
export function firstConnection(redis: Redis): () => Promise<void> {
  let was = false;
  redis.once('ready', () => (was = true));
  return async () => {
    // Rejects on the connection's own error too.
    if (!was) await once(redis, 'ready', { signal: AbortSignal.timeout(FIRST_CONNECTION_MILLISECONDS) });
  };
}
