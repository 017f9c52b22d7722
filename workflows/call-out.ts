import { approved } from './steps/approval.js';
import { askNextWave, hear, rank, remindTheDayBefore, tellEveryoneItIsOff } from './steps/ask.js';
import { CallOut } from './steps/call-out.js';
import { send, settle } from './steps/send.js';
import { until } from './steps/wait.js';
import type { CallOutInput } from './contract.js';

/**
 * 集结: people are asked to an event, best first, until its places are taken.
 *
 * Where it is large, somebody else agrees first. Everyone who may come is ranked once. The first wave asks as many as it takes, by what people answered before;
 * every "no" and every silence frees the next in line. Answers take and free places in the ledger as they come in;
 * a bell tells this workflow, which hears them: it sends the confirmations and the other words that are owed, and
 * learns how many more to ask. Whoever drops out is replaced: by others until the event begins, by those who wait
 * until it ends. The afternoon before, everyone with a place is reminded. It listens until those who came have signed
 * in, then lets receipts in and closes. An operator may at any time ask the next wave, change the number, give more
 * time, finish, pause, cancel, or stand everyone down: then everyone who may have been reached is told.
 */
export async function callOut(input: CallOutInput): Promise<void> {
  const run = new CallOut(input);
  if (!(await approved(run, input.approval))) return;
  await run.open();
  await until(run.asksAt, run, () => run.over);
  await rank(run);
  while (run.listens()) {
    const { toAsk } = await hear(run);
    if (toAsk > 0) await askNextWave(run, toAsk);
    if (run.isDayBefore()) await remindTheDayBefore(run);
    await run.somethingHappens();
    await run.turnPage();
  }
  if (run.isOff()) await tellEveryoneItIsOff(run);
  do {
    await send(run);
    await settle(run, run.settleSeconds);
  } while (!(await run.close()));
}
