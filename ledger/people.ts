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

/** How a person is named by someone who looks them up. */
export type PersonWanted = { id: number } | { phoneHash: Buffer } | { emailHash: Buffer } | { name: string };

const COLUMNS = ['id', 'name', 'phone_cipher', 'phone_hash', 'email_hash'] as const;

/** By ledger id, hash of phone or mail address, or exact name, within the scope; at most `limit`. */
export async function findPeople(
  sql: Statement,
  by: PersonWanted,
  { scopePath, limit }: { scopePath: string; limit: number },
): Promise<Person[]> {
  return sql<Person[]>`
    SELECT ${COLUMNS.map((column, at) => sql`${at > 0 ? sql`,` : sql``} p.${sql(column)}`)}, c.name AS committee
    FROM person p JOIN committee c ON c.id = p.home_committee_id
    WHERE ${wanted(sql, by)} AND starts_with(c.path, ${scopePath}) ORDER BY p.id LIMIT ${limit}`;
}

function wanted(sql: Statement, by: PersonWanted) {
  if ('id' in by) return sql`p.id = ${by.id}`;
  if ('phoneHash' in by) return sql`p.phone_hash = ${by.phoneHash}`;
  if ('emailHash' in by) return sql`p.email_hash = ${by.emailHash}`;
  return sql`p.name = ${by.name}`;
}
