import type { Filling } from '../../domain/call-out/waves.js';
import { ASK_STEP } from '../../domain/call-out/steps.js';
import type { AskStep } from '../../domain/plan/plan.js';
import type { Database, Statement } from '../../runtime/database.js';
import { freezeOnce } from '../occurrences.js';
import { cancelQueued } from '../runs.js';
import { asked, unask } from './asked.js';
import { holdCallOuts } from './hold.js';
import { isAway } from './ranking.js';
import { servesElsewhere } from './same-time.js';

/** Where a call-out stands, as the wave rule wants it. */
export interface LedgerFilling extends Filling {
  /** Waves asked so far. */
  waves: number;
  /** Nobody is asked any more, by an operator's word. */
  finished: boolean;
  /** When the first of those outstanding has had their time; null: nobody is outstanding. */
  nextDue: Date | null;
}

/** Counts a call-out. Who may still be asked counts as nobody once its asking is finished or its event has begun. */
export async function fillingOf(
  sql: Statement,
  { run, now }: { run: number; now: Date },
): Promise<LedgerFilling> {
  const [row] = await sql<[LedgerFilling]>`
    WITH counted AS (
      SELECT count(*) FILTER (WHERE stands = 'outstanding') AS outstanding, count(*) FILTER (WHERE stands = 'settled') AS settled,
        count(*) FILTER (WHERE stands = 'settled' AND accepted) AS accepted, min(due) FILTER (WHERE stands = 'outstanding') AS next_due
      FROM (${asked(sql, run, now)}) asked)
    SELECT c.needed, c.places_taken AS placed, counted.*, NOT c.asking AS finished,
      (SELECT count(*) FROM occurrence WHERE run_id = ${run} AND step = ${ASK_STEP} AND frozen_at IS NOT NULL) AS waves,
      CASE WHEN ${mayAsk(sql, now)}
        THEN (SELECT count(*) FROM candidate WHERE run_id = ${run} AND state = 'waiting') ELSE 0 END AS left,
      coalesce((SELECT avg(acceptance) FROM (
        SELECT acceptance FROM candidate WHERE run_id = ${run} AND rank IS NOT NULL ORDER BY rank LIMIT 3 * c.needed) best), 0) AS expected
    FROM call_out c, counted WHERE c.run_id = ${run}`;
  return row;
}

/** Whether call-out `c` may ask anybody more. */
const mayAsk = (sql: Statement, now: Date) =>
  sql`(c.asking AND c.closed_at IS NULL AND c.starts_at > ${now})`;

/**
 * Freezes who is asked in a wave: the next by rank, without those who have gone away or taken a place elsewhere
 * since the ranking; nobody once asking is over. In one transaction with the wave's recipients; a second call finds them.
 * @param answerBy until when they have time to answer
 * @returns how many are asked in this wave
 */
export async function freezeWave(
  database: Database,
  {
    run,
    occurrenceId,
    wave,
    size,
    event,
    answerBy,
    now,
  }: {
    run: number;
    occurrenceId: number;
    wave: number;
    size: number;
    event: AskStep['event'];
    answerBy: Date;
    now: Date;
  },
): Promise<number> {
  return database.begin(async (sql) => {
    await holdCallOuts(sql, [run]);
    return freezeOnce(sql, { occurrenceId, now }, async () => {
      await unask(sql, run, now);
      await excludeAbsent(sql, run, event);
      return sql`
        WITH next AS (
          SELECT person_id FROM candidate JOIN call_out c USING (run_id)
          WHERE run_id = ${run} AND state = 'waiting' AND ${mayAsk(sql, now)} ORDER BY rank LIMIT ${size}),
        asked AS (
          UPDATE candidate k SET state = 'asked', wave = ${wave}, asked_at = ${now}, answer_by = ${answerBy}, since = ${now}
          FROM next WHERE k.run_id = ${run} AND k.person_id = next.person_id RETURNING k.person_id, k.committee_id)
        INSERT INTO recipient (occurrence_id, person_id, committee_id)
        SELECT ${occurrenceId}, person_id, committee_id FROM asked`;
    });
  });
}

