import { linkText, wishUrl } from '../domain/messages/wish-link.js';
import { writeAudit } from '../ledger/audit.js';
import type { Actor } from '../ledger/operators.js';
import type { Office } from './office.js';
import { personMeant } from './person.js';
import { refuse } from './refusal.js';
import { requireRight } from './rights.js';

/** A page for somebody who has no mail to click in: a clerk reads it out or sends it. */
export interface PersonLink {
  person: number;
  url: string;
}

/** Makes a link to somebody's own page, for their phone if they have one. The link is audited, not kept. */
export async function personLink(office: Office, actor: Actor, written: string): Promise<PersonLink> {
  requireRight(actor, 'keep people');
  const { portalUrl } = office.config;
  if (portalUrl === undefined) throw noPages();
  const { id, phoneHash, emailHash } = await personMeant(office, actor, written);
  const addressHash = phoneHash ?? emailHash;
  if (addressHash === null) throw noAddress();
  const channel = phoneHash === null ? 'email' : 'sms';
  const now = office.clock.now();
  await writeAudit(
    office.database,
    { actor: actor.name, action: 'person link', subject: `person ${id}`, detail: { channel } },
    now,
  );
  const address = addressHash.toString('hex');
  const token = office.keys.token(linkText({ person: id, channel, address, topic: 'all' }));
  return { person: id, url: wishUrl(portalUrl, token) };
}

const noPages = () =>
  refuse(
    'invalid',
    'no-portal',
    '没有设置 PORTAL_URL，本人页面没有网址：请在设置中写明',
    'PORTAL_URL is not set, so that the pages have no address: set it',
  );

const noAddress = () =>
  refuse(
    'invalid',
    'no-address',
    '此人没有手机号，也没有邮箱，没有可退订的：请先登记号码或邮箱',
    'this person has neither phone nor mail address, hence nothing to refuse: record one first',
  );
