import type { ThemeDefinition } from '../campaigns/theme/definition.js';
import { themeKey } from '../campaigns/theme/plan.js';
import type { Plan } from '../domain/plan/plan.js';
import type { Problem } from '../domain/problem.js';
import { countAudience, type AudienceBounds } from '../ledger/audience.js';
import { countDebtors, type OpenedDuty } from '../ledger/duties/open.js';
import type { Actor } from '../ledger/operators.js';
import { owedBy, planChased } from './chased-launch.js';
import type { Office } from './office.js';
import { problemsOf } from './refusal.js';

/** A theme that would be accepted now, as a launch wants it. */
interface PreparedTheme {
  definition: ThemeDefinition;
  plan: Extract<Plan, { kind: 'theme' }>;
  bounds: AudienceBounds;
  /** People of its largest sending, or who speak for those who owe something: whichever are more. */
  audience: number;
  shortBy: 0;
  owes: readonly OpenedDuty[];
}

/**
 * Plans a theme and checks it against the ledger, with everything it would launch. A theme in a year is one run, however it
 * is opened.
 * @param prepareInner checks what it launches as it would be launched
 * @throws {Refusal} with every problem found, each at its place in the definition
 */
export async function prepareTheme(
  office: Office,
  actor: Actor,
  definition: ThemeDefinition,
  prepareInner: (office: Office, actor: Actor, written: unknown) => Promise<unknown>,
): Promise<PreparedTheme> {
  const inner = async (): Promise<Problem[]> => {
    const problems: Problem[] = [];
    for (const [at, { definition: launched }] of (definition.launches ?? []).entries())
      problems.push(
        ...(await innerProblems(() => prepareInner(office, actor, launched), ['launches', at, 'definition'])),
      );
    return problems;
  };
  const { context, plan, bounds } = await planChased(office, actor, definition, inner);
  const { database } = office;
  const { people } =
    plan.duties.length > 0 ? await countDebtors(database, plan.duties, bounds.officeDay) : { people: 0 };
  const sendings = plan.steps.filter((step) => step.kind === 'send');
  const told = await Promise.all(sendings.map(({ audience }) => countAudience(database, audience, bounds)));
  const { key = themeKey(plan.theme, plan.year, context.office.root) } = definition;
  return {
    ...{ definition: { ...definition, key }, plan, bounds, audience: Math.max(people, ...told), shortBy: 0 },
    owes: await owedBy(office, plan.duties, context),
  };
}

/** What is wrong with something it launches, at its place. */
const innerProblems = async (work: () => Promise<unknown>, path: Problem['path']): Promise<Problem[]> =>
  (await problemsOf(work)).map((problem) => ({ ...problem, path: [...path, ...problem.path] }));
