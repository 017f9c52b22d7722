import type { PendingQuery, Row } from 'postgres';
import type { AnyLane, Channel } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';
import { hearsInTheMorning, listens } from './bells.js';
import { windowOpen } from './claim.js';
import type { Template } from './templates.js';

/** Why something waits longer than it should, in the words of docs/operations.md. */
export const OVERDUE_REASONS = [
  'run paused',
  'template not approved',
  'provider stopped',
  'window closed',
  'throttled',
  'not enqueued',
  'not taken',
  'in doubt',
  'bell unheard',
  'receipts silent',
] as const;
/** One of them. */
export type OverdueReason = (typeof OVERDUE_REASONS)[number];

/** Something of a run that waits. */
export interface Overdue {
  reason: OverdueReason;
  run: number;
  step: string | null;
  channel: Channel | null;
  lane: AnyLane | null;
  /** Whom it would go by, or who is stopped. */
  provider: string | null;
  messages: number;
  /** Since when the oldest of it waits. */
  since: Date;
  /** Until when it will wait, as far as is known. */
  until: Date | null;
  /** With which code the provider was stopped. */
  code: string | null;
  /** The template that no carrier will carry. */
  template: Pick<Template, 'code' | 'version'> | null;
}

/** What waits so long is overdue. Less than any alert is worth; more than a queue takes to be worked off. */
const PATIENCE = '10 minutes';
/** A call in doubt is settled by itself within its nonce's and its certainty's time, 25 minutes by default. */
const DOUBT_PATIENCE = '45 minutes';
const BELL_PATIENCE = '5 minutes';
/** Of runs that hear in the morning. */
const MORNING_PATIENCE = '25 hours';
/** Texts taken so long ago should have brought some receipt; older ones say nothing of the carrier today. */
const RECEIPTS_FROM = '3 hours';
const RECEIPTS_TO = '30 minutes';

/** The last tries of all, by which a dispatcher that is at work is told from one that is not. */
const LAST_TRIES = 2000;

/**
 * Everything that is overdue in runs of a part of the tree, the oldest first. Reads open batches, never messages one by one.
 * @param reviewers the carriers that carry approved templates only
 */
export async function listOverdue(
  sql: Statement,
  { scopePath, reviewers, now }: { scopePath: string; reviewers: readonly string[]; now: Date },
): Promise<Overdue[]> {
  return sql<Overdue[]>`
    WITH mine AS (SELECT id, state, bell_since FROM run r WHERE starts_with(r.scope_path, ${scopePath})),
    overdue AS (${queued(sql, reviewers, now)} UNION ALL ${inDoubt(sql, now)} UNION ALL ${unheard(sql, now)} UNION ALL ${silent(sql, now)})
    SELECT reason, run, step, channel, lane, provider, template, sum(messages)::bigint AS messages, min(since) AS since, max(until) AS until, min(code) AS code
    FROM overdue GROUP BY reason, run, step, channel, lane, provider, template ORDER BY min(since), run`;
}

const size = (sql: Statement) =>
  sql`(SELECT count(*) FROM message m WHERE m.batch_id = b.id AND m.state IN ('queued', 'unknown'))`;

/**
 * The providers that may carry batch `b` with the template of `c`, stopped or not: its own where it is bound or nobody has
 * a share yet, else everybody of its channel; of those that review templates, only who has approved this one.
 */
const carriers = (sql: Statement, reviewers: readonly string[]): PendingQuery<Row[]> => sql`
  SELECT g.provider FROM (
    SELECT p.provider FROM provider_share p WHERE p.channel = b.channel AND NOT b.bound
    UNION ALL SELECT b.provider WHERE b.bound OR NOT EXISTS (SELECT FROM provider_share p WHERE p.channel = b.channel)) g
  WHERE g.provider <> ALL (${reviewers as string[]}::text[]) OR EXISTS (
    SELECT FROM template_review v WHERE v.template_id = c.template_id AND v.provider = g.provider AND v.state = 'approved')`;

/** Of carriers that are stopped, every one, the first to be tried again. */
const stopOfAll = (sql: Statement, reviewers: readonly string[], now: Date): PendingQuery<Row[]> => sql`
  SELECT x.provider, x.until, x.code FROM provider_stop x
  WHERE x.until > ${now} AND x.provider IN (${carriers(sql, reviewers)}) AND NOT EXISTS (
    SELECT FROM (${carriers(sql, reviewers)}) free WHERE NOT EXISTS (
      SELECT FROM provider_stop y WHERE y.provider = free.provider AND y.until > ${now}))
  ORDER BY x.until, x.provider LIMIT 1`;

