import { readDefinition, type Definition } from '../campaigns/registry.js';
import { canonicalJson, launchKey, planHash } from '../domain/plan/hash.js';
import { monthOf } from '../domain/plan/budget.js';
import { smsLength } from '../domain/messages/parts.js';
import { senderDomain } from '../domain/messages/identity.js';
import { invitationUid } from '../domain/messages/invitation.js';
import type { Sentence } from '../domain/problem.js';
import { askApproval } from '../ledger/approvals.js';
import { writeAudit } from '../ledger/audit.js';
import { holdMonth, reserve } from '../ledger/budget.js';
import { openDuties } from '../ledger/duties/open.js';
import { writeInvitations } from '../ledger/invitations.js';
import type { Actor } from '../ledger/operators.js';
import { createRun, runByKey, type LaunchedRun, type NewRun } from '../ledger/runs.js';
import { approvalNeeded, requireApprover, type ApprovalNeeded } from './approval.js';
import { beyondBudget, fits } from './budget.js';
import type { Statement } from '../runtime/database.js';
import { codeOf } from './error-code.js';
import { mayLookAt } from './look-up.js';
import type { Office } from './office.js';
import { replaceMeeting } from './meeting-launch.js';
import type { Prepared } from './prepare.js';
import { expectedCostFen } from './preview/cost.js';
import { sealed, writeQuestion } from './question-launch.js';
import { refuse, Refusal } from './refusal.js';
import { startRun } from './start.js';
import { isTemporalAway } from './temporal.js';
import { requireRight } from './rights.js';

/** What a launch answers. */
export interface Launched {
  run: LaunchedRun;
  /** False: the same thing was launched before, and this is that run. */
  created: boolean;
  /** False: Temporal is away; the run is written down and starts by itself when it is back. */
  started: boolean;
  /** Until when who may agree to it, where it has to wait for that; null: it waits for nobody, or was launched before. */
  approval: ApprovalNeeded | null;
}

/**
 * Launches a prepared campaign: first the row in the ledger, under a unique key, then its workflow. Whatever
 * dies between, the sweeper starts what was left unstarted.
 * @param acceptShortage a person knows that a call-out needs more people than may be asked
 */
export async function launch(
  office: Office,
  actor: Actor,
  prepared: Prepared,
  { acceptShortage = false }: { acceptShortage?: boolean } = {},
): Promise<Launched> {
  requireRight(actor, 'run campaigns');
  if (prepared.shortBy > 0 && !acceptShortage) throw shortage(prepared);
  const conditions = await conditionsOf(office, actor, prepared);
  const { run, created } = await writeRun(office, actor, prepared, conditions);
  if (!created) sameLaunch(actor, run, prepared.definition);
  const approval = created ? conditions.approval : null;
  if (run.state !== 'starting') return { run, created, started: true, approval };
  return { run, created, started: await begun(office, run), approval };
}

/** What a launch costs, and whose agreement it needs. */
interface Conditions {
  costFen: number;
  approval: ApprovalNeeded | null;
}

async function conditionsOf(office: Office, actor: Actor, prepared: Prepared): Promise<Conditions> {
  const { plan, audience, test = false } = prepared;
  const costFen = await expectedCostFen(office, actor, prepared);
  const approval = test ? null : await approvalNeeded(office, actor, { plan, audience, costFen });
  if (approval) requireApprover(approval, audience);
  return { costFen, approval };
}

/** The row in the ledger, what it takes out of its month and what it waits for: all of it or nothing. */
function writeRun(
  office: Office,
  actor: Actor,
  prepared: Prepared,
  conditions: Conditions,
): Promise<{ run: LaunchedRun; created: boolean }> {
  const now = office.clock.now();
  const month = monthOf(prepared.plan, now);
  const { test = false } = prepared;
  return office.database.begin(async (sql) => {
    const budget = await holdMonth(sql, month);
    const outcome = await writeDown(sql, office, newRun(actor, prepared, now), { prepared, now });
    if (!outcome.created) return outcome;
    const { costFen, approval } = conditions;
    if (!fits(budget, costFen)) throw beyondBudget(budget, costFen);
    const { id: runId, planHash: hash } = outcome.run;
    const { smsPartPriceFen: partFen, smsSignName } = office.config;
    await reserve(sql, { runId, month, fen: costFen, partFen, signUnits: smsLength(smsSignName, '') }, now);
    if (approval)
      await askApproval(sql, {
        runId,
        planHash: hash,
        askedBy: actor.name,
        askedAt: now,
        until: approval.until,
      });
    await writeAudit(sql, launchEntry(actor, outcome.run, { test, costFen }), now);
    return outcome;
  });
}

/**
 * A run with everything that its kind keeps beside it: what its recipients find in their calendars, what is asked. A
 * second time under the same key nothing is written. Without what stands between a launch and its sending: a rehearsal
 * begins here.
 */
export async function writeDown(
  sql: Statement,
  office: Pick<Office, 'config' | 'keys'>,
  run: NewRun,
  { prepared: { asked, owes, replaces, test = false }, now }: { prepared: Prepared; now: Date },
): Promise<{ run: LaunchedRun; created: boolean }> {
  const outcome = await createRun(sql, run, now);
  if (!outcome.created || test) return outcome;
  if (!(await writeInvitations(sql, outcome.run, { uidOf: uidsOf(office), now }))) throw changedMeanwhile();
  const by = run.launchedBy;
  if (asked) await writeQuestion(sql, office.keys, { ...asked, runId: outcome.run.id, by, now });
  if (owes) await openDuties(sql, { runId: outcome.run.id, opened: owes, now });
  if (replaces) await replaceMeeting(sql, replaces, { runId: outcome.run.id, by, now });
  return outcome;
}

