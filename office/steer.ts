import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { RUN_STATE_MEANING, type RunState } from '../domain/plan/run-state.js';
import type { Sentence } from '../domain/problem.js';
import { writeAudit } from '../ledger/audit.js';
import type { Actor } from '../ledger/operators.js';
import type { Run } from '../ledger/runs.js';
import {
  AUDIENCE_GROWN,
  REFUSED,
  STEERING,
  workflowId,
  type CallOutAction,
  type CallOutRefusal,
  type RunProgress,
  type SteeringAction,
} from '../workflows/contract.js';
import { codeOf } from './error-code.js';
import { ownRun } from './look-up.js';
import type { Office } from './office.js';
import { agreeToGrowth, type Growth } from './larger-run.js';
import { refuse, Refusal, requireReason, temporalAway } from './refusal.js';
import { refuseStillRejected } from './rejected-templates.js';
import { reviewersOf } from './reviewers.js';
import { isTemporalAway, patiently } from './temporal.js';
import { requireRight } from './rights.js';

export type { CallOutAction, SteeringAction };

/** What an operator asks of a run. */
export interface SteeringWish {
  runId: number;
  action: SteeringAction | CallOutAction;
  /** With `need` how many places, with `extend` how many seconds. */
  amount?: number;
  reason: string;
}

/**
 * Steers a run: pauses, resumes or cancels it, and a call-out in its own ways too. The audit gets the author and the reason first, then the workflow is asked; it
 * answers with where the run stands then, or refuses, which is audited too. So is the lack of an answer: the command
 * may take effect all the same.
 */
export async function steer(
  office: Office,
  actor: Actor,
  { runId, action, amount, reason }: SteeringWish,
): Promise<RunProgress> {
  requireRight(actor, 'run campaigns');
  requireReason(reason);
  const run = await ownRun(office, actor, runId);
  if (run.kind === 'standing') throw standing(run);
  if (!isCommon(action) && run.kind !== 'call-out') throw noCallOut(run);
  refuseAbsurd(action, amount);
  if (run.state === 'closed' || run.state === 'cancelled') throw over(run, action);
  if (action === 'resume') await refuseStillRejected(office, run, reviewersOf(office.config));
  const growth = await agreeToGrowth(office, actor, run, { action, amount });
  try {
    return await command(office, actor.name, commandOf(run, { action, amount, reason }, growth));
  } catch (error) {
    // Where nobody answered it may still grow.
    if (error instanceof Refusal && error.kind === 'conflict') await growth?.takeBack();
    throw error;
  }
}

/** Whoever resumes accepts the size that was held against the limits, and no other. */
const commandOf = (
  run: Run,
  { action, amount, reason }: Pick<SteeringWish, 'action' | 'reason'> & { amount: number | undefined },
  growth: Growth | null,
): Command => ({
  ...{ run, action, amount: action === 'resume' ? (growth?.detail.audience ?? 0) : (amount ?? 0) },
  detail: { reason, ...(amount === undefined ? {} : { amount }), ...growth?.detail },
});

/** What a command to a run's workflow needs. */
export type Commander = Pick<Office, 'database' | 'temporal' | 'clock'>;

/** A command to the workflow of a run, and what the audit shall hold of it. */
export interface Command {
  run: Pick<Run, 'id' | 'kind'>;
  action: SteeringWish['action'];
  amount: number;
  /** Absent: the audit knows of it already. */
  detail?: Record<string, unknown>;
}

/**
 * Gives a command in somebody's name: audited before it is given, and again when it is not carried out.
 * @throws {Refusal} when the workflow says no, or Temporal nothing
 */
export async function command(parts: Commander, by: string, given: Command): Promise<RunProgress> {
  const { run, action, amount, detail } = given;
  if (detail) await audit(parts, by, run, { action: `run ${action} requested`, detail });
  try {
    return await ask(parts, run, action, amount);
  } catch (error) {
    throw await denied(parts, by, given, error);
  }
}

/** What to tell whoever gave a command that was not carried out, for all we know; audited. */
async function denied(
  parts: Commander,
  by: string,
  { run, action, detail }: Command,
  error: unknown,
): Promise<unknown> {
  const refusal = refusalOf(run, action, error);
  const because = refusal?.problems[0]?.reason ?? codeOf(error);
  const entry = { action: `run ${action} ${refusal ? 'refused' : 'unanswered'}`, detail: { because } };
  if (detail) await audit(parts, by, run, entry);
  return refusal ?? (isTemporalAway(error) ? temporalAway() : error);
}

const ask = (
  { temporal }: Commander,
  run: Command['run'],
  action: SteeringWish['action'],
  amount: number,
): Promise<RunProgress> =>
  patiently(temporal, () =>
    temporal.client.workflow
      .getHandle(workflowId(run.kind, run.id))
      .executeUpdate<RunProgress, [number]>(action, { args: [amount] }),
  );

const audit = (
  { database, clock }: Commander,
  actor: string,
  run: Command['run'],
  entry: { action: string; detail: Record<string, unknown> },
): Promise<void> => writeAudit(database, { actor, subject: `run ${run.id}`, ...entry }, clock.now());

