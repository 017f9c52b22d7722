import { themeTotals } from '../campaigns/theme/totals.js';
import { DIGEST_STEP, DIGEST_WORDS, SUMMARY_WORDS } from '../campaigns/deadline/chasing.js';
import { ATTENDANCE_WORDS, attendanceTotals } from '../campaigns/meeting/attendance.js';
import { keyBefore } from '../campaigns/deadline/key.js';
import { officeDay } from '../domain/calendar/office-day.js';
import type { Workdays } from '../domain/calendar/workdays.js';
import { digestAt, nextDigest } from '../domain/duties/ladder.js';
import { isOpen } from '../domain/messages/window.js';
import type { DigestStep, Plan, SummaryStep } from '../domain/plan/plan.js';
import type { Instant } from '../domain/calendar/instant.js';
import { activityTotals } from '../ledger/activity-totals.js';
import { silenceBell } from '../ledger/bells.js';
import { countHearers, freezeDigest, reviveUnsent } from '../ledger/duties/digest.js';
import { lockDuties, momentsOf } from '../ledger/duties/moments.js';
import {
  figuresByPath,
  freezeSummary,
  summaryPaths,
  type SaidOfPart,
  type SummaryFiring,
} from '../ledger/duties/summary.js';
import { loadedWorkdays } from '../ledger/holiday-tables.js';
import { nextFiring, unwrittenFirings } from '../ledger/occurrences.js';
import { answersIn } from './answers.js';
import { beating } from './beating.js';
import { runByKey, type Run } from '../ledger/runs.js';
import type { ActivityDependencies } from './deps.js';
import { stepOf } from './step-of.js';
import { openFiring, writeFiring, type StepFiring } from './write.js';

const HOUR_MILLISECONDS = 3_600_000;

/** How a deadline stands after what has come due has been done. */
export interface Chased {
  /** People who were told something now. */
  told: number;
  /** When the next rung or lock is; null: there is none. */
  next: Instant | null;
  /** When the last debtor's time is over; null: nobody owes anything. */
  lastLock: Instant | null;
  /** Reports about which somebody still has to do or decide something. */
  unsettled: number;
}

/** What a workflow may do about what is owed. */
export function deadlineActivities(deps: ActivityDependencies) {
  const { database, clock } = deps;
  return {
    /**
     * Does what has come due: locks what is too late, and reminds whoever is to be reminded now, of any run; then says what
     * comes next. The bell is silenced first: what changes later rings again. Safe to repeat.
     */
    async chase(runId: number): Promise<Chased> {
      const now = clock.now();
      await silenceBell(database, runId, now);
      await database.begin((sql) => lockDuties(sql, { runId, now }));
      const { told, digest } = await remind(deps, runId, now);
      const { next, lastLock, unsettled } = await momentsOf(database, runId);
      // What has come due on a day without a digest waits for the next.
      const ahead = next !== null && next <= now ? digest : next;
      return {
        told,
        unsettled,
        next: ahead?.toISOString() ?? null,
        lastLock: lastLock?.toISOString() ?? null,
      };
    },

    /** Tells those above how it stands. */
    async summarise(firing: StepFiring): Promise<void> {
      const { run, step } = await stepOf(database, firing, 'summary');
      const occurrence = await openFiring(deps, { runId: run.id, step, number: firing.occurrence });
      const now = clock.now();
      const { duties = null } = step;
      const summary = { runId: run.id, occurrenceId: occurrence.id, duties, now };
      const paths = await summaryPaths(database, { runId: run.id, now });
      await beating(
        said(deps, { run, step, paths }).then((what) => freezeSummary(database, { ...summary, ...what })),
      );
      await writeFiring(deps, step, occurrence);
    },
  };
}

/** What a summary says beside the figures of its reports; and, where it lists them by answers, by which and in which words. */
type Said = Pick<SummaryFiring, 'said' | 'answers' | 'words'>;

