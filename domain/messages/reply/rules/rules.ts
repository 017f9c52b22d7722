import { CONCESSIONS, CONDITIONS, DOUBTS, WISHES } from './conditions.js';
import { AGREEMENTS, CONSENTS, COURTESIES } from './consents.js';
import { DENIALS, DOUBLE_NEGATIONS } from './negations.js';
import { REASONS, REFUSALS } from './refusals.js';
import { HINTS } from './hints.js';
import type { Rule } from './rule.js';

/** All rules, tried in this order at every word: the narrower before the wider. */
const RULES: readonly Rule[] = [
  ...DOUBLE_NEGATIONS,
  ...CONCESSIONS,
  ...WISHES,
  ...CONDITIONS,
  ...DOUBTS,
  ...DENIALS,
  ...REFUSALS,
  ...REASONS,
  ...CONSENTS,
  ...AGREEMENTS,
  ...COURTESIES,
  ...HINTS,
];

/** The first rule that fits the kinds from a place on, and the place behind what it fits. */
export function firstMatch(kinds: string, at: number): { rule: Rule; end: number } | null {
  for (const rule of RULES) {
    rule.pattern.lastIndex = at;
    if (rule.pattern.test(kinds) && rule.pattern.lastIndex > at) return { rule, end: rule.pattern.lastIndex };
  }
  return null;
}
