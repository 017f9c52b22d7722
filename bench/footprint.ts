import { Redis } from 'ioredis';
import { workflowId } from '../workflows/contract.js';
import { launchNotice, untilClosed, untilDrained } from './office.js';
import { residentMegabytes, type BenchStack } from './stack.js';
import { until } from './until.js';

/** What one notice to everyone costs beside time. */
export interface Footprint {
  people: number;
  /** Growth of Redis while every batch waits in the queue. */
  redisKilobytes: number;
  /** Events in the history of the run's workflow, from launch to close. */
  temporalEvents: number;
  dispatcherMegabytes: number;
  campaignsMegabytes: number;
}

const ENQUEUE_PATIENCE_MILLISECONDS = 120_000;

/** Fills the queue while no dispatcher takes from it, measures, then lets it go. */
export async function footprint(bench: BenchStack, people: number): Promise<Footprint> {
  const { stack, office } = bench;
  const redis = new Redis(stack.settings['REDIS_URL']!);
  try {
    await stack.kill('dispatcher');
    const before = await usedBytes(redis);
    const run = await launchNotice(bench, { channel: 'sms' });
    await until(ENQUEUE_PATIENCE_MILLISECONDS, async () => {
      const [row] = await office.database<[{ full: boolean }]>`
        SELECT coalesce(bool_and(o.materialised_at IS NOT NULL AND NOT EXISTS (
          SELECT FROM batch b WHERE b.occurrence_id = o.id AND b.enqueued_at IS NULL)), false) AS full
        FROM occurrence o WHERE o.run_id = ${run.id}`;
      return row.full;
    });
    const redisKilobytes = Math.round(((await usedBytes(redis)) - before) / 1024);
    await stack.restart('dispatcher');
    await untilDrained(bench, run);
    await untilClosed(bench, run);
    const { historyLength } = await office.temporal.client.workflow
      .getHandle(workflowId('notice', run.id))
      .describe();
    return {
      people,
      redisKilobytes,
      temporalEvents: historyLength,
      dispatcherMegabytes: residentMegabytes(bench, 'dispatcher'),
      campaignsMegabytes: residentMegabytes(bench, 'campaigns'),
    };
  } finally {
    redis.disconnect();
  }
}

async function usedBytes(redis: Redis): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1]);
}
