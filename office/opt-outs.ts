import { normaliseMailAddress } from '../domain/people/mail-address.js';
import { normalisePhone } from '../domain/people/phone.js';
import type { Channel } from '../domain/plan/plan.js';
import { writeAudit } from '../ledger/audit.js';
import type { Actor } from '../ledger/operators.js';
import { addOptOut, listOptOuts, type OptOut } from '../ledger/opt-outs.js';
import type { Office } from './office.js';
import { Refusal } from './refusal.js';

/** An opt-out as lists show it: without the address, which only its hash is kept of. */
export type OptOutView = Omit<OptOut, 'addressHash'>;

/**
 * Records that an address wants no more messages. Any operator may, whoever's address it is: withdrawing must be
 * as easy as consenting. What is queued is looked at again just before it is sent, and stays unsent.
 */
export async function optOut(
  office: Office,
  actor: Actor,
  written: string,
): Promise<{ id: number; channel: Channel; added: boolean }> {
  const { channel, addressHash } = hashed(office, written);
  const now = office.clock.now();
  return office.database.begin(async (sql) => {
    const { id, added } = await addOptOut(sql, { channel, addressHash, source: 'clerk', now });
    const entry = { actor: actor.name, action: 'opt-out add', subject: `opt-out ${id}`, detail: { channel } };
    if (added) await writeAudit(sql, entry, now);
    return { id, channel, added };
  });
}

/** A text with an @ is meant as a mail address, any other as a phone. */
function hashed({ keys }: Office, written: string): { channel: Channel; addressHash: Buffer } {
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
