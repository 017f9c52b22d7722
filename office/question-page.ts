import { DAY_MILLISECONDS } from '../domain/calendar/office-day.js';
import { readQuestionLink } from '../domain/messages/question-link.js';
import {
  entriesOf,
  questionsAskedBy,
  questionsOverdueBelow,
  questionsOwedBy,
  saidInThreads,
  type Entry,
  type Question,
  type ThreadEntry,
} from '../ledger/questions.js';
import { wishHolder } from '../ledger/wish-holder.js';
import type { Statement } from '../runtime/database.js';
import { readAnswer, recordAnswer } from './record-answer.js';
import { Refusal } from './refusal.js';
import type { WishOffice } from './wishes.js';

/** Something said in a thread, and by which committee. */
export interface PageEntry extends Pick<Entry, 'question' | 'kind' | 'writtenAt'> {
  committee: string;
  text: string;
}

/** A question on the page of somebody who speaks for a committee. */
export interface PageQuestion extends Pick<Question, 'id' | 'subject' | 'askedAt' | 'dueAt' | 'outcome'> {
  from: string;
  to: string;
  overdue: boolean;
  /** What was said in the thread before it was asked. */
  earlier: PageEntry[];
  text: string;
  /** Null: there is none. */
  answer: string | null;
}

/** All that the holder of a link is shown: what they may answer, and what they may only read. */
export interface QuestionsOnPage {
  owed: PageQuestion[];
  /** Asked by their own committees. */
  asked: PageQuestion[];
  /** Overdue with committees right below. */
  below: PageQuestion[];
}

/** How long what has ended stays on the page, and how much of a list a page holds. */
const SHOWN_DAYS = 90;
const MOST_SHOWN = 50;

/** What came of an answer: `over`, the question is not theirs, or not any more, or somebody was faster. */
export type PageAnswer = 'answered' | 'over' | 'empty' | 'too long';

/**
 * Questions of the committees for which the holder of a link speaks today.
 * @returns undefined: the link is none of ours, or its person is gone or has another address
 */
export async function questionsByLink(
  office: WishOffice,
  token: string,
): Promise<QuestionsOnPage | undefined> {
  const now = office.clock.now();
  const endedSince = new Date(now.getTime() - SHOWN_DAYS * DAY_MILLISECONDS);
  return office.database.begin(async (sql) => {
    const person = await holderOf(office, sql, token);
    if (person === undefined) return undefined;
    const owed = await questionsOwedBy(sql, person, now);
    const asked = await questionsAskedBy(sql, person, { now, endedSince, limit: MOST_SHOWN });
    const mine = new Set([...owed, ...asked].map(({ id }) => id));
    const overdue = await questionsOverdueBelow(sql, person, { now, limit: MOST_SHOWN });
    const below = overdue.filter(({ id }) => !mine.has(id));
    const threads = [...owed, ...asked, ...below].map(({ thread }) => thread);
    const said = await saidInThreads(sql, [...new Set(threads)]);
    const shown = (question: Question): PageQuestion => pageQuestion(office, question, said);
    return { owed: owed.map(shown), asked: asked.map(shown), below: below.map(shown) };
  });
}

function pageQuestion(
  { keys, clock }: WishOffice,
  { id, thread, subject, askedAt, dueAt, outcome, from, to }: Question,
  said: readonly ThreadEntry[],
): PageQuestion {
  const entries = said
    .filter((entry) => entry.thread === thread && entry.question <= id)
    .map(({ question, kind, writtenAt, committee, textCipher }) => ({
      ...{ question, kind, writtenAt, committee },
      text: keys.decrypt(textCipher),
    }));
  const words = (kind: Entry['kind']): string | null =>
    entries.find((entry) => entry.question === id && entry.kind === kind)?.text ?? null;
  return {
    ...{ id, subject, askedAt, dueAt, outcome, from: from.name, to: to.name },
    overdue: outcome === null && dueAt < clock.now(),
    earlier: entries.filter(({ question }) => question < id),
    text: words('question') ?? '',
    answer: words('answer'),
  };
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
