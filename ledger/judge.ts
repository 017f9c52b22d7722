import type { PendingQuery, Row } from 'postgres';
import type { RecipientVariable } from '../domain/messages/template.js';
import type { Channel } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';
import {
  addressHash,
  countedMessages,
  dayAndWeek,
  hasBounced,
  hasHadEnough,
  hasOptedOut,
} from './unwanted.js';

type Fragment = PendingQuery<Row[]>;

/** What the messages of one channel are made of. */
export interface MessageSource {
  channel: Channel;
  /** Values common to all recipients. */
  variables: Record<string, string>;
  /** Variables the template takes from the recipient, not fixed by the definition. */
  personal: readonly RecipientVariable[];
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
  /** Whether several people at one address get one message; else each gets their own. */
  onePerAddress: boolean;
  now: Date;
}

/**
 * Decides, before anything is written, who is not written to: a SELECT of `person_id, copy, variables, reason`, everyone of the
 * range once, `reason` null for those who get the message; `copy` counts those at one address. Launch and preview read the same SQL. The order of
 * the reasons is the order in which they are given.
 */
export const judge = (
  sql: Statement,
  { ground, occurrenceId, source, range, capped, onePerAddress, now }: Judging,
): Fragment => sql`
  SELECT r.person_id, ${onePerAddress ? sql`1` : sql`row_number() OVER (PARTITION BY ${addressHash(sql, source.channel)} ORDER BY p.id)`} AS copy,
    ${source.personal.length > 0 ? personalVariables(sql, source) : sql`NULL::jsonb`} AS variables,
    CASE
      WHEN o.expires_at <= ${now} THEN 'expired'
      WHEN o.courtesy AND NOT ${isOwed(sql)} THEN 'no longer true'
      WHEN ${addressHash(sql, source.channel)} IS NULL THEN 'no address'
      WHEN ${hasBounced(sql, source.channel)} THEN 'address bounced'
      WHEN ${hasOptedOut(sql, source.channel)} THEN 'opted out'
      ${onePerAddress ? sql`WHEN ${hasTwin(sql, { ground, occurrenceId, source })} THEN 'duplicate address'` : sql``}
      ${capped ? sql`WHEN ${hasHadEnough(sql, { perDay: sql`o.cap_per_day`, perWeek: sql`o.cap_per_week` })} THEN 'frequency cap'` : sql``}
    END AS reason
  FROM ${sql(ground.recipient)} r
  JOIN ${sql(ground.occurrence)} o ON o.id = r.occurrence_id
  LEFT JOIN person p ON p.id = r.person_id
  ${source.personal.includes('committee') ? sql`JOIN committee c ON c.id = r.committee_id` : sql``}
  ${source.personal.includes('call') ? candidateOf(sql, sql`o.run_id`) : sql``}
  ${capped ? sql`LEFT JOIN (${recentlyWritten(sql, { ground, occurrenceId, source, range, now })}) recent ON recent.person_id = r.person_id` : sql``}
  WHERE r.occurrence_id = ${occurrenceId} AND r.person_id > ${range.after} AND r.person_id <= ${range.through}`;

/** Whether the run still owes recipient `r` the word of firing `o`: it was taken back if it has become untrue. */
const isOwed = (sql: Statement): Fragment => sql`
  EXISTS (SELECT FROM owed w WHERE w.run_id = o.run_id AND w.step = o.step AND w.person_id = r.person_id AND w.occurrence_id = o.id)`;

/** Whether somebody before them uses the same address and gets the message. */
const hasTwin = (
  sql: Statement,
  { ground, occurrenceId, source }: Pick<Judging, 'ground' | 'occurrenceId' | 'source'>,
): Fragment => sql`
  EXISTS (SELECT FROM person q JOIN ${sql(ground.recipient)} s ON s.person_id = q.id AND s.occurrence_id = ${occurrenceId}
    WHERE q.${hashColumn(sql, source.channel)} = ${addressHash(sql, source.channel)} AND q.id < p.id)`;

/** Messages of the same class each person got from other occurrences, in the last day and week. */
const recentlyWritten = (
  sql: Statement,
  { ground, occurrenceId, source, range, now }: Omit<Judging, 'capped' | 'onePerAddress'>,
): Fragment => sql`
  SELECT counted.person_id, ${dayAndWeek(sql, now)}
  FROM ${sql(ground.occurrence)} self
  CROSS JOIN LATERAL (${countedMessages(sql, { ...{ channel: source.channel, now }, class: sql`self.class` })}) counted
  WHERE self.id = ${occurrenceId} AND counted.occurrence_id <> self.id
    AND counted.person_id > ${range.after} AND counted.person_id <= ${range.through}
  GROUP BY counted.person_id`;

const hashColumn = (sql: Statement, channel: Channel): Fragment =>
  channel === 'sms' ? sql`phone_hash` : sql`email_hash`;

/** Joins the call whose code a recipient is given. */
export const candidateOf = (sql: Statement, run: Fragment): Fragment =>
  sql`JOIN candidate k ON k.run_id = ${run} AND k.person_id = r.person_id`;

/** All values of one recipient's message, as jsonb; wants `person p` and, as needed, `committee c` and `candidate k`. */
export const personalVariables = (sql: Statement, { variables, personal }: MessageSource): Fragment => sql`
  ${sql.json(variables)}::jsonb
    ${personal.includes('name') ? sql`|| jsonb_build_object('name', p.name)` : sql``}
    ${personal.includes('committee') ? sql`|| jsonb_build_object('committee', c.name)` : sql``}
    ${personal.includes('call') ? sql`|| jsonb_build_object('call', k.code)` : sql``}`;
