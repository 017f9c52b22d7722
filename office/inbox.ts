import { MOST_LATE_MINUTES } from '../domain/call-out/decide.js';
import type { Effect } from '../domain/call-out/places.js';
import { readReply } from '../domain/messages/reply-reader.js';
import { maskMailAddress } from '../domain/people/mail-address.js';
import { writeAudit } from '../ledger/audit.js';
import { setBells, type RingingRun } from '../ledger/bells.js';
import { applyAnswers } from '../ledger/call-outs/answers.js';
import { holdPhones } from '../ledger/call-outs/calls.js';
import { wasAsked } from '../ledger/call-outs/show.js';
import { readAgain } from '../ledger/inbox.js';
import type { Actor } from '../ledger/operators.js';
import { resolveReplies } from '../ledger/replies.js';
import { waitingReplies, type WaitingReply } from '../ledger/waiting-replies.js';
import { replyScope, requireWholeOffice } from './actor.js';
import { visibleCallOut } from './call-outs.js';
import type { Office } from './office.js';
import { maskedPhone, personMeant, shownName } from './person.js';
import { refuse } from './refusal.js';
import { ringer } from './ring.js';
import { requireRight } from './rights.js';

/** A waiting reply as the clerk sees it; the text is null for those who may not see personal data. */
export type WaitingReplyView = Omit<
  WaitingReply,
  'contentCipher' | 'phoneCipher' | 'emailCipher' | 'addressHash'
> & {
  content: string | null;
  phone: string;
  /** Masked; null: it came by text, or from a mailbox nobody is known to have. */
  email: string | null;
};

/** Replies that nobody but a person can settle, each with the reader's guess; the reading of texts is audited. */
export async function inbox(office: Office, actor: Actor, limit: number): Promise<WaitingReplyView[]> {
  requireRight(actor, 'see people');
  const { database, keys, clock } = office;
  const waiting = await waitingReplies(database, {
    ...replyScope(actor),
    limit,
  });
  if (actor.maySeePersonalData && waiting.length > 0) {
    const detail = { replies: waiting.map(({ id }) => id) };
    await writeAudit(
      database,
      { actor: actor.name, action: 'inbox read', subject: 'inbox', detail },
      clock.now(),
    );
  }
  return waiting.map(({ contentCipher, phoneCipher, emailCipher, addressHash: _addressHash, ...reply }) => ({
    ...reply,
    content: actor.maySeePersonalData ? keys.decrypt(contentCipher) : null,
    name: reply.name === null ? null : shownName(actor, reply.name),
    users: reply.users.map(({ person, name }) => ({ person, name: shownName(actor, name) })),
    phone: maskedPhone(office, { phoneCipher }),
    email:
      reply.channel === 'sms' || emailCipher === null ? null : maskMailAddress(keys.decrypt(emailCipher)),
  }));
}

/**
 * Lets pushes that the program could not cope with be read again, after it was mended. What was used of them is known,
 * and counts once.
 * @returns how many there are
 */
export async function rereadPushes({ database, clock }: Office, actor: Actor): Promise<number> {
  requireRight(actor, 'keep running');
  requireWholeOffice(actor, '重读推送', 'reading pushes again');
  return database.begin(async (sql) => {
    const pushes = await readAgain(sql);
    const entry = { actor: actor.name, action: 'inbox reread', subject: 'inbox', detail: { pushes } };
    await writeAudit(sql, entry, clock.now());
    return pushes;
  });
}

/** What a clerk says a reply means; `nothing`: it is no answer to any call. */
export type Ruling = 'yes' | 'no' | 'maybe' | 'nothing';

/** A clerk's word on a reply. */
export interface Resolution {
  id: number;
  ruling: Ruling;
  /** Where the guess is wrong or missing: whose answer to which call it is. */
  run?: number;
  person?: string;
  lateMinutes?: number;
}

/** What resolving came to; null: nothing had to change. */
export interface Resolved {
  id: number;
  run: number | null;
  person: number | null;
  effect: Effect | null;
}

