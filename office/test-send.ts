import { testPlan } from '../domain/plan/test-plan.js';
import type { Plan } from '../domain/plan/plan.js';
import type { Actor } from '../ledger/operators.js';
import { launch, type Launched } from './launch.js';
import type { Office } from './office.js';
import { personMeant } from './person.js';
import { prepare } from './prepare.js';
import { boundChannel } from './preview/channel.js';
import { requireRight } from './rights.js';
import { refuse, Refusal } from './refusal.js';

/** More than that is no test any more. */
const MOST_PEOPLE = 10;

/**
 * Sends the texts of a definition to a few named people, to see them on a real phone and in a real mailbox: a run of
 * its own, marked as a test wherever it is listed. Nobody needs to agree to it, and nobody has had their fill of messages
 * through it; who has opted out gets none all the same.
 * @param people ledger ids, phones, mail addresses or full names, within the actor's part of the tree
 */
export async function testSend(
  office: Office,
  actor: Actor,
  { written, people }: { written: unknown; people: readonly string[] },
): Promise<Launched> {
  requireRight(actor, 'run campaigns');
  requireFew(people);
  const prepared = await prepare(office, actor, written);
  const ids = new Set<number>();
  for (const [at, name] of people.entries()) ids.add(await idMeant(office, actor, name, at));
  const plan = testPlan(prepared.plan, {
    people: [...ids],
    at: office.clock.now().toISOString(),
    callTemplates: await templatesWithCalls(office, prepared.plan),
  });
  return launch(office, actor, { ...prepared, plan, audience: ids.size, shortBy: 0, test: true });
}

function requireFew(people: readonly string[]): void {
  if (people.length >= 1 && people.length <= MOST_PEOPLE) return;
  throw refuse(
    'invalid',
    'number-of-people',
    `测试发给 1 到 ${MOST_PEOPLE} 个人，现在写了 ${people.length} 个`,
    `a test goes to 1 to ${MOST_PEOPLE} people, and ${people.length} are named`,
  );
}

/** Says which one of the list is meant by what is wrong. */
async function idMeant(office: Office, actor: Actor, written: string, at: number): Promise<number> {
  try {
    return (await personMeant(office, actor, written)).id;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const [first, ...rest] = error.problems;
    throw new Refusal(error.kind, [{ ...first!, path: ['to', at] }, ...rest]);
  }
}

async function templatesWithCalls(office: Office, plan: Plan): Promise<string[]> {
  const bound = await Promise.all(
    plan.steps.flatMap(({ channels }) => channels).map((channel) => boundChannel(office, channel)),
  );
  return bound
    .filter(({ template }) => template.variables.some(({ name }) => name === 'call'))
    .map(({ template }) => template.code);
}
