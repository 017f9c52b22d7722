import type { Outcome } from './contract.js';

/** Our own words for what happened on the way; the provider's words are passed on as they are. */
export const LINK_CODES = {
  /** Nothing left this machine: refused connection, no such host, no handshake. */
  notSent: 'link.not-sent',
  /** The request left and no answer came in time. */
  noAnswer: 'link.no-answer',
  /** The request left and the connection broke before the answer was whole. */
  broken: 'link.broken',
  /** Something answered that is not the provider, or not in its language. */
  nonsense: 'link.nonsense',
  /** The provider object was closed before this call began. */
  closed: 'link.closed',
} as const;

/** The instant `milliseconds` after `now`. */
export const later = (now: Date, milliseconds: number): Date => new Date(now.getTime() + milliseconds);

/** Certainly not taken; to be tried again from `until`. */
export const throttled = (until: Date, code: string): Outcome => ({ kind: 'throttled', until, code });

/** Refused for good, for this message, its template or the whole account. */
export const rejected = (
  scope: 'message' | 'template' | 'account',
  code: string,
): Extract<Outcome, { kind: 'rejected' }> => ({
  kind: 'rejected',
  scope,
  code,
});

/** May have been taken. */
export const unknown = (code: string): Outcome => ({ kind: 'unknown', code });

/** A word of theirs that is plainly a code. Anything longer or with other signs could carry an address or a text. */
const PLAIN_CODE = /^[A-Za-z][A-Za-z0-9_.:-]{0,79}$/;

/** `word` if it is plainly a code, else `fallback`: what the far side writes reaches no log and no row unread. */
export const plainCode = (word: unknown, fallback: string): string =>
  typeof word === 'string' && PLAIN_CODE.test(word) && !/\d{7}/.test(word) ? word : fallback;