/** Settles a reply: the clerk's word has the same effect as the person's would have had, at the time it was written. */
export async function resolve(office: Office, actor: Actor, resolution: Resolution): Promise<Resolved> {
  requireRight(actor, 'run campaigns');
  const { database, clock } = office;
  checkLateness(resolution);
  const [reply] = await waitingReplies(database, { ...replyScope(actor), limit: 1, id: resolution.id });
  if (!reply) throw notWaiting(resolution.id);
  const about = resolution.ruling === 'nothing' ? null : await meant(office, actor, reply, resolution);
  // Whatever the clerk does not say stands in the text.
  const said = readReply(office.keys.decrypt(reply.contentCipher), { receivedAt: reply.receivedAt });
  const now = clock.now();
  const ringing: RingingRun[] = [];
  const effect = await database.begin(async (sql) => {
    await holdPhones(sql, [reply.addressHash.toString('hex')]);
    if ((await resolveReplies(sql, [reply.id], { by: actor.name, now })) === 0) throw notWaiting(reply.id);
    let found: Effect | undefined;
    if (about && resolution.ruling !== 'nothing') {
      const answer = {
        ...about,
        says: resolution.ruling,
        reply: reply.id,
        source: 'clerk' as const,
        at: reply.receivedAt,
        lateMinutes: resolution.lateMinutes ?? credible(said.lateMinutes),
        people: said.people,
      };
      [found] = await applyAnswers(sql, [answer], now);
      ringing.push(...(await setBells(sql, [about.run], now)));
    }
    // Last, as everywhere: whoever writes the audit holds up all others who want to.
    const detail = { ruling: resolution.ruling, ...about };
    const entry = { actor: actor.name, action: 'inbox resolve', subject: `reply ${reply.id}`, detail };
    await writeAudit(sql, entry, now);
    return found ?? null;
  });
  ringing.forEach(ringer(office.temporal));
  return { id: reply.id, run: about?.run ?? null, person: about?.person ?? null, effect };
}

/** A lateness that nobody can mean was read out of something else. */
const credible = (minutes: number | null): number | null =>
  minutes !== null && minutes > MOST_LATE_MINUTES ? null : minutes;

function checkLateness({ lateMinutes = 0 }: Resolution): void {
  if (lateMinutes <= MOST_LATE_MINUTES) return;
  throw refuse(
    'invalid',
    'too-late',
    `晚到最多写 ${MOST_LATE_MINUTES} 分钟（一天）：请核对 --late，单位是分钟`,
    `nobody comes later than ${MOST_LATE_MINUTES} minutes (a day): check --late, which is in minutes`,
  );
}

const notWaiting = (id: number) =>
  refuse(
    'not-found',
    'not-waiting',
    `没有等待处理的回复 ${id}，或已有人处理：请用 muster inbox list 查看`,
    `no reply ${id} is waiting, or somebody has settled it: see \`muster inbox list\``,
  );

/** Whose answer to which call: as the clerk says, else as guessed. */
async function meant(
  office: Office,
  actor: Actor,
  reply: WaitingReply,
  { run = reply.run ?? undefined, person }: Resolution,
): Promise<{ run: number; person: number }> {
  const who = person === undefined ? reply.person : (await personMeant(office, actor, person, run)).id;
  if (run !== undefined && who !== null) return asked(office, actor, { run, person: who });
  throw refuse(
    'invalid',
    'whose-answer',
    '不知道这是谁对哪次集结的回复：请用 --run 和 --person 指明，或以 nothing 归档',
    'nobody knows whose answer to which call-out this is: say so with --run and --person, or settle it as nothing',
  );
}

/** Only somebody a call-out has asked can answer it. */
async function asked(
  office: Office,
  actor: Actor,
  about: { run: number; person: number },
): Promise<{ run: number; person: number }> {
  await visibleCallOut(office, actor, about.run);
  if (await wasAsked(office.database, about.run, about.person)) return about;
  throw refuse(
    'invalid',
    'not-asked',
    `活动 ${about.run} 没有询问过编号 ${about.person} 的人：请核对 --run 和 --person`,
    `run ${about.run} has not asked person ${about.person}: check --run and --person`,
  );
}
