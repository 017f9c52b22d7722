import { randomBytes } from 'node:crypto';
import { claimCall, type ClaimedBatch } from '../ledger/claim.js';
import { closeAttempt } from '../ledger/reconcile.js';
import {
  finishBatch,
  recordAccepted,
  recordFailed,
  recordSplit,
  recordThrottled,
  recordUnknown,
  recordUnrenderable,
  type CallResult,
} from '../ledger/record.js';
import type { Outcome } from '../providers/contract.js';
import { inSeconds, type Desk } from './desk.js';
import { renderCall } from './render.js';
import { stopForAccount } from './stop-provider.js';
import { waitFor } from './wait.js';
import { untilWritten } from './until-written.js';

/**
 * A batch that is one provider call (SMS: up to 100 numbers of one template).
 * @returns false when it may not be sent now
 */
export async function dispatchCall(desk: Desk, lane: string, batchId: number): Promise<boolean> {
  await waitFor(await desk.pace.reserve(lane, 1));
  const claim = await claimCall(desk.database, {
    batchId,
    outId: randomBytes(16).toString('hex'),
    now: desk.clock.now(),
    leaseUntil: inSeconds(desk.clock.now(), desk.waits.leaseSeconds),
  });
  if (!claim) return false;
  const { batch, attemptId, messages } = claim;
  const { call, unrenderable } = await renderCall(desk, batch.templateId, messages);
  if (unrenderable.length > 0) {
    await recordUnrenderable(desk.database, { attemptId, now: desk.clock.now() }, unrenderable);
  }
  if (call.messages.length === 0) {
    await closeEmpty(desk, batch, attemptId);
    return true;
  }
  const outcome = await desk.providers.sms.send({
    outId: batch.outId,
    epoch: batch.epoch,
    intentAt: batch.intentAt,
    ...call,
  });
  await untilWritten(desk, () =>
    record(
      desk,
      { batchId, attemptId, now: desk.clock.now() },
      batch.provider,
      call.messages.length,
      outcome,
    ),
  );
  return true;
}

/** Each outcome has one write. */
async function record(
  desk: Desk,
  call: CallResult,
  provider: string,
  size: number,
  outcome: Outcome,
): Promise<void> {
  const { database, waits } = desk;
  switch (outcome.kind) {
    case 'accepted':
      return recordAccepted(database, call, outcome.reference);
    case 'throttled':
      return recordThrottled(database, call, {
        notBefore: outcome.until,
        code: outcome.code,
        outcome: 'throttled',
      });
    case 'unknown':
      return recordUnknown(database, call, {
        code: outcome.code,
        lookAt: inSeconds(call.now, Math.min(1, waits.reconcileFirstWaitSeconds)),
      });
    case 'rejected':
      if (outcome.scope === 'account') {
        const until = await stopForAccount(desk, provider, outcome.code);
        return recordThrottled(database, call, { notBefore: until, code: outcome.code, outcome: 'rejected' });
      }
      if (outcome.scope === 'message' && size > 1) return recordSplit(database, call, outcome.code);
      return recordFailed(database, call, outcome.code);
  }
}

/** Between queueing and claim everyone in it opted out, or it became too late, or no text could be made. */
async function closeEmpty(
  desk: Desk,
  { id: batchId, epoch }: ClaimedBatch,
  attemptId: number,
): Promise<void> {
  const now = desk.clock.now();
  const nobody = { outcome: 'abandoned', code: 'nobody left to send to', reference: null };
  await closeAttempt(desk.database, { attemptId, ...nobody, now });
  await finishBatch(desk.database, { batchId, epoch, notBefore: now, lookAt: now, now });
}