const excludeAbsent = (sql: Statement, run: number, event: AskStep['event']) => sql`
  UPDATE candidate c SET state = 'excluded', rank = NULL, excluded = gone.reason
  FROM (
    SELECT person_id, CASE WHEN ${isAway(sql, event, sql`n.person_id`)} THEN 'away'
      WHEN ${servesElsewhere(sql, event, sql`n.person_id`)} THEN 'serves elsewhere' END AS reason
    FROM candidate n WHERE n.run_id = ${run} AND n.state = 'waiting') gone
  WHERE c.run_id = ${run} AND c.person_id = gone.person_id AND gone.reason IS NOT NULL`;

/** Ends the time of those who are silent, except of who was asked in a later wave, or whose text has not left yet. */
export async function endWaves(
  sql: Statement,
  { run, throughWave, now }: { run: number; throughWave: number; now: Date },
): Promise<void> {
  await holdCallOuts(sql, [run]);
  await sql`
    UPDATE candidate k SET answer_by = ${now} FROM (${asked(sql, run, now)}) asked
    WHERE k.run_id = ${run} AND k.person_id = asked.person_id AND asked.stands = 'outstanding' AND asked.text = 'left'
      AND asked.wave <= ${throughWave}`;
}

/**
 * Gives more time to those who have still to answer, though never beyond the event's beginning; in a transaction of
 * the caller's.
 * @param command which of an operator's commands says so: heard twice, it gives more time once
 * @param outstandingAt whose time was not over then
 * @returns how many they are
 */
export async function moveWaveEnd(
  sql: Statement,
  {
    run,
    command,
    laterBySeconds,
    outstandingAt,
  }: { run: number; command: string; laterBySeconds: number; outstandingAt: Date },
): Promise<number> {
  await holdCallOuts(sql, [run]);
  const { count: isNew } = await sql`
    UPDATE call_out SET moved_by = ${command} WHERE run_id = ${run} AND moved_by IS DISTINCT FROM ${command}`;
  const outstanding = sql`(SELECT * FROM (${asked(sql, run, outstandingAt)}) asked WHERE stands = 'outstanding')`;
  if (isNew > 0) {
    await sql`
      UPDATE candidate k SET answer_by = least(those.due + make_interval(secs => ${laterBySeconds}), c.starts_at)
      FROM ${outstanding} those, call_out c WHERE c.run_id = ${run} AND k.run_id = c.run_id AND k.person_id = those.person_id`;
  }
  const [row] = await sql<[{ people: number }]>`SELECT count(*) AS people FROM ${outstanding} those`;
  return row.people;
}

/**
 * Asks nobody any more: those who have a place are enough. Who says yes from now on waits for a place to come free. Asks
 * that have not left are too old to send from this moment on, also one that comes back from a carrier or is just being
 * written, and whoever they were for has not been asked. Each part may be repeated.
 */
export async function finishAsking(
  database: Database,
  { run, now }: { run: number; now: Date },
): Promise<void> {
  await database.begin(async (sql) => {
    await holdCallOuts(sql, [run]);
    await sql`UPDATE call_out SET asking = false, needed = places_taken WHERE run_id = ${run} AND asking`;
    await sql`
      UPDATE occurrence SET expires_at = ${now}
      WHERE run_id = ${run} AND step = ${ASK_STEP} AND frozen_at IS NOT NULL AND (expires_at IS NULL OR expires_at > ${now})`;
  });
  const asks = { runId: run, only: ASK_STEP, reason: 'asking finished', now };
  while ((await cancelQueued(database, asks)) > 0);
  await database.begin(async (sql) => {
    await holdCallOuts(sql, [run]);
    await unask(sql, run, now);
  });
}
