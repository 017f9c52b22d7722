import type { PendingQuery, Row } from 'postgres';
import type { Channel } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';

type Fragment = PendingQuery<Row[]>;

/**
 * What the looks at a message share: before a call-out asks somebody at all (`rank`), before the message is written
 * (`judge`), before it is sent (`lastLook`) and before it is sent once more (`unsureMessages`). Each names a person's row
 * `p`.
 */

/** Hash of the person's address on a channel; null: no address. */
export const addressHash = (sql: Statement, channel: Channel): Fragment =>
  channel === 'sms' ? sql`p.phone_hash` : sql`p.email_hash`;

/** The person's address on a channel, encrypted. */
export const addressCipher = (sql: Statement, channel: Channel): Fragment =>
  channel === 'sms' ? sql`p.phone_cipher` : sql`p.email_cipher`;

/**
 * Whether the person's address has opted out. Looked up by index, person by person: a join is redone for each where the
 * planner takes an audience that was just frozen for one of a few.
 */
export const hasOptedOut = (sql: Statement, channel: Channel): Fragment => sql`
  EXISTS (SELECT FROM opt_out gone
    WHERE gone.channel = ${channel} AND gone.address_hash = ${addressHash(sql, channel)} AND gone.revoked_at IS NULL)`;

/** Whether the person's address is known to be dead; only mail says so of an address itself. */
export const hasBounced = (sql: Statement, channel: Channel): Fragment =>
  channel === 'sms'
    ? sql`false`
    : sql`
  EXISTS (SELECT FROM dead_address dead
    WHERE dead.channel = ${channel} AND dead.address_hash = ${addressHash(sql, channel)} AND dead.cleared_at IS NULL)`;

/**
 * A SELECT of the messages that count against the caps of their people, `person_id, occurrence_id, changed_at`: those of
 * a class and a channel that have reached them, or may have, in the longest time a cap is about. The id is the
 * occurrence's own: by the message's, leaving one out costs the planner its idea of how many there are.
 */
export const countedMessages = (
  sql: Statement,
  { class: messageClass, channel, now }: { class: Fragment; channel: Channel; now: Date },
): Fragment => sql`
  SELECT m.person_id, other.id AS occurrence_id, m.changed_at
  FROM occurrence other JOIN message m ON m.occurrence_id = other.id AND m.channel = ${channel}
  WHERE other.class = ${messageClass} AND NOT other.courtesy AND NOT other.test AND other.lane <> 'alert' AND other.frozen_at > ${now}::timestamptz - interval '7 days'
    AND m.changed_at > ${now}::timestamptz - interval '7 days'
    AND m.state IN ('sending', 'sent', 'delivered', 'undelivered', 'unknown')`;

/** How many of those there are, `day` and `week`: in the last one. */
export const dayAndWeek = (sql: Statement, now: Date): Fragment => sql`
  count(*) FILTER (WHERE counted.changed_at > ${now}::timestamptz - interval '1 day') AS day, count(*) AS week`;

/** Whether somebody who got so many, in row `recent`, shall get no more; a cap that is null is none. */
export const hasHadEnough = (
  sql: Statement,
  { perDay, perWeek }: { perDay: Fragment; perWeek: Fragment },
): Fragment => sql`(recent.day >= ${perDay} OR recent.week >= ${perWeek})`;
