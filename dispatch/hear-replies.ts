import { decide, type ClerkReason, type Decision } from '../domain/call-out/decide.js';
import { TELL_STEPS } from '../domain/call-out/steps.js';
import { isBareN } from '../domain/messages/opt-out-words.js';
import { readReply, type Reading } from '../domain/messages/reply-reader.js';
import { endAbsences, recordAbsence } from '../ledger/availability.js';
import { setBells, type RingingRun } from '../ledger/bells.js';
import { applyAnswers, type GivenAnswer } from '../ledger/call-outs/answers.js';
import { holdCallOuts } from '../ledger/call-outs/hold.js';
import { holdPhones, phoneSides, type PhoneSide } from '../ledger/call-outs/calls.js';
import { signIn } from '../ledger/call-outs/attendance.js';
import { addOptOut } from '../ledger/opt-outs.js';
import { owe } from '../ledger/owed.js';
import {
  afterPromotion,
  settleReplies,
  settleUncoded,
  storeReplies,
  type ReplyOutcome,
} from '../ledger/replies.js';
import type { Reply } from '../providers/pushed.js';
import type { Statement } from '../runtime/database.js';
import type { Receiver } from './desk.js';

/** A reply, and the push it came in. */
export interface ReceivedReply extends Reply {
  inboxId: number;
  provider: string;
}

/** The same with the hash of its phone. */
interface Addressed extends ReceivedReply {
  addressHash: Buffer;
}

const hexOf = ({ addressHash }: Pick<Addressed, 'addressHash'>): string => addressHash.toString('hex');

/** A reply on its way through. */
interface Heard {
  id: number;
  phone: string;
  reading: Reading;
  receivedAt: Date;
}

/** The same with what is to be done about it. */
interface Decided extends Heard {
  decision: Decision;
}

/**
 * Understands replies and does what they say, all in the transaction that marks their pushes as read: places are
 * taken and freed, withdrawals count, whoever was unclear is asked, the rest waits for a clerk.
 * @returns runs whose bell was silent before
 */
export async function hearReplies(
  desk: Pick<Receiver, 'keys'>,
  sql: Statement,
  replies: readonly ReceivedReply[],
  now: Date,
): Promise<RingingRun[]> {
  const addressed = replies.map((reply) => ({
    ...reply,
    addressHash: desk.keys.fingerprint('phone', reply.address),
  }));
  // Held before anything is written: the same reply, pushed twice, may be in another reader's hands.
  await holdPhones(sql, addressed.map(hexOf));
  const heard = await keep(desk, sql, addressed);
  if (heard.length === 0) return [];
  const sides = await phoneSides(
    sql,
    heard.map(({ phone }) => phone),
    now,
  );
  const decided = decideAll(desk, heard, sides);
  await holdCallOuts(
    sql,
    decided.flatMap(({ decision }) => runsOf(decision)),
  );
  const runs = new Set<number>();
  for (const run of await answerCalls(sql, decided, now)) runs.add(run);
  for (const run of await tellAndSignIn(sql, decided, now)) runs.add(run);
  await noteWishes(sql, decided, now);
  return setBells(sql, [...runs], now);
}

/** Reads and stores them; a reply pushed twice is heard once. */
async function keep(
  { keys }: Pick<Receiver, 'keys'>,
  sql: Statement,
  replies: readonly Addressed[],
): Promise<Heard[]> {
  const read = [];
  for (const reply of replies) read.push({ ...reply, reading: await readOne(sql, reply) });
  const ids = await storeReplies(
    sql,
    read.map(({ reading, ...reply }) => ({
      ...reply,
      contentCipher: keys.encrypt(reply.content),
      meaning: reading.meaning,
      confidence: reading.confidence,
    })),
  );
  return read.flatMap(({ addressHash, reading, receivedAt }, at) => {
    const id = ids[at];
    return id === undefined ? [] : [{ id, phone: hexOf({ addressHash }), reading, receivedAt }];
  });
}

/** What was sent before is looked up only where it matters: for a bare N. */
async function readOne(sql: Statement, { content, receivedAt, addressHash }: Addressed): Promise<Reading> {
  const promoted = isBareN(content) && (await afterPromotion(sql, addressHash));
  return readReply(content, { receivedAt, afterPromotion: promoted });
}

