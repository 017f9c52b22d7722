import type { PendingQuery, Row } from 'postgres';
import type { Statement } from '../../runtime/database.js';

/**
 * Holds call-outs until the transaction ends. Whoever changes several candidates of one, or closes it, holds it first,
 * and the lower ids before the higher: two who meet then wait for each other in one order.
 */
export async function holdCallOuts(sql: Statement, runs: Iterable<number>): Promise<void> {
  const ids = [...new Set(runs)];
  if (ids.length > 0) await sql`SELECT FROM call_out WHERE run_id = ANY(${ids}) ORDER BY run_id FOR UPDATE`;
}

/** The same for one call-out inside the statement that changes its candidates: it is held before any of them. */
export const held = (sql: Statement, run: number): PendingQuery<Row[]> => sql`
  (SELECT run_id FROM call_out WHERE run_id = ${run} FOR UPDATE) held`;
