import { setTimeout as delay } from 'node:timers/promises';
import { launchNotice, untilDrained } from './office.js';
import type { BenchStack } from './stack.js';

const PAUSE_MILLISECONDS = 200;

/**
 * Launches urgent notices to one person each, one after the other, as long as a bulk run to everyone is under way.
 * @returns of each, the milliseconds from launch to the carrier's acceptance
 */
export async function urgentDuringBulk(bench: BenchStack, samples: number): Promise<number[]> {
  const latencies: number[] = [];
  while (latencies.length < samples) {
    const bulk = await launchNotice(bench, { channel: 'sms' });
    let under = true;
    const drained = untilDrained(bench, bulk).finally(() => {
      under = false;
    });
    while (under && latencies.length < samples) {
      const latency = await urgentLatency(bench);
      if (under) latencies.push(latency);
      await delay(PAUSE_MILLISECONDS);
    }
    await drained;
  }
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
