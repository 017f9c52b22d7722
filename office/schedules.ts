import { writeAudit } from '../ledger/audit.js';
import { officeOperator, type Actor } from '../ledger/operators.js';
import type { Logger } from '../runtime/log.js';
import { SCHEDULES, type Firing, type ScheduleEntry } from '../schedules/catalogue.js';
import { lastFiring, nextFirings } from '../schedules/firings.js';
import { describeSchedule, syncSchedules, type KnownSchedule, type SyncResult } from '../schedules/sync.js';
import { requireWholeOffice } from './actor.js';
import { codeOf } from './error-code.js';
import type { Office } from './office.js';
import { refuse, temporalAway } from './refusal.js';
import { isTemporalAway, patiently } from './temporal.js';
import { requireRight } from './rights.js';

/** A schedule, and when it fires next. */
export interface ScheduleState extends Pick<ScheduleEntry, 'id' | 'title'> {
  /** `unsynced`: Temporal does not know it, so it will not fire; `unanswered`: Temporal is away. */
  state: 'active' | 'paused' | 'unsynced' | 'unanswered';
  next: Date | null;
  /** When it should have fired last and did not; null: it has, or nobody can tell. */
  missed: Date | null;
}

/** The same, and in whose name it launches; null: nobody works for the whole office yet. */
export interface ScheduleView extends ScheduleState {
  operator: string | null;
}

/** Brings Temporal's schedules in line with the declared ones; again is harmless. */
export async function syncDeclared(office: Office, actor: Actor): Promise<SyncResult[]> {
  requireRight(actor, 'keep running');
  requireWholeOffice(actor, '同步日程', 'syncing schedules');
  return sync(office, actor.name).catch((error: unknown) => {
    throw isTemporalAway(error) ? temporalAway() : error;
  });
}

/**
 * The same by a process that starts: a new version brings its schedules along, also where nobody works yet. What
 * cannot be synced keeps no run waiting; the doctor misses it.
 */
export async function syncAtStart(office: Office, log: Logger): Promise<void> {
  try {
    await sync(office, 'muster');
  } catch (error) {
    log.warn({ code: codeOf(error) }, 'schedules not synced: `muster schedule sync` does it');
  }
}

async function sync({ temporal, database, clock }: Office, by: string): Promise<SyncResult[]> {
  const results = await patiently(temporal, () => syncSchedules(temporal.client));
  const changed = results.filter(({ outcome }) => outcome !== 'unchanged');
  const detail = Object.fromEntries(changed.map(({ id, outcome }) => [id, outcome]));
  const entry = { actor: by, action: 'schedule sync', subject: 'schedules', detail };
  if (changed.length > 0) await writeAudit(database, entry, clock.now());
  return results;
}

/** Every declared schedule with its next firing: Temporal's own word, else what the declaration says. */
export async function schedules(office: Office, actor: Actor): Promise<ScheduleView[]> {
  requireRight(actor, 'look');
  const [operator, states] = await Promise.all([officeOperator(office.database), scheduleStates(office)]);
  return states.map((state) => ({ ...state, operator: operator?.name ?? null }));
}

/** The same without a look into the ledger, which may be away. */
export const scheduleStates = (office: Pick<Office, 'temporal' | 'clock'>): Promise<ScheduleState[]> =>
  Promise.all(SCHEDULES.map((entry) => stateOf(office, entry)));

async function stateOf(
  { temporal, clock }: Pick<Office, 'temporal' | 'clock'>,
  { id, title, firing }: ScheduleEntry,
): Promise<ScheduleState> {
  const view = { id, title, missed: null };
  const declared = nextFirings(firing, clock.now(), 1)[0] ?? null;
  try {
    const known = await patiently(temporal, () => describeSchedule(temporal.client, id));
    if (!known) return { ...view, state: 'unsynced', next: null };
    return known.paused
      ? { ...view, state: 'paused', next: null }
      : {
          ...view,
          state: 'active',
          next: known.next[0] ?? declared,
          missed: missedFiring(firing, known, clock.now()),
        };
  } catch (error) {
    if (!isTemporalAway(error)) throw error;
    return { ...view, state: 'unanswered', next: declared };
  }
}

/** Temporal fires within seconds; after an outage it catches up as soon as it is back. */
const FIRING_PATIENCE_MILLISECONDS = 10 * 60_000;

/** Firings from before it was made, changed or unpaused were never its own. */
function missedFiring(firing: Firing, { changed, fired }: KnownSchedule, now: Date): Date | null {
  const due = lastFiring(firing, new Date(now.getTime() - FIRING_PATIENCE_MILLISECONDS));
  if (due === undefined || due <= changed || (fired !== null && fired >= due)) return null;
  return due;
}

/** One firing to come. */
export interface PlannedFiring extends Pick<ScheduleEntry, 'id' | 'title'> {
  at: Date;
}

/** Years a preview looks ahead at most. */
export const MOST_YEARS = 5;
const DAYS_PER_YEAR = 366;

/** Every firing of the next years, in order, from the declarations alone. */
export function firingsAhead({ clock }: Pick<Office, 'clock'>, years: number): PlannedFiring[] {
  if (!(years >= 1 && years <= MOST_YEARS)) {
    throw refuse('invalid', 'years', `年数应为 1 到 ${MOST_YEARS}`, `years must be 1 to ${MOST_YEARS}`);
  }
  const now = clock.now();
  const end = new Date(now);
  end.setUTCFullYear(end.getUTCFullYear() + years);
  return SCHEDULES.flatMap(({ id, title, firing }) =>
    nextFirings(firing, now, years * DAYS_PER_YEAR)
      .filter((at) => at <= end)
      .map((at) => ({ id, title, at })),
  ).sort((one, other) => +one.at - +other.at);
}
