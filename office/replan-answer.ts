import { officeTime } from '../domain/calendar/office-day.js';
import { mayApprove, type Decision } from '../domain/plan/approval.js';
import { planMoves, type ChasedPlan, type PlanMoves } from '../domain/plan/replan.js';
import { proposedVersion, tellAnswered } from '../ledger/approval-words.js';
import { writeAudit } from '../ledger/audit.js';
import type { Actor } from '../ledger/operators.js';
import { decideVersion, openVersion, type PlanVersion } from '../ledger/plan-versions.js';
import type { Run } from '../ledger/runs.js';
import { answerProposal, approverNames, type ApprovalWish, type DecidedRun } from './approval.js';
import { ownRun, visibleRun } from './look-up.js';
import type { Office } from './office.js';
import { refuse, requireReason } from './refusal.js';
import { tellReplan } from './replan-tell.js';
import { requireRight } from './rights.js';

/** A new version of a plan that waits, as whoever is to agree sees it. */
export interface WaitingReplan extends PlanMoves {
  run: number;
  title: string;
  version: number;
  planHash: string;
  madeBy: string;
  madeAt: Date;
  reason: string | null;
  until: Date | null;
  approvers: string[];
}

/** The version of a run's plan that waits to be agreed to; null: none does. */
export async function waitingReplan(
  office: Office,
  actor: Actor,
  runId: number,
): Promise<WaitingReplan | null> {
  requireRight(actor, 'look');
  const run = await ownRun(office, actor, runId);
  const waiting = await openVersion(office.database, runId);
  if (waiting?.decision !== null) return null;
  const { version, plan, planHash, madeBy, madeAt, reason, until } = waiting;
  const { scopePath, title } = run;
  return {
    ...{ run: runId, title, version, planHash, madeBy, madeAt, reason, until },
    ...planMoves(run.plan as ChasedPlan, plan),
    approvers: await approverNames(office.database, { author: madeBy, scopePath }),
  };
}

/** Decides about what waits of a run: the run itself, or a new version of its plan. */
export async function answerRun(office: Office, actor: Actor, wish: ApprovalWish): Promise<DecidedRun> {
  requireRight(actor, 'look');
  const run = await visibleRun(office, actor, wish.runId);
  const waiting = await openVersion(office.database, run.id);
  if (waiting?.decision !== null) return answerProposal(office, actor, wish);
  return answerReplan(office, actor, { run, version: waiting, wish });
}

const DECISION_OF = { approve: 'approved', refuse: 'refused', withdraw: 'withdrawn' } as const;

/** What is answered, and to what. */
interface Asked {
  run: Run;
  version: PlanVersion;
  wish: ApprovalWish;
}

/** The decision is written down first, once and for all, then the workflow is told; a no leaves the run as it is. */
async function answerReplan(office: Office, actor: Actor, asked: Asked): Promise<DecidedRun> {
  const { run, version, wish } = asked;
  requireRight(actor, wish.answer === 'withdraw' ? 'run campaigns' : 'approve');
  if (wish.answer !== 'approve') requireReason(wish.reason);
  requireSay(actor, asked);
  if (wish.answer === 'approve') requireHash(version, wish.hash);
  const decision = DECISION_OF[wish.answer];
  await writeDecision(office, actor, { ...asked, decision });
  const heard = decision !== 'approved' || (await tellReplan(office, run, version.version));
  return { run: run.id, decision, state: run.state, heard };
}

function requireSay(actor: Actor, { run, version: { version, madeBy }, wish }: Asked): void {
  const own = actor.name === madeBy;
  if (wish.answer === 'withdraw') {
    if (own) return;
    throw refuse(
      'not-allowed',
      'not-the-author',
      `活动 ${run.id} 的第 ${version} 版方案由 ${madeBy} 提出，只有本人可以撤回；审批人请用 muster run refuse`,
      `version ${version} of run ${run.id}'s plan is ${madeBy}'s: only they withdraw it; an approver refuses it`,
    );
  }
  if (mayApprove(actor, { author: madeBy, scopePath: run.scopePath })) return;
  throw own
    ? refuse(
        'not-allowed',
        'own-run',
        `活动 ${run.id} 的第 ${version} 版方案是您自己提出的，须由他人审批；要撤回请用 muster run withdraw`,
        `version ${version} of run ${run.id}'s plan is your own: somebody else must agree to it; to take it back, use \`muster run withdraw\``,
      )
    : refuse(
        'not-allowed',
        'no-approver',
        `活动 ${run.id} 改期须由负责人审批（县区发起的，也可由市级经办审批）；您是 ${actor.name}`,
        `a new plan of run ${run.id} is for a head to approve (or, of a part's run, for a clerk of the whole office); you are ${actor.name}`,
      );
}

/** As many digits as nobody mistypes into another plan's. */
const HASH = /^[0-9a-f]{8,64}$/;

function requireHash({ runId, version, planHash }: PlanVersion, hash: string): void {
  if (HASH.test(hash) && planHash.startsWith(hash)) return;
  throw refuse(
    'conflict',
    'other-plan',
    `“${hash}” 不是活动 ${runId} 第 ${version} 版方案的校验码（至少 8 位）：请核对您看到的是不是同一个方案`,
    `“${hash}” is not the hash of version ${version} of run ${runId}'s plan (at least 8 digits): make sure that it is the plan you have seen`,
  );
}

async function writeDecision(
  { database, clock }: Office,
  actor: Actor,
  { run, version, wish, decision }: Asked & { decision: Exclude<Decision, 'lapsed'> },
): Promise<void> {
  const now = clock.now();
  const answer = wish.answer === 'approve' ? null : wish.reason;
  const decided = { decision, by: actor.name, answer };
  const written = await database.begin(async (sql) => {
    if (!(await decideVersion(sql, { runId: run.id, version: version.version, ...decided }, now)))
      return false;
    const entry = {
      ...{ actor: actor.name, action: `run replan ${decision}`, subject: `run ${run.id}` },
      detail: {
        ...{ version: version.version, plan: version.planHash },
        ...(answer === null ? {} : { reason: answer }),
      },
    };
    await writeAudit(sql, entry, now);
    await tellAnswered(
      sql,
      { ...proposedVersion(run, version), decision, by: actor.name, reason: answer },
      now,
    );
    return true;
  });
  if (!written) throw tooLate(version);
}

const tooLate = ({ runId, version, until }: PlanVersion) =>
  refuse(
    'conflict',
    'decided',
    `活动 ${runId} 的第 ${version} 版方案已有人审批，或已过期限 ${until ? officeTime(until) : ''}：请再看一次`,
    `version ${version} of run ${runId}'s plan has just been decided, or its time was over at ${until ? officeTime(until) : ''}: look again`,
  );
