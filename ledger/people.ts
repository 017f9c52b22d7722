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
export type PersonWanted =
  | { id: number }
  | { phoneHash: Buffer }
  | { emailHash: Buffer }
  | { idNumberHash: Buffer }
  | { name: string }
  | { partOfName: string };

const COLUMNS = ['id', 'name', 'phone_cipher', 'phone_hash', 'email_hash'] as const;

/**
 * By ledger id, hash of phone, mail address or resident ID, or by name; at most `limit`. Those at home within the
 * scope and, where a run launched within it is named, its recipients, wherever they are at home.
 */
export async function findPeople(
  sql: Statement,
  by: PersonWanted,
  { scopePath, limit, runId }: { scopePath: string; limit: number; runId?: number },
): Promise<Person[]> {
  return sql<Person[]>`
    SELECT ${COLUMNS.map((column, at) => sql`${at > 0 ? sql`,` : sql``} p.${sql(column)}`)}, c.name AS committee
    FROM person p JOIN committee c ON c.id = p.home_committee_id
    WHERE ${wanted(sql, by)} AND (starts_with(c.path, ${scopePath}) ${runId === undefined ? sql`` : sql`OR ${writtenTo(sql, runId, scopePath)}`})
    ORDER BY p.id LIMIT ${limit}`;
}

/** Whether `person p` is a recipient of a run launched within the scope. */
const writtenTo = (sql: Statement, runId: number, scopePath: string) => sql`
  EXISTS (SELECT FROM run r JOIN occurrence o ON o.run_id = r.id JOIN recipient s ON s.occurrence_id = o.id
    WHERE r.id = ${runId} AND starts_with(r.scope_path, ${scopePath}) AND s.person_id = p.id)`;

function wanted(sql: Statement, by: PersonWanted) {
  if ('id' in by) return sql`p.id = ${by.id}`;
  if ('phoneHash' in by) return sql`p.phone_hash = ${by.phoneHash}`;
  if ('emailHash' in by) return sql`p.email_hash = ${by.emailHash}`;
  if ('idNumberHash' in by) return sql`p.id_number_hash = ${by.idNumberHash}`;
  if ('partOfName' in by) return sql`strpos(p.name, ${by.partOfName}) > 0`;
  return sql`p.name = ${by.name}`;
}
