import type { Statement } from '../runtime/database.js';

/** A person as a list shows them; phone and ID stay encrypted until somebody may see them. */
export interface Person {
  id: number;
  name: string;
  committee: string;
  phoneCipher: Buffer | null;
  phoneHash: Buffer | null;
  emailHash: Buffer | null;
}

const COLUMNS = ['id', 'name', 'phone_cipher', 'phone_hash', 'email_hash'] as const;

/** By ledger id, phone hash or exact name, within the scope; at most `limit`. */
export async function findPeople(
  sql: Statement,
  by: { id: number } | { phoneHash: Buffer } | { name: string },
  { scopePath, limit }: { scopePath: string; limit: number },
): Promise<Person[]> {
  const condition =
    'id' in by ? sql`p.id = ${by.id}` : 'phoneHash' in by ? sql`p.phone_hash = ${by.phoneHash}` : sql`p.name = ${by.name}`;
  return sql<Person[]>`
    SELECT ${COLUMNS.map((column, at) => sql`${at > 0 ? sql`,` : sql``} p.${sql(column)}`)}, c.name AS committee
    FROM person p JOIN committee c ON c.id = p.home_committee_id
    WHERE ${condition} AND starts_with(c.path, ${scopePath}) ORDER BY p.id LIMIT ${limit}`;
}
