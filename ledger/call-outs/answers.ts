import {
  promote,
  settlePlaces,
  type Answer,
  type Candidate,
  type Effect,
  type Places,
  type Standing,
} from '../../domain/call-out/places.js';
import type { Statement } from '../../runtime/database.js';

import { TELL_STEPS } from '../../domain/call-out/steps.js';
import { owe } from '../owed.js';
import { holdCallOuts } from './hold.js';
import { servesElsewhere } from './same-time.js';

/** An answer to a call-out, and where it came from. */
export interface GivenAnswer extends Answer {
  run: number;
  /** The reply it was read from; null where a clerk says so without one. */
  reply: number | null;
  source: 'reply' | 'clerk';
}

/**
 * Records answers and takes, frees and passes on places, in one transaction: the caller's. The call-outs are held
 * meanwhile, with those of the same time: a thousand people saying yes in one second get places one after another,
 * nobody gets two at once, and the database itself refuses one too many. Statements that do not wait for each other's
 * answers go out together, here and below; they are done in their order.
 * @returns what each answer came to, in order
 */
export async function applyAnswers(
  sql: Statement,
  answers: readonly GivenAnswer[],
  now: Date,
): Promise<Effect[]> {
  const runs = new Set(answers.map((answer) => answer.run));
  const [, effects] = await Promise.all([holdCallOuts(sql, runs), applyInTurn(sql, runs, answers, now)]);
  return answers.map((answer) => effects.get(answer)!);
}

async function applyInTurn(
  sql: Statement,
  runs: Iterable<number>,
  answers: readonly GivenAnswer[],
  now: Date,
): Promise<Map<GivenAnswer, Effect>> {
  const effects = new Map<GivenAnswer, Effect>();
  for (const run of runs) {
    const given = answers.filter((answer) => answer.run === run).sort((one, other) => +one.at - +other.at);
    const found = await applyToRun(sql, run, given, now);
    given.forEach((answer, at) => effects.set(answer, found[at]!));
  }
  return effects;
}

async function applyToRun(
  sql: Statement,
  run: number,
  answers: readonly GivenAnswer[],
  now: Date,
): Promise<Effect[]> {
  // Only who says no frees a place, or leaves the waitlist.
  const noes = answers.filter(({ says }) => says === 'no').length;
  const people = [...new Set(answers.map((answer) => answer.person))];
  const [places, candidates] = await Promise.all([
    placesOf(sql, run, 2 * noes, now),
    candidatesOf(sql, run, people),
  ]);
  const ruled = new Set(answers.filter(({ source }) => source === 'clerk').map(({ person }) => person));
  const { effects, moves } = settlePlaces(
    places,
    // A clerk who says yes for somebody knows better.
    candidates.map((candidate) => ({
      ...candidate,
      busy: candidate.busy === true && !ruled.has(candidate.person),
    })),
    answers,
  );
  // Who answered first waits before others, in whatever order the answers were pushed.
  const waitingSince = new Map(
    answers.flatMap(({ person, at }, index) => (effects[index] === 'waitlisted' ? [[person, at]] : [])),
  );
  await Promise.all([writeDown(sql, run, answers, effects), move(sql, run, { moves, waitingSince, now })]);
  return effects;
}

async function candidatesOf(sql: Statement, run: number, people: readonly number[]): Promise<Candidate[]> {
  return sql<Candidate[]>`
    SELECT k.person_id AS person, k.state, k.answered_at, ${isBusy(sql)} AS busy
    FROM candidate k JOIN call_out mine ON mine.run_id = k.run_id
    WHERE k.run_id = ${run} AND k.person_id = ANY(${people as number[]}) AND k.asked_at IS NOT NULL`;
}

/** Whether candidate `k` of call-out `mine` has a place at another event of the same time. */
const isBusy = (sql: Statement) =>
  servesElsewhere(
    sql,
    { from: sql`mine.starts_at`, to: sql`mine.ends_at`, run: sql`mine.run_id` },
    sql`k.person_id`,
  );

/**
 * The places of a call-out that is held.
 * @param most how many of its waitlist to read, the longest waiting first
 */
async function placesOf(sql: Statement, run: number, most: number, now: Date): Promise<Places> {
  const [counted] = await sql<[Omit<Places, 'waitlist'>]>`
    SELECT needed, places_taken AS taken, closed_at IS NOT NULL OR ends_at <= ${now} AS closed
    FROM call_out WHERE run_id = ${run}`;
  const waitlist = most > 0 ? await waitlistOf(sql, run, most) : [];
  return { ...counted, waitlist };
}

/**
 * Whoever has found a place elsewhere meanwhile is passed over, not struck off. Looked up one by one: as a condition of
 * the join it is read for everybody of every call-out, where the planner has not heard of a waitlist yet.
 */
async function waitlistOf(sql: Statement, run: number, most: number): Promise<number[]> {
  const rows = await sql<{ person: number }[]>`
    SELECT person FROM (
      SELECT k.person_id AS person, k.since, k.rank, ${isBusy(sql)} AS busy
      FROM candidate k JOIN call_out mine ON mine.run_id = k.run_id
      WHERE k.run_id = ${run} AND k.state = 'waitlisted' ORDER BY k.since, k.rank OFFSET 0) waiting
    WHERE NOT busy ORDER BY since, rank LIMIT ${most}`;
  return rows.map(({ person }) => person);
}

