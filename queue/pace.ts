import { connect, firstConnection } from './connection.js';
import type { LaneName } from './lanes.js';

/**
 * Pace of a lane in provider calls per second, evenly spaced and without a burst over all dispatchers: the
 * generic cell rate algorithm with a burst of one. BullMQ's own limiter is a fixed window and lets twice its
 * rate through in a sliding second.
 *
 * KEYS[1] the lane's next free slot (microseconds); ARGV[1] microseconds between calls, ARGV[2] calls wanted.
 * Returns how many microseconds to wait for the first of them. Time is the server's, so that dispatchers agree.
 */
const RESERVE = `
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local free = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local next_free = free + ARGV[1] * ARGV[2]
redis.call('SET', KEYS[1], string.format('%.0f', next_free), 'PX', math.ceil((next_free - now) / 1000) + 1000)
return string.format('%.0f', free - now)`;

/** Reserves evenly spaced slots for calls to a provider. */
export interface Pace {
  /**
   * Reserves the next `calls` slots of a lane.
   * @returns milliseconds until the first, and between one and the next (both 0 when the lane is not paced)
   */
  reserve(lane: LaneName, calls: number): Promise<{ wait: number; between: number }>;
  close(): Promise<void>;
}

/** @param callsPerSecond by lane name; 0 or absent: not paced */
export function createPace(
  redisUrl: string,
  callsPerSecond: Readonly<Partial<Record<LaneName, number>>>,
): Pace {
  const redis = connect(redisUrl, { maxRetriesPerRequest: 1, enableOfflineQueue: false });
  const ready = firstConnection(redis);
  return {
    async reserve(lane, calls) {
      const rate = callsPerSecond[lane] ?? 0;
      if (rate <= 0) return { wait: 0, between: 0 };
      await ready();
      const between = 1_000_000 / rate;
      const wait = (await redis.eval(RESERVE, 1, `muster:pace:${lane}`, between, calls)) as string;
      return { wait: Number(wait) / 1000, between: between / 1000 };
    },
    async close() {
      redis.disconnect();
    },
  };
}
