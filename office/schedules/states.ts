import type { Day } from '../../domain/calendar/day.js';
import { officeDay } from '../../domain/calendar/office-day.js';
import type { Sentence } from '../../domain/problem.js';
import { officeOperator, officeRoot, type Actor } from '../../ledger/operators.js';
import { schedulePauses, type SchedulePause } from '../../ledger/schedule-pauses.js';
import { fatesOf, waitingFirings } from '../../ledger/skips.js';
import { launchOf, type ScheduleEntry } from '../../schedules/entry.js';
import { firingOn, lastFiring, nextFirings, runsOut, type RunningOut } from '../../schedules/firings.js';
import { describeSchedule, inParallel, OUR_NOTE, type KnownSchedule } from '../../schedules/sync.js';
import { requireRight } from '../rights.js';
import type { Office } from '../office.js';
import { isTemporalSilent, patiently } from '../temporal.js';
import { declaredSchedules, type DeclaredSchedules, type Declaring } from './declared.js';

/** A schedule, and when it fires next. */
export interface ScheduleState {
  id: string;
  title: Sentence;
  /**
   * `unsynced`: Temporal does not know it, so it will not fire; `unanswered`: Temporal is away; `over`: no day of it is
   * certain any more, so there is nothing to fire.
   */
  state: 'active' | 'paused' | 'unsynced' | 'unanswered' | 'over';
  next: { at: Date; period: string | null } | null;
  /** Who paused it, when and why; null: nobody did, or it is not known here. */
  pause: { by: string | null; at: Date | null; reason: string | null } | null;
  /** Where its certain days end; null: they go on. */
  runsOut: RunningOut | null;
  /** The day for which it should have fired last, where nothing came of it; null: something has, or nobody can tell. */
  missed: Day | null;
  /** Days whose firing waits until somebody decides. */
  waiting: Day[];
}

/** The same, and in whose name it launches; null: nobody works for the whole office yet. */
export interface ScheduleView extends ScheduleState {
  operator: string | null;
}

/** Every declared schedule with its next firing: Temporal's own word, else what the declaration says. */
export async function schedules(office: Office, actor: Actor): Promise<ScheduleView[]> {
  requireRight(actor, 'look');
  const [operator, states] = await Promise.all([
    officeOperator(office.database),
    scheduleStates(office, await declaredSchedules(office)),
  ]);
  return states.map((state) => ({ ...state, operator: operator?.name ?? null }));
}

/** The same for a look without anybody who asks. */
export async function scheduleStates(
  office: Declaring & Pick<Office, 'temporal'>,
  { entries }: Pick<DeclaredSchedules, 'entries'>,
): Promise<ScheduleState[]> {
  const { database, clock } = office;
  const now = clock.now();
  const ids = entries.map(({ id }) => id);
  const [known, pauses, waiting, due] = await Promise.all([
    inParallel(entries, ({ id }) => knownOf(office, id)),
    schedulePauses(database, ids),
    waitingFirings(database, ids),
    unsettledFirings(office, entries, now),
  ]);
  return entries.map((entry, at) => {
    const pause = pauses.find(({ scheduleId }) => scheduleId === entry.id);
    return {
      ...stateOf(entry, known[at], pause, now),
      missed: missedDay(due[at], known[at], pause),
      waiting: waiting.filter(({ scheduleId }) => scheduleId === entry.id).map(({ day }) => day),
    };
  });
}

/** What Temporal knows of it; undefined: nothing, `unanswered`: it does not say. */
async function knownOf(
  { temporal }: Pick<Office, 'temporal'>,
  id: string,
): Promise<KnownSchedule | 'unanswered' | undefined> {
  try {
    return await patiently(temporal, () => describeSchedule(temporal.client, id));
  } catch (error) {
    if (isTemporalSilent(error)) return 'unanswered';
    throw error;
  }
}

type Known = Awaited<ReturnType<typeof knownOf>>;

function stateOf(
  { id, title, firing }: ScheduleEntry,
  known: Known,
  pause: SchedulePause | undefined,
  now: Date,
): Omit<ScheduleState, 'missed' | 'waiting'> {
  const [declared] = nextFirings(firing, now, 1);
  const view = { id, title, next: null, pause: null, runsOut: runsOut(firing, officeDay(now)) };
  const next = declared ? { at: declared.at, period: declared.period } : null;
  if (known === 'unanswered') return { ...view, state: 'unanswered', next };
  if (known?.paused) return { ...view, state: 'paused', pause: whoPaused(known, pause) };
  if (!declared) return { ...view, state: 'over' };
  if (!known) return { ...view, state: 'unsynced' };
  const at = known.next[0] ?? declared.at;
  return { ...view, state: 'active', next: { at, period: firingOn(firing, officeDay(at))?.period ?? null } };
}

/** What was paused elsewhere carries its own note. */
function whoPaused({ note }: KnownSchedule, said: SchedulePause | undefined): ScheduleState['pause'] {
  if (note === OUR_NOTE && said?.paused) return { by: said.by, at: said.at, reason: said.reason };
  return { by: null, at: null, reason: note };
}

/** Temporal fires within seconds, and catches up as soon as it is back; a launch takes a moment too. */
const FIRING_PATIENCE_MILLISECONDS = 10 * 60_000;

/** The last firing there should have been of each schedule, where the ledger knows of nothing that came of it. */
async function unsettledFirings(
  { database }: Pick<Office, 'database'>,
  entries: readonly ScheduleEntry[],
  now: Date,
): Promise<({ at: Date; day: Day } | undefined)[]> {
  const until = new Date(now.getTime() - FIRING_PATIENCE_MILLISECONDS);
  const due = entries.map((entry) => lastFiring(entry.firing, until));
  const root = await officeRoot(database);
  const fates = await fatesOf(
    database,
    entries.map((entry, at) => {
      const firing = due[at];
      const key = firing && root !== null ? launchOf(entry, firing, root).key : null;
      return { scheduleId: entry.id, day: firing?.day ?? '', key };
    }),
  );
  return due.map((firing, at) => (fates[at] === null ? firing : undefined));
}

/** Firings from before it was made or resumed were never its own. */
function missedDay(
  due: { at: Date; day: Day } | undefined,
  known: Known,
  pause: SchedulePause | undefined,
): Day | null {
  if (!due || !known || known === 'unanswered' || known.paused || due.at <= known.made) return null;
  return pause && due.at <= pause.at ? null : due.day;
}