/** Every answer is kept; what counts stands with the candidate. 好的 to a confirmation takes back no lateness. */
async function writeDown(
  sql: Statement,
  run: number,
  answers: readonly GivenAnswer[],
  effects: readonly Effect[],
): Promise<void> {
  const rows = answers.map((answer, at) => ({
    run_id: run,
    person_id: answer.person,
    reply_id: answer.reply,
    answer: answer.says,
    late_minutes: answer.lateMinutes,
    people: answer.people,
    source: answer.source,
    answered_at: answer.at.toISOString(),
    effect: effects[at],
  }));
  await sql`
    WITH given AS (SELECT * FROM jsonb_populate_recordset(NULL::response, ${sql.json(rows)}) WITH ORDINALITY),
    kept AS (
      INSERT INTO response (run_id, person_id, reply_id, answer, late_minutes, people, source, answered_at, effect)
      SELECT run_id, person_id, reply_id, answer, late_minutes, people, source, answered_at, effect FROM given),
    counted AS (
      SELECT *, count(*) FILTER (WHERE effect <> 'kept') OVER (PARTITION BY person_id ORDER BY ordinality) AS turns
      FROM given WHERE effect NOT IN ('superseded', 'closed', 'unclear', 'busy')),
    last AS (
      SELECT DISTINCT ON (person_id) person_id, turns, max(answered_at) AS answered_at,
        (array_agg(late_minutes ORDER BY ordinality DESC) FILTER (WHERE late_minutes IS NOT NULL))[1] AS late_minutes,
        (array_agg(people ORDER BY ordinality DESC) FILTER (WHERE people IS NOT NULL))[1] AS people
      FROM counted GROUP BY person_id, turns ORDER BY person_id, turns DESC)
    UPDATE candidate k SET answered_at = last.answered_at,
      late_minutes = coalesce(last.late_minutes, CASE WHEN last.turns = 0 THEN k.late_minutes END),
      people = coalesce(last.people, CASE WHEN last.turns = 0 THEN k.people END)
    FROM last WHERE k.run_id = ${run} AND k.person_id = last.person_id`;
}

/** What answers change. */
interface Moves {
  moves: ReadonlyMap<number, Standing>;
  /** When those who wait for a place said yes. */
  waitingSince: ReadonlyMap<number, Date>;
  now: Date;
}

/** New states, and what is owed for them: a confirmation, or a courteous word about the waitlist. */
async function move(sql: Statement, run: number, { moves, waitingSince, now }: Moves): Promise<void> {
  if (moves.size === 0) return;
  const [people, states] = [[...moves.keys()], [...moves.values()]];
  const since = people.map((person) => (waitingSince.get(person) ?? now).toISOString());
  // Places are freed before they are taken: the database counts after each statement. Who left the waitlist and came
  // back within one transaction has lost their turn.
  const write = (frees: boolean) => sql`
    UPDATE candidate k SET state = new.state, since = new.since
    FROM unnest(${people}::bigint[], ${states}::candidate_state[], ${since}::timestamptz[]) AS new(person_id, state, since)
    WHERE k.run_id = ${run} AND k.person_id = new.person_id AND (k.state <> new.state OR new.state = 'waitlisted')
      AND (k.state = 'placed') = ${frees}`;
  const those = (state: Standing): number[] => people.filter((person) => moves.get(person) === state);
  await Promise.all([
    Promise.all([write(true), write(false)]),
    takeBack(sql, run, people, now),
    owe(sql, { run, step: TELL_STEPS['place taken'], people: those('placed'), now }),
    owe(sql, { run, step: TELL_STEPS['place waited for'], people: those('waitlisted'), now }),
  ]);
}

/**
 * What was owed to them is no longer true. It is owed no more until it is written, also by a firing that has chosen
 * them; what is written and waits, for the morning perhaps, does not go out either; what a dispatcher holds just now is
 * on its way.
 */
async function takeBack(sql: Statement, run: number, people: readonly number[], now: Date): Promise<void> {
  const steps = [TELL_STEPS['place taken'], TELL_STEPS['place waited for'], TELL_STEPS['day before']];
  await Promise.all([
    sql`
      DELETE FROM owed w WHERE w.run_id = ${run} AND w.person_id = ANY(${people as number[]}) AND w.step = ANY(${steps})
        AND NOT EXISTS (SELECT FROM message m WHERE m.occurrence_id = w.occurrence_id AND m.person_id = w.person_id)`,
    sql`
      WITH waiting AS (
        SELECT m.id FROM occurrence o JOIN message m ON m.occurrence_id = o.id
        WHERE o.run_id = ${run} AND o.step = ANY(${steps}) AND m.person_id = ANY(${people as number[]}) AND m.state = 'queued'
        FOR UPDATE OF m SKIP LOCKED)
      UPDATE message m SET state = 'suppressed', reason = 'no longer true', changed_at = ${now}
      FROM waiting WHERE m.id = waiting.id`,
  ]);
}

/** More or fewer places are needed. Whoever waits gets the new ones at once. */
export async function changeNeeded(
  sql: Statement,
  { run, needed, now }: { run: number; needed: number; now: Date },
): Promise<{ taken: number; changed: boolean }> {
  await holdCallOuts(sql, [run]);
  const places = await placesOf(sql, run, needed, now);
  const { taken } = places;
  if (needed < taken) return { taken, changed: false };
  await sql`UPDATE call_out SET needed = ${needed}, asking = true WHERE run_id = ${run}`;
  const moves = new Map(
    promote({ ...places, needed }).map((person): [number, Standing] => [person, 'placed']),
  );
  await move(sql, run, { moves, waitingSince: new Map(), now });
  return { taken, changed: true };
}
