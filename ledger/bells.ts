import type { Plan } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';

/** A run whose workflow should look what has come in. */
export interface RingingRun {
  id: number;
  kind: Plan['kind'];
}

/**
 * Sets the bells of runs.
 * @returns those that were silent: only their workflows are told, so that a thousand answers make one signal
 */
export async function setBells(sql: Statement, runs: readonly number[], now: Date): Promise<RingingRun[]> {
  if (runs.length === 0) return [];
  return sql<RingingRun[]>`
    UPDATE run SET bell_since = ${now}
    WHERE id = ANY(${runs as number[]}) AND bell_since IS NULL AND state IN ('running', 'paused') RETURNING id, kind`;
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
