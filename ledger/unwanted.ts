import type { PendingQuery, Row } from 'postgres';
import type { Channel } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';

type Fragment = PendingQuery<Row[]>;

/**
 * What the three looks at a message share: before it is written (`judge`), before it is sent (`lastLook`) and before
 * it is sent once more (`unsureMessages`). Each names a person's row `p`.
 */

/** Hash of the person's address on a channel; null: no address. */
export const addressHash = (sql: Statement, channel: Channel): Fragment =>
  channel === 'sms' ? sql`p.phone_hash` : sql`p.email_hash`;

/** The person's address on a channel, encrypted. */
export const addressCipher = (sql: Statement, channel: Channel): Fragment =>
  channel === 'sms' ? sql`p.phone_cipher` : sql`p.email_cipher`;

/** A SELECT of the addresses whose withdrawal from a channel is in force; an address may come several times. */
export const optedOutAddresses = (sql: Statement, channel: Channel): Fragment => sql`
  SELECT address_hash FROM opt_out WHERE channel = ${channel} AND revoked_at IS NULL`;

/** Whether the person's address has opted out: by index, for few people; for many join `optedOutAddresses`. */
export const hasOptedOut = (sql: Statement, channel: Channel): Fragment => sql`
  EXISTS (SELECT FROM (${optedOutAddresses(sql, channel)}) gone WHERE gone.address_hash = ${addressHash(sql, channel)})`;

/** States of a message that count against the cap of its person: it has reached them, or may have. */
export const countedStates = (sql: Statement): Fragment =>
  sql`('sending', 'sent', 'delivered', 'undelivered', 'unknown')`;
