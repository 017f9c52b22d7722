import { setTimeout as delay } from 'node:timers/promises';
import type { Desk } from '../dispatch/desk.js';
import { officeTime } from '../domain/calendar/office-day.js';
import { auditOfSubject } from '../ledger/audit.js';
import { measureLag } from '../ledger/health.js';
import { runById, type LaunchedRun } from '../ledger/runs.js';
import { stateCounts } from '../ledger/statement.js';
import { refuse } from '../office/refusal.js';
import { lastInstant, longestStep } from './horizon.js';
import type { SkippedTime } from './place.js';
import type { Simulators } from './simulators.js';

/** Shortest stretch of time skipped at once, in milliseconds: people answer within it. */
const LEAST_STEP = 60_000;
const LOOK_MILLISECONDS = 50;
/** Looks in a row at which nothing may be under way: between two of them whoever was about to begin has begun. */
const STILL_LOOKS = 3;
/** How long it may stand still in real time with something under way: simulators answer within seconds. */
const PATIENCE_MILLISECONDS = 600_000;

/** What advances. */
export interface Scene {
  desk: Desk;
  place: SkippedTime;
  simulators: Simulators;
  run: LaunchedRun;
}

/**
 * Lets time pass until the run is over: whenever nothing is under way any more (nothing due, no push unread, no answer
 * unheard, nobody about to answer), some of it is skipped, less where something happened just now.
 * @param hear told of each stretch
 * @throws {Refusal} it pauses itself, or is not over when by its plan it should long be
 */
export async function advance(scene: Scene, hear: (now: Date) => void): Promise<void> {
  const { place, run } = scene;
  const last = lastInstant(run.plan, place.clock.now());
  let [step, before] = [LEAST_STEP, ''];
  for (;;) {
    await stillness(scene);
    if (await isOver(scene)) return;
    const now = place.clock.now();
    if (now > last) throw endless(run, now);
    const found = await situation(scene);
    step = found === before ? Math.min(step * 2, longestStep(run.plan, now)) : LEAST_STEP;
    before = found;
    await place.skip(step);
    hear(place.clock.now());
  }
}

/** @throws {Refusal} it has paused itself */
async function isOver({ desk: { database }, run }: Scene): Promise<boolean> {
  const { state } = (await runById(database, run.id))!;
  if (state === 'paused') throw await pausedItself(database, run);
  return state === 'closed' || state === 'cancelled';
}

async function stillness(scene: Scene): Promise<void> {
  let [before, since] = ['', performance.now()];
  for (let still = 0; still < STILL_LOOKS;) {
    await delay(LOOK_MILLISECONDS);
    const { underWay, lag } = await look(scene);
    still = underWay ? 0 : still + 1;
    if (lag !== before) [before, since] = [lag, performance.now()];
    if (performance.now() - since > PATIENCE_MILLISECONDS) throw endless(scene.run, scene.place.clock.now());
  }
}

async function look({ desk, simulators }: Scene): Promise<{ underWay: boolean; lag: string }> {
  const { due, unread, bells } = await measureLag(desk.database, desk.clock.now());
  const counts = [due.count, unread.count, bells.count];
  return { underWay: counts.some((count) => count > 0) || !simulators.idle(), lag: counts.join() };
}

/** Changes with whatever happens to the run's messages. */
async function situation({ desk, run }: Scene): Promise<string> {
  const counts = await stateCounts(desk.database, run.id);
  return JSON.stringify(counts);
}

/** Nobody else steers a rehearsal, so only one thing has a run pause. */
async function pausedItself(database: Desk['database'], { id, audienceAtLaunch: then }: LaunchedRun) {
  const entries = await auditOfSubject(database, `run ${id}`, 1);
  const grownTo = Number(entries[0]?.detail['audienceGrownTo']);
  return refuse(
    'conflict',
    'paused',
    `预演停在这里，活动自己暂停了：受众从发起时的 ${then} 人增加到 ${grownTo} 人，超过了允许的增幅（AUDIENCE_GROWTH_PERCENT）；真正执行时也会这样暂停，等人决定。请核对受众，无误则用定义文件重新发起`,
    `the rehearsal ends here, the run has paused itself: its audience grew from ${then} people at launch to ${grownTo}, more than AUDIENCE_GROWTH_PERCENT allows; the real run would pause too, and wait for somebody to decide. Look at the audience; if it is right, launch the definition anew`,
  );
}

const endless = ({ id }: LaunchedRun, now: Date) =>
  refuse(
    'conflict',
    'endless',
    `预演到 ${officeTime(now)} 仍未结束，早已超过计划的最后时刻（预演中的活动 ${id}）：若加了故障，请减小比例再试；没有加故障则请报告维护者`,
    `at ${officeTime(now)} the rehearsal is still not over, long after the last instant of its plan (run ${id} of the rehearsal): with faults, try a smaller share; without, please report it`,
  );
