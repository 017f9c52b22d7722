import type { Statement } from '../../runtime/database.js';
import { held } from './hold.js';

/**
 * Notes that people came. Whoever might have been asked counts, with a place or without one; the first note stands.
 * @param by `code` where they signed in themselves, else the operator's name who vouches for them
 * @returns how many were noted now
 */
export async function signIn(
  sql: Statement,
  { run, people, at, by }: { run: number; people: readonly number[]; at: Date; by: string },
): Promise<number> {
  if (people.length === 0) return 0;
  const { count } = await sql`
    UPDATE candidate k SET attended_at = ${at}, attested_by = ${by} FROM ${held(sql, run)}
    WHERE k.run_id = held.run_id AND k.person_id = ANY(${people as number[]}) AND k.attended_at IS NULL AND k.state <> 'excluded'`;
  return count;
}

/** Those of some people who may not have come: they are no candidates of the call-out, or excluded from it. */
export async function strangersTo(sql: Statement, run: number, people: readonly number[]): Promise<number[]> {
  const rows = await sql<{ person: number }[]>`
    SELECT person FROM unnest(${people as number[]}::bigint[]) AS someone(person)
    WHERE NOT EXISTS (SELECT FROM candidate WHERE run_id = ${run} AND person_id = person AND state <> 'excluded')`;
  return rows.map(({ person }) => person);
}
