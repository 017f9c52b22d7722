import { officeDay } from '../domain/calendar/office-day.js';
import { writeAudit } from '../ledger/audit.js';
import { firingKey, SCHEDULES } from '../schedules/catalogue.js';
import type { ScheduledOutcome } from '../workflows/contract.js';
import { actorNamed } from './actor.js';
import { launch } from './launch.js';
import type { Office } from './office.js';
import { prepare } from './prepare.js';
import { Refusal } from './refusal.js';

const HOUR_MILLISECONDS = 3_600_000;

/**
 * Launches what a schedule stands for, on behalf of the day it was meant for: a firing repeated by Temporal
 * finds the first run. One that is too late, or has nobody to write to, is skipped, and the audit says so.
 */
export async function launchScheduled(
  office: Office,
  scheduleId: string,
  firedFor: Date,
): Promise<ScheduledOutcome> {
  const entry = SCHEDULES.find((candidate) => candidate.id === scheduleId);
  if (!entry) return skip(office, scheduleId, 'refused', ['schedule is no longer declared']);
  const lateHours = (office.clock.now().getTime() - firedFor.getTime()) / HOUR_MILLISECONDS;
  if (lateHours >= entry.sendIfLateByLessThanHours)
    return skip(office, scheduleId, 'late', [`${Math.floor(lateHours)} hours late`]);
  try {
    const actor = await actorNamed(office, entry.operator);
    const definition = { ...entry.definition, key: firingKey(entry.id, officeDay(firedFor)) };
    const { run } = await launch(office, actor, await prepare(office, actor, definition));
    return { runId: run.id };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const reasons = error.problems.map((problem) => problem.reason);
    return skip(office, scheduleId, reasons.includes('nobody') ? 'nobody' : 'refused', reasons);
  }
}

async function skip(
  office: Office,
  scheduleId: string,
  skipped: 'late' | 'nobody' | 'refused',
  reasons: string[],
): Promise<ScheduledOutcome> {
  await writeAudit(
    office.database,
    {
      actor: 'muster',
      action: 'schedule skipped',
      subject: `schedule ${scheduleId}`,
      detail: { skipped, reasons },
    },
    office.clock.now(),
  );
  return { skipped };
}
