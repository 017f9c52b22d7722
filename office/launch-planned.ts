import { officeDay } from '../domain/calendar/office-day.js';
import { operatorByName } from '../ledger/operators.js';
import { runById, runByKey, type Run } from '../ledger/runs.js';
import { writeRefusedLaunch } from '../ledger/skips.js';
import type { ScheduledOutcome } from '../workflows/contract.js';
import { noOffice } from './actor.js';
import { launch } from './launch.js';
import type { Office } from './office.js';
import { prepare } from './prepare.js';
import { Refusal } from './refusal.js';

/** The launch key of what a run launches: once, whoever asks for it. */
export const launchedByKey = ({ key }: Pick<Run, 'key'>, launchKey: string): string => `${key}.${launchKey}`;

/**
 * Launches a notice or call-out that belongs to a theme, in the name of whoever launched the theme, as a run of its own: under
 * the office's own limits it may wait for somebody's agreement. What is refused is written down, and the watch tells the
 * operators, who launch it by hand; the theme goes on.
 */
export async function launchPlanned(office: Office, runId: number, key: string): Promise<ScheduledOutcome> {
  const run = await runById(office.database, runId);
  const planned =
    run && 'launches' in run.plan ? run.plan.launches.find((one) => one.key === key) : undefined;
  if (!run || !planned) throw new Error(`run ${runId} launches no ${key}`);
  const launchKey = launchedByKey(run, key);
  const first = await runByKey(office.database, launchKey);
  if (first) return { runId: first.id };
  try {
    const actor = await operatorByName(office.database, run.launchedBy);
    if (!actor) throw noOffice();
    const prepared = await prepare(office, actor, { ...planned.definition, key: launchKey });
    return { runId: (await launch(office, actor, prepared)).run.id };
  } catch (error) {
    // An engine that is away refuses nothing: Temporal tries again.
    if (!(error instanceof Refusal) || error.kind === 'engine-down') throw error;
    return refused(office, run, { key, launchKey }, error);
  }
}

async function refused(
  { database, clock }: Office,
  { id: runId }: Run,
  { key, launchKey }: { key: string; launchKey: string },
  { problems }: Refusal,
): Promise<ScheduledOutcome> {
  const now = clock.now();
  const reasons = [...new Set(problems.map(({ reason }) => reason))];
  const skipped = reasons.includes('nobody') ? 'nobody' : 'refused';
  await writeRefusedLaunch(database, { runId, key, launchKey, day: officeDay(now), skipped, reasons }, now);
  return { skipped };
}
