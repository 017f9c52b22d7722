import { createHash } from 'node:crypto';
import { officeDay } from '../calendar/office-day.js';
import type { Plan } from './plan.js';
import type { StandingPlan } from './standing.js';

/**
 * JSON with sorted keys and without `undefined`: equal values give equal text, whatever built them. What JSON
 * would change in silence (NaN, a Date, a function) is refused.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isPlainObject(value)) throw new TypeError(`no canonical JSON for ${typeof value}`);
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`);
  return `{${members.join(',')}}`;
}

/** By its prototype's prototype, not by identity: plans also come from other realms (clones, tests). */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const sha256 = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');

/** What an approval signs: steps, audience rules, template versions and values, 64 hex digits. */
export const planHash = (plan: Plan | StandingPlan): string => sha256(plan);

/**
 * What makes a launch unique: the author's own key, else the whole definition on one office day within one part of
 * the tree (two counties may send the same words). A second launch with the same answer is the first one again.
 */
export const launchKey = (
  definition: { key?: string | undefined },
  { now, scopePath }: { now: Date; scopePath: string },
): string => definition.key ?? `${officeDay(now)}/${sha256({ definition, scopePath })}`;
