import type { Database, Statement } from '../runtime/database.js';
import { holdCallOuts } from './call-outs/hold.js';
import { freezeOnce } from './occurrences.js';

/**
 * Notes that a run owes these people a word; owing it twice is owing it once.
 * @param atMost whoever has been told so often is not told again; absent: every time
 * @returns who has been told too often to be owed it
 */
export async function owe(
  sql: Statement,
  {
    run,
    step,
    people,
    atMost,
    now,
  }: { run: number; step: string; people: readonly number[]; atMost?: number; now: Date },
): Promise<number[]> {
  if (people.length === 0) return [];
  const tired = await sql<{ personId: number }[]>`
    WITH someone AS (
      SELECT person_id, ${atMost === undefined} OR ${atMost ?? 0} > (SELECT count(*) FROM owed told
        WHERE told.run_id = ${run} AND told.person_id = given.person_id AND told.step = ${step} AND told.occurrence_id IS NOT NULL) AS fresh
      FROM unnest(${people as number[]}::bigint[]) AS given(person_id)),
    owing AS (
      INSERT INTO owed (run_id, person_id, step, since) SELECT ${run}, person_id, ${step}, ${now} FROM someone WHERE fresh
      ON CONFLICT DO NOTHING)
    SELECT person_id FROM someone WHERE NOT fresh`;
  return tired.map(({ personId }) => personId);
}

/** Steps of a run with words still owed. */
export async function stepsOwed(sql: Statement, run: number): Promise<string[]> {
  return (
    await sql<{ step: string }[]>`
      SELECT DISTINCT step FROM owed WHERE run_id = ${run} AND occurrence_id IS NULL ORDER BY step`
  ).map(({ step }) => step);
}

/**
 * Freezes everyone who is owed a step's word as the recipients of its next firing. What is owed is told once: the
 * mark is in the same transaction. A second call finds them frozen.
 * @returns how many are told in this firing
 */
export async function freezeOwed(
  database: Database,
  { run, step, occurrenceId, now }: { run: number; step: string; occurrenceId: number; now: Date },
): Promise<number> {
  return database.begin(async (sql) => {
    await holdCallOuts(sql, [run]);
    // Whoever is owed a word once it is frozen is told in the next one.
    return freezeOnce(
      sql,
      { occurrenceId, now },
      () => sql`
        WITH told AS (
          UPDATE owed SET occurrence_id = ${occurrenceId}
          WHERE run_id = ${run} AND step = ${step} AND occurrence_id IS NULL RETURNING person_id)
        INSERT INTO recipient (occurrence_id, person_id, committee_id)
        SELECT ${occurrenceId}, k.person_id, k.committee_id FROM told JOIN candidate k ON k.run_id = ${run} AND k.person_id = told.person_id`,
    );
  });
}
