import { z } from 'zod';

/**
 * What can go wrong with one call, the same words for the carrier (a call is one HTTP request) and the mail
 * relay (a call is one message). "Take" means: it is in the record and reaches the phone or the inbox.
 * "Before" and "after" say which side of taking the fault lies on; the caller cannot see which it was.
 */
export const FAULTS = [
  /** Read in full, never taken, never answered: held open until the caller gives up. */
  'swallow-before',
  /** Taken, never answered. */
  'swallow-after',
  /** The connection is reset, nothing was taken. */
  'reset-before',
  /** Taken, then the connection is reset instead of an answer. */
  'reset-after',
  /** Taken, and the answer breaks off in the middle. */
  'cut-after',
  /** Taken only after `delayMilliseconds`, and answered then, even if the caller has long given up. */
  'delay',
  /** Answered rubbish (a proxy's HTML page, a line that is no SMTP reply), nothing was taken. */
  'nonsense',
  /** Taken, then answered rubbish. */
  'nonsense-after',
  /** "Slower, please", nothing was taken. */
  'throttle',
  /** "Not available now" (HTTP 503, SMTP 421), nothing was taken. */
  'unavailable',
  /** Refused for good because of this message. */
  'refuse-message',
  /** Refused because of the template or signature: all messages alike will be. */
  'refuse-template',
  /** Refused because of the account (no credit, not allowed): every message will be until a person acts. */
  'refuse-account',
] as const;

/** One of {@link FAULTS}. */
export type Fault = (typeof FAULTS)[number];

/** How often each fault strikes; can be replaced while the simulator runs. */
export interface FaultPlan<Name extends string = Fault> {
  /** Start of the chance: the same seed and the same order of calls give the same faults. */
  seed: number;
  /** Probability per call, 0 to 1; together at most 1, since a call suffers one fault. */
  rates: Partial<Record<Name, number>>;
  /** Faults of the very next calls in turn (null: none), before the rates apply: for tests that need one exact case. */
  next: (Name | null)[];
  /** How late `delay` is, in milliseconds. */
  delayMilliseconds: number;
  /** How long `throttle` asks the caller to wait, in milliseconds. */
  throttleMilliseconds: number;
}

/** A plan without any fault. */
export const noFaults = {
  seed: 1,
  rates: {},
  next: [],
  delayMilliseconds: 1000,
  throttleMilliseconds: 1000,
};

/** The schema of a plan over `names`; only the seed has to be given. An unknown fault is refused by its name. */
export function faultPlanSchema<const Name extends string>(
  names: readonly Name[],
): z.ZodType<FaultPlan<Name>> {
  const name = z.enum(names);
  const milliseconds = z.number().int().nonnegative();
  const rate = z.number().min(0).max(1);
  // Rounding: thirteen shares of a thirteenth may add up to a little more than 1.
  const withinOne = (rates: object): boolean => sum(Object.values(rates) as number[]) <= 1 + 1e-9;
  return z.strictObject({
    seed: z.number().int(),
    rates: z.partialRecord(name, rate).default({}).refine(withinOne, 'together at most 1'),
    next: z.array(name.nullable()).default([]),
    delayMilliseconds: milliseconds.default(noFaults.delayMilliseconds),
    throttleMilliseconds: milliseconds.default(noFaults.throttleMilliseconds),
  });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Decides call by call, from a plan, what goes wrong. */
export class FaultDice<Name extends string = Fault> {
  private chance: () => number;
  private next: (Name | null)[];

  constructor(private current: FaultPlan<Name>) {
    this.chance = seededChance(current.seed);
    this.next = [...current.next];
  }

  /** The plan in force, as it was given. */
  get plan(): FaultPlan<Name> {
    return this.current;
  }

  /** Replaces the plan and starts its chance anew; calls already under way keep their fault. */
  replace(plan: FaultPlan<Name>): void {
    this.current = plan;
    this.chance = seededChance(plan.seed);
    this.next = [...plan.next];
  }

  /**
   * What goes wrong with the call that has just arrived; undefined: nothing. One draw per call.
   * @param key of what may arrive in any order: its chance then follows from the seed and the key alone
   */
  nextFault(key?: string): Name | undefined {
    const scripted = this.next.shift();
    if (scripted !== undefined) return scripted ?? undefined;
    let left = key === undefined ? this.chance() : chanceOf(this.current.seed, key);
    for (const [name, rate] of Object.entries(this.current.rates) as [Name, number][]) {
      if ((left -= rate) < 0) return name;
    }
    return undefined;
  }
}

const STEP = 0x6d2b79f5;

/** Numbers in [0, 1) that follow from the seed alone (mulberry32: 32 bits of state, enough for dice). */
export function seededChance(seed: number): () => number {
  let state = seed | 0;
  return () => mixed((state = (state + STEP) | 0));
}

/**
 * One number in [0, 1) that follows from seed and key alone (FNV-1a, then one round of mulberry32): unlike a
 * sequence it does not depend on who asked before, so a run under load can be repeated person by person.
 */
export function chanceOf(seed: number, key: string): number {
  let hash = seed ^ 0x811c9dc5;
  for (let index = 0; index < key.length; index++) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return mixed((hash + STEP) | 0);
}

function mixed(state: number): number {
  let value = Math.imul(state ^ (state >>> 15), state | 1);
  value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
  return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
}
