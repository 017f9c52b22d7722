import type { MessageState } from '../domain/messages/states.js';
import type { Channel } from '../domain/plan/plan.js';

/** Faults after which the far side has the message and the sender has no answer: in SMTP a gap that nothing closes. */
export const ANSWER_LOST: readonly string[] = [
  'swallow-after',
  'reset-after',
  'cut-after',
  'nonsense-after',
  'delay',
];

/** Something that was done to a part of ours while the run went on. */
export interface Struck {
  /** `kill`, `flush` …, and what it was done to. */
  kind: string;
  target: string;
  /** When it fell. */
  at: Date;
}

/** One line of a simulator's record: something arrived. */
export interface Arrival {
  at: Date;
  /** Whom it reached and with what; equal for a second copy. */
  identity: string;
  /** Equal for copies that are the same to the last byte (mail: SHA-256). */
  bytes: string;
  /** What its call was labelled with; of a mail nothing, its identity says it. */
  outId: string | null;
  /** What went wrong with the call although it was taken. */
  fault: string | null;
}

/** One try to hand a message over, as the ledger wrote it down. */
export interface Try {
  id: number;
  outId: string;
  intentAt: Date;
  finishedAt: Date | null;
  outcome: string | null;
  code: string | null;
}

/** What the ledger claims of one message. */
export interface Claimed {
  id: number;
  channel: Channel;
  state: MessageState;
  /** Why, where the ledger has a word for it. */
  reason: string | null;
  identity: string;
  tries: readonly Try[];
}

/** What may be wrong with a message; design §9. */
export const FINDINGS = [
  /** The ledger says it was sent and nobody ever had it, or it never came to an end. */
  'lost',
  /** It arrived more than once, and nothing excuses that. */
  'twice',
  /** A mail that arrived again, byte for byte, after its relay's answer was lost: the gap SMTP cannot close. */
  'twiceAfterLostAnswer',
  /** Still being reconciled when time was up. */
  'unknown',
  /** It arrived, and the ledger says it was not sent; that it may have been is no untruth. */
  'untold',
] as const;
/** One of them. */
export type FindingKind = (typeof FINDINGS)[number];

/** One thing found wrong, or excused. */
export interface Finding {
  kind: FindingKind;
  channel: Channel;
  message: number;
  state: MessageState | 'none';
  /** The fault or kill it goes back to; `none` if there was none. */
  fault: string;
  /** How often it happened to this message. */
  count: number;
}

/** The ledger's word for what ended, unwanted or too old, after a try whose answer was lost. */
const MAYBE_SENT = 'may have been sent';
/** The ledger's word for a try whose dispatcher did not come back in time. */
const DISPATCHER_LOST = 'dispatcher lost';

const SENT: readonly MessageState[] = ['sent', 'delivered', 'undelivered'];
const OPEN: readonly MessageState[] = ['queued', 'sending'];

/** Holds the ledger's claims of one channel against what arrived. */
export function judge(
  channel: Channel,
  {
    claims,
    arrivals,
    blows,
  }: { claims: readonly Claimed[]; arrivals: readonly Arrival[]; blows: readonly Struck[] },
): Finding[] {
  const arrived = groupBy(arrivals, ({ identity }) => identity);
  const mine = groupBy(
    claims.filter((claim) => claim.channel === channel),
    ({ identity }) => identity,
  );
  const strangers = [...arrived].filter(([identity]) => !mine.has(identity)).map(([, lines]) => lines);
  return [
    ...[...mine].flatMap(([identity, same]) =>
      shareOut(same, arrived.get(identity) ?? []).flatMap(([claim, lines]) => findings(claim, lines, blows)),
    ),
    ...strangers.map((lines) => stranger(channel, lines)),
  ];
}

/**
 * Whose arrival is whose, where the ledger means to send the same words to one phone more than once: whoever gives
 * a place back and takes it again is confirmed again. Labels tell; a resend may have changed its label, so that what
 * is left over goes where one is missing, and otherwise counts as a copy.
 */
