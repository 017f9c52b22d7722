import { Context } from '@temporalio/activity';
import { writeAudit } from '../ledger/audit.js';
import { closeAnswers } from '../ledger/call-outs/close.js';
import { holdCallOuts } from '../ledger/call-outs/hold.js';
import { mayStillBeHandedIn } from '../ledger/duties/moments.js';
import { acceptAudience, cancelQueued, holdSettled, moveRun, type RunState } from '../ledger/runs.js';
import type { Statement } from '../runtime/database.js';
import type { ActivityDependencies } from './deps.js';

interface Move {
  runId: number;
  to: RunState;
  action: string;
  detail: Record<string, unknown> | undefined;
}

/** The states of a run as its workflow moves it, each move audited. */
export function runActivities({ database, clock }: Pick<ActivityDependencies, 'database' | 'clock'>) {
  /** Moves the run once; a repeated activity finds it moved and writes no second audit entry. */
  const moveWithin = async (sql: Statement, { runId, to, action, detail }: Move): Promise<void> => {
    const now = clock.now();
    // Who reads a reply holds its call-out, and then rings the run's bell: whoever ends the run takes them in that order.
    await holdCallOuts(sql, [runId]);
    if (!(await moveRun(sql, { runId, to, now }))) return;
    if (to === 'closed' || to === 'cancelled') await closeAnswers(sql, runId, now);
    await writeAudit(
      sql,
      { actor: 'muster', action, subject: `run ${runId}`, ...(detail ? { detail } : {}) },
      now,
    );
  };
  const move = (
    runId: number,
    to: RunState,
    action: string,
    detail?: Record<string, unknown>,
  ): Promise<void> => database.begin((sql) => moveWithin(sql, { runId, to, action, detail }));
  return {
    openRun: (runId: number): Promise<void> => move(runId, 'running', 'run opened'),
    /**
     * Closes the run.
     * @returns false when something of it was put back into the queue meanwhile, or is owed by somebody who still has time:
     *   then it goes on
     */
    closeRun: (runId: number): Promise<boolean> =>
      database.begin(async (sql) => {
        await holdCallOuts(sql, [runId]);
        if (!(await holdSettled(sql, runId)) || (await mayStillBeHandedIn(sql, runId, clock.now())))
          return false;
        await moveWithin(sql, { runId, to: 'closed', action: 'run closed', detail: undefined });
        return true;
      }),
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
