import type { Tally } from '../../activities/call-out.js';
import { askWave, rankCandidates, remindPlaced, standDown, tally } from './activities.js';
import type { CallOut } from './call-out.js';

/** Ranks everyone who may be asked; on a later page it is done already, and not where it is off before. */
export async function rank(run: CallOut): Promise<void> {
  run.enter('writing', 'ask');
  while ((await run.mayGoOn()) && !run.over) {
    const grownTo = await rankCandidates(run.runId);
    if (grownTo === undefined) return;
    await run.stopForGrowth(grownTo);
  }
}

/** Hears what has come in: what is owed is said, and the answer is how many to ask now; nobody while paused. */
export async function hear(run: CallOut): Promise<Pick<Tally, 'toAsk'>> {
  run.enter('listening');
  if (!(await run.mayGoOn()) || run.over) return { toAsk: 0 };
  run.lastTally = await tally(run.runId);
  return { toAsk: run.paused || run.over ? 0 : run.lastTally.toAsk };
}

/** Asks the next so many by rank. */
export async function askNextWave(run: CallOut, size: number): Promise<void> {
  run.enter('writing');
  await askWave({ runId: run.runId, wave: run.lastTally!.waves + 1, size });
  // How long they have to answer is in the ledger: the next tally brings it along.
  run.lookAgain();
}

/** Reminds everyone with a place. */
export async function remindTheDayBefore(run: CallOut): Promise<void> {
  await remindPlaced(run.runId);
  run.reminded = true;
}

/** Cancels what is queued, lets what is being sent settle, and tells everyone who may have been reached. */
export async function tellEveryoneItIsOff(run: CallOut): Promise<void> {
  run.enter('writing', 'stand-down');
  if (await run.mayGoOn()) await standDown(run.runId);
}
