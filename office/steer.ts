import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { writeAudit } from '../ledger/audit.js';
import type { Actor } from '../ledger/operators.js';
import type { Run } from '../ledger/runs.js';
import { REFUSED, workflowId, type RunProgress, type SteeringAction } from '../workflows/contract.js';
import type { Office } from './office.js';
import { refuse, temporalAway } from './refusal.js';
import { ownRun } from './look-up.js';
import { isTemporalAway, patiently } from './temporal.js';

export type { SteeringAction };

/**
 * Pauses, resumes or cancels a run. The audit gets the author and the reason first, then the workflow is asked;
 * it answers with where the run stands then, or refuses, which is audited too.
 */
export async function steer(
  office: Office,
  actor: Actor,
  { runId, action, reason }: { runId: number; action: SteeringAction; reason: string },
): Promise<RunProgress> {
  const run = await ownRun(office, actor, runId);
  if (run.state === 'closed' || run.state === 'cancelled') throw over(run, action);
  await audit(office, actor, run, `run ${action} requested`, { reason });
  try {
    return await ask(office, run, action);
  } catch (error) {
    const refusal = toRefusal(run, action, error);
    if (!refusal) throw error;
    await audit(office, actor, run, `run ${action} refused`, { because: refusal.problems[0]?.reason ?? '' });
    throw refusal;
  }
}

const ask = ({ temporal }: Office, run: Run, action: SteeringAction): Promise<RunProgress> =>
  patiently(temporal, () =>
    temporal.client.workflow.getHandle(workflowId(run.kind, run.id)).executeUpdate<RunProgress, []>(action),
  );

const audit = (
  office: Office,
  actor: Actor,
  run: Run,
  action: string,
  detail: Record<string, unknown>,
): Promise<void> =>
  writeAudit(
    office.database,
    { actor: actor.name, action, subject: `run ${run.id}`, detail },
    office.clock.now(),
  );

const ACTIONS: Record<SteeringAction, string> = { pause: '暂停', resume: '恢复', cancel: '取消' };

const over = (run: Run, action: SteeringAction) =>
  refuse(
    'conflict',
    'over',
    `活动 ${run.id} 已${run.state === 'closed' ? '结束' : '取消'}，不能再${ACTIONS[action]}`,
    `run ${run.id} is ${run.state}: it cannot ${action} any more`,
  );

function toRefusal(run: Run, action: SteeringAction, error: unknown) {
  if (
    error instanceof WorkflowUpdateFailedError &&
    error.cause instanceof ApplicationFailure &&
    error.cause.type === REFUSED
  ) {
    return refuse(
      'conflict',
      'refused',
      `活动 ${run.id} 现在不能${ACTIONS[action]}（${error.cause.message}）`,
      error.cause.message,
    );
  }
  if (error instanceof WorkflowNotFoundError) {
    return refuse(
      'conflict',
      'not-started',
      `活动 ${run.id} 的流程尚未开始或已结束，请稍后再试`,
      `the workflow of run ${run.id} has not begun or has ended: try again shortly`,
    );
  }
  return isTemporalAway(error) ? temporalAway() : undefined;
}
