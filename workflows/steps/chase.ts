import type { Chased } from '../../activities/deadline.js';
import type { Instant } from '../../domain/calendar/instant.js';
import { nextMorning } from '../../domain/duties/morning.js';
import { chase } from './activities.js';
import type { Course, Goal } from './course.js';
import { send } from './send.js';
import { until } from './wait.js';

/** Looked at after each chase before the last moment: whether nothing is left to wait for. */
export type Enough = (chased: Chased) => boolean;

/** Whether nobody owes or decides anything any more. */
export const isSettled: Enough = ({ unsettled }) => unsettled === 0;

/** The last moment comes at its time, whatever is settled before. */
export const never: Enough = () => false;

/**
 * Chases what is owed until an instant: sleeps until the next rung or lock, does what has come due, and sends it. The bell
 * says that something may be due earlier than it was; that is looked into early the next morning, for nobody is reminded
 * twice a day. The last instant waits as long as a debtor has time left, by an extension or an unlocking.
 * @param goal the instant as the plan has it by then, which may be made anew; null: there is none
 * @returns false when there is none any more, or the run was cancelled
 */
export async function chaseUntil(run: Course, goal: () => Goal | null, enough: Enough): Promise<boolean> {
  for (;;) {
    if (!(await run.mayGoOn())) return false;
    run.hush();
    run.enter('listening');
    const chased = await chase(run.runId);
    if (chased.told > 0) run.unsent = true;
    await sendBefore(run, chased.next, endOf(goal(), chased));
    if (!(await run.mayGoOn())) return false;
    // What was looked at may be of the plan before.
    if (run.isAnew()) continue;
    const ahead = goal();
    const end = endOf(ahead, chased);
    if (end === null) return false;
    if (Date.now() >= Date.parse(end) || (ahead?.last && enough(chased))) return true;
    if (!run.unsent) await somethingComes(run, earlier(chased.next, end), end);
  }
}

/** How long is chased: the last instant waits for whoever has time left. */
const endOf = (ahead: Goal | null, { lastLock }: Chased): Instant | null =>
  ahead?.last ? later(ahead.at, lastLock) : (ahead?.at ?? null);

/** Sends what was written. What does not go out, since a carrier is away or has had enough, keeps nobody from the next rung. */
async function sendBefore(run: Course, ...next: (Instant | null)[]): Promise<void> {
  const by = next.reduce<Instant>((first, one) => earlier(one, first), morning());
  if (run.unsent) run.unsent = !(await send(run, { by, stop: run.isAnew }));
}

/** Waits for the next rung or moment; another plan is looked at at once, what a bell says in the morning. */
async function somethingComes(run: Course, next: Instant, end: Instant): Promise<void> {
  await until(next, run, () => run.isRung() || run.isAnew());
  if (!run.isRung() || run.isAnew()) return;
  await until(earlier(morning(), end), run, () => run.cancelled || run.isAnew());
}

const morning = (): Instant => nextMorning(new Date()).toISOString();

const earlier = (one: Instant | null, other: Instant): Instant =>
  one !== null && Date.parse(one) < Date.parse(other) ? one : other;

const later = (one: Instant, other: Instant | null): Instant =>
  other !== null && Date.parse(other) > Date.parse(one) ? other : one;
