import type { MeetingDefinition } from '../campaigns/meeting/definition.js';
import { MINUTES, RSVP } from '../campaigns/meeting/duties.js';
import type { Plan, Step } from '../domain/plan/plan.js';
import type { Problem } from '../domain/problem.js';
import { writeAudit } from '../ledger/audit.js';
import { countAudience, type AudienceBounds } from '../ledger/audience.js';
import { countDebtors, type OpenedDuty } from '../ledger/duties/open.js';
import { carryAnswers, currentMeeting, excuseAll, takeBack } from '../ledger/meetings.js';
import type { Actor } from '../ledger/operators.js';
import { runById, type Run } from '../ledger/runs.js';
import type { Statement } from '../runtime/database.js';
import { nobodyOwes, owedBy, planChased } from './chased-launch.js';
import { visibleRun } from './look-up.js';
import type { Office } from './office.js';
import { Refusal } from './refusal.js';
import { requireRight } from './rights.js';

type MeetingPlan = Extract<Plan, { kind: 'meeting' }>;

/** A meeting that is changed or called off by another run. */
export interface ReplacedMeeting {
  run: number;
  /** Where only the place is another, what has been answered stands. */
  answersStand: boolean;
  calledOff: boolean;
  reason: string | null;
}

/** A meeting that would be accepted now, as a launch wants it. */
interface PreparedMeeting {
  definition: MeetingDefinition;
  plan: MeetingPlan;
  bounds: AudienceBounds;
  /** Contact persons who are told. */
  audience: number;
  shortBy: 0;
  owes: readonly OpenedDuty[];
  replaces?: ReplacedMeeting;
}

/**
 * Plans a meeting, its change or its calling off, and checks it against the ledger.
 * @throws {Refusal} with every problem found, each at its place in the definition
 */
export async function prepareMeeting(
  office: Office,
  actor: Actor,
  definition: MeetingDefinition,
): Promise<PreparedMeeting> {
  requireRight(actor, 'see people');
  const { database } = office;
  const before = definition.of === undefined ? undefined : await replaced(office, actor, definition.of);
  const { context, plan, bounds } = await planChased(office, actor, definition);
  const rsvp = plan.duties.find(({ key }) => key === RSVP);
  if (rsvp && (await countDebtors(database, [rsvp], bounds.officeDay)).duties === 0)
    throw new Refusal('invalid', [nobodyOwes(rsvp)]);
  const steps: readonly Step[] = plan.steps;
  const told = steps.find((step) => step.kind === 'send')!;
  const audience = await countAudience(database, told.audience, bounds);
  if (audience === 0) throw new Refusal('invalid', [NOBODY_SPEAKS]);
  return {
    ...{ definition, plan, bounds, audience, shortBy: 0 },
    owes: await owedBy(office, plan.duties, context),
    ...(before ? { replaces: replacedBy(before, plan, definition) } : {}),
  };
}

/** The run that has called or changed a meeting last; only whoever called it may do that. */
async function replaced(office: Office, actor: Actor, of: number): Promise<Run> {
  await visibleRun(office, actor, of);
  const current = await currentMeeting(office.database, of);
  const run = current && (await runById(office.database, current.run));
  if (!run) throw new Refusal('invalid', [noMeeting(of)]);
  if (run.scopePath !== actor.scopePath) throw new Refusal('not-allowed', [calledElsewhere(of)]);
  return run;
}

function replacedBy(before: Run, plan: MeetingPlan, { cancel, reason }: MeetingDefinition): ReplacedMeeting {
  const { from, to } = before.plan as MeetingPlan;
  const calledOff = cancel === true;
  return {
    ...{ run: before.id, calledOff, reason: reason ?? null },
    answersStand: !calledOff && from === plan.from && to === plan.to,
  };
}

/** In the transaction that launches its successor: the former meeting asks nobody for anything any more. */
export async function replaceMeeting(
  sql: Statement,
  { run, answersStand, calledOff, reason }: ReplacedMeeting,
  { runId, by, now }: { runId: number; by: string; now: Date },
): Promise<void> {
  if (answersStand) await carryAnswers(sql, { from: run, to: runId, key: RSVP, now });
  // What has been agreed to be done is done all the same.
  await excuseAll(sql, { runId: run, keys: [RSVP, MINUTES], by, now });
  const why = calledOff ? 'called off' : 'rearranged';
  await takeBack(sql, { runId: run, steps: ['invitation', 'reminder'], reason: why, now });
  const action = calledOff ? 'meeting off' : 'meeting change';
  const detail = { by: runId, ...(reason === null ? {} : { reason }) };
  await writeAudit(sql, { actor: by, action, subject: `run ${run}`, detail }, now);
}

const NOBODY_SPEAKS: Problem = {
  path: ['committees'],
  reason: 'nobody',
  zh: '受邀的组织都没有联系人，通知发不出去：请先登记联系人，或写明其他组织',
  en: 'nobody speaks for any of the committees invited: enter their contact persons first, or name others',
};

const noMeeting = (of: number): Problem => ({
  path: ['of'],
  reason: 'no-meeting',
  zh: `活动 ${of} 没有召开会议，请核对编号`,
  en: `run ${of} called no meeting; look at the number`,
});

const calledElsewhere = (of: number): Problem => ({
  path: ['of'],
  reason: 'called-elsewhere',
  zh: `活动 ${of} 的会议由另一级召开，请由其操作员更改或取消`,
  en: `the meeting of run ${of} was called by another committee: its own operators change it or call it off`,
});
