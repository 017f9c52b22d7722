import { planAdded } from '../campaigns/deadline/added.js';
import { CHASED_KINDS } from '../domain/duties/duty.js';
import { writeAudit } from '../ledger/audit.js';
import { setBells } from '../ledger/bells.js';
import { addDuty, holdForAddition, sameDuty } from '../ledger/duties/added.js';
import { loadedWorkdays } from '../ledger/holiday-tables.js';
import { currentMeeting } from '../ledger/meetings.js';
import type { Actor } from '../ledger/operators.js';
import type { Run } from '../ledger/runs.js';
import { committeesWithin } from './chased-launch.js';
import { dayAhead } from './duty-day.js';
import { ownRun } from './look-up.js';
import type { Office } from './office.js';
import { refuse, Refusal } from './refusal.js';
import { requireRight } from './rights.js';

/** Something more that one committee is asked for in a run that goes on. */
export interface DutyAddition {
  run: number;
  /** Code of who owes it. */
  committee: string;
  /** What is to be done, in one line; its texts begin with the title of the run. */
  title: string;
  /** Its last day, `YYYY-MM-DD`. */
  due: string;
}

/** What was added. */
export interface AddedDutyView {
  duty: number;
  key: string;
  title: string;
  committee: string;
  dueAt: Date;
  lockAt: Date;
  /** When its debtor is told. */
  next: Date | null;
}

const LONGEST_TITLE = 100;

/**
 * Adds a duty to a run whose reports are chased: an action item to a meeting, something more to a deadline or a theme. It
 * is chased like any other, and the run goes on until it is done or locked.
 */
export async function addToRun(office: Office, actor: Actor, addition: DutyAddition): Promise<AddedDutyView> {
  requireRight(actor, 'run campaigns');
  const { database, clock, config } = office;
  const now = clock.now();
  const run = await chasedRun(office, actor, addition.run);
  const due = dayAhead(addition.due, now);
  const title = `${run.title}：${titleOf(addition.title)}`;
  const { committee } = addition;
  const unknown = await committeesWithin(office, actor, [committee]);
  if (unknown.length > 0)
    throw new Refusal(
      'invalid',
      unknown.map((one) => ({ ...one, path: ['committee'] })),
    );
  return database.begin(async (sql) => {
    const held = await holdForAddition(sql, run.id);
    if (!GOING_ON.includes(held.state)) throw runIsOver(run.id);
    const key = `${run.kind === 'meeting' ? 'action' : 'added'}-${held.added + 1}`;
    const ground = { workdays: await loadedWorkdays(sql), time: config.digestTime };
    const { duty, dueAt, lockAt } = planAdded({ key, title, committee, due }, now, ground);
    const before = await sameDuty(sql, { runId: run.id, title, code: committee, dueAt });
    if (before !== undefined) throw addedBefore(before);
    const { rungs, provisional } = duty;
    const id = await addDuty(sql, {
      ...{ runId: run.id, duty, now },
      instants: { dueAt, lockAt, rungs, provisional },
    });
    const detail = { run: run.id, key, due };
    await writeAudit(sql, { actor: actor.name, action: 'duty add', subject: `duty ${id}`, detail }, now);
    const next = rungs[0] ? new Date(rungs[0].at) : null;
    await setBells(sql, [run.id], now);
    return { duty: id, key, title, committee, dueAt, lockAt, next };
  });
}

/** Runs in which somebody is still chased, or will be. */
const GOING_ON: readonly string[] = ['starting', 'running', 'paused'];

/** @throws {Refusal} when nothing is chased in it, or it is a meeting that was changed or called off */
async function chasedRun(office: Office, actor: Actor, id: number): Promise<Run> {
  const run = await ownRun(office, actor, id);
  if (!(CHASED_KINDS as readonly string[]).includes(run.kind)) throw nothingChased(id);
  const meeting = run.kind === 'meeting' ? await currentMeeting(office.database, id) : undefined;
  if (meeting?.calledOff) throw calledOff(id);
  if (meeting && meeting.run !== id) throw changedBy(id, meeting.run);
  return run;
}

function titleOf(written: string): string {
  const title = written.trim();
  if (title !== '' && title.length <= LONGEST_TITLE && !/\p{Cc}/u.test(title)) return title;
  throw refuse(
    'invalid',
    'title',
    `事项要写一行，1 到 ${LONGEST_TITLE} 字，现有 ${title.length} 字`,
    `say in one line of 1 to ${LONGEST_TITLE} characters what is to be done, not ${title.length}`,
  );
}

const nothingChased = (id: number): Refusal =>
  refuse(
    'conflict',
    'nothing-chased',
    `活动 ${id} 不催报，不能加事项：只有报送、主题活动和会议可以`,
    `nothing is chased in run ${id}: only deadlines, themes and meetings take something more`,
  );

const runIsOver = (id: number): Refusal =>
  refuse(
    'conflict',
    'run-over',
    `活动 ${id} 已经结束或还没有批准，不能加事项：请另行发起（muster deadline open）`,
    `run ${id} is over or not agreed to yet: open a deadline of its own for it (\`muster deadline open\`)`,
  );

const calledOff = (id: number): Refusal =>
  refuse(
    'conflict',
    'called-off',
    `活动 ${id} 的会议已取消，不能加事项`,
    `the meeting of run ${id} is called off`,
  );

const changedBy = (id: number, later: number): Refusal =>
  refuse(
    'conflict',
    'changed',
    `活动 ${id} 的会议已变更，现在是活动 ${later}：请加到活动 ${later}`,
    `the meeting of run ${id} was changed by run ${later}: add it there`,
  );

const addedBefore = (id: number): Refusal =>
  refuse(
    'conflict',
    'added-before',
    `同一事项、同一单位、同一期限已经有了：报送 ${id}`,
    `the same is owed already, by the same committee until the same day: duty ${id}`,
  );
