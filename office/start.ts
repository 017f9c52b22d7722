import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { itinerary } from '../domain/plan/plan.js';
import { approvalOf } from '../ledger/approvals.js';
import { unstartedRuns, type LaunchedRun } from '../ledger/runs.js';
import type { Database } from '../runtime/database.js';
import {
  CAMPAIGN_QUEUE,
  SEARCH_ATTRIBUTES,
  workflowId,
  WORKFLOW_TYPES,
  type RunInput,
} from '../workflows/contract.js';
import { codeOf } from './error-code.js';
import type { SweeperRound } from './office.js';
import { isTemporalAway, patiently, type Temporal } from './temporal.js';

const KIND = defineSearchAttributeKey(SEARCH_ATTRIBUTES.kind, SearchAttributeType.KEYWORD);
const RUN = defineSearchAttributeKey(SEARCH_ATTRIBUTES.run, SearchAttributeType.KEYWORD);

/** Starts a run's workflow; starting it twice is starting it once. */
export async function startRun(
  { database, temporal }: { database: Database; temporal: Temporal },
  run: LaunchedRun,
): Promise<void> {
  const asked = await approvalOf(database, run.id);
  const input: RunInput = {
    ...{ runId: run.id, itinerary: itinerary(run.plan) },
    ...(asked ? { approval: { until: asked.until.toISOString() } } : {}),
  };
  try {
    await patiently(temporal, () => startWorkflow(temporal.client, run, input));
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

const startWorkflow = (client: Client, run: LaunchedRun, input: RunInput) =>
  client.workflow.start(WORKFLOW_TYPES[run.kind], {
    workflowId: workflowId(run.kind, run.id),
    taskQueue: CAMPAIGN_QUEUE,
    args: [input],
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
    typedSearchAttributes: [
      { key: KIND, value: run.kind },
      { key: RUN, value: String(run.id) },
    ],
  });

/** How long a launch may take before the sweeper starts its workflow for it. */
const GRACE_MILLISECONDS = 5000;

/**
 * Starts the workflows of runs that were written down while Temporal, or the launching process, was gone. One that
 * cannot be started keeps no other waiting; while an engine is away none is tried.
 */
export async function startUnstarted({ database, temporal, clock, log }: SweeperRound): Promise<void> {
  const before = new Date(clock.now().getTime() - GRACE_MILLISECONDS);
  const away = (error: unknown): void =>
    log.warn({ code: codeOf(error) }, 'unstarted runs wait: an engine is away');
  const runs = await unstartedRuns(database, before).catch(away);
  for (const run of runs ?? []) {
    try {
      await startRun({ database, temporal }, run);
    } catch (error) {
      if (isTemporalAway(error)) return away(error);
      log.error({ run: run.id, code: codeOf(error) }, 'run cannot be started');
    }
  }
}
