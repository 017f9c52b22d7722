import type { PendingQuery, Row } from 'postgres';
import type { Statement } from '../runtime/database.js';

/** A receipt with its address already turned into the ledger's keyed hash. */
export interface HashedReceipt {
  inboxId: number;
  /** The OutId it names, or null: then the provider's reference and the address must do. */
  outId: string | null;
  reference: string;
  addressHash: Buffer;
  delivered: boolean;
  code: string;
  reportedAt: Date;
}

/**
 * Applies receipts: only those whose call (OutId, else the provider's reference) and address we know count. The address
 * may be a former one of somebody who was in that call, unless somebody else in it has it now. Order and repetition do
 * not matter: the first word on a message stands, later ones are kept beside it. Of two of the same second the better
 * one is the first.
 * @returns how many named a message of ours
 */
export async function applyReceipts(
  sql: Statement,
  receipts: readonly HashedReceipt[],
  now: Date,
): Promise<number> {
  if (receipts.length === 0) return 0;
  const column = <T>(pick: (receipt: HashedReceipt) => T): T[] => receipts.map(pick);
  const rows = await sql`
    WITH pushed AS (
      SELECT * FROM unnest(${column((r) => r.inboxId)}::bigint[], ${column((r) => r.outId)}::text[],
        ${column((r) => r.reference)}::text[], ${column((r) => r.addressHash.toString('hex'))}::text[],
        ${column((r) => String(r.delivered))}::text[]::boolean[], ${column((r) => r.code)}::text[],
        ${column((r) => r.reportedAt.toISOString())}::timestamptz[])
      WITH ORDINALITY AS t(inbox_id, out_id, reference, address_hash, delivered, code, reported_at, place)),
    calls AS (
      SELECT DISTINCT a.out_id AS label, a.batch_id FROM attempt a
      WHERE a.out_id IN (SELECT out_id FROM pushed) AND a.message_id IS NULL
      UNION
      SELECT a.reference, a.batch_id FROM attempt a
      WHERE a.reference IN (SELECT reference FROM pushed WHERE out_id IS NULL) AND a.message_id IS NULL),
    -- Materialised, or the planner may read every message of the occurrence for each receipt: person first, then
    -- their one message by its key.
    called AS MATERIALIZED (
      SELECT r.*, b.id AS batch_id, b.occurrence_id, b.channel
      FROM pushed r JOIN calls c ON c.label = coalesce(r.out_id, r.reference) JOIN batch b ON b.id = c.batch_id),
    addressed AS MATERIALIZED (
      SELECT r.*, p.id AS person_id FROM called r JOIN person p ON p.phone_hash = decode(r.address_hash, 'hex')),
    known_now AS MATERIALIZED (${named(sql, sql`addressed`)}),
    formerly AS MATERIALIZED (
      SELECT r.*, f.person_id FROM called r JOIN former_phone f ON f.phone_hash = decode(r.address_hash, 'hex')
      WHERE NOT EXISTS (SELECT FROM known_now k WHERE k.place = r.place)),
    known AS MATERIALIZED (SELECT * FROM known_now UNION ALL ${named(sql, sql`formerly`)}),
    kept AS (
      INSERT INTO receipt (message_id, reported_at, delivered, code, inbox_id)
      SELECT DISTINCT ON (id, reported_at, code) id, reported_at, delivered, code, inbox_id FROM known
      ON CONFLICT DO NOTHING),
    first_word AS (
      SELECT DISTINCT ON (id) id, delivered, code FROM known ORDER BY id, reported_at, delivered DESC),
    moved AS (
      UPDATE message m SET state = (CASE WHEN w.delivered THEN 'delivered' ELSE 'undelivered' END)::message_state,
        reason = CASE WHEN NOT w.delivered THEN w.code END, changed_at = ${now}
      FROM first_word w WHERE m.id = w.id AND (m.state IN ('sending', 'sent', 'unknown') OR ${sentAlready(sql)}))
    SELECT id FROM known`;
  return rows.length;
}

/**
 * Whether message `m` was put back into the queue after a try that word `w` proves to have arrived: it is done, or the
 * same would be sent again. Word that it did not arrive does not keep it from its next try.
 */
export const sentAlready = (sql: Statement): PendingQuery<Row[]> =>
  sql`(m.state = 'queued' AND m.attempt_id IS NOT NULL AND w.delivered)`;

/** Receipts whose person was in the call they name, with their message. */
const named = (sql: Statement, receipts: PendingQuery<Row[]>): PendingQuery<Row[]> => sql`
  SELECT m.id, r.* FROM ${receipts} r
  JOIN message m ON m.occurrence_id = r.occurrence_id AND m.person_id = r.person_id AND m.channel = r.channel
    AND m.batch_id = r.batch_id AND m.state NOT IN ('suppressed', 'expired', 'cancelled')`;
