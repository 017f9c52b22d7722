import { planDefinition, readDefinition, type Definition } from '../campaigns/registry.js';
import { officeDay } from '../domain/calendar/office-day.js';
import type { AskStep, AudienceRule, Plan } from '../domain/plan/plan.js';
import { audienceRule } from '../domain/plan/schema.js';
import type { Problem } from '../domain/problem.js';
import { countAudience, unknownAudienceWords, type AudienceBounds } from '../ledger/audience.js';
import { countAskable } from '../ledger/call-outs/forecast.js';
import { committeesByCode } from '../ledger/committees.js';
import type { Actor } from '../ledger/operators.js';
import type { OpenedDuty } from '../ledger/duties/open.js';
import { planContext } from './context.js';
import { prepareDeadline } from './deadline-launch.js';
import { prepareMeeting, type ReplacedMeeting } from './meeting-launch.js';
import type { Office } from './office.js';
import { Refusal } from './refusal.js';
import { prepareTheme } from './theme-launch.js';
import { prepareQuestion, type AskedQuestion } from './question-launch.js';
import { unknownCommittee } from './unknown-committee.js';
import { unknownTeams } from './teams.js';
import { requireRight } from './rights.js';

/** A launch that would be accepted now: its plan, and how many people each step means. */
export interface Prepared {
  definition: Definition;
  plan: Plan;
  bounds: AudienceBounds;
  /** People the first step may write to: who is meant or, in a call-out, may be asked. */
  audience: number;
  /** How many more people a call-out needs than may be asked; 0: enough. */
  shortBy: number;
  /** Sent to a few named people to try it out. */
  test?: boolean;
  /** What a question's row in the ledger holds; its definition has only the fingerprint of its words. */
  asked?: AskedQuestion;
  /** Who owes what from when on, to be written beside the run. */
  owes?: readonly OpenedDuty[];
  /** The meeting that this one changes or calls off. */
  replaces?: ReplacedMeeting;
}

/**
 * Reads, plans and checks a definition against the ledger. Changes nothing: preview and launch both begin here.
 * @throws {Refusal} with every problem found, each at its place in the definition
 */
export async function prepare(office: Office, actor: Actor, written: unknown): Promise<Prepared> {
  requireRight(actor, 'see people');
  const read = readDefinition(written);
  if (!read.ok) throw new Refusal('invalid', read.problems);
  if (read.value.kind === 'question') return prepareQuestion(office, actor, read.value);
  if (read.value.kind === 'deadline') return prepareDeadline(office, actor, read.value);
  if (read.value.kind === 'meeting') return prepareMeeting(office, actor, read.value);
  if (read.value.kind === 'theme') return prepareTheme(office, actor, read.value, prepare);
  const context = await planContext(office, actor);
  const planned = planDefinition(read.value, context);
  const bounds = { scopePath: actor.scopePath, officeDay: officeDay(context.now) };
  const problems = [
    ...(planned.ok ? [] : planned.problems),
    ...(await audienceProblems(office, actor, audienceRule(read.value.audience))),
    ...(read.value.kind === 'call-out' ? await placeProblems(office, read.value.event.near) : []),
  ];
  if (!planned.ok || problems.length > 0) throw new Refusal('invalid', problems);
  const plan = planned.value;
  const audience = await audienceOf(office, plan, bounds, context.now);
  if (audience === 0) throw new Refusal('invalid', [NOBODY]);
  const shortBy = plan.kind === 'call-out' ? Math.max(0, plan.steps[0].needed - audience) : 0;
  return { definition: read.value, plan, bounds, audience, shortBy };
}

function audienceOf({ database }: Office, plan: Plan, bounds: AudienceBounds, now: Date): Promise<number> {
  const [step] = plan.steps;
  return step.kind === 'send'
    ? countAudience(database, step.audience, bounds)
    : countAskable(database, { step: step as AskStep, scopePath: bounds.scopePath, now });
}

const NOBODY: Problem = {
  path: ['audience'],
  reason: 'nobody',
  zh: '没有人符合受众条件：请放宽条件，或核对组织代码与日期',
  en: 'nobody matches the audience: relax its conditions, or check codes and dates',
};

/** The committee an event is near, wherever in the tree it lies. */
async function placeProblems({ database }: Office, near: string | undefined): Promise<Problem[]> {
  if (near === undefined || (await committeesByCode(database, [near], '')).length > 0) return [];
  return [await unknownCommittee(database, near, ['event', 'near'])];
}

/** Committees, teams, skills and qualifications named by the rule that the ledger does not know. */
async function audienceProblems(office: Office, actor: Actor, rule: AudienceRule): Promise<Problem[]> {
  const { database } = office;
  const known = new Set(
    (await committeesByCode(database, rule.committees, actor.scopePath)).map(({ code }) => code),
  );
  const problems: Problem[] = [];
  for (const [at, code] of rule.committees.entries()) {
    if (known.has(code)) continue;
    problems.push(await unknownCommittee(database, code, ['audience', 'committees', at]));
  }
  problems.push(...(await unknownTeams(office, actor, rule.teams ?? [], ['audience', 'teams'])));
  for (const word of await unknownAudienceWords(database, rule)) {
    problems.push({
      path: ['audience'],
      reason: 'unknown-word',
      zh: `台账里没有人有技能或资格 “${word}”：请核对写法`,
      en: `nobody in the ledger has the skill or qualification “${word}”: check its spelling`,
    });
  }
  return problems;
}
