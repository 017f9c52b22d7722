import type { PendingQuery, Row } from 'postgres';
import type { Statement } from '../../runtime/database.js';
import { isAtSameTime } from './same-time.js';

/**
 * Holds call-outs, and with them every open one whose event lies at the same time, until the transaction ends: whoever
 * gives a place at one of them sees who has a place at the others, and nobody else gives one meanwhile. Whoever changes
 * several candidates of a call-out, gives places or closes it, calls this first, once for all it is about: the lower
 * ids are held before the higher, so that two who meet wait for each other in one order.
 */
export async function holdCallOuts(sql: Statement, runs: Iterable<number>): Promise<void> {
  const ids = [...new Set(runs)];
  if (ids.length === 0) return;
  await sql`
    SELECT FROM call_out other
    WHERE other.run_id = ANY(${ids}) OR EXISTS (SELECT FROM call_out named
      WHERE named.run_id = ANY(${ids}) AND ${isAtSameTime(sql, { from: sql`named.starts_at`, to: sql`named.ends_at` })})
    ORDER BY other.run_id FOR UPDATE OF other`;
}

/**
 * One call-out alone, inside the statement that changes its candidates: it is held before any of them. For whoever gives
 * no places, and holds no other call-out without this one.
 */
export const held = (sql: Statement, run: number): PendingQuery<Row[]> => sql`
  (SELECT run_id FROM call_out WHERE run_id = ${run} FOR UPDATE) held`;
