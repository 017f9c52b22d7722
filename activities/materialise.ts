import { officeDay } from '../domain/calendar/office-day.js';
import { freezeAudience } from '../ledger/occurrences.js';
import type { Run } from '../ledger/runs.js';
import { leavingOut } from './answers.js';
import { beating } from './beating.js';
import type { ActivityDependencies } from './deps.js';
import { stepOf } from './step-of.js';
import { openFiring, writeFiring, type StepFiring } from './write.js';

/** Audiences smaller than this may double without anyone being asked. */
const SMALL_AUDIENCE = 50;

/** Writing down who is meant, and what each gets. */
export function materialiseActivities(deps: ActivityDependencies) {
  const { database, clock } = deps;
  return {
    /**
     * Freezes the audience and writes every message; safe to repeat.
     * @returns the number of recipients, or what the audience has grown to if that is for a person to judge
     */
    async materialise(firing: StepFiring): Promise<{ recipients: number } | { grown: number }> {
      const { run, step } = await stepOf(database, firing, 'send');
      const occurrence = await openFiring(deps, { runId: run.id, step, number: firing.occurrence });
      const { audience, unlessAnswered: answered } = step;
      const rule = answered ? await leavingOut(deps, run.id, { rule: audience, answered }) : audience;
      const frozen = await beating(
        freezeAudience(database, occurrence, {
          rule,
          bounds: { scopePath: run.scopePath, officeDay: officeDay(clock.now()) },
          atMost: mostRecipients(run, deps.audienceGrowthPercent),
          now: clock.now(),
        }),
      );
      if (!('grown' in frozen)) await writeFiring(deps, step, occurrence);
      return frozen;
    },
  };
}

/** More people than that are for a person to judge. */
export const mostRecipients = (run: Run, growthPercent: number): number =>
  Math.max(SMALL_AUDIENCE, Math.floor(run.audienceAtLaunch * (1 + growthPercent / 100)));