/**
 * The same test may be sent as often as somebody likes.
 * @param key absent: what the definition is launched under once
 */
export const newRun = (
  actor: Actor,
  { definition, plan, bounds, audience, test = false }: Prepared,
  now: Date,
  key = (test ? `test/${now.toISOString()}/` : '') +
    launchKey(definition, { now, scopePath: actor.scopePath }),
): NewRun => ({
  key,
  ...{ definition, plan, planHash: planHash(plan), scopePath: bounds.scopePath },
  ...{ launchedBy: actor.name, audienceAtLaunch: audience, test },
});

/**
 * Whether the run's workflow has begun; false: Temporal is away, and the sweeper begins it later.
 * @throws {Refusal} when Temporal answers and will not begin it: waiting does not help, somebody must mend it
 */
async function begun(office: Office, run: LaunchedRun): Promise<boolean> {
  try {
    await startRun(office, run);
    return true;
  } catch (error) {
    if (isTemporalAway(error)) return false;
    throw notBegun(run, codeOf(error));
  }
}

const notBegun = (run: LaunchedRun, code: string): Refusal =>
  refuse(
    'engine-down',
    'not-begun',
    `活动 ${run.id} 已登记，但 Temporal 不肯开始它（${code}）：请用 muster doctor 检查；问题排除后它会自动开始，不必再次发起`,
    `run ${run.id} is written down, but Temporal will not begin it (${code}): see \`muster doctor\`; once mended it begins by itself, there is no need to launch it again`,
  );

/** An invitation keeps the domain it was first sent from. */
const uidsOf =
  ({ config }: Pick<Office, 'config'>) =>
  (run: number, step: string): string =>
    invitationUid(run, step, senderDomain(config.mailFrom));

const changedMeanwhile = (): Refusal =>
  refuse(
    'conflict',
    'invitation-changed',
    '这项邀请刚刚被别人更改：请重新预览后再发起',
    'somebody else has just changed this invitation: preview it again, then launch',
  );

const shortage = ({ audience, shortBy }: Prepared): Refusal =>
  new Refusal('invalid', [
    {
      path: ['needed'],
      reason: 'shortage',
      zh: `需要 ${audience + shortBy} 人，可询问的只有 ${audience} 人，全部都来也差 ${shortBy} 人：请放宽条件或减少人数；确要发起请明确表示接受`,
      en: `${audience + shortBy} people are needed and only ${audience} may be asked: ${shortBy} short even if all come; relax the conditions or need fewer; to launch all the same, say that you accept it`,
    },
  ]);

const launchEntry = (
  actor: Actor,
  run: LaunchedRun,
  { test, costFen }: { test: boolean; costFen: number },
) => ({
  actor: actor.name,
  action: test ? 'run test' : 'run launch',
  subject: `run ${run.id}`,
  detail: {
    plan: run.planHash,
    audience: run.audienceAtLaunch,
    costFen,
    ...run.plan.steps.reduce(
      (reasons, step) => (step.emergency ? { ...reasons, emergency: step.emergency } : reasons),
      {},
    ),
  },
});

/**
 * The run that a definition has been launched as before. Asked before anything is planned: the second launch of
 * the same thing may come when its time is past, and is still answered with the first.
 * @throws {Refusal} when its key stands for something else
 */
export async function launchedBefore(
  office: Office,
  actor: Actor,
  written: unknown,
): Promise<LaunchedRun | undefined> {
  requireRight(actor, 'run campaigns');
  const read = readDefinition(written);
  if (!read.ok) return undefined;
  const definition = read.value.kind === 'question' ? sealed(office.keys, read.value) : read.value;
  const run = await runByKey(
    office.database,
    launchKey(definition, { now: office.clock.now(), scopePath: actor.scopePath }),
  );
  return run && sameLaunch(actor, run, definition);
}

/** The run itself, if it was launched from the same definition, however that was written, and the actor may see it. */
function sameLaunch(actor: Actor, run: LaunchedRun, definition: Definition): LaunchedRun {
  const visible = mayLookAt(actor, run);
  if (visible && canonicalJson(run.definition) === canonicalJson(definition)) return run;
  const problem = visible ? otherContent(run) : taken(run.key);
  throw new Refusal('conflict', [{ path: ['key'], reason: 'key-in-use', ...problem }]);
}

const otherContent = ({ key, id }: LaunchedRun): Sentence => ({
  zh: `唯一标识 “${key}” 已用于内容不同的活动 ${id}：请换一个标识，或恢复原来的内容`,
  en: `the key “${key}” belongs to run ${id}, which says something else: choose another key, or restore its content`,
});

/** Says nothing of a run the actor may not see: neither its number nor whether it is the same. */
const taken = (key: string): Sentence => ({
  zh: `唯一标识 “${key}” 已被您管辖范围以外的活动使用：请换一个标识`,
  en: `the key “${key}” is in use outside your part of the tree: choose another key`,
});
