import { Context } from '@temporalio/activity';
import { officeDay } from '../domain/calendar/office-day.js';
import { variablesOf } from '../domain/messages/rendering.js';
import { RECIPIENT_VARIABLES } from '../domain/messages/template.js';
import { enqueueDue } from '../dispatch/enqueue.js';
import { nextOpen } from '../domain/messages/window.js';
import type { ChannelPlan } from '../domain/plan/plan.js';
import { writeMessagePage, type ChannelSource } from '../ledger/materialise.js';
import { freezeAudience, openOccurrence } from '../ledger/occurrences.js';
import type { Run } from '../ledger/runs.js';
import { templateByCode } from '../ledger/templates.js';
import type { ActivityDependencies } from './deps.js';
import { stepOf } from './step-of.js';

/** A step's firing, named by ids. */
export interface StepFiring {
  runId: number;
  step: string;
  occurrence: number;
}

/** Audiences smaller than this may double without anyone being asked. */
const SMALL_AUDIENCE = 50;

/** Writing down who is meant, and what each gets. */
export function materialiseActivities(deps: ActivityDependencies) {
  const { database, clock } = deps;
  return {
    /**
     * Freezes the audience and writes every message, page by page behind a cursor in the ledger: repeating it
     * goes on where it stopped.
     * @returns the number of recipients, or what the audience has grown to if that is for a person to judge
     */
    async materialise(firing: StepFiring): Promise<{ recipients: number } | { grown: number }> {
      const { run, step } = await stepOf(database, firing);
      const occurrence = await openOccurrence(database, {
        runId: run.id,
        step,
        number: firing.occurrence,
        providers: deps.providerNames,
      });
      const frozen = await freezeAudience(database, occurrence, {
        rule: step.audience,
        bounds: { scopePath: run.scopePath, officeDay: officeDay(clock.now()) },
        atMost: mostRecipients(run, deps.audienceGrowthPercent),
        now: clock.now(),
      });
      if ('grown' in frozen) return frozen;
      const channels = await Promise.all(step.channels.map((channel) => sourceOf(deps, channel)));
      for (let through: number | undefined = 0; through !== undefined;) {
        const now = clock.now();
        const page = await writeMessagePage(database, occurrence.id, {
          channels,
          notBefore: nextOpen(step.window, now),
          now,
        });
        through = page.through;
        Context.current().heartbeat(through);
        await startSending(deps, run.id);
      }
      return frozen;
    },
  };
}

/** What is written may go out while the rest is being written. The queue away: draining will see to it. */
const startSending = (deps: ActivityDependencies, runId: number): Promise<unknown> =>
  enqueueDue(deps, runId).catch(() => undefined);

const mostRecipients = (run: Run, growthPercent: number): number =>
  Math.max(SMALL_AUDIENCE, Math.floor(run.audienceAtLaunch * (1 + growthPercent / 100)));

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
