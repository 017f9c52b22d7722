import { approved } from './steps/approval.js';
import { endUnanswered, hearAnswer } from './steps/activities.js';
import { Chase, climb } from './steps/ladder.js';
import { send, settle, write } from './steps/send.js';
import type { RunInput } from './contract.js';

/**
 * 上下问答: a committee asks one above it or below, and is owed an answer by a date.
 *
 * Where the office wants it, somebody else agrees first. The liaison of the committee that owes it is told at once,
 * reminded the day before and when it is due; a day late the deputy hears of it, three days late the head, five days late
 * the committee above. Nobody is reminded any more from the moment the answer is there. Then the committee that asked is
 * told that it has its answer, or, a month after the last reminder, that it has none; if it takes its question back, those
 * who owed the answer are told that they owe it no longer. An operator may pause, resume or cancel.
 */
export async function question({ runId, itinerary, approval }: RunInput): Promise<void> {
  const run = new Chase(runId);
  if (!(await approved(run, approval))) return;
  await run.open();
  const sends = itinerary.filter((item) => item.kind === 'send');
  const rungs = sends.filter(({ after }) => after === undefined);
  const end = itinerary.find((item) => item.kind === 'end')!.at;
  const heard = await climb(run, { rungs, end, look: () => hearAnswer(runId) });
  const outcome = run.cancelled ? null : (heard ?? (await endUnanswered(runId)));
  const ending = sends.find(({ after }) => after === outcome);
  if (ending) await write(run, ending);
  do {
    await send(run);
    await settle(run, rungs[0]!.settleSeconds);
  } while (!(await run.close()));
}
