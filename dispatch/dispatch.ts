import { timeOfDay } from '../domain/calendar/office-day.js';
import { BATCH_SIZE } from '../domain/messages/batch.js';
import { nextOpen } from '../domain/messages/window.js';
import type { AnyLane, Channel } from '../domain/plan/plan.js';
import { postponeBatch } from '../ledger/claim.js';
import { laneName } from '../queue/lanes.js';
import { mayBegin } from './bulk-turn.js';
import { heldUntil, type Desk } from './desk.js';
import { dispatchCall } from './dispatch-call.js';
import { dispatchMessages } from './dispatch-messages.js';

/**
 * Hands one batch to a provider: wait for the lane's pace, claim, send, record.
 *
 * A job of the queue calls this with a batch id, and may do so late, twice or never: only the claim, a guarded
 * update in the ledger, decides whether anything is sent.
 */
export async function dispatchBatch(
  desk: Desk,
  { channel, lane }: { channel: Channel; lane: AnyLane },
  batchId: number,
): Promise<void> {
  if (!(await mayBegin(desk, { channel, lane }, batchId))) return;
  const wholeBatches = desk.providers[channel].every(
    ({ maxMessagesPerCall }) => maxMessagesPerCall >= BATCH_SIZE,
  );
  const dispatch = wholeBatches ? dispatchCall : dispatchMessages;
  const claimed = await dispatch(desk, { channel, lane: laneName(channel, lane) }, batchId);
  if (!claimed) await postpone(desk, channel, batchId);
}

/** The window is closed, the run paused, or no provider may carry it: back to the ledger until it is time. */
const postpone = (desk: Desk, channel: Channel, batchId: number): Promise<void> => {
  const now = desk.clock.now();
  return postponeBatch(desk.database, {
    batchId,
    providers: desk.providers[channel],
    now,
    lookAt: heldUntil(now),
    windowOpensAt: (from, to) => nextOpen({ from: timeOfDay(from), to: timeOfDay(to) }, now),
  });
};
