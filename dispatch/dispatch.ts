import { timeOfDay } from '../domain/calendar/office-day.js';
import { nextOpen } from '../domain/messages/window.js';
import type { AnyLane, Channel } from '../domain/plan/plan.js';
import { postponeBatch } from '../ledger/claim.js';
import type { Provider } from '../providers/contract.js';
import { laneName } from '../queue/lanes.js';
import { mayBegin } from './bulk-turn.js';
import type { Desk } from './desk.js';
import { heldUntil } from './reject-template.js';
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
  { channel, lane }: { channel: Channel; lane: AnyLane },
  batchId: number,
): Promise<void> {
  if (!(await mayBegin(desk, { channel, lane }, batchId))) return;
  const provider = desk.providers[channel];
  const dispatch = provider.maxMessagesPerCall > 1 ? dispatchCall : dispatchMessages;
  const claimed = await dispatch(desk, { provider, lane: laneName(channel, lane) }, batchId);
  if (!claimed) await postpone(desk, provider, batchId);
}

/** The window is closed, the run paused, the template not approved or the provider stopped: back to the ledger until it is time. */
const postpone = (desk: Desk, provider: Provider, batchId: number): Promise<void> => {
  const now = desk.clock.now();
  return postponeBatch(desk.database, {
    batchId,
    provider,
    now,
    unapprovedUntil: heldUntil(now),
    windowOpensAt: (from, to) => nextOpen({ from: timeOfDay(from), to: timeOfDay(to) }, now),
  });
};
