import type { Instant } from '../domain/calendar/instant.js';
import { nextLook } from '../domain/messages/second-way.js';
import { nextFiring, unwrittenFirings } from '../ledger/occurrences.js';
import { freezeUnreached, leavesAnybody, stillAwaited } from '../ledger/second-way.js';
import { beating } from './beating.js';
import type { ActivityDependencies } from './deps.js';
import { stepOf } from './step-of.js';
import { openFiring, writeFiring } from './write.js';

/** What a look for the unreached came to. */
export interface Looked {
  /** Whether there is something to send now: newly written, or of the first way. */
  underWay: boolean;
  /** When somebody else may turn out to be unreached; null: nobody any more. */
  lookAgainAt: Instant | null;
}

/** The second way of a step. */
export function secondWayActivities(deps: ActivityDependencies) {
  const { database, clock } = deps;
  return {
    /**
     * Looks whom the first way has not reached, and writes to them on the second: one firing for each look that
     * finds somebody. First it goes on with what a lost worker had begun.
     */
    async lookForUnreached({ runId, step: key }: { runId: number; step: string }): Promise<Looked> {
      const { step } = await stepOf(database, { runId, step: key }, 'second way');
      const begun = (await unwrittenFirings(database, runId)).filter((firing) => firing.step === key);
      for (const firing of begun) await writeFiring(deps, step, firing);
      const now = clock.now();
      const unreached = { runId, ...step, now };
      const found = await beating(leavesAnybody(database, unreached));
      if (found) {
        const number = await nextFiring(database, { runId, step: key });
        const occurrence = await openFiring(deps, { runId, step, number });
        await beating(freezeUnreached(database, occurrence.id, unreached));
        await writeFiring(deps, step, occurrence);
      }
      const awaited = await beating(stillAwaited(database, unreached));
      return {
        underWay: found || begun.length > 0 || awaited.underWay,
        lookAgainAt: nextLook({ now, ...awaited, afterSeconds: step.afterSeconds })?.toISOString() ?? null,
      };
    },
  };
}
