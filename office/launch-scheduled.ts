import { officeDay } from '../domain/calendar/office-day.js';
import { officeOperator, type Actor } from '../ledger/operators.js';
import { runByKey } from '../ledger/runs.js';
import { writeSkip, type Skip } from '../ledger/skips.js';
import { firingKey, SCHEDULES, type ScheduleEntry } from '../schedules/catalogue.js';
import type { ScheduledOutcome } from '../workflows/contract.js';
import { noOffice } from './actor.js';
import { launch } from './launch.js';
import type { Office } from './office.js';
import { prepare, type Prepared } from './prepare.js';
import { Refusal } from './refusal.js';

const HOUR_MILLISECONDS = 3_600_000;

/**
 * Launches what a schedule stands for, on behalf of the day it was meant for. A firing repeated by Temporal finds
 * the first run, however late it is by then. One that is too late, or has nobody to write to, is skipped, and the
 * audit says so, once.
 */
export async function launchScheduled(
  office: Office,
  scheduleId: string,
  firedFor: Date,
): Promise<ScheduledOutcome> {
  const day = officeDay(firedFor);
  const first = await runByKey(office.database, firingKey(scheduleId, day));
  if (first) return { runId: first.id };
  const entry = SCHEDULES.find((candidate) => candidate.id === scheduleId);
  if (!entry) return skip(office, { scheduleId, day, skipped: 'refused', reasons: ['not-declared'] });
  const lateHours = (office.clock.now().getTime() - firedFor.getTime()) / HOUR_MILLISECONDS;
  if (lateHours >= entry.sendIfLateByLessThanHours) {
    const reasons = [`${Math.floor(lateHours)} hours late`];
    return skip(office, { scheduleId, day, skipped: 'late', reasons });
  }
  try {
    const { actor, prepared } = await prepareFiring(office, entry, day);
    const { run } = await launch(office, actor, prepared);
    return { runId: run.id };
  } catch (error) {
    // An engine that is away refuses nothing: Temporal tries again.
    if (!(error instanceof Refusal) || error.kind === 'engine-down') throw error;
    const reasons = [...new Set(error.problems.map((problem) => problem.reason))];
    const skipped = reasons.includes('nobody') ? 'nobody' : 'refused';
    return skip(office, { scheduleId, day, skipped, reasons });
  }
}

/**
 * What a schedule's firing of a day would launch, and in whose name.
 * @throws {Refusal} with everything that stands in its way
 */
export async function prepareFiring(
  office: Office,
  { id, definition }: ScheduleEntry,
  day: string,
): Promise<{ actor: Actor; prepared: Prepared }> {
  const actor = await officeOperator(office.database);
  if (!actor) throw noOffice();
  // A path of one code: the root, whose subtree is everybody.
  const root = actor.scopePath.slice(0, -1);
  const written = {
    ...definition,
    audience: { committees: [root], ...definition.audience },
    key: firingKey(id, day),
  };
  return { actor, prepared: await prepare(office, actor, written) };
}

async function skip(office: Office, firing: Skip): Promise<ScheduledOutcome> {
  await writeSkip(office.database, firing, office.clock.now());
  return { skipped: firing.skipped };
}
