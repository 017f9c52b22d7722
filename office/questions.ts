import { questionText } from '../campaigns/question/definition.js';
import { read } from '../domain/definition/problems.js';
import type { QuestionOutcome } from '../domain/plan/plan.js';
import { writeAudit } from '../ledger/audit.js';
import { setBells, type RingingRun } from '../ledger/bells.js';
import type { Actor } from '../ledger/operators.js';
import {
  addEntry,
  endQuestion,
  entriesOf,
  holdQuestion,
  listQuestions,
  questionById,
  questionsOfThread,
  type Entry,
  type Question,
  type Side,
} from '../ledger/questions.js';
import { cancelQueued } from '../ledger/runs.js';
import type { Statement } from '../runtime/database.js';
import type { Office } from './office.js';
import { endedAlready, noSuchQuestion, notYours } from './question-refusals.js';
import { refuse, Refusal } from './refusal.js';
import { requireRight } from './rights.js';
import { ringer } from './ring.js';

/** What a question is to an operator: theirs to answer, asked by their side, or between two below them. */
export type QuestionSide = 'to answer' | 'asked' | 'between others';

/** A question as lists show it, without its words. */
export interface QuestionLine extends Omit<Question, 'from' | 'to'> {
  from: Omit<Side, 'path'>;
  to: Omit<Side, 'path'>;
  side: QuestionSide;
  /** Its time is over and nobody has answered. */
  overdue: boolean;
}

/** What somebody said, in clear. */
export type EntryView = Pick<Entry, 'kind' | 'writtenBy' | 'writtenAt'> & { text: string };

/** A thread: one question after the other, each with its words. */
export interface ThreadView {
  thread: number;
  questions: (QuestionLine & { entries: EntryView[] })[];
}

/** Questions the actor may see: theirs to answer, asked by them, between others; in each the longest due first. */
export async function questions(
  office: Office,
  actor: Actor,
  { openOnly, limit }: { openOnly: boolean; limit: number },
): Promise<QuestionLine[]> {
  requireRight(actor, 'look');
  const found = await listQuestions(office.database, { scopePath: actor.scopePath, openOnly, limit });
  const lines = found.map((question) => lineOf(question, actor, office.clock.now()));
  return SIDES.flatMap((side) => lines.filter((line) => line.side === side));
}

const SIDES: readonly QuestionSide[] = ['to answer', 'asked', 'between others'];

function lineOf(question: Question, actor: Actor, now: Date): QuestionLine {
  const { from, to } = question;
  const overdue = question.outcome === null && question.dueAt < now;
  return { ...question, from: named(from), to: named(to), side: sideOf(question, actor), overdue };
}

const named = ({ code, name }: Side): Omit<Side, 'path'> => ({ code, name });

/** Whoever works for the committee itself, or for a part that holds one side and not the other. */
function sideOf({ from, to }: Question, { scopePath }: Actor): QuestionSide {
  if (to.path === scopePath || !from.path.startsWith(scopePath)) return 'to answer';
  if (from.path === scopePath || !to.path.startsWith(scopePath)) return 'asked';
  return 'between others';
}

/** The thread of a question, with all that was asked and answered in it; reading it is audited. */
export async function showThread(office: Office, actor: Actor, id: number): Promise<ThreadView> {
  requireRight(actor, 'see people');
  const { thread } = await visibleQuestion(office, actor, id);
  const { database, keys, clock } = office;
  const found = await questionsOfThread(database, thread);
  const entries = await entriesOf(
    database,
    found.map((question) => question.id),
  );
  const entry = { actor: actor.name, action: 'question read', subject: `run ${id}`, detail: { thread } };
  await writeAudit(database, entry, clock.now());
  const saidIn = (question: number): EntryView[] =>
    entries
      .filter((one) => one.question === question)
      .map(({ kind, writtenBy, writtenAt, textCipher }) => ({
        ...{ kind, writtenBy, writtenAt },
        text: keys.decrypt(textCipher),
      }));
  return {
    thread,
    questions: found.map((question) => ({
      ...lineOf(question, actor, clock.now()),
      entries: saidIn(question.id),
    })),
  };
}

async function visibleQuestion({ database }: Office, { scopePath }: Actor, id: number): Promise<Question> {
  const question = await questionById(database, { id, scopePath });
  if (question) return question;
  throw noSuchQuestion(id);
}

/** Answers a question for the committee that owes the answer: an operator whose part of the tree holds it. */
export async function answerQuestion(
  office: Office,
  actor: Actor,
  { id, text }: { id: number; text: string },
): Promise<void> {
  requireRight(actor, 'run campaigns');
  const { to } = await visibleQuestion(office, actor, id);
  if (!to.path.startsWith(actor.scopePath)) throw notYours(id, to, 'answer');
  const written = readAnswer(text);
  const ringing = await office.database.begin((sql) =>
    recordAnswer(sql, office, { id, text: written, by: actor.name }),
  );
  ringing.forEach(ringer(office.temporal));
}

/** @throws {Refusal} when there is nothing in it, or too much */
export function readAnswer(text: string): string {
  const answer = read(questionText, text);
  if (answer.ok) return answer.value;
  throw new Refusal(
    'invalid',
    answer.problems.map((problem) => ({ ...problem, path: ['text'] })),
  );
}

/**
 * Writes an answer down, once; reminders that have not gone out are taken back with it.
 * @returns the bell to ring once that is committed
 */
async function recordAnswer(
  sql: Statement,
  { keys, clock }: Pick<Office, 'keys' | 'clock'>,
  { id, text, by }: { id: number; text: string; by: string },
): Promise<RingingRun[]> {
  const now = clock.now();
  const ringing = await end(sql, { id, outcome: 'answered', now });
  const entry = { question: id, kind: 'answer', textCipher: keys.encrypt(text), writtenAt: now } as const;
  await addEntry(sql, { ...entry, writtenBy: by });
  await writeAudit(sql, { actor: by, action: 'question answer', subject: `run ${id}` }, now);
  return ringing;
}

/** Takes a question back: an operator whose part of the tree holds the committee that asked. Who owed the answer is told. */
export async function withdrawQuestion(
  office: Office,
  actor: Actor,
  { id, reason }: { id: number; reason: string },
): Promise<void> {
  requireRight(actor, 'run campaigns');
  const { from } = await visibleQuestion(office, actor, id);
  if (!from.path.startsWith(actor.scopePath)) throw notYours(id, from, 'withdraw');
  if (reason.trim() === '') {
    throw refuse('invalid', 'no-reason', '请写明撤回的原因', 'say why it is withdrawn');
  }
  const now = office.clock.now();
  const ringing = await office.database.begin(async (sql) => {
    const rung = await end(sql, { id, outcome: 'withdrawn', now });
    const entry = {
      actor: actor.name,
      action: 'question withdraw',
      subject: `run ${id}`,
      detail: { reason },
    };
    await writeAudit(sql, entry, now);
    return rung;
  });
  ringing.forEach(ringer(office.temporal));
}

/** Ends an open question and takes its unsent reminders back. @throws {Refusal} when it has ended before */
async function end(
  sql: Statement,
  { id, outcome, now }: { id: number; outcome: QuestionOutcome; now: Date },
): Promise<RingingRun[]> {
  const before = await holdQuestion(sql, id);
  if (before) throw endedAlready(id, before);
  const ringing = await setBells(sql, [id], now);
  await endQuestion(sql, { id, outcome, now });
  await cancelQueued(sql, { runId: id, reason: outcome, now });
  return ringing;
}
