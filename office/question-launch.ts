import type { QuestionDefinition } from '../campaigns/question/definition.js';
import { planDefinition } from '../campaigns/registry.js';
import { officeDay, parsePlannedTime } from '../domain/calendar/office-day.js';
import type { Plan } from '../domain/plan/plan.js';
import type { Problem } from '../domain/problem.js';
import { countAudience, type AudienceBounds } from '../ledger/audience.js';
import { committeesByCode } from '../ledger/committees.js';
import type { Actor } from '../ledger/operators.js';
import { openQuestion, questionById } from '../ledger/questions.js';
import type { Statement } from '../runtime/database.js';
import type { Keys } from '../runtime/keys.js';
import { planContext } from './context.js';
import type { Office } from './office.js';
import { Refusal } from './refusal.js';
import { requireRight } from './rights.js';
import { unknownCommittee } from './unknown-committee.js';

/** What a question's row in the ledger is made of, beside its run. */
export interface AskedQuestion {
  from: string;
  to: string;
  follows: number | null;
  dueAt: Date;
  /** In clear; sealed when it is written. */
  text: string;
}

/** A question that would be accepted now, as a launch wants it. */
interface PreparedQuestion {
  /** Sealed: see {@link sealed}. */
  definition: QuestionDefinition;
  plan: Plan;
  bounds: AudienceBounds;
  /** Who would be told at once. */
  audience: number;
  shortBy: 0;
  asked: AskedQuestion;
}

/** A definition as a run may hold it: what was asked is only a keyed fingerprint, equal for equal words. */
export const sealed = (keys: Keys, definition: QuestionDefinition): QuestionDefinition => ({
  ...definition,
  question: keys.fingerprint('question', definition.question).toString('hex'),
});

/**
 * Plans a question and checks it against the ledger. The run belongs to the committee that asks, whoever asks for it.
 * @throws {Refusal} with every problem found, each at its place in the definition
 */
export async function prepareQuestion(
  office: Office,
  actor: Actor,
  definition: QuestionDefinition,
): Promise<PreparedQuestion> {
  requireRight(actor, 'see people');
  const { from, to, follows = null, question: text } = definition;
  const strangers = await committeeProblems(office, actor, definition);
  if (strangers.length > 0) throw new Refusal('invalid', strangers);
  const context = await planContext(office, actor, [from, to]);
  const planned = planDefinition(definition, context);
  const problems = [
    ...(planned.ok ? [] : planned.problems),
    ...(follows === null ? [] : await threadProblems(office, actor, { from, to, follows })),
  ];
  if (!planned.ok || problems.length > 0) throw new Refusal('invalid', problems);
  const plan = planned.value as Extract<Plan, { kind: 'question' }>;
  const scopePath = context.committees.get(from)!.path;
  const bounds = { scopePath, officeDay: officeDay(context.now) };
  const audience = await countAudience(office.database, plan.steps[0].audience, bounds);
  if (audience === 0) throw new Refusal('invalid', [nobodySpeaksFor(to)]);
  const dueAt = parsePlannedTime(definition.due, context.now)!;
  return {
    ...{ definition: sealed(office.keys, definition), plan, bounds, audience, shortBy: 0 },
    asked: { from, to, follows, dueAt, text },
  };
}

/** One asks for a committee of one's own part of the tree; whom it asks may lie above. */
async function committeeProblems(
  { database }: Office,
  actor: Actor,
  { from, to }: QuestionDefinition,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const [field, code, scopePath] of [
    ['from', from, actor.scopePath] as const,
    ['to', to, ''] as const,
  ]) {
    if ((await committeesByCode(database, [code], scopePath)).length > 0) continue;
    problems.push(await unknownCommittee(database, code, [field]));
  }
  return problems;
}

/** A thread is between two committees, in either direction. */
async function threadProblems(
  { database }: Office,
  { scopePath }: Actor,
  { from, to, follows }: { from: string; to: string; follows: number },
): Promise<Problem[]> {
  const before = await questionById(database, { id: follows, scopePath });
  if (!before) {
    const zh = `没有问题 ${follows}，或与您的管辖范围无关：请用 muster question list --all 查看`;
    const en = `there is no question ${follows} within your sight: see \`muster question list --all\``;
    return [{ path: ['follows'], reason: 'no-such-question', zh, en }];
  }
  const sides = [before.from.code, before.to.code];
  if (sides.includes(from) && sides.includes(to)) return [];
  const zh = `问题 ${follows} 是${before.from.name}与${before.to.name}之间的，不能由别的组织接着问：请删去此项`;
  const en = `question ${follows} is between ${before.from.code} and ${before.to.code}; other committees cannot go on from it: leave this out`;
  return [{ path: ['follows'], reason: 'other-sides', zh, en }];
}

const nobodySpeaksFor = (code: string): Problem => ({
  path: ['to'],
  reason: 'nobody',
  zh: `组织 ${code} 今天没有任何联系人（联络员、副主任、主任），没有人会收到：请先登记联系人`,
  en: `nobody speaks for committee ${code} today (liaison, deputy, head), so nobody would hear of it: record a contact first`,
});

/** Writes the question beside its run, in the transaction of the launch. */
export const writeQuestion = (
  sql: Statement,
  keys: Keys,
  { text, ...question }: AskedQuestion & { runId: number; by: string; now: Date },
): Promise<void> => openQuestion(sql, { ...question, textCipher: keys.encrypt(text) });
