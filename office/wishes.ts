import { isTopic, TOPICS, type Refused } from '../domain/messages/topics.js';
import { readLink, type WishLink } from '../domain/messages/wish-link.js';
import { maskMailAddress } from '../domain/people/mail-address.js';
import { maskPhone } from '../domain/people/phone.js';
import { CHANNELS, type Channel } from '../domain/plan/plan.js';
import { writeAudit } from '../ledger/audit.js';
import { addConsent, withdrawConsents } from '../ledger/consents.js';
import { addOptOut, refusedBy, revokeOptOuts, type HashedAddress, type OptOut } from '../ledger/opt-outs.js';
import { wishHolder, type WishHolder } from '../ledger/wish-holder.js';
import type { Clock } from '../runtime/clock.js';
import type { Database, Statement } from '../runtime/database.js';
import type { Keys } from '../runtime/keys.js';

/** What the pages of people's wishes work with: they start nothing, and need no settings of the office. */
export interface WishOffice {
  database: Database;
  keys: Keys;
  clock: Clock;
}

/** What somebody gets on one channel. */
export interface ChannelWishes {
  channel: Channel;
  /** Masked; null: only its hash is left. */
  address: string | null;
  /** Topics refused; `all` covers every other. */
  refused: Refused[];
  /** Others use the same phone, so that one alone may not turn anything on again. */
  shared: boolean;
  /** Whether promotions were agreed to; null: nobody to ask, the person is gone. */
  consented: boolean | null;
}

/** All a person's own page shows. */
export interface Wishes {
  /** What the link was sent about. */
  topic: Refused;
  channels: ChannelWishes[];
  /** Speaks for a committee, and so has duties. */
  isContact: boolean;
}

/** A link, who it was made for if they are still there with that address, and what it may steer. */
interface Holding {
  link: WishLink;
  holder: WishHolder | undefined;
  addresses: HashedAddress[];
}

/** The link that a token is; undefined: nobody who has our key made it. */
function linkOf({ keys }: WishOffice, token: string): WishLink | undefined {
  const text = keys.readToken(token);
  return text === undefined ? undefined : readLink(text);
}

/** What a link shows; undefined: it is none of ours. */
export async function wishesOf(office: WishOffice, token: string): Promise<Wishes | undefined> {
  const link = linkOf(office, token);
  return (
    link && office.database.begin(async (sql) => wishesIn(office, sql, await holdingOf(office, sql, link)))
  );
}

async function wishesIn(office: WishOffice, sql: Statement, holding: Holding): Promise<Wishes> {
  const { link, holder, addresses } = holding;
  const channels: ChannelWishes[] = [];
  for (const address of addresses) {
    channels.push({
      channel: address.channel,
      address: holder ? maskedAddress(office, holder, address.channel) : null,
      refused: await refusedBy(sql, address),
      shared: address.channel === 'sms' && (holder?.sharesPhone ?? false),
      consented: holder ? holder.consented.includes(address.channel) : null,
    });
  }
  return { topic: link.topic, channels, isContact: holder?.isContact ?? false };
}

/**
 * The address a link was sent to may always be steered by it. The person's other address may only while they still
 * have the first: else it would be in the hands of whoever has it now.
 */
async function holdingOf({ clock }: WishOffice, sql: Statement, link: WishLink): Promise<Holding> {
  const hash = Buffer.from(link.address, 'hex');
  const found = await wishHolder(sql, link.person, clock.now());
  const holder = found && hashOf(found, link.channel)?.equals(hash) ? found : undefined;
  const addresses = CHANNELS.flatMap((channel): HashedAddress[] => {
    const addressHash = channel === link.channel ? hash : holder && hashOf(holder, channel);
    return addressHash ? [{ channel, addressHash }] : [];
  });
  // The address it was sent to first.
  addresses.sort(
    (one, other) => Number(other.channel === link.channel) - Number(one.channel === link.channel),
  );
  return { link, holder, addresses };
}

const hashOf = ({ phoneHash, emailHash }: WishHolder, channel: Channel): Buffer | null =>
  channel === 'sms' ? phoneHash : emailHash;

function maskedAddress({ keys }: WishOffice, holder: WishHolder, channel: Channel): string | null {
  const cipher = channel === 'sms' ? holder.phoneCipher : holder.emailCipher;
  if (cipher === null) return null;
  const mask = channel === 'sms' ? maskPhone : maskMailAddress;
  return mask(keys.decrypt(cipher));
}

/** One act on a person's own page. */
export type Wish =
  | { kind: 'refuse' | 'accept'; channel: Channel; topic: Refused }
  | { kind: 'consent' | 'withdraw'; channel: Channel };

const WISH = /^(refuse|accept|consent|withdraw)\.(sms|email)(?:\.([a-z-]+))?$/;

