import { ApplicationFailure } from '@temporalio/activity';
import type { Step } from '../domain/plan/plan.js';
import { runById, type Run } from '../ledger/runs.js';
import type { Database } from '../runtime/database.js';

/** A step of a kind. */
type StepOf<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>;

/** A step of a run's stored plan. A run or step that is not there is a defect no retry can mend. */
export async function stepOf<Kind extends Step['kind']>(
  database: Database,
  { runId, step: key }: { runId: number; step: string },
  ...kinds: Kind[]
): Promise<{ run: Run; step: StepOf<Kind> }> {
  const run = await runById(database, runId);
  const steps: readonly Step[] = run?.plan.steps ?? [];
  const step = steps.find(
    (candidate): candidate is StepOf<Kind> => candidate.key === key && isOf(candidate, kinds),
  );
  if (!run || !step) throw ApplicationFailure.nonRetryable(`run ${runId} has no step ${key}`, 'UnknownStep');
  return { run, step };
}

const isOf = (step: Step, kinds: readonly string[]): boolean => kinds.includes(step.kind);
