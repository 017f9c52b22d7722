import type { Refused } from '../domain/messages/topics.js';
import { normaliseMailAddress } from '../domain/people/mail-address.js';
import { normalisePhone } from '../domain/people/phone.js';
import type { Channel } from '../domain/plan/plan.js';
import { writeAudit } from '../ledger/audit.js';
import type { Actor } from '../ledger/operators.js';
import { addOptOut, listOptOuts, type HashedAddress, type OptOut } from '../ledger/opt-outs.js';
import { replyAddress } from '../ledger/waiting-replies.js';
import { replyScope } from './actor.js';
import type { Office } from './office.js';
import { refuse, Refusal } from './refusal.js';
import { requireRight } from './rights.js';

/** An opt-out as lists show it: without the address, which only its hash is kept of. */
export type OptOutView = Omit<OptOut, 'addressHash'>;

/** An opt-out as it stands now; `added`: it did not before. */
export interface RecordedOptOut {
  id: number;
  channel: Channel;
  topic: Refused;
  added: boolean;
}

/**
 * Records that an address wants no more messages, of one topic or at all. Any clerk may, whoever's address it is:
 * withdrawing must be as easy as consenting. What is queued is looked at again just before it is sent, and stays unsent.
 */
export async function optOut(
  office: Office,
  actor: Actor,
  written: string,
  topic: Refused = 'all',
): Promise<RecordedOptOut> {
  requireRight(actor, 'keep people');
  return record(office, actor, { ...hashed(office, written), topic });
}

/** The same for the phone or mailbox a reply came from, which nobody needs to know. */
export async function optOutOfReply(
  office: Office,
  actor: Actor,
  id: number,
  topic: Refused = 'all',
): Promise<RecordedOptOut> {
  requireRight(actor, 'keep people');
  const from = await replyAddress(office.database, { ...replyScope(actor), id });
  if (from) return record(office, actor, { ...from, topic }, { reply: id });
  throw refuse(
    'not-found',
    'no-such-reply',
    `您的管辖范围内没有回复 ${id}：请用 muster inbox list 查看`,
    `no reply ${id} within your scope: see \`muster inbox list\``,
  );
}

function record(
  { database, clock }: Office,
  actor: Actor,
  { channel, addressHash, topic }: HashedAddress & { topic: Refused },
  from: { reply?: number } = {},
): Promise<RecordedOptOut> {
  const now = clock.now();
  return database.begin(async (sql) => {
    const { id, added } = await addOptOut(sql, { channel, addressHash, topic, source: 'clerk', now });
    const detail = { channel, ...(topic === 'all' ? {} : { topic }), ...from };
    const entry = { actor: actor.name, action: 'opt-out add', subject: `opt-out ${id}`, detail };
    if (added) await writeAudit(sql, entry, now);
    return { id, channel, topic, added };
  });
}

/** A text with an @ is meant as a mail address, any other as a phone. */
function hashed({ keys }: Office, written: string): HashedAddress {
  const mail = written.includes('@');
  const address = mail ? normaliseMailAddress(written) : normalisePhone(written);
  if (typeof address !== 'string') throw new Refusal('invalid', [{ path: ['address'], ...address }]);
  return {
    channel: mail ? 'email' : 'sms',
    addressHash: keys.fingerprint(mail ? 'email' : 'phone', address),
  };
}

/** Opt-outs in force in the actor's part of the tree, and of addresses nobody has; newest first. */
export async function optOuts({ database }: Office, actor: Actor, limit: number): Promise<OptOutView[]> {
  requireRight(actor, 'see people');
  const found = await listOptOuts(database, { scopePath: actor.scopePath, limit });
  return found.map(({ id, channel, topic, source, since, people }) => ({
    id,
    channel,
    topic,
    source,
    since,
    people,
  }));
}
