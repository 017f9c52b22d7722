import { setTimeout as delay } from 'node:timers/promises';
import type { Desk } from '../dispatch/desk.js';
import { measureLag } from '../ledger/health.js';
import { runById } from '../ledger/runs.js';
import { stateCounts } from '../ledger/statement.js';
import type { SkippedTime } from './place.js';
import type { Simulators } from './simulators.js';

/** Shortest and longest stretch of time skipped at once, in milliseconds: people answer within the shortest. */
const LEAST_STEP = 60_000;
const LONGEST_STEP = 3_600_000;
const LOOK_MILLISECONDS = 50;
/** Looks in a row at which nothing may be under way: between two of them whoever was about to begin has begun. */
const STILL_LOOKS = 3;

/** What advances. */
export interface Scene {
  desk: Desk;
  place: SkippedTime;
  simulators: Simulators;
  runId: number;
}

/**
 * Lets time pass until the run is over: whenever nothing is under way any more (nothing due, no push unread, no answer
 * unheard, nobody about to answer), some of it is skipped, less where something happened just now.
 * @param hear told of each stretch
 */
export async function advance(scene: Scene, hear: (now: Date) => void): Promise<void> {
  let [step, before] = [LEAST_STEP, ''];
  for (;;) {
    await stillness(scene);
    if (await isOver(scene)) return;
    const now = await situation(scene);
    step = now === before ? Math.min(step * 2, LONGEST_STEP) : LEAST_STEP;
    before = now;
    await scene.place.skip(step);
    hear(scene.place.clock.now());
  }
}

async function isOver({ desk, runId }: Scene): Promise<boolean> {
  const run = await runById(desk.database, runId);
  return run?.state === 'closed' || run?.state === 'cancelled';
}

async function stillness(scene: Scene): Promise<void> {
  for (let still = 0; still < STILL_LOOKS;) {
    await delay(LOOK_MILLISECONDS);
    still = (await isStill(scene)) ? still + 1 : 0;
  }
}

async function isStill({ desk, simulators }: Scene): Promise<boolean> {
  const { due, unread, bells } = await measureLag(desk.database, desk.clock.now());
  return due.count + unread.count + bells.count === 0 && simulators.idle();
}

/** Changes with whatever happens to the run's messages. */
async function situation({ desk, runId }: Scene): Promise<string> {
  const counts = await stateCounts(desk.database, runId);
  return JSON.stringify(counts);
}
