import type { Statement } from '../runtime/database.js';

/** What an operator does here: 经办, 负责人, 县区经办, 审计, 运维. Which rights that gives is said in office/rights.ts. */
export const ROLES = ['clerk', 'head', 'county clerk', 'auditor', 'operator'] as const;
/** One of them. */
export type Role = (typeof ROLES)[number];

/**
 * Who asks, and for which part of the tree. Whatever lists or counts people and messages is cut to it; a run or a
 * person looked up by id is held against it in office/ before anything of it is shown.
 */
export interface Actor {
  name: string;
  /** Path of the committee whose subtree this operator works for. */
  scopePath: string;
  role: Role;
  maySeePersonalData: boolean;
}

/** An operator with their part of the tree; undefined: nobody of that name. */
export async function operatorByName(sql: Statement, name: string): Promise<Actor | undefined> {
  const [row] = await sql<Actor[]>`
    SELECT o.name, c.path AS scope_path, o.role, o.may_see_personal_data
    FROM operator o JOIN committee c ON c.id = o.committee_id WHERE o.name = ${name}`;
  return row;
}

/** In whose name the office itself acts, by schedule: the first operator who works for all of it; undefined: none does. */
export async function officeOperator(sql: Statement): Promise<Actor | undefined> {
  const [row] = await sql<Actor[]>`
    SELECT o.name, c.path AS scope_path, o.role, o.may_see_personal_data
    FROM operator o JOIN committee c ON c.id = o.committee_id WHERE c.parent_id IS NULL ORDER BY o.id LIMIT 1`;
  return row;
}

/** Everyone who may use Muster, for a helpful refusal. */
export async function operatorNames(sql: Statement): Promise<string[]> {
  return (await sql<{ name: string }[]>`SELECT name FROM operator ORDER BY id`).map((row) => row.name);
}
