import type { MessageState } from '../domain/messages/states.js';
import type { Step } from '../domain/plan/plan.js';
import type { Actor } from '../ledger/operators.js';
import { listRuns, type Run } from '../ledger/runs.js';
import { ratesOf, type Rate } from '../ledger/rates.js';
import { stateCounts } from '../ledger/statement.js';
import { PROGRESS_QUERY, workflowId, type RunProgress } from '../workflows/contract.js';
import { visibleRun } from './look-up.js';
import type { Office } from './office.js';
import { patiently } from './temporal.js';

/** A run as a list shows it. */
export type RunSummary = Omit<Run, 'plan' | 'scopePath'>;

/** A run, what has become of its messages, and what its workflow is doing. */
export interface RunView extends RunSummary {
  steps: Step[];
  /** Messages by state, in the actor's part of the tree; states nobody is in are left out. */
  states: Partial<Record<MessageState, number>>;
  /** How fast its messages went out so far, by channel. */
  rates: Rate[];
  /** What the workflow says of itself; null: it has ended, has not begun, or Temporal does not answer. */
  progress: RunProgress | null;
}

/** Runs the actor may look at, newest first. */
export async function runs({ database }: Office, actor: Actor, limit: number): Promise<RunSummary[]> {
  return (await listRuns(database, { scopePath: actor.scopePath, limit })).map(summary);
}

/** One run as it stands now. */
export async function showRun(office: Office, actor: Actor, runId: number): Promise<RunView> {
  const run = await visibleRun(office, actor, runId);
  const whole = run.scopePath.startsWith(actor.scopePath);
  const standing = run.plan.kind === 'standing';
  const [states, rates, progress] = await Promise.all([
    stateCounts(office.database, runId, whole ? undefined : actor.scopePath),
    // A word now and then has no speed, and no workflow.
    standing ? [] : ratesOf(office.database, runId),
    standing ? null : askProgress(office, run),
  ]);
  return { ...summary(run), steps: run.plan.steps, states, rates, progress };
}

const summary = (run: Run): RunSummary => {
  const { id, key, kind, title, planHash, launchedBy, launchedAt, audienceAtLaunch, state, changedAt } = run;
  return { id, key, kind, title, planHash, launchedBy, launchedAt, audienceAtLaunch, state, changedAt };
};

/** The ledger knows what happened; how far the workflow is, is only an extra that nobody waits long for. */
const QUERY_PATIENCE_MILLISECONDS = 2000;

async function askProgress({ temporal }: Office, run: Run): Promise<RunProgress | null> {
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
