import type { Sentence } from '../../domain/problem.js';
import type { Alert, AlertCause } from '../../ledger/alerts.js';

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
  /** What the operators are told of it without asking; absent: nothing. */
  watch?: Watched;
}

/** Of this cause, and about these subjects (absent: about any), these alerts are open now and no others. */
export interface Watched {
  cause: AlertCause;
  subjects?: readonly string[];
  alerts: readonly Pick<Alert, 'subject' | 'detail'>[];
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

/** A finding with what the operators are told of it. */
export const watched = (finding: Finding, watch: Watched): Finding => ({ ...finding, watch });

/** The same where it is about one subject: told while the finding is not fine. */
export const watchedFor = (
  finding: Finding,
  { cause, subject, detail = {} }: Pick<Alert, 'cause' | 'subject'> & { detail?: Alert['detail'] },
): Finding =>
  watched(finding, {
    ...{ cause, subjects: [subject] },
    alerts: finding.verdict === 'ok' ? [] : [{ subject, detail }],
  });
