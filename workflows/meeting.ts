import { approved } from './steps/approval.js';
import { Course } from './steps/course.js';
import { closeChased, liveThrough } from './steps/moments.js';
import { send, settle, write } from './steps/send.js';
import type { RunInput } from './contract.js';

/**
 * 调度会: a meeting, from its invitation to the last thing that was agreed there.
 *
 * Where the office wants it, somebody else agrees first. Everyone invited hears of it at once, with an entry for their
 * calendar; each committee says whether it comes, and is chased in the usual digests until the meeting begins. On the
 * workday before, whoever comes or has not said is reminded, and the office is told who comes. Afterwards the office owes
 * the minutes, and committees what they have taken upon themselves: all of it is chased, until the last of it is done or
 * locked. A meeting that is called off has only its word. An operator may pause, resume or cancel.
 */
export async function meeting({ runId, itinerary, approval }: RunInput): Promise<void> {
  const run = new Course({ runId, itinerary }, 'send', 'summary', 'end');
  if (!(await approved(run, approval))) return;
  await run.open();
  if (!itinerary.some(({ kind }) => kind === 'digest')) return callOff(run, itinerary);
  await liveThrough(run);
  await closeChased(run);
}

async function callOff(run: Course, itinerary: RunInput['itinerary']): Promise<void> {
  const word = itinerary.find((item) => item.kind === 'send')!;
  await write(run, word);
  do {
    await send(run);
    await settle(run, word.settleSeconds);
  } while (!(await run.close()));
}
