import type { Channel, Lane } from '../domain/plan/plan.js';
import { nextOpen } from '../domain/messages/window.js';
import { postponeBatch } from '../ledger/claim.js';
import type { Desk } from './desk.js';
import { dispatchCall } from './dispatch-call.js';
import { dispatchMessages } from './dispatch-messages.js';

/**
 * Hands one batch to its provider: wait for the lane's pace, claim, send, record.
 *
 * A job of the queue calls this with a batch id, and may do so late, twice or never: only the claim, a guarded
 * update in the ledger, decides whether anything is sent.
 */
export async function dispatchBatch(
  desk: Desk,
  { channel, lane }: { channel: Channel; lane: Lane },
  batchId: number,
): Promise<void> {
  const provider = desk.providers[channel];
  const laneName = `${channel}-${lane}`;
  const claimed =
    provider.maxMessagesPerCall > 1
      ? await dispatchCall(desk, laneName, batchId)
      : await dispatchMessages(desk, laneName, batchId);
  if (!claimed) await postpone(desk, batchId);
}

/** The window is closed, the run paused or the provider stopped: back to the ledger until it is time. */
const postpone = (desk: Desk, batchId: number): Promise<void> => {
  const now = desk.clock.now();
  return postponeBatch(desk.database, {
    batchId,
    now,
    windowOpensAt: (from, to) => nextOpen({ from: timeOfDay(from), to: timeOfDay(to) }, now),
  });
};

const timeOfDay = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