/**
 * Batches that wait in the queue's front yard or in the queue. A long queue is no fault: as long as calls of its lane are
 * made, what was enqueued is not overdue. Nor is what a stop has held that has only just ended.
 */
const queued = (sql: Statement, reviewers: readonly string[], now: Date): PendingQuery<Row[]> => sql`
  SELECT w.reason, w.run, w.step, w.channel, w.lane, coalesce(w.stopped, w.provider) AS provider,
    CASE WHEN w.reason = 'template not approved' THEN w.template END AS template, w.messages, w.since,
    CASE WHEN w.reason <> 'template not approved' THEN w.until END AS until, w.code FROM (
    SELECT o.run_id AS run, o.step, b.channel, b.lane, b.provider, s.provider AS stopped, ${size(sql)} AS messages,
      (SELECT jsonb_build_object('code', t.code, 'version', t.version) FROM template t WHERE t.id = c.template_id) AS template,
      coalesce(b.intent_at, o.materialised_at, o.frozen_at) AS since, ended.until AS held_until,
      CASE WHEN s.until IS NOT NULL THEN s.until WHEN b.not_before > ${now} THEN b.not_before END AS until, s.code,
      CASE
        WHEN mine.state = 'paused' THEN 'run paused'
        WHEN NOT EXISTS (${carriers(sql, reviewers)}) THEN 'template not approved'
        WHEN s.until IS NOT NULL THEN 'provider stopped'
        WHEN b.not_before > ${now} AND b.intent_at IS NOT NULL THEN 'throttled'
        WHEN b.not_before > ${now} OR NOT ${windowOpen(sql, now)} THEN 'window closed'
        WHEN b.enqueued_at IS NULL THEN 'not enqueued'
        WHEN NOT EXISTS (SELECT FROM (SELECT t.batch_id, t.intent_at FROM attempt t ORDER BY t.id DESC LIMIT ${LAST_TRIES}) t JOIN batch w ON w.id = t.batch_id
          WHERE t.intent_at > ${now}::timestamptz - ${PATIENCE}::interval AND w.channel = b.channel AND w.lane = b.lane) THEN 'not taken'
      END AS reason
    FROM batch b JOIN occurrence o ON o.id = b.occurrence_id JOIN mine ON mine.id = o.run_id
    JOIN occurrence_channel c ON c.occurrence_id = o.id AND c.channel = b.channel
    LEFT JOIN LATERAL (${stopOfAll(sql, reviewers, now)}) s ON true
    LEFT JOIN provider_stop ended ON ended.provider = b.provider AND ended.until <= ${now}
    WHERE b.state = 'queued' AND mine.state IN ('running', 'paused')) w
  WHERE w.reason IS NOT NULL AND greatest(w.since, w.held_until) <= ${now}::timestamptz - ${PATIENCE}::interval`;

const inDoubt = (sql: Statement, now: Date): PendingQuery<Row[]> => sql`
  SELECT 'in doubt', o.run_id, o.step, b.channel, b.lane, b.provider, NULL::jsonb, ${size(sql)}, b.unknown_since, NULL::timestamptz, NULL
  FROM batch b JOIN occurrence o ON o.id = b.occurrence_id JOIN mine ON mine.id = o.run_id
  WHERE b.state = 'unknown' AND b.unknown_since <= ${now}::timestamptz - ${DOUBT_PATIENCE}::interval`;

const unheard = (sql: Statement, now: Date): PendingQuery<Row[]> => sql`
  SELECT 'bell unheard', mine.id, NULL, NULL::channel, NULL::lane, NULL, NULL::jsonb, 0, mine.bell_since, NULL::timestamptz, NULL
  FROM run JOIN mine ON mine.id = run.id
  WHERE mine.state = 'running' AND mine.bell_since <= ${now}::timestamptz -
    CASE WHEN ${hearsInTheMorning(sql)} THEN ${MORNING_PATIENCE} ELSE ${BELL_PATIENCE} END::interval AND ${listens(sql, now)}`;

/**
 * Texts were taken, and since the first of them the carrier has pushed no receipt at all. Their tries are found by the
 * block index of the intents, which an answer follows within the patience of a call; however many came after them.
 */
