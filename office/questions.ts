import { writeAudit } from '../ledger/audit.js';
import type { Actor } from '../ledger/operators.js';
import {
  entriesOf,
  listQuestions,
  questionById,
  questionsOfThread,
  type Entry,
  type Question,
  type Side,
} from '../ledger/questions.js';
import type { Office } from './office.js';
import { noSuchQuestion, notYours } from './question-refusals.js';
import { readAnswer, recordAnswer, endNow } from './record-answer.js';
import { Refusal, requireReason } from './refusal.js';
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
  const overdue = question.asked && question.outcome === null && question.dueAt < now;
  return { ...question, from: named(from), to: named(to), side: sideOf(question, actor), overdue };
}

const named = ({ code, name }: Side): Omit<Side, 'path'> => ({ code, name });

/** Whoever works for the committee itself, or for a part that holds one side and not the other. */
function sideOf({ from, to, asked }: Question, { scopePath }: Actor): QuestionSide {
  // Nobody owes an answer yet: whoever sees it asks it, or is above who does.
  if (!asked) return from.path === scopePath || !to.path.startsWith(scopePath) ? 'asked' : 'between others';
  if (to.path === scopePath || !from.path.startsWith(scopePath)) return 'to answer';
  if (from.path === scopePath || !to.path.startsWith(scopePath)) return 'asked';
  return 'between others';
}

/** The thread of a question, with all that was asked and answered in it; reading it is audited. */
export async function showThread(office: Office, actor: Actor, id: number): Promise<ThreadView> {
  requireRight(actor, 'see people');
  const { thread } = await visibleQuestion(office, actor, id);
  const { database, keys, clock } = office;
  const found = await questionsOfThread(database, { thread, scopePath: actor.scopePath });
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
  const written = readable(text);
  const ringing = await office.database.begin((sql) =>
    recordAnswer(sql, office, { id, text: written, by: actor.name }),
  );
  ringing.forEach(ringer(office.temporal));
}

/** @throws {Refusal} when there is nothing in it, or too much */
function readable(text: string): string {
  const answer = readAnswer(text);
  if (answer.ok) return answer.value;
  throw new Refusal(
    'invalid',
    answer.problems.map((problem) => ({ ...problem, path: ['text'] })),
  );
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
  requireReason(reason);
  const now = office.clock.now();
  const ringing = await office.database.begin(async (sql) => {
    const rung = await endNow(sql, { id, outcome: 'withdrawn', now });
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
