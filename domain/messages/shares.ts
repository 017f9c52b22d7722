/**
 * How the traffic of a channel is shared among its providers: each has a weight, and a share that leaves it where the
 * provider is slow or fails and drifts back to it once it is well again.
 */

/** A provider as it has done lately. */
export interface Standing {
  provider: string;
  /** As set: its part of the traffic while all are well. */
  weight: number;
  /** Points of 100 it has now. */
  share: number;
  /** It refused the account, or an operator stopped it. */
  stopped: boolean;
  /** Calls that were answered, or given up, since its share moved last. */
  calls: number;
  /** Of these, those it throttled or left unanswered. */
  failures: number;
  /** Median of what it took to take one; null: it took none. */
  medianMilliseconds: number | null;
  /** Receipts that came of a sample of these calls. */
  receipts: number;
  /** Of these, those by which the message was lost on its way, not at the phone. */
  lost: number;
  /** Why its share moved last. */
  reason: string;
}

/** From when on a provider counts as slow, whatever the others do. */
export interface ShareRules {
  slowMilliseconds: number;
}

/**
 * What is said of a provider; `doubtful`: too little was seen of it, and that was not good. `losing`: it takes messages
 * and does not deliver them.
 */
export type Health = 'well' | 'doubtful' | 'slow' | 'failing' | 'losing' | 'stopped';

/** Of whom traffic is taken. */
export const isSick = (health: Health): boolean => ['slow', 'failing', 'losing'].includes(health);

/** What a provider gets from now on, and why. */
export interface Share {
  provider: string;
  share: number;
  health: Health;
}

/** One that is not well loses so many points in a round; a well one gets back half. (GOV.UK Notify does it likewise.) */
const LOSS = 10;
const GAIN = 5;
/** A little keeps going to one that is not well: else nobody would see that it is again. */
const TRICKLE = 5;
/** So much slower than the fastest counts as slow: 15 %. */
const SLOWER = 1.15;
/** So many more of its calls failing than of the best one's count as failing. */
const MORE_FAILURES = 0.1;
/** Fewer answers say nothing. */
const FEWEST_CALLS = 3;
/** Fewer receipts say nothing. */
const FEWEST_RECEIPTS = 20;
/** Where nobody does better: fewer failures happen to any provider. */
const FEWEST_FAILURES = 3;
/** Where nobody is faster: from so many times on what would be slow beside a faster one, 2 s by default. */
const TOO_SLOW = 4;

/** A provider in the middle of a round. */
interface Account extends Share {
  /** Where it belongs while nothing is wrong: its weight among those that are not stopped. */
  target: number;
  /** Not taken below that. */
  floor: number;
}

/**
 * One round. Shares are whole points and always make 100. A stopped provider has none; where all are stopped they are
 * the weights.
 */
export function nextShares(standings: readonly Standing[], rules: ShareRules): Share[] {
  const targets = targetsOf(standings);
  const accounts = standings.map((one, at) => ({
    ...{ provider: one.provider, share: one.share, health: healthOf(one, standings, rules) },
    ...{ target: targets[at]!, floor: 0 },
  }));
  for (const account of accounts) enter(account, accounts);
  level(accounts);
  for (const account of accounts) account.share = moved(account);
  level(accounts);
  return accounts.map(({ provider, share, health }) => ({ provider, share, health }));
}

const failureShare = ({ failures, calls }: Standing): number => failures / calls;
const lostShare = ({ lost, receipts }: Standing): number => lost / receipts;

/**
 * What the operators are told of a provider: why it loses traffic; and where none moves, for it is alone or the others do
 * likewise, what it does by itself. One call that failed of few alarms nobody then, nor does a little slowness.
 */
export function ailmentOf(one: Standing, { health }: Share, { slowMilliseconds }: ShareRules): Health {
  if (health !== 'well') return health;
  if (loses(one, [])) return 'losing';
  if (one.calls < FEWEST_CALLS) return 'well';
  if (one.failures >= FEWEST_FAILURES && failureShare(one) >= MORE_FAILURES) return 'failing';
  return (one.medianMilliseconds ?? 0) >= slowMilliseconds * TOO_SLOW ? 'slow' : 'well';
}

