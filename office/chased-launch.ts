import type { PlanContext } from '../campaigns/context.js';
import type { DeadlineDefinition } from '../campaigns/deadline/definition.js';
import type { MeetingDefinition } from '../campaigns/meeting/definition.js';
import { planDefinition } from '../campaigns/registry.js';
import type { ThemeDefinition } from '../campaigns/theme/definition.js';
import { officeDay } from '../domain/calendar/office-day.js';
import type { PlannedDuty } from '../domain/duties/duty.js';
import type { Plan } from '../domain/plan/plan.js';
import type { Problem } from '../domain/problem.js';
import type { AudienceBounds } from '../ledger/audience.js';
import { committeesByCode } from '../ledger/committees.js';
import type { OpenedDuty } from '../ledger/duties/open.js';
import type { Actor } from '../ledger/operators.js';
import { planContext } from './context.js';
import type { Office } from './office.js';
import { Refusal } from './refusal.js';
import { instantsOf } from './register-duties.js';
import { requireRight } from './rights.js';
import { unknownCommittee } from './unknown-committee.js';

/** What chases reports: each names the committees that owe them, or leaves it to its kind. */
type ChasedDefinition = DeadlineDefinition | MeetingDefinition | ThemeDefinition;

/** A definition that is sound in itself, planned. */
interface PlannedChase<Definition extends ChasedDefinition> {
  context: PlanContext;
  plan: Extract<Plan, { kind: Definition['kind'] }>;
  bounds: AudienceBounds;
}

/**
 * Plans a definition that chases reports, for somebody who may see people.
 * @param more looks for what else is wrong with it
 * @throws {Refusal} with every problem found, each at its place in the definition
 */
export async function planChased<Definition extends ChasedDefinition>(
  office: Office,
  actor: Actor,
  definition: Definition,
  more: () => Promise<Problem[]> = () => Promise.resolve([]),
): Promise<PlannedChase<Definition>> {
  requireRight(actor, 'see people');
  const context = await planContext(office, actor);
  const planned = planDefinition(definition, context);
  const problems = [
    ...(planned.ok ? [] : planned.problems),
    ...(await committeesWithin(office, actor, definition.committees ?? [])),
    ...(await more()),
  ];
  if (!planned.ok || problems.length > 0) throw new Refusal('invalid', problems);
  return {
    context,
    plan: planned.value as Extract<Plan, { kind: Definition['kind'] }>,
    bounds: { scopePath: actor.scopePath, officeDay: officeDay(context.now) },
  };
}

/** Who owes each duty of a plan from which instants on, as it stands now. */
export const owedBy = (
  { database }: Office,
  duties: readonly PlannedDuty[],
  { now, workdays, office: { digestTime } }: PlanContext,
): Promise<OpenedDuty[]> => instantsOf(database, duties, { now, ground: { workdays, time: digestTime } });

/** Committees that a definition names and that are not there, or not for the actor. */
export async function committeesWithin(
  { database }: Office,
  actor: Actor,
  codes: readonly string[],
): Promise<Problem[]> {
  requireRight(actor, 'look');
  const known = new Set((await committeesByCode(database, codes, actor.scopePath)).map(({ code }) => code));
  const problems: Problem[] = [];
  for (const [at, code] of codes.entries())
    if (!known.has(code)) problems.push(await unknownCommittee(database, code, ['committees', at]));
  return problems;
}

const OWED_BY: Readonly<Record<PlannedDuty['owedBy'], readonly [string, string]>> = {
  committee: ['下级组织', 'committees below'],
  area: ['县级地区', 'county-level areas below'],
  project: ['登记的项目', 'registered projects'],
  activity: ['登记的活动', 'registered activities'],
  term: ['到期的结对或任期', 'terms that end'],
  office: ['本办公室', 'the office'],
};

/** Nobody is there to owe it. */
export const nobodyOwes = ({ owedBy }: PlannedDuty): Problem => {
  const [zh, en] = OWED_BY[owedBy];
  return {
    path: ['committees'],
    reason: 'nobody-owes',
    zh: `没有人欠这项报送：管辖范围内没有${zh}；请先登记，或写明 committees`,
    en: `nobody owes this: there are no ${en} within your scope; register them first, or name committees`,
  };
};
