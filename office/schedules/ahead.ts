import { yearOf, type Day } from '../../domain/calendar/day.js';
import { officeDay } from '../../domain/calendar/office-day.js';
import type { RungName } from '../../domain/duties/duty.js';
import type { Sentence } from '../../domain/problem.js';
import type { Workdays } from '../../domain/calendar/workdays.js';
import { momentsAhead, type MomentAhead, type RunMoment } from '../../ledger/ahead.js';
import { officeRoot, type Actor } from '../../ledger/operators.js';
import type { Run } from '../../ledger/runs.js';
import { schedulePauses } from '../../ledger/schedule-pauses.js';
import { fatesOf, waitingFirings } from '../../ledger/skips.js';
import { YEARS_AHEAD } from '../../schedules/catalogue.js';
import { launchOf, type ScheduleEntry } from '../../schedules/entry.js';
import { firingsBetween, type TimedFiring } from '../../schedules/firings.js';
import { requireRight } from '../rights.js';
import type { Office } from '../office.js';
import { refuse } from '../refusal.js';
import { declaredSchedules } from './declared.js';

/** One thing that will happen by itself. */
export interface AheadLine {
  at: Date;
  /** `opens`: a schedule launches; all else is done by a run. */
  what: 'opens' | RunMoment;
  title: Sentence;
  /** On behalf of which period. */
  period: string | null;
  schedule: string | null;
  run: number | null;
  /** Of its run. */
  state: Run['state'] | null;
  rung: RungName | null;
  /** Reports it is about. */
  reports: number | null;
  /** Until when what opens is due. */
  due: { day: Day; provisional: boolean } | null;
  /** The day itself may still move; of a schedule: until it is certain, nothing is launched. */
  provisional: boolean;
  /** What this or its due day rests on: the first year without a holiday table, or those above who announce it; null: it stands. */
  restsOn: number | 'announcement' | null;
  /** Its schedule is paused. */
  paused: boolean;
}

/** All that will happen by itself between two instants, the first first. */
export interface Ahead {
  from: Date;
  to: Date;
  lines: AheadLine[];
  /** Firings that have come and wait until somebody decides. */
  waiting: { schedule: string; day: Day; title: Sentence }[];
}

/** What the next years bring by themselves: firings of schedules, and what runs under way have still to do. */
export async function ahead(office: Office, actor: Actor, years: number): Promise<Ahead> {
  requireRight(actor, 'look');
  if (!(years >= 1 && years <= YEARS_AHEAD)) {
    throw refuse('invalid', 'years', `年数应为 1 到 ${YEARS_AHEAD}`, `years must be 1 to ${YEARS_AHEAD}`);
  }
  const { database, clock } = office;
  const from = clock.now();
  const to = new Date(from);
  to.setUTCFullYear(to.getUTCFullYear() + years);
  const { entries, workdays } = await declaredSchedules(office);
  const ids = entries.map(({ id }) => id);
  const [openings, moments, waiting] = await Promise.all([
    openingsAhead(office, entries, { from, to, workdays }),
    momentsAhead(database, { scopePath: actor.scopePath, from, to }),
    waitingFirings(database, ids),
  ]);
  const lines = [...openings, ...moments.map((moment) => momentLine(moment, workdays))];
  return {
    ...{ from, to },
    lines: lines.sort((one, other) => +one.at - +other.at),
    waiting: waiting.map(({ scheduleId, day }) => ({
      ...{ schedule: scheduleId, day },
      title: entries.find(({ id }) => id === scheduleId)!.title,
    })),
  };
}

interface Span {
  from: Date;
  to: Date;
  workdays: Workdays;
}

/** What schedules will launch; what is there already is told by its run. */
async function openingsAhead(
  { database }: Pick<Office, 'database'>,
  entries: readonly ScheduleEntry[],
  span: Span,
): Promise<AheadLine[]> {
  const [root, pauses] = await Promise.all([
    officeRoot(database),
    schedulePauses(
      database,
      entries.map(({ id }) => id),
    ),
  ]);
  const paused = new Set(pauses.flatMap((pause) => (pause.paused ? [pause.scheduleId] : [])));
  const openings = entries.flatMap((entry) => openingsOf(entry, span));
  const fates = await fatesOf(
    database,
    openings.map(({ entry, firing }) => ({
      ...{ scheduleId: entry.id, day: firing.day },
      key: launchOf(entry, firing, root ?? '').key,
    })),
  );
  return openings
    .filter((_, at) => fates[at] === null)
    .map((opening) => openingLine(opening, span.workdays, paused.has(opening.entry.id)));
}

interface Opening {
  entry: ScheduleEntry;
  firing: TimedFiring;
  provisional: boolean;
}

function openingsOf(entry: ScheduleEntry, { from, to }: Span): Opening[] {
  const { firing } = entry;
  const certain = firingsBetween(firing, from, to);
  const expected = 'days' in firing ? firingsBetween({ ...firing, days: firing.provisional }, from, to) : [];
  return [
    ...certain.map((one) => ({ entry, firing: one, provisional: false })),
    ...expected.map((one) => ({ entry, firing: one, provisional: true })),
  ];
}

function openingLine(
  { entry: { id, title }, firing, provisional }: Opening,
  workdays: Workdays,
  paused: boolean,
): AheadLine {
  const { at, day, period, due, dueProvisional, awaitsAnnouncement } = firing;
  const awaited = awaitsAnnouncement ? 'announcement' : unknownYear(day, workdays);
  return {
    ...{ at, what: 'opens', title, period, schedule: id, run: null, state: null, rung: null },
    ...{ reports: null, provisional, paused },
    due: due === null ? null : { day: due, provisional: dueProvisional },
    restsOn: provisional || dueProvisional ? awaited : null,
  };
}

const momentLine = (
  { run, title, state, what, at, rung, reports, provisional }: MomentAhead,
  workdays: Workdays,
): AheadLine => ({
  ...{ at, what, title: { zh: title, en: title }, period: null, schedule: null, run, state, rung },
  ...{ reports, due: null, provisional, paused: false },
  restsOn: provisional ? unknownYear(officeDay(at), workdays) : null,
});

/** The year without a table on which a day rests that may move: the day's own, or one of those beside it. */
function unknownYear(day: Day, workdays: Workdays): number {
  const year = yearOf(day);
  return [year, year - 1, year + 1].find((near) => !workdays.covers(near)) ?? year;
}
