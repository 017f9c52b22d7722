import type { Plan } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';

/** A run whose workflow should look what has come in. */
export interface RingingRun {
  id: number;
  kind: Plan['kind'];
}

/**
 * Sets the bells of runs. One that rings already is held all the same until the transaction ends: were it silenced
 * meanwhile, its workflow would count without this answer, and nobody would ring again.
 * @returns those that were silent: only their workflows are told, so that a thousand answers make one signal
 */
export async function setBells(sql: Statement, runs: readonly number[], now: Date): Promise<RingingRun[]> {
  if (runs.length === 0) return [];
  return sql<RingingRun[]>`
    WITH held AS MATERIALIZED (
      SELECT id, kind, bell_since FROM run WHERE id = ANY(${runs as number[]}) AND state IN ('running', 'paused')
      ORDER BY id FOR NO KEY UPDATE),
    rung AS (
      UPDATE run SET bell_since = ${now} FROM held WHERE run.id = held.id AND held.bell_since IS NULL)
    SELECT id, kind FROM held WHERE bell_since IS NULL`;
}

/** Silences a bell; before the tally looks, so that an answer that comes meanwhile rings again. */
export async function silenceBell(sql: Statement, run: number): Promise<void> {
  await sql`UPDATE run SET bell_since = NULL WHERE id = ${run} AND bell_since IS NOT NULL`;
}

/**
 * Bells of running runs that have been ringing since before then: their signal was lost, or their workflow is slow.
 * They ring as from now, so that they are not rung in every round.
 */
export async function ringAgain(
  sql: Statement,
  { before, now }: { before: Date; now: Date },
): Promise<RingingRun[]> {
  return sql<RingingRun[]>`
    UPDATE run SET bell_since = ${now} WHERE bell_since < ${before} AND state = 'running' RETURNING id, kind`;
}