/** Against the best of the others; one alone has nobody to be measured against. */
function healthOf(one: Standing, standings: readonly Standing[], { slowMilliseconds }: ShareRules): Health {
  if (one.stopped) return 'stopped';
  if (one.calls < FEWEST_CALLS) return one.failures > 0 ? 'doubtful' : 'well';
  const others = standings.filter((other) => other !== one && !other.stopped);
  if (others.length === 0) return 'well';
  const measured = others.filter(({ calls }) => calls >= FEWEST_CALLS);
  // Of whom nothing is known, nothing bad is.
  const best = measured.length === 0 ? 0 : Math.min(...measured.map(failureShare));
  if (failureShare(one) - best >= MORE_FAILURES) return 'failing';
  if (loses(one, others)) return 'losing';
  if (isSlow(one, measured, slowMilliseconds)) return 'slow';
  // Receipts come later than answers: until they do, what it lost before stands against it.
  return one.reason === 'losing' && one.receipts < FEWEST_RECEIPTS ? 'doubtful' : 'well';
}

function isSlow(one: Standing, measured: readonly Standing[], slowMilliseconds: number): boolean {
  const fastest = Math.min(...measured.map(({ medianMilliseconds }) => medianMilliseconds ?? Infinity));
  const median = one.medianMilliseconds ?? 0;
  return median >= slowMilliseconds && median >= fastest * SLOWER;
}

/** Whether more of its messages are lost on the way than of the best of the others. */
function loses(one: Standing, others: readonly Standing[]): boolean {
  if (one.receipts < FEWEST_RECEIPTS) return false;
  const measured = others.filter(({ receipts }) => receipts >= FEWEST_RECEIPTS);
  const best = measured.length === 0 ? 0 : Math.min(...measured.map(lostShare));
  return lostShare(one) - best >= MORE_FAILURES;
}

/**
 * In whole points that make 100; those that are not stopped share the weights of those that are. What rounding leaves goes
 * to those who lost most by it.
 */
function targetsOf(standings: readonly Standing[]): number[] {
  const live = standings.filter(({ stopped }) => !stopped);
  const among = live.length === 0 ? standings : live;
  const weights = among.reduce((sum, { weight }) => sum + weight, 0);
  const exact = standings.map((one) => {
    if (!among.includes(one)) return 0;
    return weights === 0 ? 100 / among.length : (100 * one.weight) / weights;
  });
  const left = 100 - exact.reduce((sum, points) => sum + Math.floor(points), 0);
  const lost = exact.map((points, at) => ({ at, rest: points % 1 })).sort((a, b) => b.rest - a.rest);
  const raised = new Set(lost.slice(0, left).map(({ at }) => at));
  return exact.map((points, at) => Math.floor(points) + (raised.has(at) ? 1 : 0));
}

/** Where a provider stands before it is judged: a stopped one has nothing, one that is not stopped at least a little. */
function enter(account: Account, accounts: readonly Account[]): void {
  if (accounts.every(({ health }) => health === 'stopped')) account.share = account.target;
  else if (account.health === 'stopped') account.share = 0;
  account.floor = account.health === 'stopped' ? 0 : Math.min(TRICKLE, account.target);
  account.share = Math.max(account.floor, account.share);
}

function moved({ health, share, target, floor }: Account): number {
  if (isSick(health)) return Math.max(floor, share - LOSS);
  if (health === 'well' && share < target) return Math.min(target, share + GAIN);
  return share;
}

/** Point by point until they make 100: given to who may have more and lacks most, taken from who has most too much. */
function level(accounts: Account[]): void {
  const excess = ({ share, target }: Account): number => share - target;
  const live = accounts.filter(({ health }) => health !== 'stopped');
  const among = live.length === 0 ? accounts : live;
  const sound = among.filter(({ health }) => !isSick(health));
  for (let total = sum(accounts); total !== 100; total += total < 100 ? 1 : -1) {
    if (total < 100) (sound.length > 0 ? sound : among).sort((a, b) => excess(a) - excess(b))[0]!.share += 1;
    else among.sort((a, b) => excess(b) - excess(a))[0]!.share -= 1;
  }
}

const sum = (accounts: readonly Account[]): number => accounts.reduce((total, { share }) => total + share, 0);
