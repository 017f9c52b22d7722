import type { PendingQuery, Row } from 'postgres';
import { isWrittenVariable, PAGES_VALUE, type RecipientVariable } from '../domain/messages/template.js';
import type { Topic } from '../domain/messages/topics.js';
import type { Channel } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';
import {
  addressHash,
  carrierTakesNoMore,
  countOtherFirings,
  countedMessages,
  dayAndWeek,
  hasBounced,
  hasConsented,
  hasHadEnough,
  hasOptedOut,
} from './unwanted.js';

type Fragment = PendingQuery<Row[]>;

/** What the messages of one channel are made of. */
export interface MessageSource {
  channel: Channel;
  templateId: number;
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
  rules: JudgingRules;
  now: Date;
}

/** What the occurrence says of whom to spare; what holds for nobody is not looked up. */
export interface JudgingRules {
  /** Whether a cap per person is set at all: what each got lately is then looked up. */
  capped: boolean;
  /** Whether several people at one address get one message; else each gets their own. */
  onePerAddress: boolean;
  topic: Topic;
  /** Whether opt-outs count. */
  refusable: boolean;
  /** Whether it needs consent. */
  promotion: boolean;
  /** Of one template to one number in 24 hours; null: not known. */
  carrierCap: number | null;
}

/**
 * Decides, before anything is written, who is not written to: a SELECT of `person_id, committee_id, copy, variables, reason`, everyone of the
 * range once, `reason` null for those who get the message; `copy` counts those at one address. Launch and preview read the same SQL. The order of
 * the reasons is the order in which they are given.
 */
export const judge = (
  sql: Statement,
  { ground, occurrenceId, source, range, rules, now }: Judging,
): Fragment => sql`
  SELECT r.person_id, r.committee_id, ${rules.onePerAddress ? sql`1` : sql`row_number() OVER (PARTITION BY ${addressHash(sql, source.channel)} ORDER BY p.id)`} AS copy,
    ${source.personal.length > 0 ? personalVariables(sql, source, sql`o.run_id`) : sql`NULL::jsonb`} AS variables,
    CASE
      WHEN o.expires_at <= ${now} THEN 'expired'
      WHEN o.courtesy AND NOT ${isOwed(sql)} THEN 'no longer true'
      WHEN ${addressHash(sql, source.channel)} IS NULL THEN 'no address'
      WHEN ${hasBounced(sql, source.channel)} THEN 'address bounced'
      ${rules.refusable ? sql`WHEN ${hasOptedOut(sql, source.channel, sql`${rules.topic}`)} THEN 'opted out'` : sql``}
      ${rules.promotion ? sql`WHEN NOT ${hasConsented(sql, source.channel)} THEN 'no consent'` : sql``}
      ${rules.onePerAddress ? sql`WHEN ${hasTwin(sql, { ground, occurrenceId, source, rules })} THEN 'duplicate address'` : sql``}
      ${rules.capped ? sql`WHEN ${hasHadEnough(sql, { perDay: sql`o.cap_per_day`, perWeek: sql`o.cap_per_week` })} THEN 'frequency cap'` : sql``}
      ${mayExhaustCarrier(source, rules) ? sql`WHEN ${exhaustsCarrier(sql, { occurrenceId, source, rules, now })} THEN 'carrier cap'` : sql``}
    END AS reason
  FROM ${sql(ground.recipient)} r
  JOIN ${sql(ground.occurrence)} o ON o.id = r.occurrence_id
  LEFT JOIN person p ON p.id = r.person_id
  ${source.personal.includes('committee') ? sql`JOIN committee c ON c.id = r.committee_id` : sql``}
  ${source.personal.includes('call') ? candidateOf(sql, sql`o.run_id`) : sql``}
  ${source.personal.some(isWrittenVariable) ? writtenFor(sql) : sql``}
  ${rules.capped ? sql`LEFT JOIN (${recentlyWritten(sql, { ground, occurrenceId, source, range, now })}) recent ON recent.person_id = r.person_id` : sql``}
  WHERE r.occurrence_id = ${occurrenceId} AND r.person_id > ${range.after} AND r.person_id <= ${range.through}`;

