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
  /** Shows names and the words of replies as they are, and is needed to unmask a number; gives no right by itself. */
  maySeePersonalData: boolean;
}

/** An operator with their part of the tree; undefined: nobody of that name, or nobody any more. */
export async function operatorByName(sql: Statement, name: string): Promise<Actor | undefined> {
  const [row] = await sql<Actor[]>`
    SELECT o.name, c.path AS scope_path, o.role, o.may_see_personal_data
    FROM operator o JOIN committee c ON c.id = o.committee_id WHERE o.name = ${name} AND o.ended_at IS NULL`;
  return row;
}

/** Since when somebody is no operator any more; null: they are one, undefined: nobody ever had that name. */
export async function operatorEnd(sql: Statement, name: string): Promise<Date | null | undefined> {
  const [row] = await sql<{ endedAt: Date | null }[]>`SELECT ended_at FROM operator WHERE name = ${name}`;
  return row?.endedAt;
}

/** Code of the root of the tree, below which the office works; null: nobody works for all of it yet. */
export const officeRoot = async (sql: Statement): Promise<string | null> =>
  (await officeOperator(sql))?.scopePath.slice(0, -1) ?? null;

/** In whose name the office itself acts, by schedule: the first clerk or head of all of it; undefined: there is none. */
export async function officeOperator(sql: Statement): Promise<Actor | undefined> {
  const [row] = await sql<Actor[]>`
    SELECT o.name, c.path AS scope_path, o.role, o.may_see_personal_data
    FROM operator o JOIN committee c ON c.id = o.committee_id
    WHERE c.parent_id IS NULL AND o.role IN ('clerk', 'head') AND o.ended_at IS NULL ORDER BY o.id LIMIT 1`;
  return row;
}

/** Everyone who may use Muster, for a helpful refusal. */
export async function operatorNames(sql: Statement): Promise<string[]> {
  return (await sql<{ name: string }[]>`SELECT name FROM operator WHERE ended_at IS NULL ORDER BY id`).map(
    (row) => row.name,
  );
}

/** An operator with all that is written down of them. */
export interface OperatorLine {
  name: string;
  role: Role;
  committee: string;
  committeeName: string;
  committeeId: number;
  /** 1: the whole office. */
  level: number;
  maySeePersonalData: boolean;
  personId: number | null;
  personName: string | null;
  /** Null: they may use Muster. */
  endedAt: Date | null;
}

/** Everyone who may use Muster for a committee of this part of the tree, or once might, in the order in which they were admitted. */
export async function listOperators(sql: Statement, scopePath: string): Promise<OperatorLine[]> {
  return sql<OperatorLine[]>`
    SELECT o.name, o.role, c.code AS committee, c.name AS committee_name, c.id AS committee_id, c.level,
      o.may_see_personal_data, p.id AS person_id, p.name AS person_name, o.ended_at
    FROM operator o JOIN committee c ON c.id = o.committee_id LEFT JOIN person p ON p.id = o.person_id
    WHERE starts_with(c.path, ${scopePath}) ORDER BY o.id`;
}

/** Says who an operator is. */
export async function nameOperator(sql: Statement, name: string, personId: number): Promise<void> {
  await sql`UPDATE operator SET person_id = ${personId} WHERE name = ${name}`;
}

/** Holds who may use Muster until the transaction ends: of two changes at once the second sees the first. */
export async function holdOperators(sql: Statement): Promise<void> {
  await sql`LOCK TABLE operator IN SHARE ROW EXCLUSIVE MODE`;
}

/** Writes what an operator is from now on. */
export async function changeOperator(
  sql: Statement,
  { name, ...now }: Pick<OperatorLine, 'name' | 'role' | 'committeeId' | 'maySeePersonalData' | 'personId'>,
): Promise<void> {
  await sql`
    UPDATE operator SET role = ${now.role}, committee_id = ${now.committeeId},
      may_see_personal_data = ${now.maySeePersonalData}, person_id = ${now.personId} WHERE name = ${name}`;
}

/** Lets somebody use Muster no more. */
export async function endOperator(sql: Statement, name: string, now: Date): Promise<void> {
  await sql`UPDATE operator SET ended_at = ${now} WHERE name = ${name} AND ended_at IS NULL`;
}
