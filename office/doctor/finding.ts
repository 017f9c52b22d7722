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

/** Temporal answers with numbers: gRPC's own names for those that come up when it is not well. */
const GRPC: Readonly<Record<number, string>> = {
  4: 'DEADLINE_EXCEEDED',
  7: 'PERMISSION_DENIED',
  8: 'RESOURCE_EXHAUSTED',
  14: 'UNAVAILABLE',
  16: 'UNAUTHENTICATED',
};

/** An engine's own word for why it does not answer: a code, never an address or password. */
export function codeOf(error: unknown): string {
  const failure = error as {
    code?: string | number;
    cause?: { code?: string | number };
    name?: string;
    message?: string;
  };
  // Redis begins what it says with its code: WRONGPASS, NOAUTH, LOADING.
  if (failure.name === 'ReplyError') return failure.message?.split(' ')[0] ?? failure.name;
  const code = failure.code ?? failure.cause?.code ?? failure.name ?? 'unknown';
  return typeof code === 'number' ? (GRPC[code] ?? `gRPC ${code}`) : code;
}
