import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { officeTime } from '../domain/calendar/office-day.js';
import { approvalUntil, mayApprove, needsApproval, type Decision } from '../domain/plan/approval.js';
import type { Plan } from '../domain/plan/plan.js';
import { writeAudit } from '../ledger/audit.js';
import { approvalOf, decide, operatorsAbove, unheardDecisions, type Approval } from '../ledger/approvals.js';
import { monthBudget } from '../ledger/budget.js';
import type { Actor } from '../ledger/operators.js';
import type { Run } from '../ledger/runs.js';
import { spendingOf } from '../ledger/spending.js';
import type { Statement } from '../runtime/database.js';
import { workflowId, type ApprovalAnswer, type RunProgress } from '../workflows/contract.js';
import { requireRoom } from './budget.js';
import { codeOf } from './error-code.js';
import { visibleRun } from './look-up.js';
import type { Office, SweeperRound } from './office.js';
import { refuse, requireReason, type Refusal } from './refusal.js';
import { requireRight } from './rights.js';
import { isTemporalAway, patiently, type Temporal } from './temporal.js';

/** What a launch would have to wait for; null: for nobody. */
export interface ApprovalNeeded {
  until: Date;
  /** Names of the operators who may agree. */
  approvers: string[];
}

/** Whether a launch of this size and cost needs somebody else's agreement, until when, and whose. */
export async function approvalNeeded(
  { database, clock, config }: Office,
  actor: Actor,
  { plan, audience, costFen }: { plan: Plan; audience: number; costFen: number },
): Promise<ApprovalNeeded | null> {
  requireRight(actor, 'look');
  const limits = { audience: config.approvalAudience, costFen: config.approvalCostFen };
  // A theme occupies every committee for weeks, however few people read its messages.
  const always = plan.kind === 'theme' && (limits.audience !== null || limits.costFen !== null);
  if (!always && !needsApproval({ audience, costFen }, limits)) return null;
  const approvers = await approverNames(database, { author: actor.name, scopePath: actor.scopePath });
  return { until: approvalUntil(plan, { now: clock.now(), hours: config.approvalHours }), approvers };
}

/** Names of the operators who may agree to a run of this author and part of the tree. */
export const approverNames = async (
  sql: Statement,
  run: { author: string; scopePath: string },
): Promise<string[]> =>
  (await operatorsAbove(sql, run.scopePath))
    .filter((operator) => mayApprove(operator, run))
    .map(({ name }) => name);

/** @throws {Refusal} when nobody there is could ever agree */
export function requireApprover({ approvers }: ApprovalNeeded, audience: number): void {
  if (approvers.length > 0) return;
  throw refuse(
    'conflict',
    'nobody-to-approve',
    `这次活动涉及 ${audience} 人，须由发起人以外的人审批，而现在没有可以审批的人：请增加一名负责人（head），或调整 APPROVAL_AUDIENCE、APPROVAL_COST_FEN`,
    `a run of ${audience} people needs the agreement of somebody else, and nobody here may give it: admit an operator with the role head, or change APPROVAL_AUDIENCE and APPROVAL_COST_FEN`,
  );
}

/** What somebody has decided about a run. */
export interface DecidedRun {
  run: number;
  decision: Decision;
  state: Run['state'];
  /** False: Temporal is away; the decision stands and takes effect by itself. */
  heard: boolean;
}

/** A yes, bound to what the approver saw; a no or a withdrawal, with the reason. */
export type ApprovalWish =
  | { runId: number; answer: 'approve'; /** First digits of the plan's hash. */ hash: string }
  | { runId: number; answer: 'refuse' | 'withdraw'; reason: string };

const DECISION_OF: Record<ApprovalAnswer, Decision> = {
  approve: 'approved',
  refuse: 'refused',
  withdraw: 'withdrawn',
};

/**
 * Decides about a run that waits for it: the decision is written down first, once and for all, then the workflow is told
 * and does what the ledger says.
 */
