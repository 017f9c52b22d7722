import type { Refused } from '../domain/messages/topics.js';
import type { Channel } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';
import { addressHash } from './unwanted.js';

/** A withdrawal in force. */
export interface OptOut {
  id: number;
  channel: Channel;
  addressHash: Buffer;
  topic: Refused;
  /** How we know; `page`: the person's own page, `one-click`: the button of their mail program. */
  source: 'reply' | 'clerk' | 'form' | 'import' | 'page' | 'one-click' | 'complaint';
  since: Date;
  /** How many people use that address. */
  people: number;
}

/** An address on its channel, by which opt-outs are kept. */
export interface HashedAddress {
  channel: Channel;
  addressHash: Buffer;
}

/** Records an opt-out, from everything unless a topic is named; one already in force stays as it is and is not `added`. */
export async function addOptOut(
  sql: Statement,
  {
    channel,
    addressHash,
    topic = 'all',
    source,
    now,
  }: HashedAddress & { topic?: Refused; source: OptOut['source']; now: Date },
): Promise<{ id: number; added: boolean }> {
  const { count } = await sql`
    INSERT INTO opt_out (channel, address_hash, topic, source, since) VALUES (${channel}, ${addressHash}, ${topic}, ${source}, ${now})
    ON CONFLICT DO NOTHING`;
  const [stored] = await sql<[{ id: number }]>`
    SELECT id FROM opt_out WHERE channel = ${channel} AND address_hash = ${addressHash} AND topic = ${topic} AND revoked_at IS NULL`;
  return { id: stored.id, added: count > 0 };
}

/** What an address has refused. */
export async function refusedBy(sql: Statement, { channel, addressHash }: HashedAddress): Promise<Refused[]> {
  const rows = await sql<{ topic: Refused }[]>`
    SELECT topic FROM opt_out WHERE channel = ${channel} AND address_hash = ${addressHash} AND revoked_at IS NULL
    ORDER BY id`;
  return rows.map(({ topic }) => topic);
}

/** Lifts an address's opt-outs from these topics. @returns ids of those that were in force */
export async function revokeOptOuts(
  sql: Statement,
  {
    channel,
    addressHash,
    topics,
    by,
    now,
  }: HashedAddress & { topics: readonly Refused[]; by: string; now: Date },
): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    UPDATE opt_out SET revoked_at = ${now}, revoked_by = ${by}
    WHERE channel = ${channel} AND address_hash = ${addressHash} AND topic = ANY(${topics as Refused[]}) AND revoked_at IS NULL
    RETURNING id`;
  return rows.map(({ id }) => id);
}

/** Opt-outs in force of people in the scope (and of addresses nobody has any more), newest first. */
export async function listOptOuts(
  sql: Statement,
  { scopePath, limit }: { scopePath: string; limit: number },
): Promise<OptOut[]> {
  const at = (channel: Channel) => sql`
    SELECT p.home_committee_id FROM person p WHERE x.channel = ${channel} AND ${addressHash(sql, channel)} = x.address_hash`;
  // One after the other, the newest first, until there are enough: their people are looked up by index.
  return sql<OptOut[]>`
    SELECT x.id, x.channel, x.address_hash, x.topic, x.source, x.since, used.people
    FROM (SELECT * FROM opt_out WHERE revoked_at IS NULL ORDER BY since DESC, id DESC) x
    CROSS JOIN LATERAL (
      SELECT count(*) AS everywhere, count(*) FILTER (WHERE starts_with(c.path, ${scopePath})) AS people
      FROM (${at('sms')} UNION ALL ${at('email')}) user_of JOIN committee c ON c.id = user_of.home_committee_id) used
    WHERE used.everywhere = 0 OR used.people > 0
    ORDER BY x.since DESC, x.id DESC LIMIT ${limit}`;
}
