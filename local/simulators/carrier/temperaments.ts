import { z } from 'zod';
import { chanceOf } from '../faults.js';
import type { Act } from './phrases.js';

/** How somebody takes being asked, and what they then write, in turn; nothing for the silent. */
export const TEMPERAMENTS = {
  yes: ['yes'],
  late: ['late'],
  no: ['no'],
  'yes-then-no': ['yes', 'dropping-out'],
  'no-then-yes': ['no', 'coming-after-all'],
  maybe: ['maybe'],
  thanks: ['thanks'],
  unclear: ['unclear'],
  'opt-out': ['opt-out'],
  /** The handset answers every text, also a repeated one; its owner never looks. */
  'auto-reply': ['auto-reply'],
  silent: [],
} as const satisfies Record<string, readonly Act[]>;

/** One of {@link TEMPERAMENTS}. */
export type Temperament = keyof typeof TEMPERAMENTS;

/** How many people are of each temperament, in any unit; one left out does not occur. */
export type Weights = Partial<Record<Temperament, number>>;

/** A city's volunteers as we guess them: half come, early or late; a quarter says nothing. In percent. */
export const USUAL_WEIGHTS = {
  yes: 38,
  late: 10,
  'no-then-yes': 2,
  no: 10,
  'yes-then-no': 3,
  maybe: 4,
  thanks: 3,
  unclear: 2,
  'auto-reply': 2,
  'opt-out': 1,
  silent: 25,
} as const satisfies Record<Temperament, number>;

/** The schema of weights. */
export const weightTable = z
  .partialRecord(z.enum(Object.keys(TEMPERAMENTS) as Temperament[]), z.number().nonnegative())
  .refine((weights) => Object.values(weights).some((weight) => weight > 0), 'at least one above 0');

/** Share of asks that people take by their temperament; the others find them in another mood. */
const CONSTANCY = 0.75;

/** The temperament of a phone's owner: the same for the same seed and weights, whatever they are sent. */
export const temperamentOf = (seed: number, phone: string, weights: Weights): Temperament =>
  pick(weights, chanceOf(seed, `temperament ${phone}`));

/**
 * How a phone's owner takes one ask: mostly by temperament, sometimes otherwise, so that two asks of one person are
 * two decisions while the shares of all stay those of the weights. It follows from seed, phone and wording.
 */
export function moodOf(seed: number, phone: string, wording: string, weights: Weights): Temperament {
  const constant = chanceOf(seed, `constancy ${phone} ${wording}`) < CONSTANCY;
  return constant
    ? temperamentOf(seed, phone, weights)
    : pick(weights, chanceOf(seed, `mood ${phone} ${wording}`));
}

function pick(weights: Weights, chance: number): Temperament {
  const entries = (Object.entries(weights) as [Temperament, number][]).filter(([, weight]) => weight > 0);
  let left = chance * entries.reduce((total, [, weight]) => total + weight, 0);
  const found = entries.find(([, weight]) => (left -= weight) < 0);
  // Rounding may leave a little over behind the last.
  return (found ?? entries.at(-1)!)[0];
}
