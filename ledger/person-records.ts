import type { Channel } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';
import type { Consent } from './consents.js';
import type { Role } from './operators.js';
import type { OptOut } from './opt-outs.js';

/**
 * What a person's acts, their addresses and what was done with their data have left in the ledger. Sealed and masked
 * things are counted, not shown. What is kept by address is also that of whoever shares it.
 */
export interface PersonRecords {
  /** Withdrawals, from everything or from a topic; also those that were lifted, by whom. */
  optOuts: (Pick<OptOut, 'id' | 'channel' | 'topic' | 'source' | 'since'> & {
    revokedAt: Date | null;
    revokedBy: string | null;
  })[];
  consents: Omit<Consent, 'id'>[];
  /** Addresses whose server said that nobody is there; cleared ones too. */
  deadAddresses: { channel: Channel; code: string; since: Date; clearedAt: Date | null }[];
  /** Mails that came back or were answered by a machine or a person, the newest first. */
  mailAnswers: { kind: string; code: string | null; receivedAt: Date }[];
  /** Who saw their numbers whole, when and why; the newest first. */
  unmaskings: { at: Date; by: string; reason: string }[];
  /** Questions of committees that they answered on their own page. */
  questionsAnswered: { run: number; at: Date }[];
  /** As whom they use Muster. */
  operators: { name: string; role: Role }[];
  /** How much of what else there is. */
  counts: {
    formerPhones: number;
    replies: number;
    /** Call-outs that asked them or that they came to. */
    callOuts: number;
    responses: number;
    /** Words that were owed to them in call-outs. */
    owed: number;
    /** Roster imports that changed them. */
    rosterChanges: number;
    /** Reports that they wrote on their own page, each version. */
    reportsWritten: number;
    /** Reports owed of which they were told. */
    reportsTold: number;
    /** Ways to their own page of reports that were sent to their phone. */
    reportLinks: number;
  };
}

/** All of it. */
export const personRecords = async (sql: Statement, id: number): Promise<PersonRecords> => ({
  optOuts: await optOuts(sql, id),
  consents: await consents(sql, id),
  deadAddresses: await deadAddresses(sql, id),
  mailAnswers: await mailAnswers(sql, id),
  unmaskings: await unmaskings(sql, id),
  questionsAnswered: await questionsAnswered(sql, id),
  operators: await sql<PersonRecords['operators']>`
    SELECT name, role FROM operator WHERE person_id = ${id} ORDER BY id`,
  counts: await counts(sql, id),
});

/** Lines of a list that can grow long. */
const SHOWN = 20;

/** The hash of person `p` on the channel of `x`. */
const hashOf = (sql: Statement) => sql`CASE x.channel WHEN 'sms' THEN p.phone_hash ELSE p.email_hash END`;

const optOuts = (sql: Statement, id: number) => sql<PersonRecords['optOuts']>`
  SELECT x.id, x.channel, x.topic, x.source, x.since, x.revoked_at, x.revoked_by
  FROM person p JOIN opt_out x ON x.address_hash = ${hashOf(sql)}
  WHERE p.id = ${id} ORDER BY x.since, x.id`;

const consents = (sql: Statement, id: number) => sql<PersonRecords['consents']>`
  SELECT channel, basis, source, given_at, withdrawn_at FROM consent WHERE person_id = ${id} ORDER BY given_at, channel`;

const deadAddresses = (sql: Statement, id: number) => sql<PersonRecords['deadAddresses']>`
  SELECT x.channel, x.code, x.since, x.cleared_at FROM person p JOIN dead_address x ON x.address_hash = ${hashOf(sql)}
  WHERE p.id = ${id} ORDER BY x.since, x.id`;

/** By occurrence: messages are found by it and the person, not by the person alone. */
const mailAnswers = (sql: Statement, id: number) => sql<PersonRecords['mailAnswers']>`
  SELECT a.kind, a.code, a.received_at
  FROM occurrence o JOIN message m ON m.occurrence_id = o.id AND m.person_id = ${id} AND m.channel = 'email'
  JOIN mail_answer a ON a.message_id = m.id ORDER BY a.received_at DESC, a.inbox_id DESC LIMIT ${SHOWN}`;

/** Alone, or in the list of a call-out. */
const unmaskings = (sql: Statement, id: number) => sql<PersonRecords['unmaskings']>`
  SELECT at, actor AS by, detail ->> 'reason' AS reason FROM audit
  WHERE action IN ('person unmask', 'call-out unmask')
    AND (subject = ${`person ${id}`} OR detail -> 'people' @> ${sql.json([id])})
  ORDER BY id DESC LIMIT ${SHOWN}`;

const questionsAnswered = (sql: Statement, id: number) => sql<PersonRecords['questionsAnswered']>`
  SELECT run_id AS run, written_at AS at FROM question_entry
  WHERE kind = 'answer' AND written_by = ${`person ${id}`} ORDER BY written_at`;

async function counts(sql: Statement, id: number): Promise<PersonRecords['counts']> {
  const [row] = await sql<[PersonRecords['counts']]>`
    WITH asked AS MATERIALIZED (
      SELECT run_id FROM candidate WHERE person_id = ${id} AND (asked_at IS NOT NULL OR attended_at IS NOT NULL)),
    known AS (
      SELECT phone_hash AS hash FROM person WHERE id = ${id} UNION SELECT email_hash FROM person WHERE id = ${id}
      UNION SELECT phone_hash FROM former_phone WHERE person_id = ${id})
    SELECT
      (SELECT count(*) FROM former_phone WHERE person_id = ${id}) AS former_phones,
      (SELECT count(*) FROM reply r JOIN known ON known.hash = r.address_hash) AS replies,
      (SELECT count(*) FROM asked) AS call_outs,
      (SELECT count(*) FROM asked a JOIN response r ON r.run_id = a.run_id AND r.person_id = ${id}) AS responses,
      (SELECT count(*) FROM asked a JOIN owed w ON w.run_id = a.run_id AND w.person_id = ${id}) AS owed,
      (SELECT count(*) FROM roster_change WHERE person_id = ${id}) AS roster_changes,
      (SELECT count(*) FROM submission WHERE written_by = ${`person ${id}`}) AS reports_written,
      (SELECT count(DISTINCT duty_id) FROM duty_told WHERE person_id = ${id}) AS reports_told,
      (SELECT count(*) FROM page_code WHERE person_id = ${id}) AS report_links`;
  return row;
}
