import { afterAll } from '@jest/globals';
import type { Desk, DispatchWaits } from '../../dispatch/desk.js';
import { dispatchBatch } from '../../dispatch/dispatch.js';
import { takeDueBatches } from '../../ledger/batches.js';
import type { Channel } from '../../domain/plan/plan.js';
import type { Outcome, Provider, ProviderCall, Sighting, TemplateDesk } from '../../providers/contract.js';
import { openLanes } from '../../queue/lanes.js';
import { createPace } from '../../queue/pace.js';
import { SettableClock } from '../../runtime/clock.js';
import { createLogger } from '../../runtime/log.js';
import { KEYS, nameAt, NOW, type City, type Name } from './cast.js';
import { emptyWorkerRedis } from './worker-redis.js';

/** Waits as real carriers need them. */
export const WAITS: DispatchWaits = {
  leaseSeconds: 60,
  reconcileFirstWaitSeconds: 60,
  reconcileNonceSeconds: 900,
  reconcileBoundSeconds: 600,
  requeueAfterSeconds: 30,
  accountStopSeconds: 300,
  inboxBacklogLimit: 1000,
  providerLookSeconds: 60,
  providerSlowMilliseconds: 500,
};

/** What a provider of a test does with a call; the number of the call counts from 0. */
export type Behaviour = (call: ProviderCall, at: number) => Outcome | Promise<Outcome>;

/** Took it. */
export const accepted: Outcome = { kind: 'accepted', reference: 'reference' };

/** A provider that does as it is told and remembers what it was asked. */
export class ScriptedProvider implements Provider {
  readonly maxMessagesPerCall: number;
  readonly maxOpenCalls = 4;
  /** Whose nonces its calls carry, if a test has several. */
  nonceScope?: string;
  /** Whether it carries approved templates only. */
  reviewsTemplates?: true;
  /** Codes of receipts for which it is to blame. */
  lossCodes?: readonly string[];
  /** Where templates are handed in, if a test has such a desk. */
  templates?: TemplateDesk;
  readonly calls: ProviderCall[] = [];
  readonly asked: { outId: string; intentAt: Date; addresses: readonly string[] }[] = [];
  /** Says whether it has a call; absent from a relay, which cannot be asked. */
  readonly find?: (call: {
    outId: string;
    intentAt: Date;
    addresses: readonly string[];
  }) => Promise<Sighting>;
  /** What it says when asked, whatever about or by the phones. */
  sighting: Sighting | ((addresses: readonly string[]) => Sighting) = 'absent';

  constructor(
    readonly channel: Channel,
    public behaviour: Behaviour = () => accepted,
    readonly name = channel === 'sms' ? 'carrier' : 'relay',
    readonly weight = 100,
  ) {
    this.maxMessagesPerCall = channel === 'sms' ? 100 : 1;
    if (channel === 'sms') {
      this.find = async (call) => {
        this.asked.push(call);
        return typeof this.sighting === 'string' ? this.sighting : this.sighting(call.addresses);
      };
    }
  }

  async send(call: ProviderCall): Promise<Outcome> {
    this.calls.push(call);
    return this.behaviour(call, this.calls.length - 1);
  }

  async close(): Promise<void> {}

  /** Names of those a call was for; a family's phone counts for the first of them. */
  reached(at = this.calls.length - 1): (Name | undefined)[] {
    return (this.calls[at]?.messages ?? []).map(({ address }) => nameAt(address));
  }

  /** Forgets its calls, and does as told from now on. */
  restart(behaviour: Behaviour = () => accepted): void {
    this.calls.length = 0;
    this.asked.length = 0;
    this.sighting = 'absent';
    this.behaviour = behaviour;
  }
}

/** A desk on a test's ledger and Redis, with a clock that stands still and providers that do as they are told. */
export interface TestDesk extends Desk {
  clock: SettableClock;
  sms: ScriptedProvider;
  email: ScriptedProvider;
  redisUrl: string;
  /** Runs whose bell was rung, in order. */
  rung: number[];
}

/** Dispatches every batch that is due now, one after another, as a dispatcher does who gets all jobs. */
export async function workOff(desk: Desk): Promise<void> {
  for (;;) {
    const due = await takeDueBatches(desk.database, { now: desk.clock.now(), limit: 100 });
    if (due.length === 0) return;
    for (const { id, channel, lane } of due) await dispatchBatch(desk, { channel, lane }, id);
  }
}

/** Opens a desk; it is closed when the test file is done. */
export async function openTestDesk(city: City, waits: Partial<DispatchWaits> = {}): Promise<TestDesk> {
  const redisUrl = await emptyWorkerRedis();
  const sms = new ScriptedProvider('sms');
  const email = new ScriptedProvider('email');
  const lanes = openLanes(redisUrl);
  const pace = createPace(redisUrl, {});
  const rung: number[] = [];
  afterAll(async () => {
    await lanes.close();
    await pace.close();
  });
  return {
    ...{
      database: city.database,
      keys: KEYS,
      officeName: '唐山志愿者',
      providers: { sms: [sms], email: [email] },
      sms,
      email,
      lanes,
      pace,
      redisUrl,
    },
    clock: new SettableClock(NOW),
    waits: { ...WAITS, ...waits },
    ...{ rung, ring: ({ id }) => void rung.push(id) },
    log: createLogger('test', 'silent'),
  };
}
