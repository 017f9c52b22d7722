import type { Statement } from '../runtime/database.js';

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