/** Whether the carrier has a cap; only texts go to it. */
const mayExhaustCarrier = ({ channel }: MessageSource, { carrierCap }: JudgingRules): boolean =>
  channel === 'sms' && carrierCap !== null;

/** Its firings are counted once for the whole page. */
function exhaustsCarrier(
  sql: Statement,
  { occurrenceId, source, rules, now }: Pick<Judging, 'occurrenceId' | 'source' | 'rules' | 'now'>,
): Fragment {
  const use = { template: sql`${source.templateId}::int`, occurrence: sql`${occurrenceId}::int`, now };
  const firings = sql`(${countOtherFirings(sql, use)})`;
  return carrierTakesNoMore(sql, use, { firings, cap: sql`${rules.carrierCap}::int` });
}

/** Whether the run still owes recipient `r` the word of firing `o`: it was taken back if it has become untrue. */
const isOwed = (sql: Statement): Fragment => sql`
  EXISTS (SELECT FROM owed w WHERE w.run_id = o.run_id AND w.step = o.step AND w.person_id = r.person_id AND w.occurrence_id = o.id)`;

/** Whether somebody before them uses the same address and gets the message: of a promotion, only who agreed to it. */
const hasTwin = (
  sql: Statement,
  { ground, occurrenceId, source, rules }: Pick<Judging, 'ground' | 'occurrenceId' | 'source' | 'rules'>,
): Fragment => sql`
  EXISTS (SELECT FROM person q JOIN ${sql(ground.recipient)} s ON s.person_id = q.id AND s.occurrence_id = ${occurrenceId}
    WHERE q.${hashColumn(sql, source.channel)} = ${addressHash(sql, source.channel)} AND q.id < p.id
      ${rules.promotion ? sql`AND ${hasConsented(sql, source.channel, sql`q`)}` : sql``})`;

/** Messages of the same class each person got from other occurrences, in the last day and week. */
const recentlyWritten = (
  sql: Statement,
  { ground, occurrenceId, source, range, now }: Omit<Judging, 'rules'>,
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

/** Joins what was written down for a recipient when the firing was frozen. */
export const writtenFor = (sql: Statement): Fragment =>
  sql`JOIN recipient_value w ON w.occurrence_id = r.occurrence_id AND w.person_id = r.person_id`;

/** Of those the template's own, no more: a carrier gets nothing it does not show. Where a link goes stands beside them. */
const writtenValues = (sql: Statement, personal: readonly RecipientVariable[]): Fragment => {
  const wanted = [...personal.filter(isWrittenVariable), ...(personal.includes('page') ? [PAGES_VALUE] : [])];
  return sql`(SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(w.variables) WHERE key = ANY(${wanted}))`;
};

/**
 * All values of one recipient's message, as jsonb; wants `person p` and, as needed, `committee c`, `candidate k` and
 * `recipient_value w`. A preview's run has no number yet.
 */
export const personalVariables = (
  sql: Statement,
  { variables, personal }: MessageSource,
  run: Fragment,
): Fragment => sql`
  ${sql.json(variables)}::jsonb
    ${personal.includes('name') ? sql`|| jsonb_build_object('name', p.name)` : sql``}
    ${personal.includes('committee') ? sql`|| jsonb_build_object('committee', c.name)` : sql``}
    ${personal.includes('call') ? sql`|| jsonb_build_object('call', k.code)` : sql``}
    ${personal.some(isWrittenVariable) ? sql`|| ${writtenValues(sql, personal)}` : sql``}
    ${personal.includes('question') ? sql`|| jsonb_build_object('question', coalesce(nullif(${run}, 0)::text, '…'))` : sql``}`;
