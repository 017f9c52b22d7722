import type { MessageState } from '../domain/messages/states.js';
import type { Step } from '../domain/plan/plan.js';
import { approvalOf, type Approval } from '../ledger/approvals.js';
import { spendingOf, type Spending } from '../ledger/spending.js';
import type { Actor } from '../ledger/operators.js';
import { inboxBacklog, slowsSending } from '../ledger/backlog.js';
import { listRuns, type Run } from '../ledger/runs.js';
import { latestWords, type SaidWord } from '../ledger/standing.js';
import { versionsOf, type PlanVersionLine } from '../ledger/plan-versions.js';
import { ratesOf, type Rate } from '../ledger/rates.js';
import { stateCounts } from '../ledger/statement.js';
import { PROGRESS_QUERY, workflowId, type RunProgress } from '../workflows/contract.js';
import { visibleRun } from './look-up.js';
import type { Office } from './office.js';
import { pauseReason, type PauseReason } from './pause-reason.js';
import { patiently } from './temporal.js';
import { requireRight } from './rights.js';

/** A run as a list shows it. */
export type RunSummary = Omit<Run, 'plan' | 'definition' | 'scopePath'>;

/** A run, what has become of its messages, and what its workflow is doing. */
export interface RunView extends RunSummary {
  steps: Step[];
  /** Messages by state, in the actor's part of the tree; states nobody is in are left out. */
  states: Partial<Record<MessageState, number>>;
  /** How fast its messages went out so far, by channel. */
  rates: Rate[];
  /** Its bulk messages go out slowly, because the inbox backs up. */
  slowed: boolean;
  /** Of the standing run: what the office has said last, the newest first. */
  words?: SaidWord[];
  /** Who had it paused and why; null: it is not paused, or paused by itself since its audience grew. */
  paused: PauseReason | null;
  /** What the workflow says of itself; null: it has ended, has not begun, or Temporal does not answer. */
  progress: RunProgress | null;
  /** Null: nobody else had to agree. */
  approval: ApprovalView | null;
  /** How its plan was made anew, the one it was launched with first; empty: it never was. */
  versions: PlanVersionLine[];
  /** What it takes out of its month's budget; null: it was launched before months had budgets. */
  spending: Spending | null;
}

/** The agreement a run needs or needed. */
export type ApprovalView = Omit<Approval, 'runId' | 'planHash'>;

/** Runs the actor may look at, newest first. */
export async function runs({ database }: Office, actor: Actor, limit: number): Promise<RunSummary[]> {
  requireRight(actor, 'look');
  return (await listRuns(database, { scopePath: actor.scopePath, limit })).map(summary);
}

/** One run as it stands now. */
export async function showRun(office: Office, actor: Actor, runId: number): Promise<RunView> {
  requireRight(actor, 'look');
  const run = await visibleRun(office, actor, runId);
  const whole = run.scopePath.startsWith(actor.scopePath);
  const standing = run.plan.kind === 'standing';
  const [states, slowed, words, rates, progress, approval, versions, spending, paused] = await Promise.all([
    stateCounts(office.database, runId, whole ? undefined : actor.scopePath),
    isSlowed(office, run),
    standing && whole ? latestWords(office.database, { runId, limit: WORDS }) : undefined,
    // A word now and then has no speed, and no workflow.
    standing ? [] : ratesOf(office.database, runId),
    standing ? null : askProgress(office, run),
    approvalOf(office.database, runId),
    versionsOf(office.database, runId),
    spendingOf(office.database, runId),
    run.state === 'paused' ? pauseReason(office.database, run) : null,
  ]);
  return {
    ...summary(run),
    steps: run.plan.steps,
    states,
    rates,
    slowed,
    paused,
    progress,
    approval: approval ? approvalView(approval) : null,
    versions,
    spending: spending ?? null,
    ...(words ? { words } : {}),
  };
}

/** Words of the standing run that are shown; the statement has them all. */
const WORDS = 20;

/** Whether it still has bulk messages to send while the inbox backs up. */
async function isSlowed({ database, clock, config }: Office, run: Run): Promise<boolean> {
  const bulk = run.plan.steps.some(({ lane }) => lane === 'bulk');
  if (!bulk || run.state !== 'running') return false;
  return slowsSending(await inboxBacklog(database, { limit: config.inboxBacklogLimit, now: clock.now() }));
}

const approvalView = ({ runId: _runId, planHash: _planHash, ...shown }: Approval): ApprovalView => shown;

const summary = (run: Run): RunSummary => {
  const { id, key, kind, title, planHash, launchedBy, launchedAt, audienceAtLaunch, test } = run;
  const { state, changedAt } = run;
  const launched = { id, key, kind, title, planHash, launchedBy, launchedAt, audienceAtLaunch, test };
  return { ...launched, state, changedAt };
};

/** The ledger knows what happened; how far the workflow is, is only an extra that nobody waits long for. */
const QUERY_PATIENCE_MILLISECONDS = 2000;

/** Where a run stands, as its workflow says; null: it has ended, or does not answer. */
export async function askProgress(
  { temporal }: Pick<Office, 'temporal'>,
  run: Run,
): Promise<RunProgress | null> {
  if (run.state === 'closed') return null;
  const handle = temporal.client.workflow.getHandle(workflowId(run.kind, run.id));
  try {
    return await patiently(
      temporal,
      () => handle.query<RunProgress>(PROGRESS_QUERY),
      QUERY_PATIENCE_MILLISECONDS,
    );
  } catch {
    return null;
  }
}