function shareOut(claims: readonly Claimed[], lines: readonly Arrival[]): [Claimed, Arrival[]][] {
  const shares = claims.map((claim): [Claimed, Arrival[]] => [claim, []]);
  const labelled = (line: Arrival) =>
    shares.find(([{ tries }]) => tries.some(({ outId }) => outId === line.outId));
  const sent = shares.filter(([{ state }]) => SENT.includes(state));
  for (const line of lines) labelled(line)?.[1].push(line);
  for (const line of lines.filter((each) => !labelled(each))) {
    const lacking = sent.find(([, got]) => got.length === 0);
    (lacking ?? sent.at(-1) ?? shares.at(-1)!)[1].push(line);
  }
  return shares;
}

/** It arrived, and no message of the ledger is it. */
const stranger = (channel: Channel, lines: readonly Arrival[]): Finding => ({
  kind: 'untold',
  channel,
  message: 0,
  state: 'none',
  fault: lines.find((line) => line.fault !== null)?.fault ?? 'none',
  count: lines.length,
});

function findings(claim: Claimed, lines: readonly Arrival[], blows: readonly Struck[]): Finding[] {
  const found: Finding[] = [];
  const add = (kind: FindingKind, count = 1): void => {
    const { channel, id: message, state } = claim;
    found.push({ kind, channel, message, state, fault: causeOf(claim, lines, blows), count });
  };
  if (claim.state === 'unknown') add('unknown');
  else if (OPEN.includes(claim.state) || (SENT.includes(claim.state) && lines.length === 0)) add('lost');
  else if (!SENT.includes(claim.state) && claim.reason !== MAYBE_SENT && lines.length > 0) add('untold');
  const extra = lines.length - 1;
  if (extra > 0) add(isExcused(claim, lines, blows) ? 'twiceAfterLostAnswer' : 'twice', extra);
  return found;
}

/** Of mails that are the same bytes, all but one had no answer: by a fault, or because the dispatcher died. */
function isExcused(claim: Claimed, lines: readonly Arrival[], blows: readonly Struck[]): boolean {
  if (claim.channel !== 'email' || new Set(lines.map(({ bytes }) => bytes)).size > 1) return false;
  const answered = lines.filter((line) => !answerLost(line) && !killedAfter(claim, line, blows));
  return answered.length <= 1;
}

const answerLost = ({ fault }: Arrival): boolean => fault !== null && ANSWER_LOST.includes(fault);

/** The kill that fell between the intent of this try and its end, if the ledger itself says its dispatcher was lost. */
function killedAfter(claim: Claimed, line: Arrival, blows: readonly Struck[]): Struck | undefined {
  const made = claim.tries.findLast(({ intentAt }) => intentAt <= line.at);
  if (made?.code !== DISPATCHER_LOST && made?.outcome !== null) return undefined;
  return dispatcherKillDuring(made, blows);
}

const dispatcherKillDuring = (made: Try, blows: readonly Struck[]): Struck | undefined =>
  blowDuring(
    made,
    blows.filter(({ target }) => target === 'dispatcher'),
  );

const blowDuring = ({ intentAt, finishedAt }: Try, blows: readonly Struck[]): Struck | undefined =>
  blows.find(({ at }) => at >= intentAt && (finishedAt === null || at <= finishedAt));

function causeOf(claim: Claimed, lines: readonly Arrival[], blows: readonly Struck[]): string {
  const fault = lines.find((line) => line.fault !== null)?.fault;
  if (typeof fault === 'string') return fault;
  const kills = lines.map((line) => killedAfter(claim, line, blows));
  const others = claim.tries.map((made) => blowDuring(made, blows));
  const blow = [...kills, ...others].find((struck) => struck !== undefined);
  return blow ? nameOf(blow) : 'none';
}

/** How many calls each blow left without a result, by the name of the blow; for the carrier a call is many messages. */
export function callsCutOff(claims: readonly Claimed[], blows: readonly Struck[]): Record<string, number> {
  const cut = new Map<number, string>();
  for (const made of claims.flatMap(({ tries }) => tries)) {
    if (made.code !== DISPATCHER_LOST) continue;
    const blow = dispatcherKillDuring(made, blows) ?? blowDuring(made, blows);
    cut.set(made.id, blow ? nameOf(blow) : 'none');
  }
  const counts: Record<string, number> = {};
  for (const name of cut.values()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** `kill dispatcher`, `flush redis`. */
export const nameOf = ({ kind, target }: Pick<Struck, 'kind' | 'target'>): string => `${kind} ${target}`;

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
