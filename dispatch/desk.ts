import type { Channel } from '../domain/plan/plan.js';
import type { RingingRun } from '../ledger/bells.js';
import type { Provider } from '../providers/contract.js';
import type { LaneName, Lanes } from '../queue/lanes.js';
import type { Pace } from '../queue/pace.js';
import type { Clock } from '../runtime/clock.js';
import type { Database } from '../runtime/database.js';
import type { Keys } from '../runtime/keys.js';
import type { Logger } from '../runtime/log.js';

/** How long the send path waits for what; the defaults are settings of the office. */
export interface DispatchWaits {
  /** A claimed batch belongs to its dispatcher for so long; must exceed the provider's time limit. */
  leaseSeconds: number;
  /** After the last try of an unsure call, how long until the provider may be sent the same call again. */
  reconcileFirstWaitSeconds: number;
  /** After the first try, how long the gateway surely remembers its nonce: afterwards only the query guards. */
  reconcileNonceSeconds: number;
  /** Not found for so long after the last try: it never arrived. Must exceed the provider's visibility delay. */
  reconcileBoundSeconds: number;
  /** A job enqueued longer ago than that may have been lost with its queue. */
  requeueAfterSeconds: number;
  /** How long a provider that refuses the account is left alone. */
  accountStopSeconds: number;
  /** With more replies waiting for a clerk, bulk sending waits for them to be settled. */
  inboxBacklogLimit: number;
  /** From one look at how the providers of a channel do to the next. */
  providerLookSeconds: number;
  /** A provider that answers faster is never slow, however fast another one is. */
  providerSlowMilliseconds: number;
}

/** What the send path works with; wired once by each worker. */
export interface Desk {
  database: Database;
  keys: Keys;
  /** In the foot of its mails. */
  officeName: string;
  /** Public address of the pages for people with a link; undefined: mails carry no unsubscribe link. */
  portalUrl?: string | undefined;
  /** Who may carry each channel; at least one each. */
  providers: Readonly<Record<Channel, readonly Provider[]>>;
  lanes: Lanes;
  pace: Pace;
  clock: Clock;
  waits: DispatchWaits;
  log: Logger;
  /** Tells the workflow of a run that something has come in. Never waited for: the sweeper rings what was lost. */
  ring: (run: RingingRun) => void;
}

/** What reading pushes needs of it. */
export type Receiver = Pick<Desk, 'database' | 'keys' | 'clock' | 'ring'>;

/** What a batch is dispatched among and at which pace. */
export interface Carriage {
  channel: Channel;
  lane: LaneName;
}

/** The provider of a channel that has this name; undefined: it is not among those set now. */
export const providerNamed = ({ providers }: Pick<Desk, 'providers'>, channel: Channel, name: string) =>
  providers[channel].find((provider) => provider.name === name);

/** Who carries a batch that has been claimed for one of the providers set. */
export function claimedProvider(desk: Pick<Desk, 'providers'>, channel: Channel, name: string): Provider {
  const provider = providerNamed(desk, channel, name);
  if (!provider) throw new Error(`claimed for ${name}, which is not set`);
  return provider;
}

/** Code of a try given up because it was held up (a machine that slept, a ledger that was away) until its lease ran out. */
export const HELD_UP = 'held up beyond its lease';

/** `now` plus so many seconds. */
export const inSeconds = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000);

/**
 * How long a batch waits that no provider may carry, every one being stopped or its template approved at none, before it is
 * looked at again, in seconds: a person may mend either at any time.
 */
const HELD_SECONDS = 10;

/** Until when such a batch is held at `now`. */
export const heldUntil = (now: Date): Date => inSeconds(now, HELD_SECONDS);
