import { officeDay } from '../domain/calendar/office-day.js';
import { officeOperator, officeRoot, type Actor } from '../ledger/operators.js';
import { runByKey, type LaunchedRun } from '../ledger/runs.js';
import { writeSkip, writeWait, type Skip, type Unlaunched } from '../ledger/skips.js';
import { firingKey, launchOf, type FiringDay, type ScheduleEntry } from '../schedules/entry.js';
import { firingOn, plainDay, type TimedFiring } from '../schedules/firings.js';
import { hoursLate, whenLate } from '../schedules/late.js';
import type { ScheduledOutcome } from '../workflows/contract.js';
import { noOffice } from './actor.js';
import { launch } from './launch.js';
import type { Office } from './office.js';
import { prepare, type Prepared } from './prepare.js';
import { Refusal } from './refusal.js';
import { declaredSchedules } from './schedules/declared.js';

/**
 * Launches what a schedule stands for, on behalf of the day it was meant for. A firing repeated by Temporal finds
 * the first run, however late it is by then. One that is too late, or has nobody to write to, is skipped or waits, as
 * its schedule says, and the audit says so, once.
 */
export async function launchScheduled(
  office: Office,
  scheduleId: string,
  firedFor: Date,
): Promise<ScheduledOutcome> {
  const day = officeDay(firedFor);
  const { entries, workdays } = await declaredSchedules(office);
  const entry = entries.find((candidate) => candidate.id === scheduleId);
  const firing = entry && meantFor(entry, day, firedFor);
  const root = await officeRoot(office.database);
  const key = entry && firing ? root && launchOf(entry, firing, root).key : firingKey(scheduleId, day);
  const first = key === null ? undefined : await runByKey(office.database, key);
  if (first) return { runId: first.id };
  const unlaunched = { scheduleId, day, key };
  const now = office.clock.now();
  if (!entry || !firing) return skip(office, unlaunched, 'refused', [entry ? 'no-such-day' : 'not-declared']);
  const decision = whenLate(entry.late, firing, { now, workdays });
  if (decision === 'ask') return wait(office, unlaunched);
  if (decision === 'skip')
    return skip(office, unlaunched, 'late', [`${Math.floor(hoursLate(firing, now))} hours late`]);
  return attempt(office, entry, firing, unlaunched);
}

/** A schedule of days of the month may be fired on any other too, by hand in Temporal; one of explicit days may not. */
const meantFor = ({ firing }: ScheduleEntry, day: string, firedFor: Date): TimedFiring | undefined => {
  const meant = firingOn(firing, day) ?? ('days' in firing ? undefined : plainDay(day));
  return meant && { ...meant, at: firedFor };
};

async function attempt(
  office: Office,
  entry: ScheduleEntry,
  firing: FiringDay,
  unlaunched: Unlaunched,
): Promise<ScheduledOutcome> {
  try {
    return { runId: (await launchFiring(office, entry, firing)).id };
  } catch (error) {
    // An engine that is away refuses nothing: Temporal tries again.
    if (!(error instanceof Refusal) || error.kind === 'engine-down') throw error;
    const reasons = [...new Set(error.problems.map((problem) => problem.reason))];
    const nobody = reasons.includes('nobody') || reasons.includes('nobody-owes');
    return skip(office, unlaunched, nobody ? 'nobody' : 'refused', reasons);
  }
}

/**
 * Launches a firing in the name of the office, whatever its lateness.
 * @throws {Refusal} with everything that stands in its way
 */
export async function launchFiring(
  office: Office,
  entry: ScheduleEntry,
  firing: FiringDay,
): Promise<LaunchedRun> {
  const { actor, prepared } = await prepareFiring(office, entry, firing);
  return (await launch(office, actor, prepared)).run;
}

/**
 * What a schedule's firing would launch, and in whose name.
 * @throws {Refusal} with everything that stands in its way
 */
export async function prepareFiring(
  office: Office,
  entry: ScheduleEntry,
  firing: FiringDay,
): Promise<{ actor: Actor; prepared: Prepared }> {
  const actor = await officeOperator(office.database);
  if (!actor) throw noOffice();
  const { definition } = launchOf(entry, firing, actor.scopePath.slice(0, -1));
  return { actor, prepared: await prepare(office, actor, definition) };
}

async function skip(
  { database, clock }: Office,
  firing: Unlaunched,
  skipped: Skip['skipped'],
  reasons: string[],
): Promise<ScheduledOutcome> {
  await writeSkip(database, { ...firing, skipped, reasons }, clock.now());
  return { skipped };
}

async function wait({ database, clock }: Office, firing: Unlaunched): Promise<ScheduledOutcome> {
  await writeWait(database, firing, clock.now());
  return { waits: true };
}
