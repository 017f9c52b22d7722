import { meaning } from '../domain/messages/opt-out-words.js';
import { readReply } from '../domain/messages/reply-reader.js';
import { writeAudit } from '../ledger/audit.js';
import { addDeadAddresses, type NewDeadAddress } from '../ledger/dead-addresses.js';
import {
  applyMailVerdicts,
  mailedMessages,
  noteMailAnswers,
  noteUnknownMails,
  type MailAnswer,
  type MailedMessage,
  type MailVerdict,
} from '../ledger/mail-answers.js';
import { addOptOut, type OptOut } from '../ledger/opt-outs.js';
import { normaliseMailAddress } from '../domain/people/mail-address.js';
import { settleReplies, storeReplies } from '../ledger/replies.js';
import { saysDead } from '../providers/smtp/returned/bounce-codes.js';
import type { DeliveryReport, ReturnedMail } from '../providers/smtp/returned/returned.js';
import type { Statement } from '../runtime/database.js';
import type { Keys } from '../runtime/keys.js';
import type { Receiver } from './desk.js';

/** A mail that came in, read. */
export interface ReceivedMail {
  inboxId: number;
  /** When it was written, as far as that can be believed. */
  receivedAt: Date;
  /** When it came in. */
  cameIn: Date;
  mail: WithoutDate<ReturnedMail>;
}

type WithoutDate<Mail> = Mail extends unknown ? Omit<Mail, 'date'> : never;
type Of<Kind extends ReturnedMail['kind']> = Extract<ReceivedMail['mail'], { kind: Kind }>;

/** What a mail comes to; whatever is absent, it does not do. */
interface Effect {
  /** Undefined: it says something of a mail, and that is none of ours. */
  answer: Pick<MailAnswer, 'kind' | 'action' | 'code'> | undefined;
  verdict?: Pick<MailVerdict, 'delivered' | 'code'>;
  /** The address of the message is dead. */
  dead?: NewDeadAddress;
  /** The address of the message wants no more mail. */
  optsOut?: { addressHash: Buffer; source: OptOut['source'] };
  /** A person has written: the clerk must look. */
  reply?: { from: string; text: string };
}

/** Understands mails that came back and does what they say, all in the transaction that marks them as read. */
export async function hearMails(
  { keys }: Pick<Receiver, 'keys'>,
  sql: Statement,
  mails: readonly ReceivedMail[],
  now: Date,
): Promise<void> {
  const ours = new Map(
    (await mailedMessages(sql, [...new Set(mails.flatMap(({ mail }) => mail.outIds))])).map((message) => [
      message.outId,
      message,
    ]),
  );
  const heard = mails.map((received) => {
    const outId = received.mail.outIds.find((each) => ours.has(each));
    const message = outId === undefined ? undefined : ours.get(outId);
    return { ...received, message, effect: effectOf(keys, received, message) };
  });
  await keepAnswers(sql, heard);
  await applyMailVerdicts(sql, heard.flatMap(verdictOf), now);
  await addDeadAddresses(
    sql,
    heard.flatMap(({ effect }) => effect.dead ?? []),
  );
  await keepReplies(keys, sql, heard);
  // Last, as everywhere: whoever writes the audit holds up all others who want to.
  await keepOptOuts(sql, heard, now);
}

interface Heard extends ReceivedMail {
  message: MailedMessage | undefined;
  effect: Effect;
}

function effectOf(
  keys: Keys,
  { mail, receivedAt }: ReceivedMail,
  message: MailedMessage | undefined,
): Effect {
  switch (mail.kind) {
    case 'bounce':
      return message ? bounced(keys, mail, message, receivedAt) : { answer: undefined };
    case 'complaint':
      return message ? complained(keys, mail, message) : { answer: undefined };
    case 'auto-reply':
      return { answer: noted('auto-reply') };
    case 'reply':
      return replied(keys, mail, message, receivedAt);
  }
}

const noted = (kind: Exclude<MailAnswer['kind'], 'bounce'>): Effect['answer'] => ({
  ...{ kind, action: null, code: null },
});

/**
 * What is said of the address the message went to; where a mail was forwarded to several, one of those that failed says
 * nothing of it. An address is dead only if it is named and still the person's: whoever has a new one keeps it.
 */
function bounced(keys: Keys, { reports }: Of<'bounce'>, message: MailedMessage, since: Date): Effect {
  const named = reports.find(({ addresses }) => isNamed(keys, message, addresses));
  const report = named ?? (reports.length === 1 ? reports[0]! : inAll(reports));
  const { action, status } = report;
  const answer = { kind: 'bounce', action, code: status } as const;
  if (action === 'delivered') return { answer, verdict: { delivered: true, code: `dsn ${status}` } };
  if (action !== 'failed') return { answer };
  const code = `bounce ${status}`;
  const addressHash = message.state === 'delivered' || !named || !saysDead(status) ? null : message.emailHash;
  return {
    answer,
    verdict: { delivered: false, code },
    ...(addressHash && { dead: { addressHash, code, since } }),
  };
}

