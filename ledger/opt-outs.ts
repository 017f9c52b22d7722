import type { Channel } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';

/** A withdrawal in force. */
export interface OptOut {
  id: number;
  channel: Channel;
  addressHash: Buffer;
  topic: string;
  source: 'reply' | 'clerk' | 'form' | 'import' | 'complaint';
  since: Date;
  /** How many people use that address. */
  people: number;
}

/** Records an opt-out; one already in force stays as it is and is not `added`. */
export async function addOptOut(
  sql: Statement,
  {
    channel,
    addressHash,
    source,
    now,
  }: { channel: Channel; addressHash: Buffer; source: OptOut['source']; now: Date },
): Promise<{ id: number; added: boolean }> {
  const { count } = await sql`
    INSERT INTO opt_out (channel, address_hash, source, since) VALUES (${channel}, ${addressHash}, ${source}, ${now})
    ON CONFLICT DO NOTHING`;
  const [stored] = await sql<[{ id: number }]>`
    SELECT id FROM opt_out WHERE channel = ${channel} AND address_hash = ${addressHash} AND topic = 'all' AND revoked_at IS NULL`;
  return { id: stored.id, added: count > 0 };
}

/** Opt-outs in force of people in the scope (and of addresses nobody has any more), newest first. */
export async function listOptOuts(
  sql: Statement,
  { scopePath, limit }: { scopePath: string; limit: number },
): Promise<OptOut[]> {
  return sql<OptOut[]>`
    SELECT x.id, x.channel, x.address_hash, x.topic, x.source, x.since, count(p.id) AS people
    FROM opt_out x
    LEFT JOIN person p ON CASE x.channel WHEN 'sms' THEN p.phone_hash ELSE p.email_hash END = x.address_hash
    LEFT JOIN committee c ON c.id = p.home_committee_id
    WHERE x.revoked_at IS NULL AND (p.id IS NULL OR starts_with(c.path, ${scopePath}))
    GROUP BY x.id ORDER BY x.since DESC, x.id DESC LIMIT ${limit}`;
}
