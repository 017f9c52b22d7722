import type { EngineSearch, Found } from './engine.js';
import { findPostgres } from './postgres.js';
import { findRedis } from './redis.js';
import { findTemporal } from './temporal.js';

/** The three engines every stack stands on. */
export interface Engines {
  postgres: Found;
  redis: Found;
  temporal: Found;
}

/** Several engines are missing; the message names all of them, so that a person mends them in one go. */
export class EnginesMissing extends Error {
  override readonly name = 'EnginesMissing';

  constructor(readonly problems: readonly Error[]) {
    super(problems.map((problem) => problem.message).join('\n\n'));
  }
}

/**
 * Finds or installs all three engines, at once.
 * @param postgresFolder where the data is or will be kept: data of an earlier start decides the version
 */
export async function findEngines(search: EngineSearch, postgresFolder?: string): Promise<Engines> {
  const [postgres, redis, temporal] = await allOf([
    findPostgres(search, postgresFolder),
    findRedis(search),
    findTemporal(search),
  ]);
  return { postgres, redis, temporal };
}

/** Waits for every one, and only then fails with all the problems together. */
export async function allOf<T extends readonly unknown[]>(tasks: {
  [K in keyof T]: Promise<T[K]>;
}): Promise<T> {
  const settled = await Promise.allSettled(tasks);
  const problems = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
  if (problems.length > 1) throw new EnginesMissing(problems);
  if (problems[0]) throw problems[0];
  return settled.map((one) => (one as PromiseFulfilledResult<unknown>).value) as unknown as T;
}
