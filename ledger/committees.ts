import type { Statement } from '../runtime/database.js';
import type { NewCommittee } from './load-rows.js';

/** A node of the one tree. */
export interface Committee {
  id: number;
  code: string;
  name: string;
  kind: string;
  level: number;
  path: string;
}

/** Committees by code; codes that do not exist, or lie outside the scope, are simply not among them. */
export async function committeesByCode(
  sql: Statement,
  codes: readonly string[],
  scopePath: string,
): Promise<Committee[]> {
  return sql<Committee[]>`
    SELECT id, code, name, kind, level, path FROM committee
    WHERE code = ANY(${codes as string[]}) AND starts_with(path, ${scopePath})`;
}

/** Codes that look like a wrong one, for a helpful refusal. */
export async function similarCommittees(
  sql: Statement,
  code: string,
): Promise<Pick<Committee, 'code' | 'name'>[]> {
  return sql<Pick<Committee, 'code' | 'name'>[]>`
    SELECT code, name FROM committee
    WHERE level <= 2 AND (starts_with(code, left(${code}, 4)) OR name LIKE '%' || ${code} || '%')
    ORDER BY level, code LIMIT 3`;
}

/** The whole tree, to be compared with one that is written down. */
export async function allCommittees(sql: Statement): Promise<NewCommittee[]> {
  return sql<NewCommittee[]>`
    SELECT c.code, c.name, c.kind, c.level, p.code AS parent, c.path
    FROM committee c LEFT JOIN committee p ON p.id = c.parent_id`;
}

/** Until the transaction ends nobody else changes the tree; reading goes on. */
export async function lockCommittees(sql: Statement): Promise<void> {
  await sql`LOCK TABLE committee IN SHARE ROW EXCLUSIVE MODE`;
}

/** Until the transaction ends nobody else adds to what these committees have in a register; reading goes on. */
export async function lockRegisters(sql: Statement, committeeIds: readonly number[]): Promise<void> {
  // Always in the same order, or two tables of projects could wait for each other.
  await sql`SELECT FROM committee WHERE id = ANY(${committeeIds as number[]}) ORDER BY id FOR NO KEY UPDATE`;
}

/** Adds committees below ones that are there or among them. */
export async function addCommittees(sql: Statement, nodes: readonly NewCommittee[]): Promise<void> {
  // A statement does not see its own rows, hence each level by itself: a parent must have its id.
  for (const level of new Set(nodes.map((node) => node.level).sort())) {
    const rows = nodes.filter((node) => node.level === level);
    await sql`
      INSERT INTO committee (code, name, kind, level, parent_id, path)
      SELECT r.code, r.name, r.kind, r.level, p.id, r.path
      FROM json_to_recordset(${JSON.stringify(rows)}::text::json)
        AS r (code text, name text, kind text, level smallint, parent text, path text)
      JOIN committee p ON p.code = r.parent`;
  }
}
