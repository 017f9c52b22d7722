import { setTimeout as delay } from 'node:timers/promises';
import { CHANNELS, type Channel } from '../domain/plan/plan.js';
import { launchNotice, untilDrained } from './office.js';
import type { BenchStack } from './stack.js';

const PAUSE_MILLISECONDS = 200;

/**
 * Launches urgent notices to one person each, one after the other, while bulk runs to everyone are under way on both
 * channels; a channel that is through begins anew.
 * @returns of each, the milliseconds from launch to the carrier's acceptance
 */
export async function urgentDuringBulk(bench: BenchStack, samples: number): Promise<number[]> {
  const latencies: number[] = [];
  const underWay = new Set<Channel>();
  const keepSending = async (channel: Channel): Promise<void> => {
    while (latencies.length < samples) {
      const bulk = await launchNotice(bench, { channel });
      underWay.add(channel);
      await untilDrained(bench, bulk);
      underWay.delete(channel);
    }
  };
  const sample = async (): Promise<void> => {
    while (latencies.length < samples) {
      const latency = await urgentLatency(bench);
      if (underWay.size === CHANNELS.length) latencies.push(latency);
      await delay(PAUSE_MILLISECONDS);
    }
  };
  await Promise.all([...CHANNELS.map(keepSending), sample()]);
  return latencies;
}

async function urgentLatency(bench: BenchStack): Promise<number> {
  const run = await launchNotice(bench, {
    channel: 'sms',
    lane: 'urgent',
    audience: { committees: ['130281'], roles: ['liaison'] },
  });
  await untilDrained(bench, run);
  const [row] = await bench.office.database<[{ milliseconds: number }]>`
    SELECT extract(epoch FROM max(a.finished_at) - r.launched_at)::float8 * 1000 AS milliseconds
    FROM run r JOIN occurrence o ON o.run_id = r.id JOIN batch b ON b.occurrence_id = o.id JOIN attempt a ON a.batch_id = b.id
    WHERE r.id = ${run.id} AND a.outcome = 'accepted' GROUP BY r.launched_at`;
  return row.milliseconds;
}
