import type { Filling } from '../../domain/call-out/waves.js';
import { ASK_STEP } from '../../domain/call-out/steps.js';
import type { AskStep } from '../../domain/plan/plan.js';
import type { Database, Statement } from '../../runtime/database.js';
import { held } from './hold.js';
import { isAway, servesElsewhere } from './ranking.js';

/** Where a call-out stands, as the wave rule wants it. */
export interface LedgerFilling extends Filling {
  /** Waves asked so far. */
  waves: number;
  /** When the first of those outstanding has had their time; null: nobody is outstanding. */
  nextDue: Date | null;
}

/** Counts a call-out. Who may still be asked counts as nobody once its asking is finished or its event has begun. */
export async function fillingOf(
  sql: Statement,
  { run, now }: { run: number; now: Date },
): Promise<LedgerFilling> {
  const [row] = await sql<[LedgerFilling]>`
    WITH asked AS (
      SELECT k.answer_by, k.state IN ('placed', 'waitlisted') AS accepted, k.answered_at IS NOT NULL OR k.answer_by <= ${now} AS settled
      FROM candidate k WHERE k.run_id = ${run} AND k.asked_at IS NOT NULL AND NOT (k.answered_at IS NULL AND ${unreached(sql)})),
    counted AS (
      SELECT count(*) FILTER (WHERE NOT settled) AS outstanding, count(*) FILTER (WHERE settled) AS settled,
        count(*) FILTER (WHERE accepted) AS accepted, min(answer_by) FILTER (WHERE NOT settled) AS next_due
      FROM asked)
    SELECT c.needed, c.places_taken AS placed, counted.*,
      (SELECT count(*) FROM occurrence WHERE run_id = ${run} AND step = ${ASK_STEP} AND frozen_at IS NOT NULL) AS waves,
      CASE WHEN c.asking AND c.closed_at IS NULL AND c.starts_at > ${now}
        THEN (SELECT count(*) FROM candidate WHERE run_id = ${run} AND state = 'waiting') ELSE 0 END AS left,
      coalesce((SELECT avg(acceptance) FROM (
        SELECT acceptance FROM candidate WHERE run_id = ${run} AND rank IS NOT NULL ORDER BY rank LIMIT 3 * c.needed) best), 0) AS expected
    FROM call_out c, counted WHERE c.run_id = ${run}`;
  return row;
}

/** Whose text will not arrive any more cannot answer it, and says nothing about how people answer. */
const unreached = (sql: Statement) => sql`
  EXISTS (SELECT FROM occurrence o JOIN message m ON m.occurrence_id = o.id AND m.person_id = k.person_id
    WHERE o.run_id = k.run_id AND o.step = ${ASK_STEP} AND o.number = k.wave
      AND m.state IN ('undelivered', 'failed', 'suppressed', 'expired', 'cancelled'))`;

/**
 * Freezes who is asked in a wave: the next by rank, without those who have gone away or taken a place elsewhere
 * since the ranking. In one transaction with the wave's recipients; a second call finds them.
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
    await sql`SELECT FROM call_out WHERE run_id = ${run} FOR UPDATE`;
    const [held] = await sql<[{ frozenAt: Date | null }]>`
      SELECT frozen_at FROM occurrence WHERE id = ${occurrenceId} FOR UPDATE`;
    if (!held.frozenAt) {
      await excludeAbsent(sql, run, event);
      await sql`
        WITH next AS (
          SELECT person_id FROM candidate WHERE run_id = ${run} AND state = 'waiting' ORDER BY rank LIMIT ${size}),
        asked AS (
          UPDATE candidate k SET state = 'asked', wave = ${wave}, asked_at = ${now}, answer_by = ${answerBy}, since = ${now}
          FROM next WHERE k.run_id = ${run} AND k.person_id = next.person_id RETURNING k.person_id, k.committee_id)
        INSERT INTO recipient (occurrence_id, person_id, committee_id)
        SELECT ${occurrenceId}, person_id, committee_id FROM asked`;
      await sql`UPDATE occurrence SET frozen_at = ${now} WHERE id = ${occurrenceId}`;
    }
    const [row] = await sql<[{ count: number }]>`
      SELECT count(*) FROM recipient WHERE occurrence_id = ${occurrenceId}`;
    return row.count;
  });
}

const excludeAbsent = (sql: Statement, run: number, event: AskStep['event']) => sql`
  UPDATE candidate c SET state = 'excluded', rank = NULL, excluded = gone.reason
  FROM (
    SELECT person_id, CASE WHEN ${isAway(sql, event, sql`n.person_id`)} THEN 'away'
      WHEN ${servesElsewhere(sql, event, sql`n.person_id`)} THEN 'serves elsewhere' END AS reason
    FROM candidate n WHERE n.run_id = ${run} AND n.state = 'waiting') gone
  WHERE c.run_id = ${run} AND c.person_id = gone.person_id AND gone.reason IS NOT NULL`;

/**
 * Moves the end of the time that people have to answer: to now, or later by so many seconds, though never beyond
 * the event's beginning.
 * @param outstandingAt whose time was not over then; absent: now
 * @param throughWave who was asked in a later wave is left alone; absent: everyone
 * @returns how many were still to answer
 */
export async function moveWaveEnd(
  sql: Statement,
  {
    run,
    now,
    laterBySeconds,
    outstandingAt = now,
    throughWave,
  }: { run: number; now: Date; laterBySeconds: number | null; outstandingAt?: Date; throughWave?: number },
): Promise<number> {
  const { count } = await sql`
    UPDATE candidate k SET answer_by = CASE WHEN ${laterBySeconds}::int IS NULL THEN ${now}::timestamptz
      ELSE least(k.answer_by + make_interval(secs => ${laterBySeconds}::int), c.starts_at) END
    FROM ${held(sql, run)} JOIN call_out c ON c.run_id = held.run_id
    WHERE k.run_id = c.run_id AND k.state = 'asked' AND k.answered_at IS NULL AND k.answer_by > ${outstandingAt}
      ${throughWave === undefined ? sql`` : sql`AND k.wave <= ${throughWave}`}`;
  return count;
}

/** Asks nobody any more: those who have a place are enough. Who says yes from now on waits for a place to come free. */
export async function finishAsking(sql: Statement, run: number): Promise<void> {
  await sql`UPDATE call_out SET asking = false, needed = places_taken WHERE run_id = ${run}`;
}
