import type { Sentence } from '../../domain/problem.js';

/** `warning`: it works, but should be looked at; `wrong`: messages wait, or could be lost. */
export type Verdict = 'ok' | 'warning' | 'wrong';

/** What one look at the system found. */
export interface Finding {
  /** What was looked at, e.g. `postgresql`, `due batches`. */
  check: string;
  verdict: Verdict;
  found: Sentence;
  /** How to mend it; where there is something to mend. */
  mend?: Sentence;
  /** Numbers and versions, for programs. */
  facts?: Record<string, unknown>;
}

const sentence = ([zh, en]: readonly [string, string]): Sentence => ({ zh, en });

/** Nothing to do. */
export const fine = (
  check: string,
  found: readonly [zh: string, en: string],
  facts?: Record<string, unknown>,
): Finding => ({
  check,
  verdict: 'ok',
  found: sentence(found),
  ...(facts ? { facts } : {}),
});

/** Something to mend, and how. */
export const trouble = (
  verdict: Exclude<Verdict, 'ok'>,
  check: string,
  found: readonly [zh: string, en: string],
  mend: readonly [zh: string, en: string],
  facts?: Record<string, unknown>,
): Finding => ({ ...fine(check, found, facts), verdict, mend: sentence(mend) });
