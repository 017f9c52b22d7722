import { TELL_STEPS } from '../../domain/call-out/steps.js';
import type { Database, Statement } from '../../runtime/database.js';
import { owe } from '../owed.js';
import { holdCallOuts } from './hold.js';

/** From now on answers are kept and change nothing. Nothing where the run is no call-out. */
export async function closeAnswers(sql: Statement, run: number, now: Date): Promise<void> {
  await sql`UPDATE call_out SET closed_at = ${now}, asking = false WHERE run_id = ${run} AND closed_at IS NULL`;
}

/**
 * Calls an event off: answers are closed, whatever else was owed is not said any more, and everyone who may come is
 * stood down. Owed the word of it is whoever may have been reached by any text of the run; who has said no is not
 * coming and is left in peace. What may yet come back from a carrier unsent has become too old to send.
 */
export async function standEveryoneDown(sql: Statement, run: number, now: Date): Promise<void> {
  await closeAnswers(sql, run, now);
  await sql`DELETE FROM owed WHERE run_id = ${run} AND occurrence_id IS NULL AND step <> ${TELL_STEPS['stand-down']}`;
  await sql`
    UPDATE occurrence SET expires_at = ${now}
    WHERE run_id = ${run} AND step <> ${TELL_STEPS['stand-down']} AND (expires_at IS NULL OR expires_at > ${now})`;
  await sql`
    WITH down AS (
      UPDATE candidate k SET state = 'stood down', since = ${now}
      WHERE k.run_id = ${run} AND k.state IN ('asked', 'unsure', 'placed', 'waitlisted') RETURNING k.person_id)
    INSERT INTO owed (run_id, person_id, step, since)
    SELECT ${run}, person_id, ${TELL_STEPS['stand-down']}, ${now} FROM down
    WHERE EXISTS (SELECT FROM occurrence o JOIN message m ON m.occurrence_id = o.id AND m.person_id = down.person_id
      WHERE o.run_id = ${run} AND m.state IN ('sending', 'sent', 'delivered', 'unknown'))
    ON CONFLICT DO NOTHING`;
}

/** Reminds everyone who has a place: owed to each of them, once. Nobody gives it back between the look and the word. */
export async function oweReminder(database: Database, run: number, now: Date): Promise<void> {
  await database.begin(async (sql) => {
    await holdCallOuts(sql, [run]);
    const placed = await sql<{ person: number }[]>`
      SELECT person_id AS person FROM candidate WHERE run_id = ${run} AND state = 'placed'`;
    const people = placed.map(({ person }) => person);
    await owe(sql, { run, step: TELL_STEPS['day before'], people, atMost: 1, now });
  });
}
