import { queueHealth } from '../../queue/health.js';

/** Jobs waiting or in work, by lane. */
export async function laneJobs(redisUrl: string): Promise<Record<string, number>> {
  const { lanes } = await queueHealth(redisUrl);
  return Object.fromEntries(Object.entries(lanes).map(([name, { jobs }]) => [name, jobs]));
}
