import { Redis } from 'ioredis';
import type { Stack } from '../../local/stack/stack.js';
import { pause } from '../support/pause.js';
import type { Blow } from './blows.js';

/** A blow that has fallen. */
export interface Struck extends Pick<Blow, 'kind' | 'target'> {
  /** When it fell. */
  at: Date;
  /** When the target served again. */
  backAt: Date;
}

/** Deals one blow: kill -9 and, after its time, start again; or everything in Redis gone at once. */
export async function strike(stack: Stack, { kind, target, downMilliseconds }: Blow): Promise<Struck> {
  const at = new Date();
  if (kind === 'flush') await emptyRedis(stack.settings['REDIS_URL']!);
  else {
    await stack.kill(target);
    await pause(downMilliseconds);
    await stack.restart(target);
  }
  return { kind, target, at, backAt: new Date() };
}

async function emptyRedis(url: string): Promise<void> {
  const redis = new Redis(url);
  try {
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
}
