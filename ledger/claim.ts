import type { PendingQuery, Row } from 'postgres';
import { millisecondsOfOfficeDay, MINUTE_MILLISECONDS } from '../domain/calendar/office-day.js';
import type { Invitation } from '../domain/messages/invitation.js';
import type { Topic } from '../domain/messages/topics.js';
import type { Channel } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';
import {
  addressCipher,
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

/** A batch that now belongs to one dispatcher, until its lease runs out. */
export interface ClaimedBatch {
  id: number;
  provider: string;
  outId: string;
  epoch: number;
  /** First intent of this content. */
  intentAt: Date;
  templateId: number;
  /** Of a run that only tries its texts out. */
  test: boolean;
  /** What its mails put into calendars; null: nothing. */
  invitation: Invitation | null;
  /** The carrier's own id of the text; null: it gives none. */
  carrierCode: string | null;
}

/** A message whose intent is written: it must be sent, or recorded as not sent. */
export interface ClaimedMessage {
  id: number;
  attemptId: number;
  outId: string;
  addressCipher: Buffer;
  variables: Record<string, string>;
  /** Mail only: whom its unsubscribe link names, and what that stops. */
  personId?: number | undefined;
  topic?: Topic | undefined;
}

/** A provider that may carry a batch; its weight counts until its share stands in the ledger. */
export interface Candidate {
  name: string;
  weight: number;
  /** Whose nonces its calls carry; undefined: they carry none. */
  nonceScope?: string | undefined;
  /** It carries approved templates only. */
  reviewsTemplates?: true | undefined;
}

/** Who claims what, when, and for how long. */
export interface ClaimArguments {
  batchId: number;
  channel: Channel;
  /** Those of the channel, one of which will carry it. */
  providers: readonly Candidate[];
  /** Label for the provider's calls, used unless the batch already has one. */
  outId: string;
  now: Date;
  /** Until when nobody else may touch the batch. */
  leaseUntil: Date;
}

/**
 * The guard of the send path: takes a batch if it is queued, due, its run is running, its window open and a
 * provider there that may carry it. Nobody else can take it now; the queue may deliver its job as often as it likes.
 * What waits here nobody has taken, so that any provider may carry it, whoever was set or tried before; only what is
 * bound may be with one, and waits for that one.
 */
const lease = (
  sql: Statement,
  { batchId, channel, providers, outId, now, leaseUntil }: ClaimArguments,
): Fragment => sql`
  UPDATE batch b SET state = 'sending', provider = c.provider, lease_until = ${leaseUntil}, enqueued_at = NULL,
    out_id = coalesce(b.out_id, ${outId}), intent_at = coalesce(b.intent_at, ${now})
  FROM occurrence o JOIN run r ON r.id = o.run_id, occurrence_channel s, LATERAL (${spans(sql, providers, now)}) c
  WHERE b.id = ${batchId} AND b.state = 'queued' AND b.channel = ${channel} AND b.not_before <= ${now}
    AND o.id = b.occurrence_id AND s.occurrence_id = b.occurrence_id AND s.channel = b.channel
    AND r.state = 'running' AND ${windowOpen(sql, now)}
    AND CASE WHEN b.bound THEN c.provider = b.provider ELSE ${lot(sql)} >= c.upto - c.points AND ${lot(sql)} < c.upto END
  RETURNING b.id, b.provider, b.out_id, b.epoch, b.bound, b.intent_at, b.occurrence_id, s.template_id, c.carrier_code, c.nonce_scope,
    o.test, o.expires_at, o.class, o.cap_per_day, o.cap_per_week, o.topic, o.irrefusable, o.carrier_cap`;

/**
 * The providers that may carry a batch of channel `s`, each with its span of points on one line: not stopped, and with its
 * template approved where they review them. Where none of them has a share, because those that do may not, all are alike.
 */
const spans = (sql: Statement, providers: readonly Candidate[], now: Date): Fragment => sql`
  SELECT provider, carrier_code, nonce_scope, points, sum(points) OVER (ORDER BY provider) AS upto, sum(points) OVER () AS total
  FROM (
    SELECT g.provider, v.carrier_code, nullif(g.nonce_scope, '') AS nonce_scope,
      CASE WHEN sum(coalesce(p.share, g.weight)) OVER () = 0 THEN 1 ELSE coalesce(p.share, g.weight) END AS points
    FROM unnest(${namesOf(providers)}::text[], ${providers.map(({ weight }) => weight)}::int[], ${providers.map(({ nonceScope }) => nonceScope ?? '')}::text[])
      AS g(provider, weight, nonce_scope)
    LEFT JOIN provider_share p ON p.provider = g.provider
    LEFT JOIN template_review v ON v.template_id = s.template_id AND v.provider = g.provider AND v.state = 'approved'
    WHERE (v.state IS NOT NULL OR g.provider <> ALL (${namesOf(providers.filter(({ reviewsTemplates }) => reviewsTemplates))}::text[]))
      AND NOT EXISTS (SELECT FROM provider_stop x WHERE x.provider = g.provider AND x.until > ${now})) each`;

/** Where on that line a batch falls: it follows from batch and epoch, so that a try after a refusal may go elsewhere. */
const lot = (sql: Statement): Fragment => sql`mod(hashint8extended(b.id, b.epoch) & 4294967295, c.total)`;

/** Whether the send window of `occurrence o`, in minutes of the Asia/Shanghai day, is open; it may wrap midnight. */
export const windowOpen = (sql: Statement, now: Date): Fragment => sql`
  (o.window_from IS NULL OR CASE WHEN o.window_from < o.window_to
    THEN ${officeMinute(sql, now)} >= o.window_from AND ${officeMinute(sql, now)} < o.window_to
    ELSE ${officeMinute(sql, now)} >= o.window_from OR ${officeMinute(sql, now)} < o.window_to END)`;

const officeMinute = (sql: Statement, now: Date): Fragment => sql`
  ${Math.floor(millisecondsOfOfficeDay(now) / MINUTE_MILLISECONDS)}::int`;

/**
 * The messages `m` that wait in a batch, by its number: the planner, which cannot tell that one batch was leased, would
 * read all messages while they are few, and go on so when they are many.
 */
const waiting = (sql: Statement, batchId: number): Fragment =>
  sql`(SELECT * FROM message WHERE batch_id = ${batchId} AND state = 'queued') m`;

interface Look {
  channel: Channel;
  now: Date;
}

/**
 * What has become unwanted since the messages `m` were queued: batch `from` and its occurrence's caps lie beside them.
 * Who was erased has no address.
 */
const lastLook = (sql: Statement, from: Fragment, messages: Fragment, { channel, now }: Look): Fragment => {
  const use = { template: sql`${from}.template_id`, occurrence: sql`${from}.occurrence_id`, now };
  const firings = sql`CASE WHEN ${from}.carrier_cap IS NOT NULL THEN (${countOtherFirings(sql, use)}) END`;
  return sql`
  -- Counted once; the planner would do it for each message.
  ${channel === 'sms' ? sql`WITH used AS MATERIALIZED (SELECT ${firings} AS firings FROM ${from})` : sql``}
  SELECT m.id, m.rendering_id, ${addressCipher(sql, channel)} AS address_cipher,
    CASE
      WHEN ${from}.expires_at <= ${now} THEN 'expired'
      WHEN ${addressHash(sql, channel)} IS NULL THEN 'no address'
      WHEN ${hasBounced(sql, channel)} THEN 'address bounced'
      WHEN ${from}.irrefusable IS NULL AND ${hasOptedOut(sql, channel, sql`${from}.topic`)} THEN 'opted out'
      WHEN ${from}.class = 'promotion' AND NOT ${hasConsented(sql, channel)} THEN 'no consent'
      WHEN ${hasHadEnough(sql, { perDay: sql`${from}.cap_per_day`, perWeek: sql`${from}.cap_per_week` })} THEN 'frequency cap'
      ${channel === 'sms' ? sql`WHEN ${carrierTakesNoMore(sql, use, { firings: sql`(SELECT firings FROM used)`, cap: sql`${from}.carrier_cap` })} THEN 'carrier cap'` : sql``}
    END AS reason, ${from}.bound
  FROM ${messages} LEFT JOIN person p ON p.id = m.person_id
  CROSS JOIN LATERAL (${recentlyWritten(sql, from, { channel, now })}) recent`;
};

/** What the person of `m` got from other occurrences; nothing is looked up where there is no cap. */
const recentlyWritten = (sql: Statement, from: Fragment, { channel, now }: Look): Fragment => sql`
  SELECT ${dayAndWeek(sql, now)} FROM (${countedMessages(sql, { channel, now, class: sql`${from}.class` })}) counted
  WHERE num_nonnulls(${from}.cap_per_day, ${from}.cap_per_week) > 0
    AND counted.person_id = m.person_id AND counted.occurrence_id <> ${from}.occurrence_id`;

/**
 * Moves the judged messages: on to `sending` with their attempt, or out of the way with their reason. Wants them
 * materialised: each mention of a reason would look at opt-outs and caps once more.
 */
const move = (sql: Statement, batchId: number, attempt: Fragment, now: Date): Fragment => sql`
  UPDATE message m SET changed_at = ${now},
    -- What waits in a bound batch has been tried, and nobody can ask its provider.
    reason = CASE WHEN j.reason IS NOT NULL AND j.bound THEN 'may have been sent' ELSE j.reason END,
    state = (CASE WHEN j.reason IS NULL THEN 'sending' WHEN j.reason = 'expired' THEN 'expired' ELSE 'suppressed' END)::message_state,
    attempt_id = CASE WHEN j.reason IS NULL THEN ${attempt} END
  FROM judged j WHERE m.batch_id = ${batchId} AND m.id = j.id AND m.state = 'queued'
  RETURNING m.id, m.attempt_id, m.person_id, j.rendering_id, j.address_cipher, j.reason`;

/** What one claim answers: a single row, since a hundred rows cost more to read than to claim. */
interface ClaimRow extends Omit<ClaimedBatch, 'invitation'> {
  attemptId: number;
  messageIds: number[];
  renderingIds: number[];
  /** In base64, separated by commas, in the order of the ids. */
  ciphers: string | null;
  /** Distinct ones only, by id. */
  renderings: Record<string, Record<string, string>> | null;
}

/**
 * Claims a whole batch for one provider call: lease, last look, intent and OutId in one statement.
 * @returns undefined when the batch may not be sent now
 */
export async function claimCall(
  sql: Statement,
  claim: ClaimArguments,
): Promise<{ batch: ClaimedBatch; attemptId: number; messages: ClaimedMessage[] } | undefined> {
  const [row] = await sql<ClaimRow[]>`
    WITH leased AS (${lease(sql, claim)}),
    attempted AS (
      INSERT INTO attempt (batch_id, out_id, epoch, intent_at, provider, nonce_scope)
      SELECT id, out_id, epoch, ${claim.now}, provider, nonce_scope FROM leased RETURNING id),
    judged AS MATERIALIZED (
      ${lastLook(sql, sql`leased`, sql`leased CROSS JOIN ${waiting(sql, claim.batchId)}`, { channel: claim.channel, now: claim.now })}),
    moved AS (${move(sql, claim.batchId, sql`(SELECT id FROM attempted)`, claim.now)}),
    sendable AS (
      SELECT coalesce(array_agg(id), '{}') AS message_ids, coalesce(array_agg(rendering_id), '{}') AS rendering_ids,
        string_agg(encode(address_cipher, 'base64'), ',') AS ciphers
      FROM (SELECT * FROM moved WHERE reason IS NULL ORDER BY id) w)
    SELECT l.id, l.provider, l.out_id, l.epoch, l.intent_at, l.template_id, l.carrier_code, l.test, a.id AS attempt_id, sendable.*,
      (SELECT jsonb_object_agg(t.id, t.variables) FROM rendering t WHERE t.id = ANY(sendable.rendering_ids)) AS renderings
    FROM leased l CROSS JOIN attempted a CROSS JOIN sendable`;
  if (!row) return undefined;
  const ciphers = row.ciphers?.split(',') ?? [];
  const messages = row.messageIds.map((id, at) => ({
    id,
    attemptId: row.attemptId,
    outId: row.outId,
    addressCipher: Buffer.from(ciphers[at]!, 'base64'),
    variables: row.renderings![row.renderingIds[at]!]!,
  }));
  return { batch: { ...row, invitation: null }, attemptId: row.attemptId, messages };
}

/** Claims a batch whose messages are provider calls of their own; their intents are written by `claimMessages`. */
export async function claimBatch(sql: Statement, claim: ClaimArguments): Promise<ClaimedBatch | undefined> {
  const [batch] = await sql<ClaimedBatch[]>`
    WITH leased AS (${lease(sql, claim)})
    SELECT id, provider, out_id, epoch, intent_at, template_id, carrier_code, test, (
      SELECT jsonb_build_object('uid', i.uid, 'sequence', i.sequence, 'cancelled', i.cancelled, 'event', i.event, 'stamp', i.launched_at)
      FROM occurrence o JOIN invitation i ON i.run_id = o.run_id AND i.step = o.step
      WHERE o.id = leased.occurrence_id) AS invitation
    FROM leased`;
  return batch;
}

/**
 * Writes the intent of the next few messages of a claimed batch and renews its lease. Each message is an
 * attempt with an OutId of its own, the same at every try (it makes the Message-ID).
 * @returns the messages to send; `judged` is how many were looked at, 0 when the batch is worked off, its run does
 * not run any more, or another dispatcher holds it in a later epoch
 */
export async function claimMessages(
  sql: Statement,
  {
    batchId,
    channel,
    epoch,
    limit,
    now,
    leaseUntil,
  }: Pick<ClaimedBatch, 'epoch'> & Omit<ClaimArguments, 'outId' | 'providers'> & { limit: number },
): Promise<{ judged: number; messages: ClaimedMessage[] }> {
  const rows = await sql<(ClaimedMessage & { reason: string | null })[]>`
    WITH held AS (
      UPDATE batch b SET lease_until = ${leaseUntil} FROM occurrence o
      WHERE b.id = ${batchId} AND b.state = 'sending' AND b.epoch = ${epoch} AND o.id = b.occurrence_id
        AND (SELECT r.state = 'running' FROM run r WHERE r.id = o.run_id)
      RETURNING b.id, b.provider, b.out_id, b.epoch, b.bound, b.occurrence_id, o.expires_at, o.class, o.cap_per_day, o.cap_per_week,
        o.topic, o.irrefusable),
    picked AS (
      SELECT m.id, m.rendering_id, m.person_id FROM held CROSS JOIN ${waiting(sql, batchId)}
      ORDER BY m.id LIMIT ${limit}),
    judged AS MATERIALIZED (${lastLook(sql, sql`held`, sql`held CROSS JOIN picked m`, { channel, now })}),
    attempted AS (
      INSERT INTO attempt (batch_id, message_id, out_id, epoch, intent_at, provider)
      SELECT held.id, j.id, md5(held.out_id || j.id), held.epoch, ${now}, held.provider FROM held, judged j WHERE j.reason IS NULL
      RETURNING id, message_id, out_id),
    moved AS (${move(sql, batchId, sql`(SELECT a.id FROM attempted a WHERE a.message_id = m.id)`, now)})
    SELECT w.id, w.attempt_id, w.reason, w.address_cipher, w.person_id, held.topic, t.variables, a.out_id
    FROM held CROSS JOIN moved w LEFT JOIN rendering t ON t.id = w.rendering_id LEFT JOIN attempted a ON a.message_id = w.id`;
  return { judged: rows.length, messages: rows.filter((row) => row.reason === null) };
}

/**
 * Why a batch could not be claimed just now, and the earliest moment to try again: back among the batches to
 * enqueue. Where no provider may carry it, it is looked at again at `lookAt` or when a stop ends, for one that an
 * operator stopped may be started at any time. A batch that is no longer queued is left alone.
 */
export async function postponeBatch(
  sql: Statement,
  {
    batchId,
    providers,
    now,
    lookAt,
    windowOpensAt,
  }: Pick<ClaimArguments, 'batchId' | 'providers' | 'now'> & {
    lookAt: Date;
    windowOpensAt: (from: number, to: number) => Date;
  },
): Promise<void> {
  const [row] = await sql<
    { windowFrom: number | null; windowTo: number | null; notBefore: Date; lookAt: Date | null }[]
  >`
    SELECT o.window_from, o.window_to, b.not_before,
      CASE WHEN NOT EXISTS (SELECT FROM (${spans(sql, providers, now)}) c WHERE NOT b.bound OR c.provider = b.provider)
        THEN least(${lookAt}, (SELECT min(until) FROM provider_stop WHERE provider = ANY(${namesOf(providers)}) AND until > ${now}))
      END AS look_at
    FROM batch b JOIN occurrence o ON o.id = b.occurrence_id
    JOIN occurrence_channel s ON s.occurrence_id = b.occurrence_id AND s.channel = b.channel
    WHERE b.id = ${batchId} AND b.state = 'queued'`;
  if (!row) return;
  const opens =
    row.windowFrom === null || row.windowTo === null ? now : windowOpensAt(row.windowFrom, row.windowTo);
  const notBefore = new Date(Math.max(+row.notBefore, +opens, +(row.lookAt ?? now)));
  await sql`UPDATE batch SET enqueued_at = NULL, not_before = ${notBefore} WHERE id = ${batchId} AND state = 'queued'`;
}

const namesOf = (providers: readonly Candidate[]): string[] => providers.map(({ name }) => name);
