import { Context } from '@temporalio/activity';
import { RECIPIENT_VARIABLES } from '../domain/messages/template.js';
import { variablesOf } from '../domain/messages/placeholders.js';
import { nextOpen } from '../domain/messages/window.js';
import type { ChannelPlan, Step } from '../domain/plan/plan.js';
import { enqueueDue } from '../dispatch/enqueue.js';
import { writeMessagePage, type ChannelSource } from '../ledger/materialise.js';
import { openOccurrence, type Occurrence } from '../ledger/occurrences.js';
import { templateByCode } from '../ledger/templates.js';
import { beating } from './beating.js';
import type { ActivityDependencies } from './deps.js';

/** A step's firing, named by ids. */
export interface StepFiring {
  runId: number;
  step: string;
  occurrence: number;
}

/** Opens a firing, or finds it open. */
export const openFiring = (
  { database, providerNames }: ActivityDependencies,
  { runId, step, number }: { runId: number; step: Step; number: number },
): Promise<Occurrence> => openOccurrence(database, { runId, step, number, providers: providerNames });

/** While a page of these is written no answer is heard, or somebody would be told what is no longer true. */
const TOLD_AT_ONCE = 250;

/**
 * Writes the messages of a frozen firing, page by page behind a cursor in the ledger: repeating it goes on where
 * it stopped. What is written may go out while the rest is being written.
 */
export async function writeFiring(
  deps: ActivityDependencies,
  step: Step,
  occurrence: Pick<Occurrence, 'id' | 'runId'>,
): Promise<void> {
  const channels = await Promise.all(step.channels.map((channel) => sourceOf(deps, channel)));
  for (let through: number | undefined = 0; through !== undefined;) {
    const now = deps.clock.now();
    const page = await beating(
      writeMessagePage(deps.database, occurrence.id, {
        channels,
        notBefore: nextOpen(step.window, now),
        now,
        ...(step.kind === 'tell' ? { pageSize: TOLD_AT_ONCE } : {}),
      }),
    );
    through = page.through;
    Context.current().heartbeat(through);
    await startSending(deps, occurrence.runId);
  }
}

/** The queue away: the sweeper, or the draining, will see to it. */
const startSending = (deps: ActivityDependencies, runId: number): Promise<unknown> =>
  enqueueDue(deps, runId).catch(() => undefined);

async function sourceOf(
  { database, providerNames }: ActivityDependencies,
  plan: ChannelPlan,
): Promise<ChannelSource> {
  const template = await templateByCode(database, plan.template, plan.version);
  if (!template) throw new Error(`template ${plan.template} version ${plan.version} is gone from the ledger`);
  const parts = [template.subject, template.text, template.html].filter((part) => part !== null);
  const used = new Set(variablesOf(...parts));
  return {
    channel: plan.channel,
    templateId: template.id,
    provider: providerNames[plan.channel],
    variables: plan.variables,
    personal: RECIPIENT_VARIABLES.filter((name) => used.has(name) && !(name in plan.variables)),
  };
}
