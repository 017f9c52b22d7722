import { planDefinition, readDefinition, type Definition } from '../campaigns/registry.js';
import { officeDay } from '../domain/calendar/office-day.js';
import type { AudienceRule, Plan } from '../domain/plan/plan.js';
import type { Problem } from '../domain/problem.js';
import { countAudience, unknownAudienceWords, type AudienceBounds } from '../ledger/audience.js';
import { committeesByCode, similarCommittees } from '../ledger/committees.js';
import type { Actor } from '../ledger/operators.js';
import { planContext } from './context.js';
import type { Office } from './office.js';
import { Refusal } from './refusal.js';

/** A launch that would be accepted now: its plan, and how many people each step means. */
export interface Prepared {
  definition: Definition;
  plan: Plan;
  bounds: AudienceBounds;
  /** People meant by the first step. */
  audience: number;
}

/**
 * Reads, plans and checks a definition against the ledger. Changes nothing: preview and launch both begin here.
 * @throws {Refusal} with every problem found, each at its place in the definition
 */
export async function prepare(office: Office, actor: Actor, written: unknown): Promise<Prepared> {
  const read = readDefinition(written);
  if (!read.ok) throw new Refusal('invalid', read.problems);
  const context = await planContext(office);
  const planned = planDefinition(read.value, context);
  const bounds = { scopePath: actor.scopePath, officeDay: officeDay(context.now) };
  const problems = [
    ...(planned.ok ? [] : planned.problems),
    ...(await audienceProblems(office, actor, read.value.audience)),
  ];
  if (!planned.ok || problems.length > 0) throw new Refusal('invalid', problems);
  const audience = await countAudience(office.database, planned.value.steps[0]!.audience, bounds);
  if (audience === 0) throw new Refusal('invalid', [NOBODY]);
  return { definition: read.value, plan: planned.value, bounds, audience };
}

const NOBODY: Problem = {
  path: ['audience'],
  reason: 'nobody',
  zh: '没有人符合受众条件：请放宽条件，或核对组织代码与日期',
  en: 'nobody matches the audience: relax its conditions, or check codes and dates',
};

/** Committees, skills and qualifications named by the rule that the ledger does not know. */
async function audienceProblems({ database }: Office, actor: Actor, rule: AudienceRule): Promise<Problem[]> {
  const known = new Set(
    (await committeesByCode(database, rule.committees, actor.scopePath)).map(({ code }) => code),
  );
  const problems: Problem[] = [];
  for (const [at, code] of rule.committees.entries()) {
    if (known.has(code)) continue;
    const similar = (await similarCommittees(database, code))
      .map((one) => `${one.code} ${one.name}`)
      .join('、');
    problems.push({
      path: ['audience', 'committees', at],
      reason: 'unknown-committee',
      zh: `没有组织 “${code}”，或不在您的管辖范围${similar ? `；相近的有：${similar}` : ''}`,
      en: `no committee “${code}” within your scope${similar ? `; similar: ${similar}` : ''}`,
    });
  }
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
