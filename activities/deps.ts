import type { Channel } from '../domain/plan/plan.js';
import type { Lanes } from '../queue/lanes.js';
import type { Clock } from '../runtime/clock.js';
import type { Database } from '../runtime/database.js';
import type { Keys } from '../runtime/keys.js';
import type { DispatchWaits } from '../dispatch/desk.js';

/** What activities work with; wired by the campaigns worker. */
export interface ActivityDependencies {
  database: Database;
  /** Opens what committees have answered. */
  keys: Keys;
  lanes: Lanes;
  clock: Clock;
  waits: DispatchWaits;
  /** Name of the provider that carries each channel. */
  providerNames: Record<Channel, string>;
  /** How much an audience may grow between launch and writing before the run stops and asks, in percent. */
  audienceGrowthPercent: number;
  /**
   * How long one activity watches receipts come in, in milliseconds of `clock`; waiting longer is the workflow's
   * affair. Default a minute. On skipped time 0: while an activity runs, no time is skipped.
   */
  receiptWatchMilliseconds?: number;
}
