import { officeDay, officeTime } from '../domain/calendar/office-day.js';
import { onlyLess } from '../domain/plan/replan.js';
import { RUN_STATE_MEANING } from '../domain/plan/run-state.js';
import { proposedVersion, tellAsked } from '../ledger/approval-words.js';
import { approvalOf } from '../ledger/approvals.js';
import { writeAudit } from '../ledger/audit.js';
import type { Actor } from '../ledger/operators.js';
import { holdRun, openVersion, writeVersion, type PlanVersion } from '../ledger/plan-versions.js';
import type { Run } from '../ledger/runs.js';
import type { Statement } from '../runtime/database.js';
import { approvalNeeded, approverNames, requireApprover, type ApprovalNeeded } from './approval.js';
import { ownRun } from './look-up.js';
import type { Office } from './office.js';
import { isChased, replanner, type ChasedRun, type PlannedAgain } from './plan-again.js';
import { expectedCostFen } from './preview/cost.js';
import { refuse, Refusal, requireReason } from './refusal.js';
import { tellReplan } from './replan-tell.js';
import { requireRight } from './rights.js';
import { askProgress } from './runs.js';
import { officeCalendar } from './theme-book.js';

/** What a new version of a run's plan would change. */
export interface ReplanPreview extends Omit<PlannedAgain, 'plan'> {
  run: number;
  title: string;
  /** Null: it would be carried out at once. */
  approval: ApprovalNeeded | null;
}

/** What has become of a new version. */
export interface Replanned extends ReplanPreview {
  version: number;
  /** False: it waits for somebody's agreement, or for Temporal, and is then carried out by itself. */
  carriedOut: boolean;
}

/** Shows what a run would do otherwise, were it planned now; nothing is written. */
export async function previewReplan(office: Office, actor: Actor, runId: number): Promise<ReplanPreview> {
  requireRight(actor, 'look');
  const run = await chasedRun(office, actor, runId);
  const planned = await plannedAgain(office, actor, run);
  return preview(run, planned, await agreementNeeded(office, actor, run, planned));
}

/**
 * Makes a new version of a run's plan. Where the run needed somebody else's agreement, or would now, it waits for theirs and
 * the run goes on as it was; else it is carried out at once. A run that is itself still to be agreed to is agreed to as it is then.
 */
export async function replanRun(
  office: Office,
  actor: Actor,
  { runId, reason }: { runId: number; reason: string },
): Promise<Replanned> {
  requireRight(actor, 'run campaigns');
  requireReason(reason);
  const run = await chasedRun(office, actor, runId);
  if (run.state === 'proposed' && run.launchedBy !== actor.name) throw notTheAuthor(run);
  const waiting = await openVersion(office.database, runId);
  if (waiting) throw waitsAlready(waiting);
  const planned = await plannedAgain(office, actor, run);
  if (!planned.differs) throw nothingChanges(run);
  await requireBetweenSteps(office, run);
  const approval = await agreementNeeded(office, actor, run, planned);
  if (approval) requireApprover(approval, run.audienceAtLaunch);
  const version = await propose(office, actor, { run, planned, approval, reason });
  const carriedOut = approval === null && (await tellReplan(office, run, version));
  return { ...preview(run, planned, approval), version, carriedOut };
}

const preview = (
  { id, title }: Run,
  { plan: _plan, ...planned }: PlannedAgain,
  approval: ApprovalNeeded | null,
): ReplanPreview => ({ run: id, title, ...planned, approval });

/** A run that may be planned again. */
async function chasedRun(office: Office, actor: Actor, runId: number): Promise<ChasedRun> {
  const run = await ownRun(office, actor, runId);
  if (!isChased(run)) throw otherKind(run);
  if (run.state === 'closed' || run.state === 'cancelled') throw isOver(run);
  return run;
}

async function plannedAgain(office: Office, actor: Actor, run: ChasedRun): Promise<PlannedAgain> {
  const sql = office.database;
  const calendar = await officeCalendar(sql, office.clock.now());
  const planned = await replanner(office, actor, { sql, calendar })(run);
  if (planned.ok) return planned.value;
  throw new Refusal('invalid', planned.problems);
}

