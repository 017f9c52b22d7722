import { questionText } from '../campaigns/question/definition.js';
import { read } from '../domain/definition/problems.js';
import type { QuestionOutcome } from '../domain/plan/plan.js';
import type { Checked } from '../domain/problem.js';
import { writeAudit } from '../ledger/audit.js';
import { setBells, type RingingRun } from '../ledger/bells.js';
import { addEntry, endQuestion, holdQuestion } from '../ledger/questions.js';
import { cancelQueued } from '../ledger/runs.js';
import type { Statement } from '../runtime/database.js';
import type { Office } from './office.js';
import { endedAlready, notAsked } from './question-refusals.js';

/** An answer as it will be kept, or what is wrong with it. */
export const readAnswer = (text: string): Checked<string> => read(questionText, text);

/**
 * Writes an answer down, once; reminders that have not gone out are taken back with it.
 * @returns the bell to ring once that is committed; whoever cannot leaves it to the sweeper
 * @throws {Refusal} when the question has ended before
 */
export async function recordAnswer(
  sql: Statement,
  { keys, clock }: Pick<Office, 'keys' | 'clock'>,
  { id, text, by }: { id: number; text: string; by: string },
): Promise<RingingRun[]> {
  const now = clock.now();
  const ringing = await endNow(sql, { id, outcome: 'answered', now });
  const entry = { question: id, kind: 'answer', textCipher: keys.encrypt(text), writtenAt: now } as const;
  await addEntry(sql, { ...entry, writtenBy: by });
  await writeAudit(sql, { actor: by, action: 'question answer', subject: `run ${id}` }, now);
  return ringing;
}

/**
 * Ends an open question and takes its unsent reminders back.
 * @throws {Refusal} when it has ended before, or has not been put yet
 */
export async function endNow(
  sql: Statement,
  { id, outcome, now }: { id: number; outcome: QuestionOutcome; now: Date },
): Promise<RingingRun[]> {
  const held = await holdQuestion(sql, id);
  if (held?.outcome) throw endedAlready(id, held.outcome);
  if (held?.asked === false) throw notAsked(id);
  const ringing = await setBells(sql, [id], now);
  await endQuestion(sql, { id, outcome, now });
  await cancelQueued(sql, { runId: id, reason: outcome, now });
  return ringing;
}
