/** A plan made anew after days have moved: what has happened stays, what lies ahead follows the new days. */
import type { Instant } from '../calendar/instant.js';
import type { PlannedDuty, PlannedRung, RungName } from '../duties/duty.js';
import { canonicalJson } from './hash.js';
import type { Plan, PlannedLaunch, Step } from './plan.js';

/** A plan whose reports are chased: the kinds that rest on the calendar for months. */
export type ChasedPlan = Extract<Plan, { kind: 'deadline' | 'theme' }>;

/** How far a run has come. */
export interface Progress {
  now: Date;
  /** Keys of steps that are written and of launches that are made. */
  done: ReadonlySet<string>;
}

/** Something that moves; null: it was not there, or is not any more. */
export interface Move {
  what: 'due' | 'lock' | 'reminder' | 'step' | 'launch';
  /** Of the duty, step or launch. */
  key: string;
  /** Of a duty. */
  title: string | null;
  rung: RungName | null;
  before: Instant | null;
  after: Instant | null;
}

/** What a new version of a plan changes. */
export interface PlanMoves {
  /** The first to come first. */
  moves: Move[];
  /** Duties whose days were provisional and are certain now. */
  settled: number;
  /** Keys of steps that say something else, because they name a day or a motto. */
  words: string[];
}

/**
 * The new version of a plan: instants ahead as they are planned now; what is written, told or past as it was. Keys survive.
 * A duty whose new day would lie in the past keeps its own; one that is not asked for any more stays for those who have
 * handed it in, and is marked.
 */
export function planAnew(stored: ChasedPlan, fresh: ChasedPlan, progress: Progress): ChasedPlan {
  const common = {
    steps: stepsAnew(stored.steps, fresh.steps, progress),
    duties: dutiesAnew(stored.duties, fresh.duties, progress.now),
    endsAt: fresh.endsAt,
  };
  if (stored.kind !== 'theme' || fresh.kind !== 'theme') return { ...stored, ...common } as ChasedPlan;
  const { first, last, provisional } = fresh;
  const launches = launchesAnew(stored.launches, fresh.launches, progress);
  return { ...stored, ...common, first, last, provisional, launches } as ChasedPlan;
}

const isPast = (at: Instant, now: Date): boolean => Date.parse(at) <= now.getTime();

/** Of everything that has an instant and a key: what is done stays, also where the new plan would not have it. */
function timedAnew<Timed extends { key: string; at: Instant }>(
  stored: readonly Timed[],
  fresh: readonly Timed[],
  { progress: { now, done }, moved }: { progress: Progress; moved: (before: Timed, after: Timed) => Timed },
): Timed[] {
  const before = new Map(stored.map((one) => [one.key, one]));
  const keys = new Set(fresh.map(({ key }) => key));
  const anew = fresh.flatMap((one) => {
    const old = before.get(one.key);
    if (!old) return isPast(one.at, now) ? [] : [one];
    return [done.has(one.key) || (isPast(old.at, now) && isPast(one.at, now)) ? old : moved(old, one)];
  });
  return [...anew, ...stored.filter(({ key }) => !keys.has(key) && done.has(key))];
}

type TimedStep = ChasedPlan['steps'][number];

const stepsAnew = (stored: readonly TimedStep[], fresh: readonly TimedStep[], progress: Progress) =>
  timedAnew<TimedStep>(stored, fresh, { progress, moved: (before, after) => stepAnew(before, after) });

/** Its instants and its words; how it is sent stays as it was launched. */
function stepAnew(before: TimedStep, after: TimedStep): TimedStep {
  const { at, expiresAt, channels } = after;
  const about = after.kind === 'summary' && after.duties ? { duties: after.duties } : {};
  return { ...before, at, expiresAt, channels, ...about };
}

const launchesAnew = (
  stored: readonly PlannedLaunch[],
  fresh: readonly PlannedLaunch[],
  progress: Progress,
) => timedAnew(stored, fresh, { progress, moved: (before, { at }) => ({ ...before, at }) });

function dutiesAnew(stored: readonly PlannedDuty[], fresh: readonly PlannedDuty[], now: Date): PlannedDuty[] {
  const anew = new Map(fresh.map((duty) => [duty.key, duty]));
  const kept = stored.map((before) => {
    const after = anew.get(before.key);
    return after ? dutyAnew(before, after, now) : { ...before, dropped: true as const };
  });
  const known = new Set(stored.map(({ key }) => key));
  return [
    ...kept,
    ...fresh.filter(({ key, dueAt }) => !known.has(key) && (dueAt === null || !isPast(dueAt, now))),
  ];
}

function dutyAnew({ dropped: _dropped, ...before }: PlannedDuty, after: PlannedDuty, now: Date): PlannedDuty {
  const { dueAt, lockAt, provisional } = after;
  // Each is due from its subject's own day: the ledger has their instants.
  if (dueAt === null || before.dueAt === null) return { ...before, provisional };
  if (isPast(dueAt, now) && dueAt !== before.dueAt) return before;
  return {
    ...{ ...before, dueAt, provisional, lockAt: lockAt && !isPast(lockAt, now) ? lockAt : before.lockAt },
    rungs: rungsAnew(before, { ...after, dueAt }, now),
  };
}

