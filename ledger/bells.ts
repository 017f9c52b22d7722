import { CHASED_KINDS } from '../domain/duties/duty.js';
import type { Statement } from '../runtime/database.js';
import type { Run } from './runs.js';

/** A run whose workflow should look what has come in. */
export interface RingingRun {
  id: number;
  kind: Run['kind'];
}

/** Whether `run` hears in the morning only: the sweeper tells it, once a day. */
export const hearsInTheMorning = (sql: Statement) => sql`run.kind = ANY(${[...CHASED_KINDS]})`;

/** Whether `run` hears answers: nobody would ever silence the bell of one that has stopped listening. */
export const listens = (sql: Statement, now: Date) => sql`
  (EXISTS (SELECT FROM call_out c WHERE c.run_id = run.id AND c.closed_at IS NULL AND c.listens_until > ${now})
    OR EXISTS (SELECT FROM question q WHERE q.run_id = run.id AND q.closed_at IS NULL)
    OR ${hearsInTheMorning(sql)} AND run.state IN ('running', 'paused'))`;

/** After a tally its bell rests for so many seconds: a thousand answers meanwhile are one signal and one tally. */
const REST_SECONDS = 10;

/**
 * Sets the bells of runs. One that rings already is held all the same until the transaction ends: were it silenced
 * meanwhile, its workflow would count without this answer, and nobody would ring again.
 * @returns those whose workflows are to be told now. Not who was told already, so that a thousand answers make one
 *   signal; not who rests, the sweeper tells them when they have rested; and not who hears in the morning
 */
export async function setBells(sql: Statement, runs: readonly number[], now: Date): Promise<RingingRun[]> {
  if (runs.length === 0) return [];
  return sql<RingingRun[]>`
    WITH held AS MATERIALIZED (
      SELECT id, kind, coalesce(bell_rests_until <= ${now}, true) AS rested, bell_since IS NULL AS silent,
        bell_told_at IS NOT NULL AS told, ${hearsInTheMorning(sql)} AS later
      FROM run WHERE id = ANY(${runs as number[]}) AND state IN ('running', 'paused') AND ${listens(sql, now)}
      ORDER BY id FOR NO KEY UPDATE),
    rung AS (
      UPDATE run SET bell_since = coalesce(bell_since, ${now}), bell_told_at = CASE WHEN held.rested AND NOT held.later THEN ${now}::timestamptz END
      FROM held WHERE run.id = held.id AND NOT held.told AND (held.silent OR held.rested))
    SELECT id, kind FROM held WHERE rested AND NOT told AND NOT later`;
}

/** Silences a bell, and lets it rest; before the tally looks, so that an answer that comes meanwhile rings again. */
export async function silenceBell(sql: Statement, run: number, now: Date): Promise<void> {
  await sql`
    UPDATE run SET bell_since = NULL, bell_told_at = NULL,
      bell_rests_until = ${now}::timestamptz + make_interval(secs => ${REST_SECONDS})
    WHERE id = ${run}`;
}

/**
 * A run that hears in the morning has been told: its bell rests until an instant after that, or it would be told all day.
 * @param toldAt as it was told; one that was silenced meanwhile is left alone
 */
export async function restUntil(
  sql: Statement,
  { run, toldAt, until }: { run: number; toldAt: Date; until: Date },
): Promise<void> {
  await sql`
    UPDATE run SET bell_rests_until = ${until} WHERE id = ${run} AND bell_told_at = ${toldAt} AND ${hearsInTheMorning(sql)}`;
}

/**
 * Bells of running runs that nobody has answered: those that have rested by now, and those told before an instant,
 * whose signal was lost or whose workflow is slow. They are told as from now, so that they are not in every round.
 */
export async function ringAgain(
  sql: Statement,
  { toldBefore, now }: { toldBefore: Date; now: Date },
): Promise<RingingRun[]> {
  return sql<RingingRun[]>`
    UPDATE run SET bell_told_at = ${now}
    WHERE bell_since IS NOT NULL AND state = 'running' AND ${listens(sql, now)}
      AND coalesce(bell_rests_until <= ${now}, true) AND (bell_told_at IS NULL OR bell_told_at < ${toldBefore})
    RETURNING id, kind`;
}
