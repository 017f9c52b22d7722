import type { ReplyMeaning } from '../domain/messages/reply-reader.js';
import type { Channel } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';

/** A reply with its address hashed and its content encrypted: what a person wrote is personal data. */
export interface HashedReply {
  inboxId: number;
  /** Absent: a text. */
  channel?: Channel;
  provider: string;
  sequence: string;
  addressHash: Buffer;
  destination: string;
  contentCipher: Buffer;
  meaning: ReplyMeaning;
  /** How sure the reader is of it, 0–1. */
  confidence: number;
  receivedAt: Date;
}

/**
 * Keeps replies. One that was pushed before is the same reply.
 * @returns the ids of those that are new, in the order given; undefined for the others
 */
export async function storeReplies(
  sql: Statement,
  replies: readonly HashedReply[],
): Promise<(number | undefined)[]> {
  if (replies.length === 0) return [];
  const rows = replies.map((reply) => ({
    inbox_id: reply.inboxId,
    channel: reply.channel ?? 'sms',
    provider: reply.provider,
    sequence: reply.sequence,
    address_hash: bytes(reply.addressHash),
    destination: reply.destination,
    content_cipher: bytes(reply.contentCipher),
    meaning: reply.meaning,
    confidence: reply.confidence,
    received_at: reply.receivedAt.toISOString(),
  }));
  const kept = await sql<{ id: number; label: string }[]>`
    INSERT INTO reply (inbox_id, channel, provider, sequence, address_hash, destination, content_cipher, meaning, confidence, received_at)
    SELECT inbox_id, channel, provider, sequence, address_hash, destination, content_cipher, meaning, confidence, received_at
    FROM jsonb_populate_recordset(NULL::reply, ${sql.json(rows)})
    ON CONFLICT DO NOTHING
    RETURNING id, concat_ws(' ', provider, sequence, address_hash::text) AS label`;
  const ids = new Map(kept.map(({ id, label }) => [label, id]));
  return rows.map(({ provider, sequence, address_hash }) => {
    const label = [provider, sequence, address_hash].join(' ');
    const id = ids.get(label);
    // Twice in one push: the second finds nothing new.
    ids.delete(label);
    return id;
  });
}

/** How bytea stands in JSON. */
const bytes = (value: Buffer): string => `\\x${value.toString('hex')}`;

/** What became of a reply. */
export interface ReplyOutcome {
  id: number;
  run: number | null;
  person: number | null;
  /** Who must say what it means; null: settled. */
  waitsFor: 'clerk' | 'code' | null;
  reason: string | null;
}

/** Notes what replies were taken for, and which wait for somebody. */
export async function settleReplies(sql: Statement, outcomes: readonly ReplyOutcome[]): Promise<void> {
  if (outcomes.length === 0) return;
  const rows = outcomes.map(({ id, run, person, waitsFor, reason }) => ({
    ...{ id, run_id: run, person_id: person, waits_for: waitsFor, reason },
  }));
  await sql`
    UPDATE reply r SET run_id = o.run_id, person_id = o.person_id, waits_for = o.waits_for, reason = o.reason
    FROM jsonb_populate_recordset(NULL::reply, ${sql.json(rows)}) o WHERE r.id = o.id`;
}

/** Replies that wait no longer: somebody has said what they mean. */
export async function resolveReplies(
  sql: Statement,
  ids: readonly number[],
  { by, now }: { by: string; now: Date },
): Promise<number> {
  if (ids.length === 0) return 0;
  const { count } = await sql`
    UPDATE reply SET waits_for = NULL, resolved_at = ${now}, resolved_by = ${by}
    WHERE id = ANY(${ids as number[]}) AND waits_for IS NOT NULL`;
  return count;
}

/** A call has been named by a phone whose earlier replies said the same and named none. */
export interface NamedCall {
  /** Keyed hash, in hex. */
  phone: string;
  meaning: ReplyMeaning;
  /** When it was named. */
  until: Date;
}

/** Replies that wait for a code no longer: their phone has named the call. */
export async function settleUncoded(sql: Statement, named: readonly NamedCall[], now: Date): Promise<void> {
  if (named.length === 0) return;
  const rows = named.map((each) => ({ ...each, until: each.until.toISOString() }));
  await sql`
    UPDATE reply r SET waits_for = NULL, resolved_at = ${now}, resolved_by = 'code'
    FROM jsonb_to_recordset(${sql.json(rows)}) AS n(phone text, meaning text, until timestamptz)
    WHERE r.waits_for = 'code' AND r.address_hash = decode(n.phone, 'hex') AND r.meaning = n.meaning AND r.received_at <= n.until`;
}

/** Somebody has answered a call clearly. */
export interface ClearAnswer {
  /** Keyed hash, in hex. */
  phone: string;
  run: number;
  person: number;
  at: Date;
}

/**
 * Replies that wait for a clerk no longer: their phone has said clearly what they may have meant. A wish, a question or
 * an absence that is not sure is none of that, and waits.
 */
export async function settleUnsure(
  sql: Statement,
  answers: readonly ClearAnswer[],
  now: Date,
): Promise<void> {
  if (answers.length === 0) return;
  const rows = answers.map(({ phone, run, person, at }) => ({ phone, run, person, at: at.toISOString() }));
  await sql`
    UPDATE reply r SET waits_for = NULL, resolved_at = ${now}, resolved_by = 'answer'
    FROM jsonb_to_recordset(${sql.json(rows)}) AS a(phone text, run bigint, person bigint, at timestamptz)
    WHERE r.waits_for = 'clerk' AND r.reason = 'unsure' AND r.meaning IN ('yes', 'no', 'maybe', 'unclear')
      AND r.address_hash = decode(a.phone, 'hex') AND r.run_id = a.run AND r.person_id = a.person AND r.received_at <= a.at`;
}

/** Whether the last thing that phone was sent is a promotion: only then a bare N means opt-out. */
export async function afterPromotion(sql: Statement, addressHash: Buffer): Promise<boolean> {
  const [row] = await sql<{ class: string }[]>`
    SELECT o.class FROM person p JOIN message m ON m.person_id = p.id AND m.channel = 'sms'
    JOIN occurrence o ON o.id = m.occurrence_id
    WHERE p.phone_hash = ${addressHash} AND m.state IN ('sending', 'sent', 'delivered', 'unknown')
    ORDER BY m.id DESC LIMIT 1`;
  return row?.class === 'promotion';
}