/** Whoever was late and gets more time is reminded from the start; else nobody twice of the same. */
function rungsAnew(
  before: PlannedDuty,
  after: PlannedDuty & { dueAt: Instant },
  now: Date,
): readonly PlannedRung[] {
  const past = before.rungs.filter(({ at }) => isPast(at, now));
  const inTimeAgain = isPast(before.dueAt!, now) && !isPast(after.dueAt, now);
  const said = (rung: RungName): boolean => !inTimeAgain && past.some((one) => one.rung === rung);
  return [...past, ...after.rungs.filter(({ rung, at }) => !isPast(at, now) && !said(rung))];
}

/** What a new version of a plan changes. */
export function planMoves(before: ChasedPlan, after: ChasedPlan): PlanMoves {
  const steps = timedMoves('step', before.steps, after.steps);
  const launches = timedMoves(
    'launch',
    'launches' in before ? before.launches : [],
    'launches' in after ? after.launches : [],
  );
  const asked = (duties: readonly PlannedDuty[]) => duties.filter(({ dropped }) => !dropped);
  const duties = pairs(asked(before.duties), asked(after.duties));
  return {
    moves: sorted([...duties.flatMap(([one, other]) => dutyMoves(one, other)), ...steps, ...launches]),
    settled: duties.filter(([one, other]) => one?.provisional && other?.provisional === false).length,
    words: pairs<Step>(before.steps, after.steps).flatMap(([one, other]) =>
      one && other && canonicalJson(one.channels) !== canonicalJson(other.channels) ? [one.key] : [],
    ),
  };
}

/** The first to come first. */
export const sorted = (moves: readonly Move[]): Move[] => {
  const first = ({ before, after }: Move): Instant =>
    before === null || (after !== null && after < before) ? after! : before;
  return moves.toSorted((one, other) => first(one).localeCompare(first(other)));
};

type Pair<Item> = readonly [Item | undefined, Item | undefined];

/** Items of two lists by their keys. */
function pairs<Item extends { key: string }>(before: readonly Item[], after: readonly Item[]): Pair<Item>[] {
  const others = new Map(after.map((one) => [one.key, one]));
  const known = new Set(before.map(({ key }) => key));
  return [
    ...before.map((one): Pair<Item> => [one, others.get(one.key)]),
    ...after.filter(({ key }) => !known.has(key)).map((one): Pair<Item> => [undefined, one]),
  ];
}

/** The digest has no instant of its own: its reminders say when. */
const timedMoves = (
  what: 'step' | 'launch',
  before: readonly { key: string; at: Instant; kind?: string }[],
  after: readonly { key: string; at: Instant; kind?: string }[],
): Move[] =>
  pairs(before, after)
    .filter(([one, other]) => (one ?? other)?.kind !== 'digest')
    .flatMap(([one, other]) =>
      movedBetween({ what, key: (one ?? other)!.key, title: null, rung: null }, one?.at, other?.at),
    );

function dutyMoves(one: PlannedDuty | undefined, other: PlannedDuty | undefined): Move[] {
  const { key, title } = (one ?? other)!;
  const of = (what: Move['what'], rung: RungName | null = null) => ({ what, key, title, rung });
  const named = (duty: PlannedDuty | undefined) =>
    (duty?.rungs ?? []).map((rung) => ({ key: rung.rung, ...rung }));
  return [
    ...movedBetween(of('due'), one?.dueAt, other?.dueAt),
    ...movedBetween(of('lock'), one?.lockAt, other?.lockAt),
    ...pairs(named(one), named(other)).flatMap(([rung, moved]) =>
      movedBetween(of('reminder', (rung ?? moved)!.rung), rung?.at, moved?.at),
    ),
  ];
}

/** Whether a new version only asks for less: some of what was asked, with nothing new and nothing said otherwise. */
export function onlyLess(before: ChasedPlan, after: ChasedPlan): boolean {
  const asked = new Map(before.duties.map((duty) => [duty.key, canonicalJson(duty)]));
  const sent = new Map(before.steps.map(({ key, channels }) => [key, canonicalJson(channels)]));
  const launches = (plan: ChasedPlan): string => canonicalJson('launches' in plan ? plan.launches : []);
  return (
    after.duties.every((duty) => duty.dropped || asked.get(duty.key) === canonicalJson(duty)) &&
    after.steps.every(({ key, channels }) => sent.get(key) === canonicalJson(channels)) &&
    launches(before) === launches(after)
  );
}

/** What moves from an instant to another, or nothing. */
export const movedBetween = (
  of: Omit<Move, 'before' | 'after'>,
  before: Instant | null = null,
  after: Instant | null = null,
): Move[] => (before === after ? [] : [{ ...of, before, after }]);
