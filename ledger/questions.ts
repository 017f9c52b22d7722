import type { PendingQuery, Row } from 'postgres';
import { officeDay } from '../domain/calendar/office-day.js';
import type { QuestionOutcome } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';
import { inForce } from './in-force.js';

type Fragment = PendingQuery<Row[]>;

/** A committee of a question. */
export interface Side {
  code: string;
  name: string;
  path: string;
}

/** A question as it stands. Its id is that of its run. */
export interface Question {
  id: number;
  subject: string;
  from: Side;
  to: Side;
  /** The question it goes on from; null: it is the first of its thread. */
  follows: number | null;
  thread: number;
  askedAt: Date;
  dueAt: Date;
  /** Null: an answer is waited for. */
  outcome: QuestionOutcome | null;
  endedAt: Date | null;
  /** False: only those who ask know of it, since somebody else has to agree first, or has not agreed. */
  asked: boolean;
}

/** What was asked, or answered; the words stay sealed. */
export interface Entry {
  question: number;
  kind: 'question' | 'answer';
  textCipher: Buffer;
  writtenBy: string;
  writtenAt: Date;
}

/** An entry with the thread it stands in, and the committee that speaks. */
export interface ThreadEntry extends Entry {
  thread: number;
  committee: string;
}

/** A question to be written beside its run. */
export interface NewQuestion {
  runId: number;
  /** Codes of the two committees. */
  from: string;
  to: string;
  follows: number | null;
  dueAt: Date;
  textCipher: Buffer;
  by: string;
  now: Date;
}

/** Writes a question and its words. */
export async function openQuestion(sql: Statement, question: NewQuestion): Promise<void> {
  const { runId, from, to, follows, dueAt, textCipher, by, now } = question;
  await sql`
    INSERT INTO question (run_id, from_committee_id, to_committee_id, follows, thread, due_at)
    SELECT ${runId}, f.id, t.id, ${follows}, coalesce((SELECT thread FROM question WHERE run_id = ${follows}), ${runId}), ${dueAt}
    FROM committee f, committee t WHERE f.code = ${from} AND t.code = ${to}`;
  await addEntry(sql, { question: runId, kind: 'question', textCipher, writtenBy: by, writtenAt: now });
}

/** Writes down what was said; once per question and kind. */
export async function addEntry(sql: Statement, entry: Entry): Promise<void> {
  const { question, kind, textCipher, writtenBy, writtenAt } = entry;
  await sql`
    INSERT INTO question_entry (run_id, kind, text_cipher, written_by, written_at)
    VALUES (${question}, ${kind}, ${textCipher}, ${writtenBy}, ${writtenAt})`;
}

/** Whether the question of run `r` has been put at all: it waits for nobody's agreement, and has not been refused it. */
export const isAsked = (sql: Statement): Fragment => sql`
  (r.state NOT IN ('starting', 'proposed')
    AND NOT EXISTS (SELECT FROM approval a WHERE a.run_id = r.id AND a.decision IS DISTINCT FROM 'approved'))`;

const COLUMNS = (sql: Statement): Fragment => sql`
  q.run_id AS id, r.title AS subject, q.follows, q.thread, r.launched_at AS asked_at, q.due_at, q.outcome, q.ended_at, ${isAsked(sql)} AS asked,
  json_build_object('code', f.code, 'name', f.name, 'path', f.path) AS "from",
  json_build_object('code', t.code, 'name', t.name, 'path', t.path) AS "to"`;

const JOINED = (sql: Statement): Fragment => sql`
  question q JOIN run r ON r.id = q.run_id
  JOIN committee f ON f.id = q.from_committee_id JOIN committee t ON t.id = q.to_committee_id`;

/**
 * Whether one side works within the scope: since one lies above the other, the scope then holds the lower of them. Before
 * it is put only who asks it.
 */
const inSight = (sql: Statement, scopePath: string): Fragment => sql`
  (starts_with(f.path, ${scopePath}) OR starts_with(t.path, ${scopePath}) AND ${isAsked(sql)})`;

/** A question that an operator of the scope may see; undefined: there is none. */
export async function questionById(
  sql: Statement,
  { id, scopePath }: { id: number; scopePath: string },
): Promise<Question | undefined> {
  const [row] = await sql<Question[]>`
    SELECT ${COLUMNS(sql)} FROM ${JOINED(sql)} WHERE q.run_id = ${id} AND ${inSight(sql, scopePath)}`;
  return row;
}

/** The questions of a thread that an operator of the scope may see, the first one first. */
export async function questionsOfThread(
  sql: Statement,
  { thread, scopePath }: { thread: number; scopePath: string },
): Promise<Question[]> {
  return sql<Question[]>`
    SELECT ${COLUMNS(sql)} FROM ${JOINED(sql)}
    WHERE q.thread = ${thread} AND ${inSight(sql, scopePath)} ORDER BY q.run_id`;
}

