import type { Decision } from '../domain/plan/approval.js';
import { tellAnswered, tellAsked, type Proposal } from '../ledger/approval-words.js';
import { approvalOf, decide, type Approval } from '../ledger/approvals.js';
import { writeAudit } from '../ledger/audit.js';
import { moveRun, runById } from '../ledger/runs.js';
import { spendingOf } from '../ledger/spending.js';
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
        const { approval, proposal } = await proposalOf(sql, runId);
        const { planHash: plan, until } = approval;
        const detail = { plan, until: until.toISOString() };
        await writeAudit(
          sql,
          { actor: 'muster', action: 'run proposed', subject: `run ${runId}`, detail },
          now,
        );
        const { reservedFen } = (await spendingOf(sql, runId)) ?? { reservedFen: 0 };
        await tellAsked(sql, { ...proposal, costFen: reservedFen }, now);
      }),

    /**
     * Does what has been decided in the ledger, and tells whom it concerns; once.
     * @param lapses its time is over: what nobody has decided lapses now
     */
    decideRun: ({ runId, lapses }: { runId: number; lapses: boolean }): Promise<AfterDecision> =>
      database.begin(async (sql) => {
        const now = clock.now();
        if (lapses) await lapse(sql, runId, now);
        const { approval, proposal } = await proposalOf(sql, runId);
        const { decision, decidedBy, reason } = approval;
        // An update that did not come through the office: it decides nothing.
        if (decision === null) return 'proposed';
        const to = STATE_AFTER[decision];
        const answer = { decision, by: decidedBy ?? '', reason };
        if (await moveRun(sql, { runId, to, now })) await tellAnswered(sql, { ...proposal, ...answer }, now);
        return to;
      }),
  };
}

async function lapse(sql: Statement, runId: number, now: Date): Promise<void> {
  if (!(await decide(sql, { runId, decision: 'lapsed', by: 'muster', reason: null }, now))) return;
  await writeAudit(sql, { actor: 'muster', action: 'run lapsed', subject: `run ${runId}` }, now);
}

async function proposalOf(
  sql: Statement,
  runId: number,
): Promise<{ approval: Approval; proposal: Proposal }> {
  const [run, approval] = [await runById(sql, runId), await approvalOf(sql, runId)];
  if (!run || !approval) throw new Error(`run ${runId} waits for no approval`);
  return { approval, proposal: { what: 'run', run, author: run.launchedBy, until: approval.until } };
}
