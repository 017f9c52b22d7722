import type { Day } from '../../domain/calendar/day.js';
import { officeDay, parseOfficeDay } from '../../domain/calendar/office-day.js';
import { writeAudit } from '../../ledger/audit.js';
import { officeRoot, type Actor } from '../../ledger/operators.js';
import { runById, type LaunchedRun } from '../../ledger/runs.js';
import { fatesOf, letGo, type FiringFate } from '../../ledger/skips.js';
import { launchOf, type ScheduleEntry } from '../../schedules/entry.js';
import { firingOn, lastFiring, nextFirings, type TimedFiring } from '../../schedules/firings.js';
import { noOffice, requireWholeOffice } from '../actor.js';
import { launchFiring } from '../launch-scheduled.js';
import type { Office } from '../office.js';
import { refuse, Refusal, requireReason } from '../refusal.js';
import { requireRight } from '../rights.js';
import { declaredSchedules, entryNamed } from './declared.js';

/** A firing of a schedule: of a day it fires on; absent: of the last that has come. */
export interface MeantFiring {
  id: string;
  day?: string;
}

/** What was launched by hand on behalf of a day. */
export interface TriggeredFiring {
  id: string;
  day: Day;
  period: string | null;
  run: Pick<LaunchedRun, 'id' | 'title' | 'state'>;
}

/**
 * Launches a firing by hand, also before its day or long after it: once, whoever else does. The audit says who wished it
 * before the office launches it.
 */
export async function triggerSchedule(
  office: Office,
  actor: Actor,
  meant: MeantFiring,
): Promise<TriggeredFiring> {
  requireRight(actor, 'keep running');
  requireWholeOffice(actor, '触发日程', 'triggering a schedule');
  const { entry, firing, fate, key } = await found(office, meant);
  const { id } = entry;
  const { day, period } = firing;
  if (fate !== null && typeof fate === 'object') throw await launchedAlready(office, firing, fate.runId);
  const log = (action: string, detail: Record<string, unknown>): Promise<void> =>
    writeAudit(
      office.database,
      { actor: actor.name, action, subject: `schedule ${id}`, detail: { day, ...detail } },
      office.clock.now(),
    );
  await log('schedule trigger', { key });
  try {
    const run = await launchFiring(office, entry, firing);
    return { id, day, period, run: { id: run.id, title: run.title, state: run.state } };
  } catch (error) {
    if (error instanceof Refusal)
      await log('schedule trigger refused', { because: error.problems[0]!.reason });
    throw error;
  }
}

/** A firing that nobody waits for any more. */
export interface LetGoFiring {
  id: string;
  day: Day;
  period: string | null;
}

/** Lets a firing go that has come and launched nothing: it is neither launched nor told of any more. */
export async function skipFiring(
  office: Office,
  actor: Actor,
  { reason, ...meant }: MeantFiring & { day: string; reason: string },
): Promise<LetGoFiring> {
  requireRight(actor, 'keep running');
  requireWholeOffice(actor, '放弃一次发起', 'letting a firing go');
  requireReason(reason);
  const { entry, firing, fate, key } = await found(office, meant);
  const now = office.clock.now();
  if (fate !== null && typeof fate === 'object') throw await launchedAlready(office, firing, fate.runId);
  if (firing.at > now) throw notCome(entry, firing);
  const { day, period } = firing;
  const done = await letGo(
    office.database,
    { scheduleId: entry.id, day, key },
    { by: actor.name, reason, now },
  );
  if (!done) throw goneAlready(entry, day);
  return { id: entry.id, day, period };
}

interface Found {
  entry: ScheduleEntry;
  firing: TimedFiring;
  key: string;
  fate: FiringFate | null;
}

async function found(office: Office, { id, day }: MeantFiring): Promise<Found> {
  const { database, clock } = office;
  const entry = entryNamed(await declaredSchedules(office), id);
  const firing = firingMeant(entry, day, clock.now());
  const root = await officeRoot(database);
  if (root === null) throw noOffice();
  const { key } = launchOf(entry, firing, root);
  const [fate] = await fatesOf(database, [{ scheduleId: id, day: firing.day, key }]);
  return { entry, firing, key, fate: fate ?? null };
}

function firingMeant(entry: ScheduleEntry, written: string | undefined, now: Date): TimedFiring {
  if (written === undefined) {
    const last = lastFiring(entry.firing, now);
    if (last) return last;
    throw noneYet(entry, now);
  }
  const day = parseOfficeDay(written);
  const firing = day === null ? undefined : firingOn(entry.firing, day);
  if (firing) return firing;
  throw noSuchDay(entry, written, now);
}

/** `2027-01-01 (2027)`, a few of them. */
const shownDays = (firings: readonly TimedFiring[]): string =>
  firings.map(({ day, period }) => (period === null ? day : `${day} (${period})`)).join('、');

function near({ firing }: ScheduleEntry, now: Date): string {
  const last = lastFiring(firing, now);
  return shownDays([...(last ? [last] : []), ...nextFirings(firing, now, 3)]);
}

const noSuchDay = (entry: ScheduleEntry, written: string, now: Date): Refusal =>
  refuse(
    'invalid',
    'no-such-day',
    `日程 ${entry.id} 在“${written}”没有确定要发起的内容；它的日子：${near(entry, now) || '无'}。日期写作 2027-01-01`,
    `schedule ${entry.id} has nothing that is certain on “${written}”; its days: ${near(entry, now) || 'none'}. Write days as 2027-01-01`,
  );

const noneYet = (entry: ScheduleEntry, now: Date): Refusal =>
  refuse(
    'conflict',
    'none-yet',
    `日程 ${entry.id} 还没有到过日子；要提前发起，请用 --day 写明：${near(entry, now) || '无'}`,
    `no day of schedule ${entry.id} has come yet; to launch one before its time name it with --day: ${near(entry, now) || 'none'}`,
  );

const notCome = ({ id }: ScheduleEntry, { day }: TimedFiring): Refusal =>
  refuse(
    'conflict',
    'not-come',
    `日程 ${id} 的 ${day} 还没有到：要它不发起，请到时再放弃，或用 muster schedule pause 暂停`,
    `${day} of schedule ${id} has not come yet: let it go then, or pause the schedule by \`muster schedule pause\``,
  );

const goneAlready = ({ id }: ScheduleEntry, day: Day): Refusal =>
  refuse(
    'conflict',
    'let-go',
    `日程 ${id} 的 ${day} 已经放弃过了`,
    `${day} of schedule ${id} has been let go already`,
  );

async function launchedAlready(
  { database }: Office,
  { day, period }: TimedFiring,
  runId: number,
): Promise<Refusal> {
  const run = await runById(database, runId);
  const meant = period ?? day;
  return refuse(
    'conflict',
    'launched',
    `${meant} 已经发起：活动 ${runId}（${run?.title ?? ''}，${officeDay(run!.launchedAt)} 发起），见 muster run show ${runId}`,
    `${meant} has been launched: run ${runId} on ${officeDay(run!.launchedAt)}, see \`muster run show ${runId}\``,
  );
}
