import { officeObligations } from '../campaigns/deadline/wanted.js';
import { eighteenMonths, movedDates, plannedDates, type MovedDate } from '../campaigns/planned-dates.js';
import { officeDay } from '../domain/calendar/office-day.js';
import type { Move } from '../domain/plan/replan.js';
import type { Problem } from '../domain/problem.js';
import type { RunState } from '../domain/plan/run-state.js';
import { obligationSettings } from '../ledger/obligation-settings.js';
import type { Actor } from '../ledger/operators.js';
import { calendarRuns } from '../ledger/plan-versions.js';
import type { Run } from '../ledger/runs.js';
import type { Statement } from '../runtime/database.js';
import type { Office } from './office.js';
import { isChased, replanner } from './plan-again.js';
import { requireRight } from './rights.js';
import { syncAfterChange, type MovedSchedules } from './schedules/sync.js';
import { officeCalendar, type OfficeCalendar } from './theme-book.js';

/** A run that would come out otherwise now; `muster run replan` moves it, nothing else does. */
export interface TouchedRun {
  run: number;
  kind: Run['kind'];
  title: string;
  state: RunState;
  /** Due days and locks, reminders, steps and launches that move. */
  dueDays: number;
  reminders: number;
  steps: number;
  /** Duties whose days were provisional and are certain now. */
  settled: number;
  /** Steps that say something else. */
  words: number;
  /** The first of what moves. */
  first: Move | null;
  /** Why it could not be planned any more; empty: it could. */
  problems: readonly Problem[];
}

/** What a change of the calendar comes to. */
export interface CalendarEffects {
  /** Planned dates of the next eighteen months that move. */
  moved: MovedDate[];
  /** Those that stay, and are certain now. */
  settled: number;
  /** Runs under way or about to be that rest on it. */
  runs: TouchedRun[];
}

/** Whether it comes to anything at all. */
export const hasEffects = ({ moved, settled, runs }: CalendarEffects): boolean =>
  moved.length + settled + runs.length > 0;

/** What was done about the calendar, with what it comes to. */
export type WithEffects<Done> = Done & {
  effects: CalendarEffects;
  /** Schedules whose days it has moved or made certain. */
  schedules: MovedSchedules;
};

/** Takes everything back that was tried. */
class OnlyTried<Done> extends Error {
  constructor(readonly done: Done) {
    super('only tried');
  }
}

/**
 * Changes the calendar in one transaction, and finds what that comes to: dates that move, runs that would come out otherwise.
 * @param only only look: everything is taken back
 */
export async function changeCalendar<Done extends object>(
  office: Office,
  actor: Actor,
  { change, only }: { change: (sql: Statement) => Promise<Done>; only: boolean },
): Promise<WithEffects<Done>> {
  requireRight(actor, 'run campaigns');
  const found = await tried(office, actor, { change, only });
  return { ...found, schedules: only ? [] : await syncAfterChange(office, actor.name) };
}

async function tried<Done extends object>(
  office: Office,
  actor: Actor,
  { change, only }: { change: (sql: Statement) => Promise<Done>; only: boolean },
): Promise<Done & { effects: CalendarEffects }> {
  try {
    return (await office.database.begin(async (sql) => {
      const before = await officeCalendar(sql, office.clock.now());
      const done = await change(sql);
      const effects = await effectsOf(office, actor, { sql, before });
      if (only) throw new OnlyTried({ ...done, effects });
      return { ...done, effects };
    })) as Done & { effects: CalendarEffects };
  } catch (error) {
    if (error instanceof OnlyTried) return error.done as Done & { effects: CalendarEffects };
    throw error;
  }
}

async function effectsOf(
  office: Office,
  actor: Actor,
  { sql, before }: { sql: Statement; before: OfficeCalendar },
): Promise<CalendarEffects> {
  const now = office.clock.now();
  const after = await officeCalendar(sql, now);
  const span = eighteenMonths(officeDay(now));
  const obligations = officeObligations(await obligationSettings(sql)).filter(({ asked }) => asked);
  const datesBy = ({ workdays, book }: OfficeCalendar) => plannedDates({ workdays, book, obligations }, span);
  return {
    ...movedDates(datesBy(before), datesBy(after), span),
    runs: await touchedRuns(office, actor, { sql, calendar: after }),
  };
}

async function touchedRuns(
  office: Office,
  actor: Actor,
  ground: { sql: Statement; calendar: OfficeCalendar },
): Promise<TouchedRun[]> {
  const replan = replanner(office, actor, ground);
  const touched: TouchedRun[] = [];
  for (const run of await calendarRuns(ground.sql)) {
    if (!isChased(run)) continue;
    const { id, kind, title, state } = run;
    const planned = await replan(run);
    const none = { dueDays: 0, reminders: 0, steps: 0, settled: 0, words: 0, first: null };
    if (!planned.ok) touched.push({ run: id, kind, title, state, ...none, problems: planned.problems });
    else if (planned.value.differs) {
      const { moves, settled, words } = planned.value;
      const count = (...whats: Move['what'][]) => moves.filter(({ what }) => whats.includes(what)).length;
      touched.push({
        ...{ run: id, kind, title, state, settled, words: words.length, problems: [] },
        ...{ dueDays: count('due', 'lock'), reminders: count('reminder'), steps: count('step', 'launch') },
        first: moves[0] ?? null,
      });
    }
  }
  return touched;
}
