import { approved } from './steps/approval.js';
import { send, settle, write } from './steps/send.js';
import { sendInTurn } from './steps/second-way.js';
import { Steering } from './steps/steering.js';
import { until } from './steps/wait.js';
import type { RunInput } from './contract.js';

/**
 * 通知, the simplest campaign: one message to an audience.
 *
 * Where it is large, somebody else agrees first. At the planned time everyone meant is written down, each with a
 * message or the reason for none; the messages are sent; whom the first channel did not reach is written to on the
 * second, where the notice has one; receipts are let in; the run closes, unless what had failed was put back into the
 * queue meanwhile. An operator may pause, resume or cancel: a cancelled run settles what was already under way before
 * it ends.
 */
export async function notice({ runId, itinerary, approval }: RunInput): Promise<void> {
  const run = new Steering(runId);
  if (!(await approved(run, approval))) return;
  await run.open();
  for (const item of itinerary) {
    if (item.kind !== 'send') continue;
    await until(item.at, run);
    if (!(await write(run, item))) break;
    await sendInTurn(run, itinerary);
    await settle(run, item.settleSeconds);
  }
  while (!(await run.close())) await send(run);
}
