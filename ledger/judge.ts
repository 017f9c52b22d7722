import type { PendingQuery, Row } from 'postgres';
import type { Channel } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';

type Fragment = PendingQuery<Row[]>;

/** What the messages of one channel are made of. */
export interface MessageSource {
  channel: Channel;
  /** Values common to all recipients. */
  variables: Record<string, string>;
  /** Variables the template takes from the recipient, not fixed by the definition. */
  personal: readonly ('name' | 'committee')[];
}

/** Recipients of an occurrence by their person ids: those above `after`, up to and including `through`. */
export interface RecipientRange {
  after: number;
  through: number;
}

/** Names of the tables an occurrence and its recipients stand in: the ledger's, or a preview's passing ones. */
export interface Ground {
  occurrence: string;
  recipient: string;
}

/** Where a launched run stands. */
export const LEDGER_GROUND: Ground = { occurrence: 'occurrence', recipient: 'recipient' };

/** What is judged, and as of when. */
export interface Judging {
  ground: Ground;
  occurrenceId: number;
  source: MessageSource;
  range: RecipientRange;
  /** Whether a cap per person is set at all: what each got lately is then looked up. */
  capped: boolean;
  now: Date;
}

/**
 * The one place that decides who is not written to: a SELECT of `person_id, variables, reason`, everyone of the
 * range once, `reason` null for those who get the message. Launch and preview read the same SQL. The order of
 * the reasons is the order in which they are given.
 */
export const judge = (
  sql: Statement,
  { ground, occurrenceId, source, range, capped, now }: Judging,
): Fragment => sql`
  SELECT r.person_id, ${source.personal.length > 0 ? personalVariables(sql, source) : sql`NULL::jsonb`} AS variables,
    CASE
      WHEN o.expires_at <= ${now} THEN 'expired'
      WHEN ${addressHash(sql, source.channel)} IS NULL THEN 'no address'
      WHEN gone.address_hash IS NOT NULL THEN 'opted out'
      WHEN EXISTS (SELECT FROM person q JOIN ${sql(ground.recipient)} s ON s.person_id = q.id AND s.occurrence_id = ${occurrenceId}
        WHERE q.${hashColumn(sql, source.channel)} = ${addressHash(sql, source.channel)} AND q.id < p.id) THEN 'duplicate address'
      ${capped ? sql`WHEN o.cap_per_day <= recent.day OR o.cap_per_week <= recent.week THEN 'frequency cap'` : sql``}
    END AS reason
  FROM ${sql(ground.recipient)} r
  JOIN ${sql(ground.occurrence)} o ON o.id = r.occurrence_id
  LEFT JOIN person p ON p.id = r.person_id
  ${source.personal.includes('committee') ? sql`JOIN committee c ON c.id = r.committee_id` : sql``}
  LEFT JOIN (SELECT DISTINCT address_hash FROM opt_out
    WHERE channel = ${source.channel} AND revoked_at IS NULL) gone ON gone.address_hash = ${addressHash(sql, source.channel)}
  ${capped ? sql`LEFT JOIN (${recentlyWritten(sql, { ground, occurrenceId, source, range, now })}) recent ON recent.person_id = r.person_id` : sql``}
  WHERE r.occurrence_id = ${occurrenceId} AND r.person_id > ${range.after} AND r.person_id <= ${range.through}`;

/** Messages of the same class each person got from other occurrences, in the last day and week. */
const recentlyWritten = (
  sql: Statement,
  { ground, occurrenceId, source, range, now }: Omit<Judging, 'capped'>,
): Fragment => sql`
  SELECT m.person_id, count(*) AS week,
    count(*) FILTER (WHERE m.changed_at > ${now}::timestamptz - interval '1 day') AS day
  FROM ${sql(ground.occurrence)} self
  JOIN occurrence other ON other.class = self.class AND other.id <> self.id
    AND other.frozen_at > ${now}::timestamptz - interval '7 days'
  JOIN message m ON m.occurrence_id = other.id AND m.channel = ${source.channel}
    AND m.person_id > ${range.after} AND m.person_id <= ${range.through}
    AND m.state IN ('sending', 'sent', 'delivered', 'undelivered', 'unknown')
    AND m.changed_at > ${now}::timestamptz - interval '7 days'
  WHERE self.id = ${occurrenceId}
  GROUP BY m.person_id`;

const hashColumn = (sql: Statement, channel: Channel): Fragment =>
  channel === 'sms' ? sql`phone_hash` : sql`email_hash`;

const addressHash = (sql: Statement, channel: Channel): Fragment => sql`p.${hashColumn(sql, channel)}`;

/** All values of one recipient's message, as jsonb; wants `person p` and, for the committee, `committee c`. */
export const personalVariables = (sql: Statement, { variables, personal }: MessageSource): Fragment => sql`
  ${sql.json(variables)}::jsonb
    ${personal.includes('name') ? sql`|| jsonb_build_object('name', p.name)` : sql``}
    ${personal.includes('committee') ? sql`|| jsonb_build_object('committee', c.name)` : sql``}`;
