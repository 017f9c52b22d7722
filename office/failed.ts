import { RUN_STATE_MEANING } from '../domain/plan/run-state.js';
import { writeAudit } from '../ledger/audit.js';
import type { Actor } from '../ledger/operators.js';
import {
  failedGroups,
  listFailed,
  redriveFailed,
  type FailedGroup,
  type FailedMessage,
} from '../ledger/failed.js';
import { ownRun, visibleRun } from './look-up.js';
import type { Office } from './office.js';
import { refuse, requireReason } from './refusal.js';
import { requireRight } from './rights.js';

/** Messages that failed for good, of one run or of all, as far as the actor may see. */
export async function failed(
  office: Office,
  actor: Actor,
  { runId, limit }: { runId?: number; limit: number },
): Promise<FailedMessage[]> {
  requireRight(actor, 'look');
  if (runId !== undefined) await visibleRun(office, actor, runId);
  return listFailed(office.database, {
    scopePath: actor.scopePath,
    limit,
    ...(runId === undefined ? {} : { runId }),
  });
}

/** The same, added up by reason: what has to be mended. */
export async function failedByReason(
  office: Office,
  actor: Actor,
  { runId, limit }: { runId?: number; limit: number },
): Promise<FailedGroup[]> {
  requireRight(actor, 'look');
  if (runId !== undefined) await visibleRun(office, actor, runId);
  return failedGroups(office.database, {
    scopePath: actor.scopePath,
    limit,
    ...(runId === undefined ? {} : { runId }),
  });
}

/**
 * Puts the failed messages of a run, all or those of one code, back into the queue: the mistake that failed them has been mended. Only while
 * the run goes on, because nothing of a run that is over is ever sent.
 * @returns how many
 */
export async function redrive(
  office: Office,
  actor: Actor,
  { runId, reason, code }: { runId: number; reason: string; code?: string },
): Promise<number> {
  requireRight(actor, 'run campaigns');
  requireReason(reason);
  const run = await ownRun(office, actor, runId);
  if (run.state !== 'running' && run.state !== 'paused') {
    throw refuse(
      'conflict',
      'over',
      `活动 ${runId} ${RUN_STATE_MEANING[run.state].zh}，不再发送；请另发起一次活动`,
      `run ${runId} is ${run.state} and sends nothing any more: launch another`,
    );
  }
  const now = office.clock.now();
  return office.database.begin(async (sql) => {
    const messages = await redriveFailed(sql, { runId, now, ...(code === undefined ? {} : { code }) });
    const entry = {
      actor: actor.name,
      action: 'failed redrive',
      subject: `run ${runId}`,
      detail: { reason, messages, ...(code === undefined ? {} : { code }) },
    };
    if (messages > 0) await writeAudit(sql, entry, now);
    return messages;
  });
}
