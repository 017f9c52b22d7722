import { ApplicationFailure } from '@temporalio/activity';
import type { SendStep } from '../domain/plan/plan.js';
import { runById, type Run } from '../ledger/runs.js';
import type { Database } from '../runtime/database.js';

/** A step of a run's stored plan. A run or step that is not there is a defect no retry can mend. */
export async function stepOf(
  database: Database,
  { runId, step: key }: { runId: number; step: string },
): Promise<{ run: Run; step: SendStep }> {
  const run = await runById(database, runId);
  const step = run?.plan.steps.find((candidate) => candidate.key === key);
  if (!run || !step) throw ApplicationFailure.nonRetryable(`run ${runId} has no step ${key}`, 'UnknownStep');
  return { run, step };
}