/** What it says to those who look after each part of the tree. */
async function said(
  deps: ActivityDependencies,
  { run, step, paths }: { run: Run; step: SummaryStep; paths: readonly string[] },
): Promise<Said> {
  if (step.byAnswer) return attendance(deps, { runId: run.id, asked: step.byAnswer, paths });
  const ofParts =
    run.plan.kind === 'theme' ? themeFigures(deps, run.plan, paths) : lastTime(deps, run.key, paths);
  return { words: SUMMARY_WORDS.standing, said: await ofParts };
}

/** How the period before went there, in words. */
async function lastTime(
  { database }: ActivityDependencies,
  key: string,
  paths: readonly string[],
): Promise<SaidOfPart[]> {
  const before = keyBefore(key);
  const run = before === undefined ? undefined : await runByKey(database, before);
  const figures = run ? await figuresByPath(database, { runId: run.id, paths }) : new Map<string, never>();
  return paths.map((path) => {
    const there = figures.get(path);
    return { path, totals: '', before: there ? SUMMARY_WORDS.figures(there) : SUMMARY_WORDS.none };
  });
}

/** What a theme came to there, and what it came to the year before. */
async function themeFigures(
  { database }: ActivityDependencies,
  { theme, year }: Pick<Extract<Plan, { kind: 'theme' }>, 'theme' | 'year'>,
  paths: readonly string[],
): Promise<SaidOfPart[]> {
  const parts: SaidOfPart[] = [];
  // Those above the debtors of a theme are few: the office, and counties whose towns were named.
  for (const path of paths) {
    const [now, before] = await Promise.all(
      [year, year - 1].map((each) => activityTotals(database, { theme, year: each }, path)),
    );
    parts.push({ path, totals: themeTotals(now!), before: themeTotals(before!) });
  }
  return parts;
}

/** Who comes to a meeting, in words, and what each has answered. */
async function attendance(
  deps: ActivityDependencies,
  {
    runId,
    asked,
    paths,
  }: { runId: number; asked: NonNullable<SummaryStep['byAnswer']>; paths: readonly string[] },
): Promise<Said> {
  const answers = await answersIn(deps, runId, asked);
  const known = answers.flatMap(({ duty, value }) => (value === null ? [] : [[duty, value] as const]));
  const totals = attendanceTotals(answers.map(({ value }) => value));
  return {
    said: paths.map((path) => ({ path, totals, before: '' })),
    ...{ answers: Object.fromEntries(known), words: ATTENDANCE_WORDS },
  };
}

/** Who was told how many, and when the next digest is. */
interface Reminded {
  told: number;
  digest: Date;
}

/** Reminds everyone of what has come due, on workdays and in the hours of the digest; what a lost worker has left is written first. */
async function remind(deps: ActivityDependencies, runId: number, now: Date): Promise<Reminded> {
  const { database } = deps;
  const { step } = await stepOf(database, { runId, step: DIGEST_STEP }, 'digest');
  for (const firing of await unwrittenFirings(database, runId))
    if (firing.step === step.key) await writeFiring(deps, step, firing);
  const ground = { workdays: await loadedWorkdays(database), time: step.time };
  const digest = nextDigest(new Date(now.getTime() + 1), ground);
  await beating(reviveUnsent(database, { now, next: digest }));
  if (!mayRemind(step, ground.workdays, now)) return { told: 0, digest };
  if ((await beating(countHearers(database, { now, next: digest }))) === 0) return { told: 0, digest };
  const number = await nextFiring(database, { runId, step: step.key });
  const occurrence = await openFiring(deps, { runId, step: expiring(step, now), number });
  const firing = { occurrenceId: occurrence.id, words: DIGEST_WORDS, now, next: digest };
  const told = await beating(freezeDigest(database, firing));
  if (told > 0) await writeFiring(deps, step, occurrence);
  return { told, digest };
}

/** Late ones too, after an outage, as long as people may be written to that day. */
const mayRemind = ({ time, window }: DigestStep, workdays: Workdays, now: Date): boolean => {
  const day = officeDay(now);
  return workdays.isWorkday(day) && now >= digestAt(day, time) && isOpen(window, now);
};

const expiring = (step: DigestStep, now: Date): DigestStep => ({
  ...step,
  expiresAt: new Date(now.getTime() + step.expiresHours * HOUR_MILLISECONDS).toISOString(),
});
