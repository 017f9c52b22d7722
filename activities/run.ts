import { Context } from '@temporalio/activity';
import { writeAudit } from '../ledger/audit.js';
import { acceptAudience, cancelQueued, moveRun, type RunState } from '../ledger/runs.js';
import type { ActivityDependencies } from './deps.js';

/** The states of a run as its workflow moves it, each move audited. */
export function runActivities({ database, clock }: ActivityDependencies) {
  /** Moves the run once; a repeated activity finds it moved and writes no second audit entry. */
  const move = async (
    runId: number,
    to: RunState,
    action: string,
    detail?: Record<string, unknown>,
  ): Promise<void> => {
    const now = clock.now();
    await database.begin(async (sql) => {
      const moved = await moveRun(sql, { runId, to, now });
      if (moved)
        await writeAudit(
          sql,
          { actor: 'muster', action, subject: `run ${runId}`, ...(detail ? { detail } : {}) },
          now,
        );
    });
  };
  return {
    openRun: (runId: number): Promise<void> => move(runId, 'running', 'run opened'),
    closeRun: (runId: number): Promise<void> => move(runId, 'closed', 'run closed'),
    /** Nothing more is enqueued or claimed; what is being sent settles. */
    pauseRun: ({ runId, grownTo }: { runId: number; grownTo?: number }): Promise<void> =>
      move(runId, 'paused', 'run paused', grownTo === undefined ? undefined : { audienceGrownTo: grownTo }),
    /** Goes on; an audience that had grown is thereby accepted. */
    async resumeRun({ runId, grownTo }: { runId: number; grownTo?: number }): Promise<void> {
      if (grownTo !== undefined) await acceptAudience(database, { runId, audience: grownTo });
      await move(runId, 'running', 'run resumed');
    },
    /** Cancels what is still in the queue, slice by slice. */
    async cancelRun(runId: number): Promise<void> {
      await move(runId, 'cancelled', 'run cancelled');
      while ((await cancelQueued(database, { runId, now: clock.now() })) > 0) Context.current().heartbeat();
    },
  };
}
