import { z } from 'zod';
import { chanceOf } from '../faults.js';

/** What a mailbox may do with a mail that the relay took: a mail that was accepted is not yet delivered. */
export const RETURNS = [
  /** Nobody is there: a report of RFC 3464, 5.1.1. */
  'dead',
  /** The same in a Chinese provider's own words, without a report. */
  'dead-in-words',
  /** The mailbox is full: 5.2.2. */
  'full',
  /** The filter does not want it: 5.7.1. */
  'refused',
  /** Still tried: a report "delayed", and nothing more. */
  'delayed',
  /** First delayed, then given up: 4.4.1, then 5.4.7. */
  'given-up',
  /** In the mailbox, and its server says so. */
  'confirmed',
  /** Somebody is on holiday: an answer that no person has written. */
  'away',
  /** Marked as a nuisance: a report of RFC 5965. */
  'complains',
  /** Answers that they want no more. */
  'opts-out',
] as const;

/** One of {@link RETURNS}. */
export type Return = (typeof RETURNS)[number];

/** Which mailbox does what; can be replaced while the simulator runs. */
export interface ReturnPlan {
  /** Start of the chance: with the same seed an address does the same, whoever is written to before. */
  seed: number;
  /** Share of the addresses that do so, 0 to 1. */
  rates: Partial<Record<Return, number>>;
  /** Addresses that certainly do so (null: certainly nothing). */
  addresses: Record<string, Return | null>;
}

/** Every mailbox takes what it gets and says nothing. */
export const noReturns: ReturnPlan = { seed: 1, rates: {}, addresses: {} };

/** The schema of a plan. */
export const returnPlan: z.ZodType<ReturnPlan> = z.strictObject({
  seed: z.number().int().default(1),
  rates: z
    .partialRecord(z.enum(RETURNS), z.number().min(0).max(1))
    .default({})
    .refine(
      (rates) => Object.values(rates).reduce((sum, rate) => sum + rate, 0) <= 1 + 1e-9,
      'together at most 1',
    ),
  addresses: z.record(z.string(), z.enum(RETURNS).nullable()).default({}),
});

/** What the mailbox at an address does; undefined: nothing. */
export function returnOf({ seed, rates, addresses }: ReturnPlan, address: string): Return | undefined {
  const certain = addresses[address];
  if (certain !== undefined) return certain ?? undefined;
  let left = chanceOf(seed, address);
  for (const [name, rate] of Object.entries(rates) as [Return, number][]) {
    if ((left -= rate) < 0) return name;
  }
  return undefined;
}