export async function answerProposal(office: Office, actor: Actor, wish: ApprovalWish): Promise<DecidedRun> {
  const { runId, answer } = wish;
  requireRight(actor, answer === 'withdraw' ? 'run campaigns' : 'approve');
  if (wish.answer !== 'approve') requireReason(wish.reason);
  const { run, approval } = await proposal(office, actor, runId);
  requireSay(actor, run, answer);
  if (wish.answer === 'approve') {
    requireHash(run, wish.hash);
    await requireBudget(office, run);
  }
  const decision = DECISION_OF[answer];
  await writeDecision(office, { run, approval }, { decision, by: actor.name, ...reasonOf(wish) });
  return { run: runId, decision, ...(await toldOf(office, run, answer)) };
}

const reasonOf = (wish: ApprovalWish): { reason: string | null } => ({
  reason: wish.answer === 'approve' ? null : wish.reason,
});

/** A run that waits for a decision, as far as the actor may see it. */
export async function proposal(
  office: Office,
  actor: Actor,
  runId: number,
): Promise<{ run: Run; approval: Approval }> {
  requireRight(actor, 'look');
  const run = await visibleRun(office, actor, runId);
  const approval = await approvalOf(office.database, runId);
  if (!approval)
    throw refuse(
      'conflict',
      'no-approval-asked',
      `活动 ${runId} 不需要审批`,
      `run ${runId} needs no approval`,
    );
  if (approval.decision !== null) throw decidedBefore(approval, approval.decision);
  return { run, approval };
}

const DECISION_NAMES: Record<Exclude<Decision, 'lapsed'>, string> = {
  approved: '已批准',
  refused: '已驳回',
  withdrawn: '已撤回',
};

/** Nobody decided a lapse, whether its workflow has written it down yet or not. */
const lapsed = ({ runId, until }: Approval): Refusal =>
  refuse(
    'conflict',
    'lapsed',
    `活动 ${runId} 的审批期限已于 ${officeTime(until)} 截止，不能再审批或撤回：还要发送，请重新发起`,
    `the time to agree to run ${runId} was over at ${officeTime(until)}: it can be neither decided nor withdrawn any more; to send it all the same, launch it again`,
  );

const decidedBefore = (approval: Approval, decision: Decision): Refusal =>
  decision === 'lapsed' ? lapsed(approval) : decidedBy(approval, decision);

const decidedBy = ({ runId, decidedBy: by }: Approval, decision: Exclude<Decision, 'lapsed'>): Refusal =>
  refuse(
    'conflict',
    'decided',
    `活动 ${runId} ${DECISION_NAMES[decision]}（${by}），不能再改`,
    `run ${runId} is ${decision} (${by}) already, and that stands`,
  );

/** Who may say what: a no like a yes is another's; only the author takes it back. */
function requireSay(actor: Actor, run: Run, answer: ApprovalAnswer): void {
  const isAuthor = actor.name === run.launchedBy;
  if (answer === 'withdraw') {
    if (isAuthor) return;
    throw refuse(
      'not-allowed',
      'not-the-author',
      `活动 ${run.id} 由 ${run.launchedBy} 发起，只有发起人可以撤回；审批人请用 muster run refuse`,
      `run ${run.id} is ${run.launchedBy}'s: only its author withdraws it; an approver refuses it`,
    );
  }
  if (mayApprove(actor, { author: run.launchedBy, scopePath: run.scopePath })) return;
  throw isAuthor
    ? refuse(
        'not-allowed',
        'own-run',
        `活动 ${run.id} 是您自己发起的，须由他人审批；要撤回请用 muster run withdraw`,
        `run ${run.id} is your own: somebody else must agree to it; to take it back, use \`muster run withdraw\``,
      )
    : refuse(
        'not-allowed',
        'no-approver',
        `活动 ${run.id} 须由负责人审批（县区发起的，也可由市级经办审批）；您是 ${actor.name}`,
        `run ${run.id} is for a head to approve (or, launched by a part, for a clerk of the whole office); you are ${actor.name}`,
      );
}

/** As many digits as nobody mistypes into another plan's. */
const HASH = /^[0-9a-f]{8,64}$/;