const silent = (sql: Statement, now: Date): PendingQuery<Row[]> => sql`
  SELECT 'receipts silent', o.run_id, o.step, b.channel, b.lane, b.provider, NULL::jsonb, 0, min(t.finished_at), NULL::timestamptz, NULL
  FROM attempt t JOIN batch b ON b.id = t.batch_id AND b.channel = 'sms'
  JOIN occurrence o ON o.id = b.occurrence_id JOIN mine ON mine.id = o.run_id
  WHERE t.intent_at > ${now}::timestamptz - ${RECEIPTS_FROM}::interval AND t.intent_at <= ${now}::timestamptz - ${RECEIPTS_TO}::interval
    AND t.message_id IS NULL AND t.outcome = 'accepted' AND t.finished_at <= ${now}::timestamptz - ${RECEIPTS_TO}::interval
    AND coalesce((SELECT i.received_at FROM inbox i WHERE i.kind = 'receipt' ORDER BY i.id DESC LIMIT 1), '-infinity') < t.finished_at
  GROUP BY o.run_id, o.step, b.channel, b.lane, b.provider`;

/** Runs an 'overdue messages' alert is open of, as its subjects. */
export async function alarmedOverdue(sql: Statement): Promise<string[]> {
  const rows = await sql<{ subject: string }[]>`
    SELECT subject FROM alert WHERE cause = 'overdue messages' AND cleared_at IS NULL`;
  return rows.map(({ subject }) => subject);
}

/** Batches expired in one transaction at most. */
const SLICE = 500;

/**
 * Lets go of what has become too old although nobody claims it: its run is paused, its provider stopped, its window
 * closed, its dispatcher down. Found by the index of queued batches; costs nothing where all of them are young. A mail
 * in doubt beside others in such a batch is let go of an hour later: its dispatcher may still bring its answer.
 * @returns how many messages; call again until 0
 */
export async function expireQueued(sql: Statement, now: Date): Promise<number> {
  const { count } = await sql`
    WITH late AS MATERIALIZED (
      SELECT b.id, b.bound, o.expires_at <= ${now}::timestamptz - interval '1 hour' AS long_ago
      FROM batch b JOIN occurrence o ON o.id = b.occurrence_id
      WHERE b.state = 'queued' AND o.expires_at <= ${now}
        AND EXISTS (SELECT FROM message m WHERE m.batch_id = b.id AND (m.state = 'queued' OR o.expires_at <= ${now}::timestamptz - interval '1 hour'))
      LIMIT ${SLICE} FOR UPDATE OF b SKIP LOCKED),
    closed AS (
      UPDATE batch b SET state = 'done', enqueued_at = NULL, lease_until = NULL FROM late
      WHERE b.id = late.id AND b.state = 'queued'
        AND (late.long_ago OR NOT EXISTS (SELECT FROM message m WHERE m.batch_id = b.id AND m.state = 'unknown')))
    UPDATE message m SET state = 'expired', changed_at = ${now},
      reason = CASE WHEN m.state = 'unknown' THEN 'never settled' WHEN late.bound THEN 'may have been sent' ELSE 'expired' END
    FROM late WHERE m.batch_id = late.id AND (m.state = 'queued' OR (late.long_ago AND m.state = 'unknown'))`;
  return count;
}

/**
 * Lets go of what has been in doubt for so long that nobody will ever say: carriers give no receipt and answer no query
 * after 72 hours. What a reconciler holds just now is left to it.
 * @returns how many messages
 */
export async function giveUpDoubt(sql: Statement, now: Date): Promise<number> {
  const { count } = await sql`
    WITH old AS MATERIALIZED (
      SELECT b.id FROM batch b WHERE b.state = 'unknown' AND b.unknown_since <= ${now}::timestamptz - interval '72 hours' AND b.lease_until < 'infinity'
        AND NOT EXISTS (SELECT FROM attempt a WHERE a.batch_id = b.id AND a.outcome IS NULL)
      LIMIT ${SLICE} FOR UPDATE OF b SKIP LOCKED),
    closed AS (UPDATE batch b SET state = 'done', lease_until = NULL FROM old WHERE b.id = old.id AND b.state = 'unknown')
    UPDATE message m SET state = 'expired', reason = 'never settled', changed_at = ${now}
    FROM old WHERE m.batch_id = old.id AND m.state IN ('unknown', 'queued')`;
  return count;
}
