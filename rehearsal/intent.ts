import { officeDay } from '../domain/calendar/office-day.js';
import { approvalOf } from '../ledger/approvals.js';
import type { Actor } from '../ledger/operators.js';
import type { LaunchedRun, Run } from '../ledger/runs.js';
import { actorNamed } from '../office/actor.js';
import { ownRun } from '../office/look-up.js';
import { openOffice, type Office } from '../office/office.js';
import { prepare, type Prepared } from '../office/prepare.js';
import { preview, type Preview } from '../office/preview.js';
import { refuse } from '../office/refusal.js';
import { OFFICE_SETTINGS } from '../office/settings.js';
import type { Temporal } from '../office/temporal.js';
import { systemClock } from '../runtime/clock.js';
import { loadConfig, type Environment } from '../runtime/config.js';
import { withStandIns } from './settings.js';

/** What is rehearsed: a run that has not begun, or a definition as read from its file. */
export type Rehearsable = { run: number } | { definition: unknown };

/** What is to be gone through, as the office itself would launch it, and what it would expect of it. */
export interface Intent {
  actor: Actor;
  meant: { run: LaunchedRun } | { prepared: Prepared };
  preview: Preview;
}

/**
 * Looks at what is asked for in the office's own ledger, by the office's own settings, and changes nothing there: what
 * cannot be launched is refused before anything is started for it.
 * @throws {Refusal} with everything that is wrong
 */
export async function intentOf(
  environment: Environment,
  operator: string,
  what: Rehearsable,
): Promise<Intent> {
  const config = loadConfig(withStandIns(environment), OFFICE_SETTINGS);
  const office = openOffice({ config, temporal: NOT_ASKED, clock: systemClock });
  try {
    const actor = await actorNamed(office, operator);
    const meant =
      'definition' in what
        ? { prepared: await prepare(office, actor, what.definition) }
        : { run: await unbegunRun(office, actor, what.run) };
    return { actor, meant, preview: await preview(office, actor, previewed(meant)) };
  } finally {
    await office.close();
  }
}

/** Looking ahead needs the ledger alone. */
const NOT_ASKED: Temporal = {
  get client(): never {
    throw new Error('a look ahead asks no Temporal');
  },
  address: '',
  close: () => Promise.resolve(),
};

/** The plan that is followed, on the people of today. */
function previewed(meant: Intent['meant']): Pick<Prepared, 'plan' | 'bounds' | 'audience'> {
  if ('prepared' in meant) return meant.prepared;
  const { plan, scopePath, audienceAtLaunch: audience } = meant.run;
  return { plan, audience, bounds: { scopePath, officeDay: officeDay(systemClock.now()) } };
}

async function unbegunRun(office: Office, actor: Actor, id: number): Promise<LaunchedRun> {
  const run = await ownRun(office, actor, id);
  requireUnbegun(run);
  // Its workflow is about to hear of it.
  if ((await approvalOf(office.database, id))?.decision) throw begunAlready(id);
  return run;
}

/**
 * Only what nobody has been written to of yet can be gone through.
 * @throws {Refusal} it has begun, or is over
 */
export function requireUnbegun(run: Run): asserts run is LaunchedRun {
  const { id, plan, state } = run;
  if (plan.kind === 'standing' || (state !== 'starting' && state !== 'proposed')) throw begunAlready(id);
}

const begunAlready = (id: number) =>
  refuse(
    'conflict',
    'begun',
    `活动 ${id} 已经开始或结束，不能预演；请预演它的定义文件：muster rehearse 文件`,
    `run ${id} has begun or is over; rehearse its definition file: \`muster rehearse FILE\``,
  );