/** In the order in which they were written: a code may complete the reply before it. */
function decideAll(
  { keys }: Pick<Receiver, 'keys'>,
  heard: readonly Heard[],
  sides: ReadonlyMap<string, PhoneSide>,
): Decided[] {
  const uncoded = new Map<string, Reading>();
  for (const [phone, side] of sides) {
    if (!side.uncoded) continue;
    const { contentCipher, receivedAt } = side.uncoded;
    uncoded.set(phone, readReply(keys.decrypt(contentCipher), { receivedAt }));
  }
  return [...heard]
    .sort((one, other) => +one.receivedAt - +other.receivedAt)
    .map((reply) => {
      const { phone, reading, receivedAt } = reply;
      const before = uncoded.get(phone) ?? null;
      const decision = decide(reading, { ...sides.get(phone)!, uncoded: before }, receivedAt);
      if (decision.waitsFor === 'code') uncoded.set(phone, reading);
      else if (decision.settles !== null && decision.settles === before?.meaning) uncoded.delete(phone);
      return { ...reply, decision };
    });
}

const runsOf = ({ answers, tells, signIns }: Decision): number[] =>
  [...answers, ...tells, ...signIns].map(({ run }) => run);

/** Places first; an answer that only a person can judge goes to the clerk after all. */
async function answerCalls(sql: Statement, decided: readonly Decided[], now: Date): Promise<number[]> {
  const given: GivenAnswer[] = decided.flatMap(({ id, receivedAt, decision }) =>
    decision.answers.map((answer) => ({ ...answer, reply: id, source: 'reply' as const, at: receivedAt })),
  );
  const effects = await applyAnswers(sql, given, now);
  const unclear = new Map(
    given.flatMap(({ reply }, at): [number | null, ClerkReason][] => {
      if (effects[at] === 'unclear') return [[reply, 'unsure']];
      return effects[at] === 'busy' ? [[reply, 'serves elsewhere']] : [];
    }),
  );
  await settleReplies(
    sql,
    decided.map(({ id, decision }) => {
      const about = { id, run: decision.about?.run ?? null, person: decision.about?.person ?? null };
      const reason = unclear.get(id);
      return reason !== undefined
        ? { ...about, waitsFor: 'clerk', reason }
        : { ...about, waitsFor: decision.waitsFor, reason: decision.reason };
    }),
  );
  await settleUncoded(
    sql,
    decided.flatMap(({ id, phone, receivedAt, decision: { settles } }) =>
      settles === null || unclear.has(id) ? [] : [{ phone, meaning: settles, until: receivedAt }],
    ),
    now,
  );
  return given.map(({ run }) => run);
}

/** Whoever goes on asking, or naming no call, is not told a third time: the reply waits where a clerk sees it. */
const TOLD_AT_MOST = 2;

async function tellAndSignIn(sql: Statement, decided: readonly Decided[], now: Date): Promise<number[]> {
  const runs: number[] = [];
  const askAgain: ReplyOutcome[] = [];
  for (const { id, receivedAt, decision } of decided) {
    for (const { run, person, after } of decision.tells) {
      const told = { run, step: TELL_STEPS[after], people: [person], atMost: TOLD_AT_MOST, now };
      const tired = await owe(sql, told);
      if (after === 'question' && tired.length > 0)
        askAgain.push({ id, run, person, waitsFor: 'clerk', reason: 'asks again' });
      runs.push(run);
    }
    for (const { run, person } of decision.signIns) {
      await signIn(sql, { run, people: [person], at: receivedAt, by: 'code' });
      runs.push(run);
    }
  }
  await settleReplies(sql, askAgain);
  return runs;
}

/** Withdrawals and absences. */
async function noteWishes(sql: Statement, decided: readonly Decided[], now: Date): Promise<void> {
  for (const { phone, receivedAt, decision } of decided) {
    if (decision.optsOut) {
      const addressHash = Buffer.from(phone, 'hex');
      await addOptOut(sql, { channel: 'sms', addressHash, source: 'reply', now: receivedAt });
    }
    for (const { person, from, until } of decision.absences) {
      await recordAbsence(sql, { person, from, until, source: 'reply', now });
    }
    for (const person of decision.back) await endAbsences(sql, { person, at: receivedAt });
  }
}
