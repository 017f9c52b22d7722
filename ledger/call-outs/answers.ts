import {
  promote,
  settlePlaces,
  type Answer,
  type Candidate,
  type Effect,
  type Places,
  type Standing,
} from '../../domain/call-out/places.js';
import type { PendingQuery, Row } from 'postgres';
import type { Statement } from '../../runtime/database.js';

import { TELL_STEPS } from '../../domain/call-out/steps.js';
import { owe } from '../owed.js';

type Fragment = PendingQuery<Row[]>;

/** An answer to a call-out, and where it came from. */
export interface GivenAnswer extends Answer {
  run: number;
  /** The reply it was read from; null where a clerk says so without one. */
  reply: number | null;
  source: 'reply' | 'clerk';
}

/**
 * Records answers and takes, frees and passes on places, in one transaction: the caller's. The call-out's row is
 * held meanwhile, so that a thousand people saying yes in one second get places one after another, and the
 * database itself refuses one too many.
 * @returns what each answer came to, in order
 */
export async function applyAnswers(
  sql: Statement,
  answers: readonly GivenAnswer[],
  now: Date,
): Promise<Effect[]> {
  const effects = new Map<GivenAnswer, Effect>();
  // In one order everywhere: two readers must not wait for each other.
  const runs = [...new Set(answers.map((answer) => answer.run))].sort((one, other) => one - other);
  for (const run of runs) {
    const given = answers.filter((answer) => answer.run === run).sort((one, other) => +one.at - +other.at);
    const found = await applyToRun(sql, run, given, now);
    given.forEach((answer, at) => effects.set(answer, found[at]!));
  }
  return answers.map((answer) => effects.get(answer)!);
}

async function applyToRun(
  sql: Statement,
  run: number,
  answers: readonly GivenAnswer[],
  now: Date,
): Promise<Effect[]> {
  const places = await holdPlaces(sql, run, 2 * answers.length, now);
  const people = [...new Set(answers.map((answer) => answer.person))];
  const candidates = await sql<Candidate[]>`
    SELECT k.person_id AS person, k.state, k.answered_at, ${servesElsewhere(sql, run, sql`k.person_id`)} AS busy
    FROM candidate k
    WHERE k.run_id = ${run} AND (k.person_id = ANY(${people}) OR k.person_id = ANY(${places.waitlist as number[]})) AND k.asked_at IS NOT NULL`;
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
  await writeDown(sql, run, answers, effects);
  // Who answered first waits before others, in whatever order the answers were pushed.
  const waitingSince = new Map(
    answers.flatMap(({ person, at }, index) => (effects[index] === 'waitlisted' ? [[person, at]] : [])),
  );
  await move(sql, run, { moves, waitingSince, now });
  return effects;
}

/** Whether somebody has a place at another event of the same time. */
const servesElsewhere = (sql: Statement, run: number, person: Fragment): Fragment => sql`
  EXISTS (SELECT FROM call_out mine JOIN call_out other ON other.run_id <> mine.run_id AND other.closed_at IS NULL
      AND other.starts_at < mine.ends_at AND other.ends_at > mine.starts_at
    JOIN candidate there ON there.run_id = other.run_id AND there.person_id = ${person} AND there.state = 'placed'
    WHERE mine.run_id = ${run})`;

/** Locks a call-out's places until the transaction ends. */
async function holdPlaces(sql: Statement, run: number, most: number, now: Date): Promise<Places> {
  const [held] = await sql<[Omit<Places, 'waitlist'>]>`
    SELECT needed, places_taken AS taken, closed_at IS NOT NULL OR ends_at <= ${now} AS closed
    FROM call_out WHERE run_id = ${run} FOR UPDATE`;
  // Whoever has found a place elsewhere meanwhile is passed over, not struck off.
  const waiting = await sql<{ person: number }[]>`
    SELECT k.person_id AS person FROM candidate k
    WHERE k.run_id = ${run} AND k.state = 'waitlisted' AND NOT ${servesElsewhere(sql, run, sql`k.person_id`)}
    ORDER BY k.since, k.rank LIMIT ${most}`;
  return { ...held, waitlist: waiting.map(({ person }) => person) };
}

/** Every answer is kept; what counts of it stands with the candidate. */
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
    last AS (
      SELECT DISTINCT ON (person_id) * FROM given WHERE effect NOT IN ('superseded', 'closed', 'unclear', 'busy')
      ORDER BY person_id, answered_at DESC, ordinality DESC)
    UPDATE candidate k SET answered_at = last.answered_at, late_minutes = last.late_minutes, people = last.people
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
  await write(true);
  await write(false);
  await takeBack(sql, run, people, now);
  const those = (state: Standing): number[] => people.filter((person) => moves.get(person) === state);
  await owe(sql, { run, step: TELL_STEPS['place taken'], people: those('placed'), now });
  await owe(sql, { run, step: TELL_STEPS['place waited for'], people: those('waitlisted'), now });
}

/**
 * What was owed to them is no longer true. What is written and waits, for the morning perhaps, does not go out either;
 * what a dispatcher holds just now is on its way.
 */
async function takeBack(sql: Statement, run: number, people: readonly number[], now: Date): Promise<void> {
  const steps = [TELL_STEPS['place taken'], TELL_STEPS['place waited for'], TELL_STEPS['day before']];
  await sql`
    DELETE FROM owed WHERE run_id = ${run} AND person_id = ANY(${people as number[]}) AND occurrence_id IS NULL AND step = ANY(${steps})`;
  await sql`
    WITH waiting AS (
      SELECT m.id FROM occurrence o JOIN message m ON m.occurrence_id = o.id
      WHERE o.run_id = ${run} AND o.step = ANY(${steps}) AND m.person_id = ANY(${people as number[]}) AND m.state = 'queued'
      FOR UPDATE OF m SKIP LOCKED)
    UPDATE message m SET state = 'suppressed', reason = 'no longer true', changed_at = ${now}
    FROM waiting WHERE m.id = waiting.id`;
}

/** More or fewer places are needed. Whoever waits gets the new ones at once. */
export async function changeNeeded(
  sql: Statement,
  { run, needed, now }: { run: number; needed: number; now: Date },
): Promise<{ taken: number; changed: boolean }> {
  const held = await holdPlaces(sql, run, needed, now);
  if (needed < held.taken) return { taken: held.taken, changed: false };
  await sql`UPDATE call_out SET needed = ${needed}, asking = true WHERE run_id = ${run}`;
  const moves = new Map(promote({ ...held, needed }).map((person): [number, Standing] => [person, 'placed']));
  await move(sql, run, { moves, waitingSince: new Map(), now });
  return { taken: held.taken, changed: true };
}
