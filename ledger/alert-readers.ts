import type { Statement } from '../runtime/database.js';
import type { Role } from './operators.js';

/**
 * Persons behind the operators of the whole office who have one of these roles. Where none has, whoever answers for the
 * office: an alert that nobody reads is none.
 */
export async function alertReaders(sql: Statement, roles: readonly Role[]): Promise<number[]> {
  const readers = await sql<{ personId: number; role: Role }[]>`
    SELECT DISTINCT o.person_id, o.role FROM operator o JOIN committee c ON c.id = o.committee_id
    WHERE c.parent_id IS NULL AND o.person_id IS NOT NULL AND o.ended_at IS NULL AND o.role IN ('operator', 'head', 'clerk')`;
  const of = (wanted: readonly Role[]): number[] => [
    ...new Set(readers.filter(({ role }) => wanted.includes(role)).map(({ personId }) => personId)),
  ];
  for (const wanted of [roles, ['head'], ['clerk']] as const) {
    const found = of(wanted as readonly Role[]);
    if (found.length > 0) return found;
  }
  return [];
}