/** Of several, none of which is known: it has failed only if all have. */
const inAll = (reports: readonly DeliveryReport[]): DeliveryReport =>
  reports.find(({ action }) => action === 'delivered') ??
  reports.find(({ action }) => action !== 'failed') ??
  reports[0]!;

/** Whether the person's address is among them; servers take no care of upper and lower case. */
function isNamed(keys: Keys, { emailCipher }: MailedMessage, addresses: readonly string[]): boolean {
  if (emailCipher === null) return false;
  const address = keys.decrypt(emailCipher).toLowerCase();
  return addresses.some((each) => each.toLowerCase() === address);
}

/**
 * Whoever has got a mail may end it. A complaint that names an address the person no longer has is somebody else's; most
 * providers name none.
 */
function complained(keys: Keys, { addresses }: Of<'complaint'>, message: MailedMessage): Effect {
  const theirs = addresses.length === 0 || isNamed(keys, message, addresses);
  const addressHash = theirs ? message.emailHash : null;
  return {
    answer: noted('complaint'),
    ...(addressHash && { optsOut: { addressHash, source: 'complaint' } }),
  };
}

/** Longer than that no opt-out is, and the clerk reads the beginning. */
const READ_CHARACTERS = 4000;

/**
 * An opt-out counts at once where it answers a mail of ours: only who got one knows its OutId, while anybody can write a
 * From header. Everything else is for the clerk.
 */
function replied(
  keys: Keys,
  { from, text }: Of<'reply'>,
  message: MailedMessage | undefined,
  receivedAt: Date,
): Effect {
  const own = text.slice(0, READ_CHARACTERS);
  if (message && meaning(own) === 'opt-out') {
    const addressHash = message.emailHash ?? hashOf(keys, from ?? '');
    if (addressHash) return { answer: noted('opt-out'), optsOut: { addressHash, source: 'reply' } };
  }
  if (readReply(own, { receivedAt }).meaning === 'auto-reply') return { answer: noted('auto-reply') };
  return { answer: noted('reply'), reply: { from: from ?? '', text: own } };
}

function hashOf(keys: Keys, written: string): Buffer | null {
  const address = normaliseMailAddress(written);
  return typeof address === 'string' ? keys.fingerprint('email', address) : null;
}

async function keepAnswers(sql: Statement, heard: readonly Heard[]): Promise<void> {
  await noteMailAnswers(
    sql,
    heard.flatMap(({ inboxId, cameIn, message, effect: { answer } }) =>
      answer ? [{ ...answer, inboxId, messageId: message?.messageId ?? null, receivedAt: cameIn }] : [],
    ),
  );
  await noteUnknownMails(
    sql,
    heard.filter(({ effect }) => effect.answer === undefined).map(({ inboxId }) => inboxId),
  );
}

const verdictOf = ({ inboxId, receivedAt, message, effect }: Heard): MailVerdict[] =>
  message && effect.verdict
    ? [{ ...effect.verdict, inboxId, messageId: message.messageId, reportedAt: receivedAt }]
    : [];

/** Why a mail waits for the clerk: nothing but a person reads what a person wrote. */
const reasonOf = ({ message }: Heard): string => (message ? 'mail' : 'unknown mail');

async function keepReplies(keys: Keys, sql: Statement, heard: readonly Heard[]): Promise<void> {
  const written = heard.flatMap((each) => (each.effect.reply ? [{ ...each, reply: each.effect.reply }] : []));
  const ids = await storeReplies(
    sql,
    written.map(({ inboxId, receivedAt, message, reply: { from, text } }) => {
      const reading = readReply(text, { receivedAt });
      return {
        ...{ inboxId, channel: 'email' as const, provider: 'smtp', receivedAt, destination: '' },
        // A mail is stored once, so its number tells it from all others.
        sequence: String(inboxId),
        addressHash: message?.emailHash ?? hashOf(keys, from) ?? keys.fingerprint('email', from),
        contentCipher: keys.encrypt(text),
        ...{ meaning: reading.meaning, confidence: reading.confidence },
      };
    }),
  );
  await settleReplies(
    sql,
    written.flatMap((each, at) => {
      const id = ids[at];
      const { message } = each;
      if (id === undefined) return [];
      const whose = { run: message?.runId ?? null, person: message?.personId ?? null };
      return [{ id, ...whose, waitsFor: 'clerk' as const, reason: reasonOf(each) }];
    }),
  );
}

/** A complaint is nobody's action, and stands in the audit all the same: it ends all mail to an address. */
async function keepOptOuts(sql: Statement, heard: readonly Heard[], now: Date): Promise<void> {
  for (const { inboxId, receivedAt, effect } of heard) {
    if (!effect.optsOut) continue;
    const { addressHash, source } = effect.optsOut;
    const { id, added } = await addOptOut(sql, { channel: 'email', addressHash, source, now: receivedAt });
    if (!added || source !== 'complaint') continue;
    const detail = { channel: 'email', source, inbox: inboxId };
    await writeAudit(sql, { actor: 'mail', action: 'opt-out add', subject: `opt-out ${id}`, detail }, now);
  }
}
