import type { DeadlineDefinition } from '../campaigns/deadline/definition.js';
import { obligationKey } from '../campaigns/deadline/key.js';
import { safeguardKey } from '../campaigns/theme/safeguard.js';
import type { PlanContext } from '../campaigns/context.js';
import { parsePeriod, writePeriod } from '../domain/calendar/period.js';
import type { Plan } from '../domain/plan/plan.js';
import type { AudienceBounds } from '../ledger/audience.js';
import { countDebtors, type OpenedDuty } from '../ledger/duties/open.js';
import type { Actor } from '../ledger/operators.js';
import { nobodyOwes, owedBy, planChased } from './chased-launch.js';
import type { Office } from './office.js';
import { Refusal } from './refusal.js';

/** A deadline that would be accepted now, as a launch wants it. */
interface PreparedDeadline {
  definition: DeadlineDefinition;
  plan: Extract<Plan, { kind: 'deadline' }>;
  bounds: AudienceBounds;
  /** People who speak for those who owe it. */
  audience: number;
  shortBy: 0;
  owes: readonly OpenedDuty[];
}

/**
 * Plans a deadline and checks it against the ledger. One of an obligation has the key of its period: however it is opened,
 * there is one.
 * @throws {Refusal} with every problem found, each at its place in the definition
 */
export async function prepareDeadline(
  office: Office,
  actor: Actor,
  definition: DeadlineDefinition,
): Promise<PreparedDeadline> {
  const { context, plan, bounds } = await planChased(office, actor, definition);
  const debtors = await countDebtors(office.database, plan.duties, bounds.officeDay);
  if (debtors.duties === 0 && plan.duties.every(({ dueAt }) => dueAt !== null))
    throw new Refusal('invalid', [nobodyOwes(plan.duties[0])]);
  return {
    ...{ definition: keyed(definition, context), plan, bounds, audience: debtors.people, shortBy: 0 },
    owes: await owedBy(office, plan.duties, context),
  };
}

/** An obligation of all in a period is one run, so is a time of special care; of some committees alone there may be several. */
function keyed(definition: DeadlineDefinition, { office: { root } }: PlanContext): DeadlineDefinition {
  const { key, obligation, period, safeguard, committees } = definition;
  if (key !== undefined || committees !== undefined) return definition;
  if (safeguard !== undefined) return { ...definition, key: safeguardKey(safeguard, root) };
  if (obligation === undefined) return definition;
  return { ...definition, key: obligationKey(obligation, writePeriod(parsePeriod(period!)!), root) };
}
