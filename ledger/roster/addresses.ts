import type { PendingQuery, Row } from 'postgres';
import type { Statement } from '../../runtime/database.js';

/**
 * Keeps, in the temporary table `address_before`, where some people were reached before they are written.
 * @param people a SELECT of person ids
 */
export async function keepAddresses(sql: Statement, people: PendingQuery<Row[]>): Promise<void> {
  await sql.unsafe(`
    CREATE TEMPORARY TABLE address_before (person_id bigint PRIMARY KEY, phone_hash bytea, email_hash bytea) ON COMMIT DROP`);
  await sql`INSERT INTO address_before SELECT id, phone_hash, email_hash FROM person WHERE id IN (${people})`;
  await sql`ANALYZE address_before`;
}

/**
 * Whoever has opted out does so as a person: where their address is another now, their opt-out goes along. To be
 * the last step: one that came in meanwhile is carried too, and one that comes in from here on waits for the
 * transaction to end.
 * @param since only what was said from then on: what an address had brought along was not said by this person
 */
export async function carryOptOuts(
  sql: Statement,
  { since, now }: { since?: Date; now: Date },
): Promise<number> {
  await sql`LOCK TABLE opt_out IN SHARE ROW EXCLUSIVE MODE`;
  const { count } = await sql`
    INSERT INTO opt_out (channel, address_hash, topic, source, since)
    SELECT DISTINCT x.channel, a.after, x.topic, 'import', ${now}::timestamptz
    FROM address_before b JOIN person p ON p.id = b.person_id
    CROSS JOIN LATERAL (VALUES ('sms'::channel, b.phone_hash, p.phone_hash), ('email', b.email_hash, p.email_hash))
      a (channel, before, after)
    JOIN opt_out x ON x.revoked_at IS NULL AND x.channel = a.channel AND x.address_hash = a.before
    WHERE a.after <> a.before AND x.since >= coalesce(${since ?? null}::timestamptz, '-infinity')
    ON CONFLICT DO NOTHING`;
  return count;
}
