import type { Statement } from '../runtime/database.js';

/** Who asks, and for which part of the tree: every ledger read takes one. */
export interface Actor {
  name: string;
  /** Path of the committee whose subtree this operator works for. */
  scopePath: string;
  maySeePersonalData: boolean;
}

/** An operator with their part of the tree; undefined: nobody of that name. */
export async function operatorByName(sql: Statement, name: string): Promise<Actor | undefined> {
  const [row] = await sql<Actor[]>`
    SELECT o.name, c.path AS scope_path, o.may_see_personal_data
    FROM operator o JOIN committee c ON c.id = o.committee_id WHERE o.name = ${name}`;
  return row;
}

/** Everyone who may use Muster, for a helpful refusal. */
export async function operatorNames(sql: Statement): Promise<string[]> {
  return (await sql<{ name: string }[]>`SELECT name FROM operator ORDER BY id`).map((row) => row.name);
}
