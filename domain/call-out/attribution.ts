/** Whose answer a reply is, and to which call: by the code it names, else by there being only one. */

/** A call that reached the phone a reply came from. */
export interface PhoneCall {
  run: number;
  person: number;
  code: string;
  /** Answers change nothing any more. */
  closed: boolean;
}

/** Why nobody but a clerk can say what a reply is about. */
export type Unattributed = 'unknown phone' | 'no call' | 'wrong code' | 'call closed';

/** What a reply is about. */
export type Attribution =
  | { kind: 'calls'; calls: PhoneCall[] }
  /** Several calls reached this phone and none is named: its owner is asked which one. */
  | { kind: 'which'; guess: PhoneCall }
  | { kind: 'clerk'; reason: Unattributed; guess: PhoneCall | null };

const clerk = (reason: Unattributed, guess: PhoneCall | null = null): Attribution => ({
  kind: 'clerk',
  reason,
  guess,
});

/**
 * Finds the calls a reply answers.
 * @param codes the codes it names, upper case
 * @param calls the calls that reached its phone, newest first
 * @param known whether the phone is anybody's at all
 */
export function attribute(
  codes: readonly string[],
  calls: readonly PhoneCall[],
  known: boolean,
): Attribution {
  if (!known) return clerk('unknown phone');
  const [newest] = calls;
  if (!newest) return clerk('no call');
  const open = calls.filter((call) => !call.closed);
  if (codes.length > 0) return byCode(codes, calls, open);
  const [only] = open;
  if (!only) return clerk('call closed', newest);
  return open.length === 1 ? { kind: 'calls', calls: [only] } : { kind: 'which', guess: only };
}

function byCode(
  codes: readonly string[],
  calls: readonly PhoneCall[],
  open: readonly PhoneCall[],
): Attribution {
  const named = open.filter((call) => codes.includes(call.code));
  if (named.length > 0) return { kind: 'calls', calls: named };
  const closed = calls.find((call) => codes.includes(call.code));
  if (closed) return clerk('call closed', closed);
  return clerk('wrong code', open.length === 1 ? open[0]! : null);
}
