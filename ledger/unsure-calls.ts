import type { Statement } from '../runtime/database.js';
import type { ClaimedMessage } from './claim.js';
import type { UnsureBatch } from './reconcile.js';
import { addressCipher, addressHash, hasBounced, hasConsented, hasOptedOut } from './unwanted.js';

/**
 * What is known of the calls a batch is unsure about: the first, and those sent again under its nonce. Each went to
 * everyone of the one before it or to fewer, never to others, and a message points at the last one it was in. So a
 * sighting of somebody proves the call they were last in, or an earlier one, and with it everyone of that call.
 */

/** Those whose last call was the same one, and some phones to ask the carrier about it. */
export interface UnsureCall {
  attemptId: number;
  /** Encrypted. */
  phones: Buffer[];
}

/**
 * The first call in which a receipt names somebody; undefined: there is none. Mails are calls of their own, and one says
 * nothing of the others.
 */
export async function receiptedCall(sql: Statement, batchId: number): Promise<number | undefined> {
  const [row] = await sql<[{ attemptId: number | null }]>`
    SELECT min(a.id) AS attempt_id FROM batch b JOIN message m ON m.batch_id = b.id JOIN attempt a ON a.id = m.attempt_id
    WHERE b.id = ${batchId} AND a.epoch = b.epoch AND a.message_id IS NULL AND m.state IN ('delivered', 'undelivered')`;
  return row.attemptId ?? undefined;
}

/**
 * The calls whose fate is open, the first one first, with `limit` phones of each at most: of people who never had
 * another phone if there are such, else also the former phones, for the call went to the one they had then.
 */
export async function unsureCalls(sql: Statement, batchId: number, limit: number): Promise<UnsureCall[]> {
  return sql<UnsureCall[]>`
    WITH known AS (
      SELECT m.attempt_id, m.id, p.phone_cipher, NULL::timestamptz AS until
      FROM message m JOIN person p ON p.id = m.person_id
      WHERE m.batch_id = ${batchId} AND m.state = 'unknown' AND p.phone_hash IS NOT NULL
      UNION ALL
      SELECT m.attempt_id, m.id, f.phone_cipher, f.until
      FROM message m JOIN person p ON p.id = m.person_id JOIN former_phone f ON f.person_id = p.id
      WHERE m.batch_id = ${batchId} AND m.state = 'unknown' AND f.phone_hash IS DISTINCT FROM p.phone_hash),
    counted AS (SELECT *, count(*) OVER (PARTITION BY id) AS phones_had FROM known),
    placed AS (
      SELECT *, row_number() OVER (PARTITION BY attempt_id ORDER BY phones_had, id, until DESC NULLS FIRST) AS place FROM counted)
    SELECT attempt_id, array_agg(phone_cipher ORDER BY place) AS phones FROM placed WHERE place <= ${limit}
    GROUP BY attempt_id ORDER BY attempt_id`;
}

/**
 * Those of the last call who are still unsure and still wanted. Whoever has opted out or withdrawn consent since, is too
 * late or whose address is lost or dead is left out, also of every later call, and waits for certainty. A new phone is called under the new
 * one: should the first call have arrived, the gateway refuses this one, whatever phones it names.
 */
export async function unsureMessages(
  sql: Statement,
  { id, channel }: Pick<UnsureBatch, 'id' | 'channel'>,
  now: Date,
): Promise<ClaimedMessage[]> {
  return sql<ClaimedMessage[]>`
    SELECT m.id, m.attempt_id, b.out_id, t.variables, ${addressCipher(sql, channel)} AS address_cipher,
      m.person_id, o.topic
    FROM batch b JOIN occurrence o ON o.id = b.occurrence_id
    JOIN message m ON m.batch_id = b.id AND m.state = 'unknown'
      AND m.attempt_id = (SELECT max(a.id) FROM attempt a WHERE a.batch_id = b.id AND a.epoch = b.epoch)
    JOIN person p ON p.id = m.person_id JOIN rendering t ON t.id = m.rendering_id
    WHERE b.id = ${id} AND (o.expires_at IS NULL OR o.expires_at > ${now})
      AND ${addressHash(sql, channel)} IS NOT NULL AND NOT ${hasBounced(sql, channel)}
      AND (o.irrefusable IS NOT NULL OR NOT ${hasOptedOut(sql, channel, sql`o.topic`)})
      AND (o.class <> 'promotion' OR ${hasConsented(sql, channel)})
    ORDER BY m.id`;
}
