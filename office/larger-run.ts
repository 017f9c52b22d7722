import { officeDay } from '../domain/calendar/office-day.js';
import type { Plan } from '../domain/plan/plan.js';
import { changeReservation, holdMonth } from '../ledger/budget.js';
import { standingOf } from '../ledger/call-outs/show.js';
import type { Actor } from '../ledger/operators.js';
import type { Run } from '../ledger/runs.js';
import { spendingOf } from '../ledger/spending.js';
import { approvalNeeded, type ApprovalNeeded } from './approval.js';
import { requireRoom, yuan } from './budget.js';
import type { Office } from './office.js';
import { expectedCostFen } from './preview/cost.js';
import { refuse, type Refusal } from './refusal.js';
import { requireRight } from './rights.js';
import { askProgress } from './runs.js';

/** A command that may let a run grow beyond what was launched or agreed to. */
interface Wish {
  action: string;
  amount?: number | undefined;
}

/** What a run would be. */
interface Size {
  plan: Plan;
  audience: number;
}

/** A run that grows: what the audit shall hold of it, and the way back where its workflow says no. */
export interface Growth {
  /** `agreedFor`: the command is the agreement of somebody else than this author. */
  detail: { audience: number; costFen: number; agreedFor?: string };
  takeBack: () => Promise<void>;
}

/**
 * Holds a run that would grow against the same limits as a launch, and takes what it costs more out of its month. What
 * was agreed to was a smaller run: where the larger one needs somebody else's agreement, only they may let it grow, and
 * their command is the agreement.
 * @returns null: it does not grow by this
 */
export async function agreeToGrowth(
  office: Office,
  actor: Actor,
  run: Run,
  wish: Wish,
): Promise<Growth | null> {
  requireRight(actor, 'run campaigns');
  const size = run.test ? null : await sizeBy(office, run, wish);
  if (!size) return null;
  const bounds = { scopePath: run.scopePath, officeDay: officeDay(office.clock.now()) };
  const costFen = await expectedCostFen(office, actor, { plan: size.plan, bounds });
  const author = { ...actor, name: run.launchedBy, scopePath: run.scopePath };
  const needed = await approvalNeeded(office, author, { ...size, costFen });
  if (needed && !needed.approvers.includes(actor.name))
    throw anothers(run, wish, { ...size, costFen, needed });
  return {
    detail: { audience: size.audience, costFen, ...(needed ? { agreedFor: run.launchedBy } : {}) },
    takeBack: await reserveMore(office, run.id, costFen),
  };
}

/** An audience that grew is accepted by resuming, as its workflow counted it; a call-out grows with its places. */
async function sizeBy(office: Office, run: Run, { action, amount = 0 }: Wish): Promise<Size | null> {
  const { plan } = run;
  if (plan.kind === 'standing') return null;
  if (action === 'resume') {
    const audience = (await askProgress(office, run))?.grownTo ?? null;
    return audience === null ? null : { plan, audience };
  }
  if (action !== 'need' || plan.kind !== 'call-out') return null;
  const stands = await standingOf(office.database, { run: run.id, scopePath: run.scopePath });
  if (!stands || amount <= stands.needed) return null;
  const [ask, ...tells] = plan.steps;
  return {
    plan: { ...plan, steps: [{ ...ask, needed: amount }, ...tells] },
    audience: run.audienceAtLaunch,
  };
}

/** What is reserved never shrinks by this: a part of it may be spent. */
async function reserveMore(
  { database, clock }: Office,
  runId: number,
  costFen: number,
): Promise<Growth['takeBack']> {
  const spending = await spendingOf(database, runId);
  if (!spending) return () => Promise.resolve();
  const { month } = spending;
  return database.begin(async (sql) => {
    const budget = await holdMonth(sql, month);
    const { reservedFen: before } = (await spendingOf(sql, runId))!;
    const after = Math.max(before, costFen);
    requireRoom(budget, before, after);
    await changeReservation(sql, { runId, from: before, to: after }, clock.now());
    return () => changeReservation(database, { runId, from: after, to: before }, clock.now());
  });
}

function anothers(
  run: Run,
  { action, amount }: Wish,
  { audience, costFen, needed: { approvers } }: Size & { costFen: number; needed: ApprovalNeeded },
): Refusal {
  const group = run.kind === 'call-out' ? 'callout' : 'run';
  const command = `muster ${group} ${action} ${run.id}${action === 'need' ? ` ${amount}` : ''} --reason …`;
  const [zh, en] =
    action === 'need' ? [`需要 ${amount} 人`, `needs ${amount} people`] : ['受众增加', 'has grown'];
  const who =
    approvers.length > 0
      ? [
          `请由 ${approvers.join('、')} 执行 ${command}`,
          `one of ${approvers.join(', ')} does it by \`${command}\``,
        ]
      : [
          `现在没有可以同意的人，请先增加一名负责人（muster operator add … --role head）`,
          'nobody here may agree: admit an operator with the role head first (`muster operator add … --role head`)',
        ];
  return refuse(
    'not-allowed',
    'agreement-needed',
    `活动 ${run.id} ${zh}：涉及 ${audience} 人（发起时 ${run.audienceAtLaunch} 人），预计 ¥${yuan(costFen)}，须由发起人 ${run.launchedBy} 以外的审批人同意；${who[0]}`,
    `run ${run.id} ${en}: it concerns ${audience} people (${run.audienceAtLaunch} when launched) and is expected to cost ¥${yuan(costFen)}, which somebody else than its author ${run.launchedBy} must agree to; ${who[1]}`,
  );
}