/** Reads a wish out of a form, e.g. `refuse.email.training`; undefined: it is none. */
export function readWish(text: string): Wish | undefined {
  const [, kind, channel, topic] = (WISH.exec(text) ?? []) as (string | undefined)[];
  if (kind === 'consent' || kind === 'withdraw')
    return topic === undefined ? { kind, channel: channel as Channel } : undefined;
  if (kind !== 'refuse' && kind !== 'accept') return undefined;
  if (topic === undefined || !(topic === 'all' || isTopic(topic))) return undefined;
  return { kind, channel: channel as Channel, topic };
}

/** The same in a form. */
export const writeWish = (wish: Wish): string =>
  [wish.kind, wish.channel, ...('topic' in wish ? [wish.topic] : [])].join('.');

/** What came of a wish: `not-yours`, this link may not do that. */
export type WishOutcome = 'done' | 'not-yours';

/**
 * Does what somebody asks on their own page; asked twice it is the same. Effective at once, also for what is queued:
 * every message is looked at again just before it is sent.
 * @returns undefined: the link is none of ours, and nothing has changed
 */
export async function carryOutWish(
  office: WishOffice,
  token: string,
  wish: Wish,
): Promise<WishOutcome | undefined> {
  const link = linkOf(office, token);
  if (!link) return undefined;
  return office.database.begin(async (sql): Promise<WishOutcome> => {
    const holding = await holdingOf(office, sql, link);
    const address = holding.addresses.find(({ channel }) => channel === wish.channel);
    if (!address) return 'not-yours';
    const act: Act = { sql, holding, address, now: office.clock.now() };
    if (wish.kind === 'refuse') await refuseTopic(act, wish.topic, 'page');
    else if (wish.kind === 'accept') return acceptTopic(act, wish.topic);
    else return changeConsent(act, wish.kind);
    return 'done';
  });
}

/**
 * The button of a mail program (RFC 8058): refuses the topic of the mail.
 * @returns whether the link is ours
 */
export async function unsubscribeAtOnce(office: WishOffice, token: string): Promise<boolean> {
  const link = linkOf(office, token);
  if (!link) return false;
  await office.database.begin(async (sql) => {
    const holding = await holdingOf(office, sql, link);
    await refuseTopic(
      { sql, holding, address: holding.addresses[0]!, now: office.clock.now() },
      link.topic,
      'one-click',
    );
  });
  return true;
}

/** An act on one address, in its transaction. */
interface Act {
  sql: Statement;
  holding: Holding;
  address: HashedAddress;
  now: Date;
}

/** Who acts: the person, or whoever reads at an address they had. */
const actorOf = ({ holding: { holder } }: Act): string => (holder ? `person ${holder.id}` : 'link holder');

async function refuseTopic(act: Act, topic: Refused, source: OptOut['source']): Promise<void> {
  const { sql, address, now } = act;
  const { id, added } = await addOptOut(sql, { ...address, topic, source, now });
  if (!added) return;
  const detail = { channel: address.channel, topic, source };
  await writeAudit(
    sql,
    { actor: actorOf(act), action: 'opt-out add', subject: `opt-out ${id}`, detail },
    now,
  );
}

/** Taken back by the person alone; out of everything, one topic comes back and the others stay refused. */
async function acceptTopic(act: Act, topic: Refused): Promise<WishOutcome> {
  const { sql, address, holding, now } = act;
  if (address.channel === 'sms' && holding.holder?.sharesPhone) return 'not-yours';
  const refused = await refusedBy(sql, address);
  const others = TOPICS.filter((one) => one !== topic && topic !== 'all');
  if (refused.includes('all')) for (const other of others) await refuseTopic(act, other, 'page');
  const topics: Refused[] = topic === 'all' ? ['all', ...TOPICS] : ['all', topic];
  const by = actorOf(act);
  for (const id of await revokeOptOuts(sql, { ...address, topics, by, now })) {
    const detail = { channel: address.channel, topic, source: 'page' };
    await writeAudit(sql, { actor: by, action: 'opt-out revoke', subject: `opt-out ${id}`, detail }, now);
  }
  return 'done';
}

async function changeConsent(act: Act, kind: 'consent' | 'withdraw'): Promise<WishOutcome> {
  const { sql, address, holding, now } = act;
  if (!holding.holder) return 'not-yours';
  const { id: person, consented } = holding.holder;
  const { channel } = address;
  if (consented.includes(channel) === (kind === 'consent')) return 'done';
  if (kind === 'withdraw') await withdrawConsents(sql, { person, channels: [channel], now });
  else await addConsent(sql, { person, channel, basis: 'consent', source: 'page', givenAt: now });
  const action = kind === 'withdraw' ? 'consent withdraw' : 'consent add';
  const detail = { channel, source: 'page' };
  await writeAudit(sql, { actor: actorOf(act), action, subject: `person ${person}`, detail }, now);
  return 'done';
}