const ACTIONS: Record<SteeringWish['action'], Sentence> = {
  pause: { zh: '暂停', en: 'pause' },
  resume: { zh: '恢复', en: 'resume' },
  cancel: { zh: '取消', en: 'cancel' },
  nextWave: { zh: '开始下一轮', en: 'ask its next wave' },
  need: { zh: '改变人数', en: 'need another number' },
  extend: { zh: '延长等待', en: 'wait longer' },
  finish: { zh: '停止询问', en: 'finish asking' },
  standDown: { zh: '通知取消', en: 'stand everyone down' },
};

/** The largest amounts that mean something: people of a province's city, seconds of a month. */
const MOST: Partial<Record<SteeringWish['action'], number>> = { need: 100_000, extend: 30 * 86_400 };

function refuseAbsurd(action: SteeringWish['action'], amount = 0): void {
  const most = MOST[action];
  if (most === undefined || (Number.isInteger(amount) && amount >= 0 && amount <= most)) return;
  const unit = action === 'need' ? { zh: '人', en: 'people' } : { zh: '秒', en: 'seconds' };
  throw refuse(
    'invalid',
    'out-of-range',
    `应为 0 到 ${most} ${unit.zh}之间的整数`,
    `must be a whole number of ${unit.en} from 0 to ${most}`,
  );
}

const isCommon = (action: SteeringWish['action']): boolean =>
  (STEERING as readonly string[]).includes(action);

const standing = ({ id }: Run): Refusal =>
  refuse(
    'conflict',
    'standing-run',
    `活动 ${id} 是办公室日常：告警和审批通知都在其中，不能暂停或取消`,
    `run ${id} is the office’s standing run, for alerts and approvals: it cannot be paused or cancelled`,
  );

const noCallOut = (run: Run) =>
  refuse(
    'invalid',
    'no-call-out',
    `活动 ${run.id} 不是集结：请用 muster run 的命令`,
    `run ${run.id} is no call-out: use the commands of \`muster run\``,
  );

const over = (run: Run, action: SteeringWish['action']) =>
  refuse(
    'conflict',
    'over',
    `活动 ${run.id} ${RUN_STATE_MEANING[run.state].zh}，不能再${ACTIONS[action].zh}`,
    `run ${run.id} is ${run.state}: it cannot ${ACTIONS[action].en} any more`,
  );

/** What the workflow's no means; undefined: it said neither yes nor no. */
function refusalOf(run: Command['run'], action: SteeringWish['action'], error: unknown): Refusal | undefined {
  if (
    error instanceof WorkflowUpdateFailedError &&
    error.cause instanceof ApplicationFailure &&
    error.cause.type === REFUSED
  ) {
    const [reason, amount] = (error.cause.details ?? []) as [string?, number?];
    const because = BECAUSE[reason as keyof typeof BECAUSE]?.(amount ?? 0) ?? stateNamed(reason);
    return refuse(
      'conflict',
      reason ?? 'refused',
      `活动 ${run.id} 现在不能${ACTIONS[action].zh}：${because.zh}`,
      `run ${run.id} cannot ${ACTIONS[action].en} now: ${because.en}`,
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
  return undefined;
}

/** Why a workflow says no, as a person reads it. */
const BECAUSE: Record<CallOutRefusal | typeof AUDIENCE_GROWN, (amount: number) => Sentence> = {
  [AUDIENCE_GROWN]: (people) => ({
    zh: `受众刚刚增至 ${people} 人，请看过后再恢复`,
    en: `its audience has just grown to ${people}: look at it, then resume`,
  }),
  'called-off': () => ({ zh: '活动已取消，正在通知', en: 'it is called off, and everyone is being told' }),
  'not-begun': () => ({ zh: '还没有开始询问', en: 'it has not begun to ask' }),
  'event-begun': () => ({
    zh: '事项已经开始，不再询问',
    en: 'the event has begun, and nobody is asked any more',
  }),
  'fewer-than-placed': (taken) => ({
    zh: `已有 ${taken} 人确定要来，人数不能少于 ${taken}`,
    en: `${taken} people have a place already; need at least ${taken}`,
  }),
  'nobody-outstanding': () => ({
    zh: '没有人还在等待回复的时间内',
    en: 'nobody has still time to answer',
  }),
  filled: () => ({ zh: '人数已满', en: 'all places are taken' }),
  finished: () => ({
    zh: '已停止询问；还要再问，请重新设定需要的人数',
    en: 'asking is finished; to go on asking, need another number of people',
  }),
  'nobody-left': () => ({ zh: '可询问的人都问过了', en: 'everyone who may be asked has been asked' }),
};

/** A workflow that refuses a common action names the state it is in. */
function stateNamed(state = ''): Sentence {
  if (!Object.hasOwn(RUN_STATE_MEANING, state)) return { zh: '流程不允许', en: 'its workflow says no' };
  const { zh, en } = RUN_STATE_MEANING[state as RunState];
  return { zh: `它${zh}`, en: `it is ${en}` };
}
