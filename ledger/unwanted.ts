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
 * Whether the person's address has opted out of a topic, or of everything. Looked up by index, person by person: a join is redone for each where the
 * planner takes an audience that was just frozen for one of a few.
 */
export const hasOptedOut = (sql: Statement, channel: Channel, topic: Fragment): Fragment => sql`
  EXISTS (SELECT FROM opt_out gone
    WHERE gone.channel = ${channel} AND gone.address_hash = ${addressHash(sql, channel)} AND gone.revoked_at IS NULL
      AND gone.topic IN ('all', ${topic}))`;

/** Whether somebody has agreed to be written to on a channel, which a promotion needs; `person` names their row. */
export const hasConsented = (sql: Statement, channel: Channel, person = sql`p`): Fragment => sql`
  EXISTS (SELECT FROM consent given WHERE given.person_id = ${person}.id AND given.channel = ${channel}
    AND given.basis = 'consent' AND given.withdrawn_at IS NULL)`;

/** Whether the person's address is known to be dead; only mail says so of an address itself. */
export const hasBounced = (sql: Statement, channel: Channel): Fragment =>
  channel === 'sms'
    ? sql`false`
    : sql`
  EXISTS (SELECT FROM dead_address dead
    WHERE dead.channel = ${channel} AND dead.address_hash = ${addressHash(sql, channel)} AND dead.cleared_at IS NULL)`;

/**
 * A SELECT of the messages that count against the caps of their people, `person_id, run_id, occurrence_id, changed_at`:
 * those of a class and a channel that have reached them, or may have, in the longest time a cap is about. The id is the
 * occurrence's own: by the message's, leaving one out costs the planner its idea of how many there are.
 */
export const countedMessages = (
  sql: Statement,
  {
    class: messageClass,
    channel,
    now,
  }: { class: Fragment; channel: Channel | Fragment; now: Date | Fragment },
): Fragment => sql`
  SELECT m.person_id, other.run_id, other.id AS occurrence_id, m.changed_at
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

/** A phone is taken to be shared by no more people than that, when nobody can have had too many of a template. */
const MOST_AT_ONE_NUMBER = 20;

/** A template as one firing uses it; the messages of that firing do not count against the carrier's cap. */
export interface TemplateUse {
  template: Fragment;
  occurrence: Fragment;
  now: Date;
}

/** FROM and WHERE of the other firings, `other`, that may have used the template lately. */
const otherFirings = (sql: Statement, { template, occurrence, now }: TemplateUse): Fragment => sql`
  FROM occurrence_channel used JOIN occurrence other ON other.id = used.occurrence_id
  WHERE used.template_id = ${template} AND other.id <> ${occurrence}
    AND other.frozen_at > ${now}::timestamptz - interval '7 days'`;

/** A SELECT of how many those are: to be evaluated once, not for everybody. */
export const countOtherFirings = (sql: Statement, use: TemplateUse): Fragment =>
  sql`SELECT count(*) ${otherFirings(sql, use)}`;

/**
 * Whether the number of person `p` had as many texts of a template in 24 hours as the carrier takes. Nearly never, so
 * that the costly count comes last: first how often the template was used at all, then how many people share the
 * number, then what they got. CASE keeps that order, as AND would not.
 */
export const carrierTakesNoMore = (
  sql: Statement,
  use: TemplateUse,
  { firings, cap }: { firings: Fragment; cap: Fragment },
): Fragment => {
  const sharers = sql`FROM person mate WHERE mate.phone_hash = p.phone_hash`;
  return sql`CASE
    WHEN ${cap} IS NULL OR ${MOST_AT_ONE_NUMBER}::int * ${firings} < ${cap} THEN false
    WHEN (SELECT count(*) ${sharers}) * ${firings} < ${cap} THEN false
    ELSE (SELECT count(*) FROM (SELECT other.id ${otherFirings(sql, use)} OFFSET 0) fired
      CROSS JOIN LATERAL (SELECT mate.id ${sharers}) mates
      JOIN message m ON m.occurrence_id = fired.id AND m.person_id = mates.id AND m.channel = 'sms'
      WHERE m.changed_at > ${use.now}::timestamptz - interval '1 day'
        AND m.state IN ('sending', 'sent', 'delivered', 'undelivered', 'unknown')) >= ${cap}
  END`;
};
