import type { MessageState } from '../domain/messages/states.js';
import type { Statement } from '../runtime/database.js';
import { sentAlready } from './receipts.js';

/** A mail of ours that something came back to, and the address its person has now. */
export interface MailedMessage {
  outId: string;
  messageId: number;
  runId: number;
  personId: number;
  state: MessageState;
  /** Null: they have none any more, or were erased. */
  emailCipher: Buffer | null;
  emailHash: Buffer | null;
}

/** The mails that were sent under these labels. */
export async function mailedMessages(sql: Statement, outIds: readonly string[]): Promise<MailedMessage[]> {
  if (outIds.length === 0) return [];
  return sql<MailedMessage[]>`
    SELECT DISTINCT ON (a.out_id) a.out_id, m.id AS message_id, o.run_id, m.person_id, m.state, p.email_cipher, p.email_hash
    FROM attempt a JOIN message m ON m.id = a.message_id JOIN occurrence o ON o.id = m.occurrence_id
    LEFT JOIN person p ON p.id = m.person_id
    WHERE a.out_id = ANY(${outIds as string[]}) AND m.channel = 'email'`;
}

/** What a mail was, once it has been read; codes only. */
export interface MailAnswer {
  inboxId: number;
  kind: 'bounce' | 'auto-reply' | 'complaint' | 'opt-out' | 'reply';
  messageId: number | null;
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | null;
  code: string | null;
  receivedAt: Date;
}

/** Notes what mails were. */
export async function noteMailAnswers(sql: Statement, answers: readonly MailAnswer[]): Promise<void> {
  if (answers.length === 0) return;
  const rows = answers.map(({ inboxId, kind, messageId, action, code, receivedAt }) => ({
    ...{
      inbox_id: inboxId,
      kind,
      message_id: messageId,
      action,
      code,
      received_at: receivedAt.toISOString(),
    },
  }));
  await sql`
    INSERT INTO mail_answer (inbox_id, kind, message_id, action, code, received_at)
    SELECT inbox_id, kind, message_id, action, code, received_at
    FROM jsonb_populate_recordset(NULL::mail_answer, ${sql.json(rows)})
    ON CONFLICT DO NOTHING`;
}

/** Mails that say something of no message of ours: a forgery, or one that somebody else has sent in our name. */
export async function noteUnknownMails(sql: Statement, inboxIds: readonly number[]): Promise<void> {
  if (inboxIds.length === 0) return;
  const problems = [{ item: 0, reason: 'unknown-message', field: null }];
  await sql`UPDATE inbox SET problems = ${sql.json(problems)} WHERE id = ANY(${inboxIds as number[]})`;
}

/** The last word of a mail server on a message. */
export interface MailVerdict {
  inboxId: number;
  messageId: number;
  delivered: boolean;
  /** `bounce 5.1.1`, `dsn 2.0.0`. */
  code: string;
  reportedAt: Date;
}

/**
 * Applies what mail servers say, as receipts are applied: the first word on a message stands, later ones are kept beside
 * it. A relay's 250 only means that it was accepted: the bounce comes after it.
 */
export async function applyMailVerdicts(
  sql: Statement,
  verdicts: readonly MailVerdict[],
  now: Date,
): Promise<void> {
  if (verdicts.length === 0) return;
  const rows = verdicts.map(({ inboxId, messageId, delivered, code, reportedAt }) => ({
    ...{ inbox_id: inboxId, message_id: messageId, delivered, code, reported_at: reportedAt.toISOString() },
  }));
  await sql`
    WITH word AS (SELECT * FROM jsonb_populate_recordset(NULL::receipt, ${sql.json(rows)})),
    kept AS (
      INSERT INTO receipt (message_id, reported_at, delivered, code, inbox_id)
      SELECT DISTINCT ON (message_id, reported_at, code) message_id, reported_at, delivered, code, inbox_id FROM word
      ON CONFLICT DO NOTHING),
    first_word AS (
      SELECT DISTINCT ON (message_id) message_id, delivered, code FROM word ORDER BY message_id, reported_at, delivered DESC)
    UPDATE message m SET state = (CASE WHEN w.delivered THEN 'delivered' ELSE 'undelivered' END)::message_state,
      reason = CASE WHEN NOT w.delivered THEN w.code END, changed_at = ${now}
    FROM first_word w WHERE m.id = w.message_id AND (m.state IN ('sending', 'sent', 'unknown') OR ${sentAlready(sql)})`;
}

/** How many mails of a sort came back. */
export interface MailCount {
  kind: MailAnswer['kind'] | 'unknown';
  action: MailAnswer['action'];
  code: string | null;
  mails: number;
  last: Date;
}

/** What came back since an instant, counted; `unknown`: mails about no message of ours, or that nobody could read. */
export async function countMailAnswers(sql: Statement, since: Date): Promise<MailCount[]> {
  return sql<MailCount[]>`
    SELECT kind, action, code, count(*) AS mails, max(received_at) AS last FROM mail_answer
    WHERE received_at >= ${since} GROUP BY kind, action, code
    UNION ALL
    SELECT 'unknown', NULL, problems -> 0 ->> 'reason', count(*), max(received_at) FROM inbox
    WHERE kind = 'mail' AND problems IS NOT NULL AND received_at >= ${since} GROUP BY 3
    ORDER BY mails DESC, kind, action, code`;
}
