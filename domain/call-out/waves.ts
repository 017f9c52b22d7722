/** How a call-out decides how many people to ask next. */

/** Where a call-out stands, in people. */
export interface Filling {
  needed: number;
  placed: number;
  /** Asked and silent, with time left to answer or with a text that has not even left; not who is beyond its reach. */
  outstanding: number;
  /** Of those asked so far: how many have answered or let their time pass, and how many of these came to a yes. */
  settled: number;
  accepted: number;
  /** Who may still be asked. */
  left: number;
  /** What share of the asked is expected to come by what is known of them, 0–1. */
  expected: number;
}

/** What is known beforehand weighs as much as so many answers. */
const PRIOR_ANSWERS = 20;
/** However badly it goes, not more than so many are asked for one place; however well, at least one. */
const LEAST_RATE = 0.05;

/** The share of the asked who say yes, learnt from the answers as they come. */
export function acceptanceRate({
  expected,
  settled,
  accepted,
}: Pick<Filling, 'expected' | 'settled' | 'accepted'>): number {
  const rate = (expected * PRIOR_ANSWERS + accepted) / (PRIOR_ANSWERS + settled);
  return Math.min(1, Math.max(LEAST_RATE, rate));
}

/** Chance alone may leave a wave a little short: not worth asking more while people still have time to answer. */
const TOLERATED_SHARE = 0.1;

/**
 * How many to ask now; 0: wait. Every "no", and every silence whose time is over, frees the next in line: asked
 * are as many as it takes to fill what those still outstanding are not expected to.
 */
export function peopleToAsk(filling: Filling): number {
  const { needed, placed, outstanding, left } = filling;
  const rate = acceptanceRate(filling);
  const short = needed - placed - outstanding * rate;
  if (short <= 0) return 0;
  if (outstanding > 0 && short < Math.max(1, needed * TOLERATED_SHARE)) return 0;
  return Math.min(left, Math.ceil(short / rate));
}

/** The sizes of the waves if everyone answers as expected: what a preview shows. */
export function expectedWaves({
  needed,
  left,
  expected,
}: Pick<Filling, 'needed' | 'left' | 'expected'>): number[] {
  const waves: number[] = [];
  for (let rest = left, placed = 0; rest > 0 && placed < needed;) {
    const size = peopleToAsk({
      needed,
      placed,
      left: rest,
      expected,
      outstanding: 0,
      settled: 0,
      accepted: 0,
    });
    waves.push(size);
    rest -= size;
    placed += Math.max(1, Math.floor(size * expected + 0.5));
  }
  return waves;
}
