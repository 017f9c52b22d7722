import type { Channel } from '../domain/plan/plan.js';
import type { Provider } from '../providers/contract.js';
import type { Lanes } from '../queue/lanes.js';
import type { Pace } from '../queue/pace.js';
import type { Clock } from '../runtime/clock.js';
import type { Database } from '../runtime/database.js';
import type { Keys } from '../runtime/keys.js';
import type { Logger } from '../runtime/log.js';

/** How long the send path waits for what; the defaults are settings of the office. */
export interface DispatchWaits {
  /** A claimed batch belongs to its dispatcher for so long; must exceed the provider's time limit. */
  leaseSeconds: number;
  /** After an unknown outcome, how long until the provider may be sent the same call again. */
  reconcileFirstWaitSeconds: number;
  /** How long the gateway remembers a nonce, with room to spare: afterwards only the query guards. */
  reconcileNonceSeconds: number;
  /** Not found for so long: it never arrived. Must exceed the provider's visibility delay. */
  reconcileBoundSeconds: number;
  /** A job enqueued longer ago than that may have been lost with its queue. */
  requeueAfterSeconds: number;
  /** How long a provider that refuses the account is left alone. */
  accountStopSeconds: number;
}

/** What the send path works with; wired once by each worker. */
export interface Desk {
  database: Database;
  keys: Keys;
  providers: Readonly<Record<Channel, Provider>>;
  lanes: Lanes;
  pace: Pace;
  clock: Clock;
  waits: DispatchWaits;
  log: Logger;
}

/** `now` plus so many seconds. */
export const inSeconds = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000);
