import { decide, type ClerkReason, type Decision, type Phone, type Said } from '../domain/call-out/decide.js';
import type { Effect, Standing } from '../domain/call-out/places.js';
import { TELL_STEPS } from '../domain/call-out/steps.js';
import { takesNote } from '../domain/messages/acknowledgement.js';
import { isBareN } from '../domain/messages/opt-out-words.js';
import { readReply, type Reading } from '../domain/messages/reply-reader.js';
import { endAbsences, recordAbsence, setWeeklyHours } from '../ledger/availability.js';
import { setBells, type RingingRun } from '../ledger/bells.js';
import { applyAnswers } from '../ledger/call-outs/answers.js';
import { holdCallOuts } from '../ledger/call-outs/hold.js';
import { holdPhones, phoneSides, type PhoneSide, type UncodedReply } from '../ledger/call-outs/calls.js';
import { signIn } from '../ledger/call-outs/attendance.js';
import { addOptOut } from '../ledger/opt-outs.js';
import { owe } from '../ledger/owed.js';
import {
  afterPromotion,
  settleReplies,
  settleUncoded,
  settleUnsure,
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
  said: Said;
  receivedAt: Date;
}

/** The same with what is to be done about it. */
interface Decided extends Heard {
  decision: Decision;
}

/**
 * Understands replies and does what they say, all in the transaction that marks their pushes as read: places are
 * taken and freed, withdrawals count, whoever was unclear is asked, the rest waits for a clerk.
 * @param replies in the order in which they were written: a code may complete the reply before it
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
  const phones = addressed.map(hexOf);
  const read = await readAll(sql, addressed);
  // These three go out together and are done in this order.
  const [, heard, sides] = await Promise.all([
    holdPhones(sql, phones),
    keep(desk, sql, read),
    phoneSides(sql, phones, now),
  ]);
  if (heard.length === 0) return [];
  const decided = decideAll(desk, heard, sides);
  const runs = new Set(decided.flatMap(({ decision }) => runsOf(decision)));
  await holdCallOuts(sql, runs);
  await answerCalls(sql, decided, now);
  await tellAndSignIn(sql, decided, now);
  await noteWishes(sql, decided, now);
  return setBells(sql, [...runs], now);
}

/** A reply as it was read. */
interface Read extends Addressed {
  said: Said;
}

/** What was sent before is looked up only where it matters: for a bare N. */
async function readAll(sql: Statement, replies: readonly Addressed[]): Promise<Read[]> {
  const read: Read[] = [];
  for (const reply of replies) {
    const { content, receivedAt, addressHash } = reply;
    const promoted = isBareN(content) && (await afterPromotion(sql, addressHash));
    const reading = readReply(content, { receivedAt, afterPromotion: promoted });
    read.push({ ...reply, said: { ...reading, takesNote: takesNote(content) } });
  }
  return read;
}

/** Stores them; a reply pushed twice is heard once. */
async function keep(
  { keys }: Pick<Receiver, 'keys'>,
  sql: Statement,
  read: readonly Read[],
): Promise<Heard[]> {
  const ids = await storeReplies(
    sql,
    read.map(({ said, ...reply }) => ({
      ...reply,
      contentCipher: keys.encrypt(reply.content),
      meaning: said.meaning,
      confidence: said.confidence,
    })),
  );
  return read.flatMap(({ addressHash, said, receivedAt }, at) => {
    const id = ids[at];
    return id === undefined ? [] : [{ id, phone: hexOf({ addressHash }), said, receivedAt }];
  });
}

/** One after the other, each in the light of those before. */
function decideAll(
  { keys }: Pick<Receiver, 'keys'>,
  heard: readonly Heard[],
  sides: ReadonlyMap<string, PhoneSide>,
): Decided[] {
  const phones = new Map<string, Phone>();
  for (const [phone, { uncoded, ...side }] of sides) {
    phones.set(phone, { ...side, uncoded: uncoded && readBefore(keys, uncoded) });
  }
  return heard.map((reply) => {
    const phone = phones.get(reply.phone)!;
    const decision = decide(reply.said, phone, reply.receivedAt);
    phones.set(reply.phone, afterwards(phone, reply.said, decision));
    return { ...reply, decision };
  });
}

const readBefore = (keys: Receiver['keys'], { contentCipher, receivedAt }: UncodedReply): Reading =>
  readReply(keys.decrypt(contentCipher), { receivedAt });

