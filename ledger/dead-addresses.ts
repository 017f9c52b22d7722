import type { PendingQuery, Row } from 'postgres';
import type { Channel } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';

type Fragment = PendingQuery<Row[]>;

/** An address whose server says that nobody is there. */
export interface NewDeadAddress {
  addressHash: Buffer;
  /** What was said: by a bounce, e.g. `bounce 5.1.1`, or by the relay at once, e.g. `550 5.1.1`. */
  code: string;
  since: Date;
}

/**
 * An INSERT that marks mail addresses as dead; one that is stays as it is. In one order: two writers of the same two
 * addresses the other way round would wait for each other.
 */
export const marking = (sql: Statement, dead: readonly NewDeadAddress[]): Fragment => {
  const rows = dead.map(({ addressHash, code, since }) => ({
    ...{ hex: addressHash.toString('hex'), code, since: since.toISOString() },
  }));
  return sql`
    INSERT INTO dead_address (channel, address_hash, code, since)
    SELECT DISTINCT ON (hex) 'email', decode(hex, 'hex'), code, since
    FROM jsonb_to_recordset(${sql.json(rows)}) AS said(hex text, code text, since timestamptz) ORDER BY hex, since
    ON CONFLICT DO NOTHING`;
};

/** Marks mail addresses as dead. */
export async function addDeadAddresses(sql: Statement, dead: readonly NewDeadAddress[]): Promise<void> {
  if (dead.length > 0) await sql`${marking(sql, dead)}`;
}

/** A dead address as the ledger has it. */
export interface DeadAddress {
  id: number;
  channel: Channel;
  code: string;
  since: Date;
  /** One of those who have it, in the scope; null: nobody has it any more. */
  person: number | null;
  name: string | null;
  addressCipher: Buffer | null;
  /** How many have it. */
  people: number;
}

/** Which dead addresses are looked for. */
export interface DeadAddressesWanted {
  scopePath: string;
  /** Whether also those that nobody has any more are meant. */
  wholeOffice: boolean;
  limit: number;
  /** Only this one. */
  id?: number;
  addressHash?: Buffer;
}

/** Dead addresses of people in the scope, the newest first. */
export async function listDeadAddresses(
  sql: Statement,
  { scopePath, wholeOffice, limit, id, addressHash }: DeadAddressesWanted,
): Promise<DeadAddress[]> {
  return sql<DeadAddress[]>`
    SELECT d.id, d.channel, d.code, d.since, p.id AS person, p.name, p.email_cipher AS address_cipher,
      (SELECT count(*) FROM person q WHERE q.email_hash = d.address_hash) AS people
    FROM dead_address d LEFT JOIN LATERAL (
      SELECT q.id, q.name, q.email_cipher FROM person q JOIN committee c ON c.id = q.home_committee_id
      WHERE q.email_hash = d.address_hash AND starts_with(c.path, ${scopePath}) ORDER BY q.id LIMIT 1) p ON true
    WHERE d.cleared_at IS NULL AND (${wholeOffice} OR p.id IS NOT NULL)
      ${id === undefined ? sql`` : sql`AND d.id = ${id}`}
      ${addressHash === undefined ? sql`` : sql`AND d.channel = 'email' AND d.address_hash = ${addressHash}`}
    ORDER BY d.since DESC, d.id DESC LIMIT ${limit}`;
}

/**
 * Lets an address be written to again.
 * @returns false when somebody has done so before
 */
export async function clearDeadAddress(
  sql: Statement,
  { id, by, now }: { id: number; by: string; now: Date },
): Promise<boolean> {
  const { count } = await sql`
    UPDATE dead_address SET cleared_at = ${now}, cleared_by = ${by} WHERE id = ${id} AND cleared_at IS NULL`;
  return count > 0;
}
