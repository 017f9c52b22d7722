import { officeDay } from '../domain/calendar/office-day.js';
import type { Channel } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';
import { inForce } from './in-force.js';

/** What a person's own page has to know of them; addresses stay encrypted. */
export interface WishHolder {
  id: number;
  phoneHash: Buffer | null;
  phoneCipher: Buffer | null;
  emailHash: Buffer | null;
  emailCipher: Buffer | null;
  /** Speaks for a committee today. */
  isContact: boolean;
  /** Somebody else has the same phone. */
  sharesPhone: boolean;
  /** Channels on which a consent is in force. */
  consented: Channel[];
}

/** Who a link names; undefined: they have been erased. */
export async function wishHolder(sql: Statement, id: number, now: Date): Promise<WishHolder | undefined> {
  const [row] = await sql<WishHolder[]>`
    SELECT p.id, p.phone_hash, p.phone_cipher, p.email_hash, p.email_cipher,
      EXISTS (SELECT FROM contact_role held WHERE held.person_id = p.id AND ${inForce(sql, 'held', officeDay(now))}) AS is_contact,
      EXISTS (SELECT FROM person mate WHERE mate.phone_hash = p.phone_hash AND mate.id <> p.id) AS shares_phone,
      ARRAY(SELECT DISTINCT given.channel::text FROM consent given
        WHERE given.person_id = p.id AND given.basis = 'consent' AND given.withdrawn_at IS NULL) AS consented
    FROM person p WHERE p.id = ${id}`;
  return row;
}
