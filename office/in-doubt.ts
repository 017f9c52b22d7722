import { writeAudit } from '../ledger/audit.js';
import {
  holdInDoubt,
  listInDoubt,
  settleArrived,
  settleNotArrived,
  type InDoubt,
} from '../ledger/in-doubt.js';
import type { Actor } from '../ledger/operators.js';
import { ownRun, visibleRun } from './look-up.js';
import type { Office } from './office.js';
import { refuse, requireReason } from './refusal.js';
import { requireRight } from './rights.js';

/** Calls nobody knows the end of, of one run or of all, as far as the actor may see. */
export async function inDoubt(
  office: Office,
  actor: Actor,
  { runId, limit }: { runId?: number; limit: number },
): Promise<InDoubt[]> {
  requireRight(actor, 'look');
  if (runId !== undefined) await visibleRun(office, actor, runId);
  return listInDoubt(office.database, {
    scopePath: actor.scopePath,
    limit,
    ...(runId === undefined ? {} : { runId }),
  });
}

/** What somebody has found out about a call in doubt, by asking the carrier or those it was for. */
export interface Settlement {
  batch: number;
  arrived: boolean;
  reason: string;
  /** Send again although it may still arrive: the one who says so answers for somebody getting it twice. */
  force?: boolean;
}

/**
 * Settles a call in doubt by hand. What arrived is sent; what did not goes back to the queue, but only once it is as
 * certain as the reconciler would want it (decision 004).
 * @throws {Refusal} it is not in doubt; a call of it is under way; it is too early to send again
 * @returns how many messages it was about
 */
export async function settleInDoubt(
  office: Office,
  actor: Actor,
  { batch, arrived, reason, force = false }: Settlement,
): Promise<number> {
  requireRight(actor, 'run campaigns');
  requireReason(reason);
  const { database, clock, config } = office;
  const now = clock.now();
  return database.begin(async (sql) => {
    const held = await holdInDoubt(sql, batch);
    if (!held) throw notInDoubt(batch);
    await ownRun(office, actor, held.runId);
    if (held.underWay) throw underWay(batch);
    const certainAt = new Date(
      held.doubtSince.getTime() + 1000 * (config.reconcileNonceSeconds + config.reconcileBoundSeconds),
    );
    if (!arrived && !force && now < certainAt) throw tooEarly(batch, certainAt, now);
    await (arrived ? settleArrived : settleNotArrived)(sql, batch, now);
    const detail = { batch, arrived, force, reason, messages: held.messages };
    await writeAudit(
      sql,
      { actor: actor.name, action: 'unknown settle', subject: `run ${held.runId}`, detail },
      now,
    );
    return held.messages;
  });
}

const notInDoubt = (batch: number) =>
  refuse(
    'not-found',
    'not-in-doubt',
    `批次 ${batch} 没有待核实的消息，或刚刚核实：请用 muster unknown list 查看`,
    `nothing of batch ${batch} is in doubt, or it has just been settled: see \`muster unknown list\``,
  );

const underWay = (batch: number) =>
  refuse(
    'conflict',
    'under-way',
    `批次 ${batch} 正在重试，结果未出：请一分钟后再试`,
    `a call of batch ${batch} is under way just now: try again in a minute`,
  );

function tooEarly(batch: number, certainAt: Date, now: Date) {
  const minutes = Math.ceil((certainAt.getTime() - now.getTime()) / 60_000);
  return refuse(
    'conflict',
    'too-early',
    `批次 ${batch} 还可能送达，${minutes} 分钟后才能认定没有；确要现在重发请加 --force，收件人可能收到两次`,
    `batch ${batch} may still arrive: it is certain in ${minutes} minutes. --force sends it again now, and people may get it twice`,
  );
}