/** Where an answer leads if nothing speaks against it; whether it does is for the places to say. */
const LEADS_TO: Readonly<Record<'yes' | 'no' | 'maybe', Standing>> = {
  ...{ yes: 'placed', no: 'declined', maybe: 'unsure' },
};

/** What the next reply of a phone finds. */
function afterwards(phone: Phone, said: Said, { answers, optsOut, settles, waitsFor }: Decision): Phone {
  const settled = settles !== null && settles === phone.uncoded?.meaning;
  return {
    ...phone,
    optedOut: phone.optedOut || optsOut,
    uncoded: waitsFor === 'code' ? said : settled ? null : phone.uncoded,
    calls: phone.calls.map((call) => {
      const given = answers.find(({ run, person }) => run === call.run && person === call.person);
      return given ? { ...call, state: LEADS_TO[given.says] } : call;
    }),
  };
}

const runsOf = ({ answers, tells, signIns }: Decision): number[] =>
  [...answers, ...tells, ...signIns].map(({ run }) => run);

/** Places first; an answer that only a person can judge goes to the clerk after all. */
async function answerCalls(sql: Statement, decided: readonly Decided[], now: Date): Promise<void> {
  const given = decided.flatMap(({ id, phone, receivedAt, decision }) =>
    decision.answers.map((answer) => ({
      ...{ ...answer, reply: id, source: 'reply' as const, at: receivedAt },
      phone,
    })),
  );
  const effects = await applyAnswers(sql, given, now);
  const doubts = new Map<number, ClerkReason>(
    given.flatMap(({ reply }, at) => {
      const doubt = DOUBTS[effects[at]!];
      return doubt ? [[reply, doubt]] : [];
    }),
  );
  const clear = decided.filter(({ id }) => !doubts.has(id));
  const counted = given.filter(({ reply }, at) => !doubts.has(reply) && effects[at] !== 'closed');
  await Promise.all([
    settleReplies(
      sql,
      decided.map(({ id, decision: { about, waitsFor, reason } }) => ({
        ...{ id, run: about?.run ?? null, person: about?.person ?? null, waitsFor, reason },
        ...(doubts.has(id) ? { waitsFor: 'clerk' as const, reason: doubts.get(id)! } : {}),
      })),
    ),
    settleUncoded(
      sql,
      clear.flatMap(({ phone, receivedAt, decision: { settles } }) =>
        settles === null ? [] : [{ phone, meaning: settles, until: receivedAt }],
      ),
      now,
    ),
    settleUnsure(sql, counted, now),
  ]);
}

/** Answers that only a person can judge. */
const DOUBTS: Readonly<Partial<Record<Effect, ClerkReason>>> = {
  unclear: 'unsure',
  busy: 'serves elsewhere',
};

/** Whoever goes on asking, or naming no call, is not told a third time: the reply waits where a clerk sees it. */
const TOLD_AT_MOST = 2;

async function tellAndSignIn(sql: Statement, decided: readonly Decided[], now: Date): Promise<void> {
  const askAgain: ReplyOutcome[] = [];
  for (const { id, receivedAt, decision } of decided) {
    for (const { run, person, after } of decision.tells) {
      const told = { run, step: TELL_STEPS[after], people: [person], atMost: TOLD_AT_MOST, now };
      const tired = await owe(sql, told);
      if (after === 'question' && tired.length > 0)
        askAgain.push({ id, run, person, waitsFor: 'clerk', reason: 'asks again' });
    }
    for (const { run, person } of decision.signIns) {
      await signIn(sql, { run, people: [person], at: receivedAt, by: 'code' });
    }
  }
  await settleReplies(sql, askAgain);
}

/** When people can come, and withdrawals: those last, for an import that holds people may wait for them. */
async function noteWishes(sql: Statement, decided: readonly Decided[], now: Date): Promise<void> {
  for (const { receivedAt, decision } of decided) {
    for (const { person, from, until } of decision.absences) {
      await recordAbsence(sql, { person, from, until, source: 'reply', now });
    }
    for (const { person, hours } of decision.hours) await setWeeklyHours(sql, person, hours);
    for (const person of decision.back) await endAbsences(sql, { person, at: receivedAt });
  }
  for (const { phone, receivedAt, decision } of decided) {
    if (!decision.optsOut) continue;
    const addressHash = Buffer.from(phone, 'hex');
    await addOptOut(sql, { channel: 'sms', addressHash, source: 'reply', now: receivedAt });
  }
}
