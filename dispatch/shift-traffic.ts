import { ailmentOf, isSick, nextShares, type Share } from '../domain/messages/shares.js';
import { CHANNELS, type Channel } from '../domain/plan/plan.js';
import { clearAlert, clearAlertsBut, raiseAlert } from '../ledger/alerts.js';
import { moveShares, setProviders, standings, takeRound } from '../ledger/shares.js';
import { endStops, forgetStopsBut } from '../ledger/stops.js';
import type { Provider } from '../providers/contract.js';
import type { Transaction } from '../runtime/database.js';
import { inSeconds, type Desk } from './desk.js';

/** What judging needs of the desk. */
type Judge = Pick<Desk, 'database' | 'providers' | 'clock' | 'waits'>;

/** Rounds whose calls are looked at, unless the shares moved since. */
const ROUNDS_SEEN = 5;

/**
 * Looks at how the providers do and moves the traffic: away from those that are slow or fail, back to those that are
 * well. Safe to call at any time: a channel is judged once per round, whoever asks.
 */
export async function shiftTraffic({ database, providers, clock, waits }: Judge): Promise<void> {
  const now = clock.now();
  const since = inSeconds(now, -waits.providerLookSeconds * ROUNDS_SEEN);
  await database.begin(async (sql) => {
    // A provider that is set no more takes nothing again, which alone would end its stop and its alerts.
    const set = CHANNELS.flatMap((channel) => providers[channel]).map(({ name }) => name);
    await forgetStopsBut(sql, set);
    await clearAlertsBut(sql, { causes: ['provider stopped', 'provider slow'], subjects: set }, now);
    for (const provider of await endStops(sql, { since, now }))
      await clearAlert(sql, { cause: 'provider stopped', subject: provider }, now);
  });
  for (const channel of CHANNELS) {
    await database.begin(async (sql) => {
      await setProviders(sql, channel, providers[channel], now);
      // Half a round: rounds of several sweepers lie anywhere between each other.
      const before = inSeconds(now, -waits.providerLookSeconds / 2);
      if (await takeRound(sql, channel, { before, now })) {
        await judge(sql, channel, { waits, carriers: providers[channel], since, now });
      }
    });
  }
}

async function judge(
  sql: Transaction,
  channel: Channel,
  {
    waits,
    carriers,
    since,
    now,
  }: { waits: Judge['waits']; carriers: readonly Provider[]; since: Date; now: Date },
): Promise<void> {
  const lossCodes = carriers.flatMap(({ name, lossCodes: codes = [] }) =>
    codes.map((code) => ({ name, code })),
  );
  const seen = await standings(sql, channel, { lossCodes, since, now });
  const rules = { slowMilliseconds: waits.providerSlowMilliseconds };
  const shares = nextShares(seen, rules);
  await moveShares(sql, shares, now);
  for (const [at, share] of shares.entries()) {
    const { weight } = seen[at]!;
    await tell(sql, { ...share, health: ailmentOf(seen[at]!, share, rules) }, { weight, now });
  }
}

/** Said of one that is slow or fails, alone or beside another; over once it is well and has all of its traffic again. */
async function tell(
  sql: Transaction,
  { provider, share, health }: Share,
  { weight, now }: { weight: number; now: Date },
): Promise<void> {
  const alert = { cause: 'provider slow', subject: provider } as const;
  if (isSick(health)) await raiseAlert(sql, { ...alert, detail: { health } }, now);
  else if (health !== 'doubtful' && share >= weight) await clearAlert(sql, alert, now);
}
