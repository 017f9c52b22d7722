import { readQuestionLink } from '../domain/messages/question-link.js';
import { entriesOf, questionsOwedBy, type Question } from '../ledger/questions.js';
import { wishHolder } from '../ledger/wish-holder.js';
import type { Statement } from '../runtime/database.js';
import { readAnswer, recordAnswer } from './record-answer.js';
import { Refusal } from './refusal.js';
import type { WishOffice } from './wishes.js';

/** A question on the page of somebody who may answer it. */
export interface OwedQuestion extends Pick<Question, 'id' | 'subject' | 'askedAt' | 'dueAt'> {
  from: string;
  to: string;
  overdue: boolean;
  text: string;
}

/** What came of an answer: `over`, the question is not theirs, or not any more, or somebody was faster. */
export type PageAnswer = 'answered' | 'over' | 'empty' | 'too long';

/**
 * Questions that wait for an answer of the committees for which the holder of a link speaks today.
 * @returns undefined: the link is none of ours, or its person is gone or has another address
 */
export async function owedByLink(office: WishOffice, token: string): Promise<OwedQuestion[] | undefined> {
  const { database, keys, clock } = office;
  return database.begin(async (sql) => {
    const person = await holderOf(office, sql, token);
    if (person === undefined) return undefined;
    const owed = await questionsOwedBy(sql, person, clock.now());
    const words = await entriesOf(
      sql,
      owed.map(({ id }) => id),
    );
    return owed.map(({ id, subject, askedAt, dueAt, from, to }) => ({
      ...{ id, subject, askedAt, dueAt, from: from.name, to: to.name, overdue: dueAt < clock.now() },
      text: keys.decrypt(words.find(({ question }) => question === id)!.textCipher),
    }));
  });
}

/** The person a link was made for, while they still have the address it was sent to. */
async function holderOf(
  { keys, clock }: WishOffice,
  sql: Statement,
  token: string,
): Promise<number | undefined> {
  const signed = keys.readToken(token);
  const link = signed === undefined ? undefined : readQuestionLink(signed);
  const holder = link && (await wishHolder(sql, link.person, clock.now()));
  return holder?.emailHash?.equals(Buffer.from(link!.address, 'hex')) ? holder.id : undefined;
}

/** An answer as a form sent it. */
interface GivenAnswer {
  id: number;
  text: string;
}

/**
 * Answers a question for a committee for which the holder of a link speaks. The sweeper rings its run: a page starts
 * nothing. The same words again are the answer that is there: a thumb presses twice, a phone sends a form again.
 * @returns undefined: the link is none of ours
 */
export async function answerByLink(
  office: WishOffice,
  token: string,
  given: GivenAnswer,
): Promise<PageAnswer | undefined> {
  const outcome = await tryAnswer(office, token, given).catch((error: unknown) => {
    // Somebody else was faster by a moment.
    if (error instanceof Refusal) return 'over' as const;
    throw error;
  });
  return outcome === 'over' && (await saidBefore(office, token, given)) ? 'answered' : outcome;
}

const tryAnswer = (
  office: WishOffice,
  token: string,
  { id, text }: GivenAnswer,
): Promise<PageAnswer | undefined> =>
  office.database.begin(async (sql) => {
    const person = await holderOf(office, sql, token);
    if (person === undefined) return undefined;
    const answer = readAnswer(text);
    if (!answer.ok) return text.trim() === '' ? 'empty' : 'too long';
    const owed = await questionsOwedBy(sql, person, office.clock.now());
    if (!owed.some((question) => question.id === id)) return 'over';
    await recordAnswer(sql, office, { id, text: answer.value, by: writerOf(person) });
    return 'answered';
  });

/** Whether the answer that stands is this one, by this very person. */
async function saidBefore(office: WishOffice, token: string, { id, text }: GivenAnswer): Promise<boolean> {
  const { database, keys } = office;
  const person = await holderOf(office, database, token);
  const answer = readAnswer(text);
  if (person === undefined || !answer.ok || !Number.isSafeInteger(id)) return false;
  const said = (await entriesOf(database, [id])).find(({ kind }) => kind === 'answer');
  return said?.writtenBy === writerOf(person) && keys.decrypt(said.textCipher) === answer.value;
}

const writerOf = (person: number): string => `person ${person}`;