/** A run that is still to be agreed to is agreed to as a whole; who may call it off may ask for less of it, too. */
async function agreementNeeded(
  office: Office,
  actor: Actor,
  run: ChasedRun,
  { plan }: PlannedAgain,
): Promise<ApprovalNeeded | null> {
  const { database, clock, config } = office;
  const asked = await approvalOf(database, run.id);
  if ((asked && asked.decision === null) || onlyLess(run.plan, plan)) return null;
  const { scopePath, audienceAtLaunch: audience } = run;
  const bounds = { scopePath, officeDay: officeDay(clock.now()) };
  const author = { ...actor, scopePath };
  const costFen = await expectedCostFen(office, author, { plan, bounds });
  const now = await approvalNeeded(office, author, { plan, audience, costFen });
  if (!asked && !now) return null;
  return {
    until: new Date(clock.now().getTime() + config.approvalHours * HOUR_MILLISECONDS),
    approvers: now?.approvers ?? (await approverNames(database, { author: actor.name, scopePath })),
  };
}

const HOUR_MILLISECONDS = 3_600_000;

/** Between the writing of a step and its last message nothing is exchanged. A workflow that does not answer is asked later. */
async function requireBetweenSteps(office: Office, run: ChasedRun): Promise<void> {
  const progress = await askProgress(office, run);
  if (progress?.stage !== 'writing' && progress?.stage !== 'sending') return;
  throw refuse(
    'conflict',
    'step-under-way',
    `活动 ${run.id} 正在发送“${progress.step ?? '—'}”，请等这一步发完再试`,
    `run ${run.id} is in the middle of “${progress.step ?? '—'}”: try again when that step is sent`,
  );
}

/** What is made of a run's plan, and what it waits for. */
interface Made {
  run: ChasedRun;
  planned: PlannedAgain;
  approval: ApprovalNeeded | null;
  reason: string;
}

async function propose(
  { database, clock }: Office,
  actor: Actor,
  { run, planned: { plan, planHash }, approval, reason }: Made,
): Promise<number> {
  const now = clock.now();
  const until = approval?.until ?? null;
  return database.begin(async (sql) => {
    await requireAsSeen(sql, run);
    const made = { runId: run.id, plan, planHash, madeBy: actor.name, madeAt: now, reason, until };
    const version = await writeVersion(sql, made);
    const entry = {
      ...{
        actor: actor.name,
        action: until ? 'run replan proposed' : 'run replan',
        subject: `run ${run.id}`,
      },
      detail: { version, plan: planHash, reason },
    };
    await writeAudit(sql, entry, now);
    if (until) await tellAsked(sql, { ...proposedVersion(run, made), costFen: 0 }, now);
    return version;
  });
}

/** Somebody else may have been faster, or the run is over. */
async function requireAsSeen(sql: Statement, run: ChasedRun): Promise<void> {
  const held = await holdRun(sql, run.id);
  if (held?.state === 'closed' || held?.state === 'cancelled') throw isOver({ ...run, state: held.state });
  const waiting = await openVersion(sql, run.id);
  if (waiting) throw waitsAlready(waiting);
  if (held?.planHash === run.planHash) return;
  throw refuse(
    'conflict',
    'replanned-meanwhile',
    `活动 ${run.id} 的方案刚被别人更新：请再看一次`,
    `somebody has just made the plan of run ${run.id} anew: look again`,
  );
}

const otherKind = ({ id }: Run) =>
  refuse(
    'invalid',
    'other-kind',
    `活动 ${id} 不是报送或主题活动，它的日期不随日历变动`,
    `run ${id} is neither a deadline nor a theme: its days do not move with the calendar`,
  );

const isOver = ({ id, state }: Run) =>
  refuse(
    'conflict',
    'over',
    `活动 ${id} ${RUN_STATE_MEANING[state].zh}，不能再改期`,
    `run ${id} is ${state}: it cannot be planned anew any more`,
  );

const nothingChanges = ({ id }: Run) =>
  refuse(
    'conflict',
    'nothing-changes',
    `活动 ${id} 与现在的日历已经一致，没有要改的`,
    `run ${id} agrees with the calendar already: there is nothing to change`,
  );

const notTheAuthor = ({ id, launchedBy }: Run) =>
  refuse(
    'not-allowed',
    'not-the-author',
    `活动 ${id} 还在等待审批，只有发起人 ${launchedBy} 可以改期`,
    `run ${id} still waits to be agreed to: only its author ${launchedBy} may plan it anew`,
  );

const waitsAlready = ({ runId, version, madeBy, madeAt, decision }: PlanVersion) =>
  refuse(
    'conflict',
    'replan-waits',
    `活动 ${runId} 已有 ${madeBy} 于 ${officeTime(madeAt)} 提出的第 ${version} 版方案，${decision === null ? '正在等待审批：请先审批、驳回或撤回' : '即将生效，不必再提'}`,
    `${madeBy} has made version ${version} of run ${runId}'s plan at ${officeTime(madeAt)}; ${decision === null ? 'it waits to be agreed to: approve, refuse or withdraw it first' : 'it is about to take effect, nothing else is needed'}`,
  );
