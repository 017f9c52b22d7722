import { CODE_LETTERS } from '../../domain/messages/call-code.js';
import type { AskStep } from '../../domain/plan/plan.js';
import type { Database, Statement } from '../../runtime/database.js';
import { rank } from './ranking.js';

/** Days for which the letters of a closed call-out are not given to another: late answers still name them. */
const LETTERS_REST_DAYS = 30;

/**
 * Opens a call-out: its places, its letters, and everyone its audience rule means, ranked. Once: a second call
 * finds it open.
 */
export async function openCallOut(
  database: Database,
  {
    runId,
    step,
    scopePath,
    signInCode,
    now,
  }: { runId: number; step: AskStep; scopePath: string; signInCode: string; now: Date },
): Promise<void> {
  await database.begin(async (sql) => {
    await sql`SELECT pg_advisory_xact_lock(hashtext('call-out letters'))`;
    const [there] = await sql`SELECT FROM call_out WHERE run_id = ${runId}`;
    if (there) return;
    const letters = await freeLetters(sql, now);
    const { from, to } = step.event;
    await sql`
      INSERT INTO call_out (run_id, letters, starts_at, ends_at, needed, wave_time, sign_in_code, opened_at, listens_until)
      VALUES (${runId}, ${letters}, ${from}, ${to}, ${step.needed}, make_interval(secs => ${step.waveSeconds}), ${signInCode}, ${now},
        ${to}::timestamptz + make_interval(secs => ${step.signInSeconds}))`;
    // Numbers tell apart who shares a phone; the first asked of them is 1.
    await sql`
      INSERT INTO candidate (run_id, person_id, committee_id, code, state, excluded, rank, available, distance,
        asked_lately, served_lately, acceptance, points, since)
      SELECT ${runId}, person_id, committee_id,
        ${letters} || row_number() OVER (PARTITION BY coalesce(phone_hash, int8send(person_id)) ORDER BY rank NULLS LAST, person_id),
        (CASE WHEN excluded IS NULL THEN 'waiting' ELSE 'excluded' END)::candidate_state, excluded, rank, available, distance,
        asked_lately, served_lately, acceptance, points, ${now}
      FROM (${rank(sql, { step, scopePath, now })}) ranked`;
    await sql`ANALYZE candidate`;
  });
}

/** One letter while there are enough, then two. */
async function freeLetters(sql: Statement, now: Date): Promise<string> {
  const taken = await sql<{ letters: string }[]>`
    SELECT letters FROM call_out
    WHERE closed_at IS NULL OR closed_at > ${now}::timestamptz - make_interval(days => ${LETTERS_REST_DAYS})
    ORDER BY opened_at DESC`;
  const used = new Set(taken.map(({ letters }) => letters));
  const single = [...CODE_LETTERS];
  const free = [...single, ...single.flatMap((one) => single.map((two) => one + two))].find(
    (each) => !used.has(each),
  );
  if (free === undefined) throw new Error('every pair of letters belongs to a call-out of the last month');
  return free;
}
