import type { Day } from '../../domain/calendar/day.js';
import { writeAudit } from '../../ledger/audit.js';
import type { Actor } from '../../ledger/operators.js';
import { PAUSED, RESUMED, schedulePauses } from '../../ledger/schedule-pauses.js';
import type { ScheduleEntry } from '../../schedules/entry.js';
import { firingsBetween } from '../../schedules/firings.js';
import { describeSchedule, setPaused } from '../../schedules/sync.js';
import { requireWholeOffice } from '../actor.js';
import { codeOf } from '../error-code.js';
import type { Office } from '../office.js';
import { refuse, Refusal, requireReason, temporalAway } from '../refusal.js';
import { requireRight } from '../rights.js';
import { isTemporalAway, patiently } from '../temporal.js';
import { declaredSchedules, entryNamed } from './declared.js';

/** A schedule that was paused or resumed just now. */
export interface PausedSchedule {
  id: string;
  paused: boolean;
  /** Days on which it would have fired while it was paused: they are not made up for by themselves. */
  passed: { day: Day; period: string | null }[];
}

/** Pauses a schedule until somebody resumes it, over every sync. Who and why stands in the audit, and nowhere else. */
export async function pauseSchedule(
  office: Office,
  actor: Actor,
  { id, reason }: { id: string; reason: string },
): Promise<PausedSchedule> {
  requireRight(actor, 'keep running');
  requireWholeOffice(actor, '暂停日程', 'pausing a schedule');
  requireReason(reason);
  const entry = entryNamed(await declaredSchedules(office), id);
  await command(office, actor, { entry, paused: true, detail: { reason } });
  return { id, paused: true, passed: [] };
}

/** Lets a paused schedule go on, and says what it has missed. */
export async function resumeSchedule(
  office: Office,
  actor: Actor,
  { id }: { id: string },
): Promise<PausedSchedule> {
  requireRight(actor, 'keep running');
  requireWholeOffice(actor, '恢复日程', 'resuming a schedule');
  const entry = entryNamed(await declaredSchedules(office), id);
  const [said] = await schedulePauses(office.database, [id]);
  await command(office, actor, { entry, paused: false, detail: {} });
  const passed = said?.paused ? firingsBetween(entry.firing, said.at, office.clock.now()) : [];
  return { id, paused: false, passed: passed.map(({ day, period }) => ({ day, period })) };
}

interface Command {
  entry: ScheduleEntry;
  paused: boolean;
  detail: Record<string, unknown>;
}

/** Audited before Temporal is asked, and again where it does not answer: the command may take effect all the same. */
async function command(office: Office, actor: Actor, { entry, paused, detail }: Command): Promise<void> {
  const { temporal, database, clock } = office;
  const known = await asked(() => patiently(temporal, () => describeSchedule(temporal.client, entry.id)));
  if (!known) throw notThere(entry);
  if (known.paused === paused) throw alreadySo(entry, paused);
  const action = paused ? PAUSED : RESUMED;
  const about = { actor: actor.name, subject: `schedule ${entry.id}` };
  await writeAudit(database, { ...about, action, detail }, clock.now());
  try {
    await asked(() => patiently(temporal, () => setPaused(temporal.client, entry.id, paused)));
  } catch (error) {
    const because = error instanceof Refusal ? error.problems[0]!.reason : codeOf(error);
    await writeAudit(
      database,
      { ...about, action: `${action} unanswered`, detail: { because } },
      clock.now(),
    );
    throw error;
  }
}

async function asked<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    throw isTemporalAway(error) ? temporalAway() : error;
  }
}

const notThere = ({ id }: ScheduleEntry): Refusal =>
  refuse(
    'conflict',
    'unsynced',
    `日程 ${id} 不在 Temporal 中：尚未同步，或已没有确定的日期；请先运行 muster schedule sync`,
    `Temporal does not know schedule ${id}: it is not synced, or no day of it is certain any more; run \`muster schedule sync\` first`,
  );

const alreadySo = ({ id }: ScheduleEntry, paused: boolean): Refusal =>
  paused
    ? refuse('conflict', 'paused', `日程 ${id} 已经暂停`, `schedule ${id} is paused already`)
    : refuse('conflict', 'not-paused', `日程 ${id} 没有暂停`, `schedule ${id} is not paused`);
