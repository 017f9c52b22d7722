import type { Day } from '../calendar/day.js';
import { instantOf, officeDay } from '../calendar/office-day.js';
import type { Workdays } from '../calendar/workdays.js';
import type { ContactRole } from '../people/contact-role.js';
import type { TimeOfDay } from '../calendar/instant.js';
import type { LadderRung, PlannedRung, RungName } from './duty.js';

/** Who is written to first; where a committee has nobody of that role, the next. */
export const LIAISON: readonly ContactRole[] = ['liaison', 'deputy', 'head'];
const DEPUTY: readonly ContactRole[] = ['deputy', 'head', 'liaison'];
const HEAD: readonly ContactRole[] = ['head', 'deputy', 'liaison'];

/** The usual ladder: reminded before, chased after, then whoever is above. */
export const USUAL_LADDER: readonly LadderRung[] = [
  { rung: 'opened', workdays: null, to: 'debtor', roles: LIAISON },
  { rung: 'week before', workdays: -5, to: 'debtor', roles: LIAISON },
  { rung: 'day before', workdays: -1, to: 'debtor', roles: LIAISON },
  { rung: 'due', workdays: 0, to: 'debtor', roles: LIAISON },
  { rung: 'late', workdays: 1, to: 'debtor', roles: LIAISON },
  { rung: 'deputy', workdays: 2, to: 'debtor', roles: DEPUTY },
  { rung: 'head', workdays: 4, to: 'debtor', roles: HEAD },
  { rung: 'superior', workdays: 6, to: 'superior', roles: LIAISON },
  { rung: 'office', workdays: 8, to: 'office', roles: HEAD },
];

/** The same without its opening: for what becomes due by itself. */
export const LADDER_WITHOUT_OPENING: readonly LadderRung[] = USUAL_LADDER.filter(
  ({ workdays }) => workdays !== null,
);

/** What a ladder is laid out by: the office's workdays and the minute of its digest. */
export interface LadderGround {
  workdays: Workdays;
  time: TimeOfDay;
}

/** The instant at which a day's digest is said. */
export const digestAt = (day: Day, time: TimeOfDay): Date => instantOf(day, time);

/** The first digest at or after an instant: on workdays only. */
export function nextDigest(from: Date, { workdays, time }: LadderGround): Date {
  const today = officeDay(from);
  const at = digestAt(today, time);
  return workdays.isWorkday(today) && at >= from ? at : digestAt(workdays.nthFrom(today, 1), time);
}

/**
 * The rungs of a duty, in order, all on workdays; a day on which nobody works is reminded of on the last workday before it.
 * What would lie before the duty opens is left out, for its opening says it; a ladder without an opening begins with the
 * last of them instead.
 */
export function climbing(
  ladder: readonly LadderRung[],
  { opens, due }: { opens: Date; due: Day },
  ground: LadderGround,
): PlannedRung[] {
  const { workdays, time } = ground;
  const opening = nextDigest(opens, ground);
  const lastDay = workdays.isWorkday(due) ? due : workdays.nthFrom(due, -1);
  const laid = ladder.map(({ workdays: distance, ...rung }) => ({
    ...rung,
    at:
      distance === null ? opening : digestAt(workdays.nthFrom(distance > 0 ? due : lastDay, distance), time),
  }));
  const opened = ladder.some(({ workdays: distance }) => distance === null);
  const passed = laid.filter(({ at }) => at <= opening);
  const first = opened ? passed.slice(0, 1) : passed.slice(-1);
  return [...first.map((rung) => ({ ...rung, at: opening })), ...laid.filter(({ at }) => at > opening)].map(
    (rung) => ({
      ...rung,
      at: rung.at.toISOString(),
    }),
  );
}

/** Rungs that a returned report may be taken up from again. */
export const RESTARTS = [
  'day before',
  'due',
  'late',
  'deputy',
  'head',
] as const satisfies readonly RungName[];
/** One of them. */
export type Restart = (typeof RESTARTS)[number];

/**
 * The due day from which a ladder reaches a rung on a given workday: a report that is returned is chased from there on at
 * the usual distances.
 */
export function dueFor(rung: Restart, on: Day, { workdays }: LadderGround, ladder = USUAL_LADDER): Day {
  const distance = ladder.find((one) => one.rung === rung)?.workdays ?? 0;
  return distance === 0 ? on : workdays.nthFrom(on, -distance);
}