/** What was said in the threads of some questions, in the order in which it was, with who was asked by whom there. */
export async function saidInThreads(sql: Statement, threads: readonly number[]): Promise<ThreadEntry[]> {
  return sql<ThreadEntry[]>`
    SELECT q.thread, e.run_id AS question, e.kind, e.text_cipher, e.written_by, e.written_at,
      CASE e.kind WHEN 'question' THEN f.name ELSE t.name END AS committee
    FROM ${JOINED(sql)} JOIN question_entry e ON e.run_id = q.run_id
    WHERE q.thread = ANY(${threads as number[]}) AND ${isAsked(sql)} ORDER BY e.run_id, e.written_at, e.kind DESC`;
}

/** What was said in some questions, in the order in which it was. */
export async function entriesOf(sql: Statement, questions: readonly number[]): Promise<Entry[]> {
  return sql<Entry[]>`
    SELECT run_id AS question, kind, text_cipher, written_by, written_at FROM question_entry
    WHERE run_id = ANY(${questions as number[]}) ORDER BY run_id, written_at, kind DESC`;
}

/** Questions within the scope: those that wait for an answer first, the longest due first; then what ended last. */
export async function listQuestions(
  sql: Statement,
  { scopePath, openOnly, limit }: { scopePath: string; openOnly: boolean; limit: number },
): Promise<Question[]> {
  return sql<Question[]>`
    SELECT ${COLUMNS(sql)} FROM ${JOINED(sql)}
    WHERE ${inSight(sql, scopePath)} ${openOnly ? sql`AND q.outcome IS NULL` : sql``}
    ORDER BY q.outcome IS NOT NULL, CASE WHEN q.outcome IS NULL THEN q.due_at END, q.ended_at DESC, q.run_id
    LIMIT ${limit}`;
}

/** Questions that wait for an answer of a committee for which a person speaks on that day, the longest due first. */
export async function questionsOwedBy(sql: Statement, person: number, now: Date): Promise<Question[]> {
  return sql<Question[]>`
    SELECT ${COLUMNS(sql)} FROM ${JOINED(sql)}
    WHERE q.outcome IS NULL AND ${isAsked(sql)} AND t.id IN (${spokenFor(sql, person, now)})
    ORDER BY q.due_at, q.run_id`;
}

/** Committees for which a person speaks on a day. */
const spokenFor = (sql: Statement, person: number, now: Date): Fragment => sql`
  SELECT c.committee_id FROM contact_role c WHERE c.person_id = ${person} AND ${inForce(sql, 'c', officeDay(now))}`;

/**
 * Questions that a committee has asked for which a person speaks on that day: those that wait for an answer, the longest
 * due first, then those that have ended since an instant, the newest first.
 */
export async function questionsAskedBy(
  sql: Statement,
  person: number,
  { now, endedSince, limit }: { now: Date; endedSince: Date; limit: number },
): Promise<Question[]> {
  return sql<Question[]>`
    SELECT ${COLUMNS(sql)} FROM ${JOINED(sql)}
    WHERE (q.outcome IS NULL OR q.ended_at > ${endedSince}) AND ${isAsked(sql)} AND f.id IN (${spokenFor(sql, person, now)})
    ORDER BY q.outcome IS NOT NULL, CASE WHEN q.outcome IS NULL THEN q.due_at END, q.ended_at DESC, q.run_id
    LIMIT ${limit}`;
}

/** Overdue questions to committees right below those for which a person speaks on that day, the longest due first. */
export async function questionsOverdueBelow(
  sql: Statement,
  person: number,
  { now, limit }: { now: Date; limit: number },
): Promise<Question[]> {
  return sql<Question[]>`
    SELECT ${COLUMNS(sql)} FROM ${JOINED(sql)}
    WHERE q.outcome IS NULL AND q.due_at < ${now} AND ${isAsked(sql)} AND t.parent_id IN (${spokenFor(sql, person, now)})
    ORDER BY q.due_at, q.run_id LIMIT ${limit}`;
}

/**
 * Holds a question until the transaction ends, its run before it, as whoever ends the run does.
 * @returns how it ended and whether it was put at all; undefined: there is no such question
 */
export async function holdQuestion(
  sql: Statement,
  id: number,
): Promise<Pick<Question, 'outcome' | 'asked'> | undefined> {
  await sql`SELECT FROM run WHERE id = ${id} FOR NO KEY UPDATE`;
  const [held] = await sql<Pick<Question, 'outcome' | 'asked'>[]>`
    SELECT q.outcome, ${isAsked(sql)} AS asked FROM question q JOIN run r ON r.id = q.run_id
    WHERE q.run_id = ${id} FOR UPDATE OF q`;
  return held;
}

/** Ends an open question. */
export async function endQuestion(
  sql: Statement,
  { id, outcome, now }: { id: number; outcome: QuestionOutcome; now: Date },
): Promise<void> {
  await sql`UPDATE question SET outcome = ${outcome}, ended_at = ${now} WHERE run_id = ${id} AND outcome IS NULL`;
}