/** An approval names what it agrees to: a plan that was changed is another run's, with another hash. */
function requireHash(run: Run, hash: string): void {
  if (HASH.test(hash) && run.planHash.startsWith(hash)) return;
  throw refuse(
    'conflict',
    'other-plan',
    `“${hash}” 不是活动 ${run.id} 的方案校验码（至少 8 位，见 muster run preview ${run.id}）：请核对您看到的是不是同一个方案`,
    `“${hash}” is not the hash of run ${run.id}'s plan (at least 8 digits, see \`muster run preview ${run.id}\`): make sure that it is the plan you have seen`,
  );
}

/** The budget may have been cut since the run reserved its part of it. */
async function requireBudget({ database }: Office, run: Run): Promise<void> {
  const spending = await spendingOf(database, run.id);
  if (!spending) return;
  const { month, reservedFen } = spending;
  requireRoom(await monthBudget(database, month), reservedFen, reservedFen);
}

async function writeDecision(
  { database, clock }: Office,
  { run, approval }: { run: Run; approval: Approval },
  decided: { decision: Decision; by: string; reason: string | null },
): Promise<void> {
  const now = clock.now();
  const { decision, by, reason } = decided;
  const written = await database.begin(async (sql) => {
    if (!(await decide(sql, { runId: run.id, ...decided }, now))) return false;
    const entry = {
      ...{ actor: by, action: `run ${decision}`, subject: `run ${run.id}` },
      detail: { plan: approval.planHash, ...(reason === null ? {} : { reason }) },
    };
    await writeAudit(sql, entry, now);
    return true;
  });
  if (written) return;
  const before = await approvalOf(database, run.id);
  throw decidedBefore(before!, before!.decision ?? 'lapsed');
}

/** Tells the workflow; what it misses, the sweeper tells it again. */
async function toldOf(
  { temporal }: Pick<Office, 'temporal'>,
  run: Pick<Run, 'id' | 'kind'>,
  answer: ApprovalAnswer,
): Promise<Pick<DecidedRun, 'state' | 'heard'>> {
  try {
    const { state } = await tell(temporal, run, answer);
    return { state, heard: true };
  } catch (error) {
    if (isTemporalAway(error) || hearsAnyway(error)) return { state: 'proposed', heard: false };
    throw error;
  }
}

/** Not begun yet, or busy with a lapse that finds the decision: it hears of it all the same. */
const hearsAnyway = (error: unknown): boolean =>
  error instanceof WorkflowNotFoundError || error instanceof WorkflowUpdateFailedError;

const tell = (
  temporal: Temporal,
  { id, kind }: Pick<Run, 'id' | 'kind'>,
  answer: ApprovalAnswer,
): Promise<RunProgress> =>
  patiently(temporal, () =>
    temporal.client.workflow
      .getHandle(workflowId(kind, id))
      .executeUpdate<RunProgress, []>(answer, { args: [] }),
  );

/** How long whoever decided may take to tell the workflow before the sweeper does. */
const GRACE_MILLISECONDS = 5000;

const ANSWERS = Object.fromEntries(
  Object.entries(DECISION_OF).map(([answer, decision]) => [decision, answer]),
) as Partial<Record<Decision, ApprovalAnswer>>;

/**
 * Tells workflows of decisions they have not heard of: Temporal, or whoever decided, was gone at that moment. One that
 * cannot be told keeps no other waiting; while an engine is away none is tried.
 */
export async function tellDecisions({ database, temporal, clock, log }: SweeperRound): Promise<void> {
  const before = new Date(clock.now().getTime() - GRACE_MILLISECONDS);
  const away = (error: unknown): void =>
    log.warn({ code: codeOf(error) }, 'decisions wait to be told: an engine is away');
  const unheard = await unheardDecisions(database, before).catch(away);
  for (const { runId, kind, decision } of unheard ?? []) {
    const answer = ANSWERS[decision];
    if (!answer) continue;
    try {
      await tell(temporal, { id: runId, kind }, answer);
    } catch (error) {
      if (isTemporalAway(error)) return away(error);
      if (!hearsAnyway(error))
        log.error({ run: runId, code: codeOf(error) }, 'a run cannot be told of its decision');
    }
  }
}
