import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { proposedVersion, tellAnswered } from '../ledger/approval-words.js';
import { writeAudit } from '../ledger/audit.js';
import { decideVersion, lapsedVersions, openVersion, unheardVersions } from '../ledger/plan-versions.js';
import { runById, type Run } from '../ledger/runs.js';
import { REPLAN_UPDATE, workflowId, type RunProgress } from '../workflows/contract.js';
import { codeOf } from './error-code.js';
import type { Office, SweeperRound } from './office.js';
import { isTemporalAway, patiently } from './temporal.js';

/** The workflow follows what the ledger says was approved. */
const tell = (
  { temporal }: Pick<Office, 'temporal'>,
  { id, kind }: Pick<Run, 'id' | 'kind'>,
  version: number,
) =>
  patiently(temporal, () =>
    temporal.client.workflow
      .getHandle(workflowId(kind, id))
      .executeUpdate<RunProgress, [number]>(REPLAN_UPDATE, { args: [version] }),
  );

/**
 * Tells a run's workflow that its plan was made anew.
 * @returns false: it could not hear of it now; the sweeper tells it again
 */
export async function tellReplan(
  office: Pick<Office, 'temporal'>,
  run: Pick<Run, 'id' | 'kind'>,
  version: number,
): Promise<boolean> {
  try {
    await tell(office, run, version);
    return true;
  } catch (error) {
    if (isTemporalAway(error) || hearsLater(error)) return false;
    throw error;
  }
}

/** It has not begun, or is in the middle of a step. */
const hearsLater = (error: unknown): boolean =>
  error instanceof WorkflowNotFoundError || error instanceof WorkflowUpdateFailedError;

/** How long whoever made or approved a version may take to tell the workflow before the sweeper does. */
const GRACE_MILLISECONDS = 5000;

/**
 * Tells workflows of new versions they have not heard of, and lets lapse what nobody has agreed to in time. One that cannot
 * be told keeps no other waiting; while an engine is away none is tried.
 */
export async function tellReplans(round: SweeperRound): Promise<void> {
  const { database, clock, log } = round;
  const away = (error: unknown): void =>
    log.warn({ code: codeOf(error) }, 'new plans wait to be told: an engine is away');
  const now = clock.now();
  const unheard = await lapse(round, now)
    .then(() => unheardVersions(database, new Date(now.getTime() - GRACE_MILLISECONDS)))
    .catch(away);
  for (const { runId, version, kind } of unheard ?? []) {
    try {
      await tell(round, { id: runId, kind }, version);
    } catch (error) {
      if (isTemporalAway(error)) return away(error);
      if (!hearsLater(error))
        log.error({ run: runId, code: codeOf(error) }, 'a run cannot be told of its new plan');
    }
  }
}

async function lapse({ database }: SweeperRound, now: Date): Promise<void> {
  for (const { runId, version } of await lapsedVersions(database, now))
    await database.begin(async (sql) => {
      const waiting = await openVersion(sql, runId);
      const lapsed = { decision: 'lapsed', by: 'muster' } as const;
      if (!waiting || !(await decideVersion(sql, { runId, version, ...lapsed, answer: null }, now))) return;
      const entry = { actor: 'muster', action: 'run replan lapsed', subject: `run ${runId}` };
      await writeAudit(sql, { ...entry, detail: { version } }, now);
      const run = await runById(sql, runId);
      if (run) await tellAnswered(sql, { ...proposedVersion(run, waiting), ...lapsed, reason: null }, now);
    });
}
