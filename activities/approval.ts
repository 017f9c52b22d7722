import type { Decision } from '../domain/plan/approval.js';
import { mayApprove } from '../domain/plan/approval.js';
import { approvalOf, decide, operatorsAbove, type Approval, type Reachable } from '../ledger/approvals.js';
import { writeAudit } from '../ledger/audit.js';
import { moveRun, runById, type Run } from '../ledger/runs.js';
import type { Statement } from '../runtime/database.js';
import type { ActivityDependencies } from './deps.js';

/** Where a run stands once it has been decided about, or has not. */
type AfterDecision = 'proposed' | 'running' | 'cancelled';

const STATE_AFTER: Record<Decision, AfterDecision> = {
  approved: 'running',
  refused: 'cancelled',
  withdrawn: 'cancelled',
  lapsed: 'cancelled',
};

/** What becomes of a run that somebody else must agree to. */
export function approvalActivities({ database, clock }: Pick<ActivityDependencies, 'database' | 'clock'>) {
  return {
    /** Puts the run before those who may agree, and tells them so; once. */
    proposeRun: (runId: number): Promise<void> =>
      database.begin(async (sql) => {
        const now = clock.now();
        if (!(await moveRun(sql, { runId, to: 'proposed', now }))) return;
        const { run, approval } = await proposed(sql, runId);
        const detail = { plan: approval.planHash, until: approval.until.toISOString() };
        await writeAudit(sql, { actor: 'muster', action: 'run proposed', subject: `run ${runId}`, detail }, now);
        await tell(sql, { run, step: 'approval-asked', people: await approversOf(sql, run) }, now);
      }),

    /**
     * Does what has been decided in the ledger, and tells whom it concerns; once.
     * @param lapses nobody has decided in time: now nobody can any more
     */
    decideRun: ({ runId, lapses }: { runId: number; lapses: boolean }): Promise<AfterDecision> =>
      database.begin(async (sql) => {
        const now = clock.now();
        const lapsed = { runId, decision: 'lapsed', by: 'muster', reason: null } as const;
        if (lapses && (await decide(sql, lapsed, now)))
          await writeAudit(sql, { actor: 'muster', action: 'run lapsed', subject: `run ${runId}` }, now);
        const { run, approval } = await proposed(sql, runId);
        // An update that did not come through the office: it decides nothing.
        if (approval.decision === null) return 'proposed';
        const to = STATE_AFTER[approval.decision];
        if (await moveRun(sql, { runId, to, now })) await tellDecided(sql, { run, decision: approval.decision }, now);
        return to;
      }),
  };
}

async function proposed(sql: Statement, runId: number): Promise<{ run: Run; approval: Approval }> {
  const [run, approval] = [await runById(sql, runId), await approvalOf(sql, runId)];
  if (!run || !approval) throw new Error(`run ${runId} waits for no approval`);
  return { run, approval };
}
