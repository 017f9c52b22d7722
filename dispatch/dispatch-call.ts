import { randomBytes } from 'node:crypto';
import { claimCall, type ClaimedBatch } from '../ledger/claim.js';
import {
  closeAttempt,
  finishBatch,
  recordAccepted,
  recordFailed,
  recordSplit,
  recordThrottled,
  recordUnknown,
  recordUnrenderable,
  type CallResult,
} from '../ledger/record.js';
import type { Outcome, Provider } from '../providers/contract.js';
import { claimedProvider, HELD_UP, inSeconds, type Carriage, type Desk } from './desk.js';
import { refusesTemplate, rejectTemplate } from './reject-template.js';
import { renderCall } from './render.js';
import { refusesAccount, stopForAccount } from './stop-provider.js';
import { waitFor } from './wait.js';
import { untilWritten } from './until-written.js';

/**
 * A batch that is one provider call (SMS: up to 100 numbers of one template).
 * @returns false when it may not be sent now
 */
export async function dispatchCall(
  desk: Desk,
  { channel, lane }: Carriage,
  batchId: number,
): Promise<boolean> {
  await waitFor(await desk.pace.reserve(lane, 1));
  const leaseUntil = inSeconds(desk.clock.now(), desk.waits.leaseSeconds);
  const claim = await claimCall(desk.database, {
    ...{ batchId, channel, providers: desk.providers[channel], leaseUntil },
    outId: randomBytes(16).toString('hex'),
    now: desk.clock.now(),
  });
  if (!claim) return false;
  const { batch, attemptId, messages } = claim;
  const { call, unrenderable } = await renderCall(desk, batch, messages);
  const now = desk.clock.now();
  if (unrenderable.length > 0)
    await untilWritten(desk, () => recordUnrenderable(desk.database, { attemptId, now }, unrenderable));
  if (call.messages.length === 0) {
    await closeEmpty(desk, batch, attemptId);
    return true;
  }
  if (desk.clock.now() >= leaseUntil) {
    await giveUp(desk, { batchId, attemptId, now });
    return true;
  }
  const { outId, epoch, intentAt } = batch;
  const provider = claimedProvider(desk, channel, batch.provider);
  const outcome = await provider.send({ outId, epoch, intentAt, ...call });
  await record(
    desk,
    { batchId, attemptId, now: desk.clock.now() },
    { provider, batch, outcome, size: call.messages.length },
  );
  return true;
}

interface Answer {
  provider: Provider;
  batch: ClaimedBatch;
  outcome: Outcome;
  /** Messages in the call. */
  size: number;
}

/** The outcome first: it is the only memory of the call. */
async function record(desk: Desk, call: CallResult, answer: Answer): Promise<void> {
  const { provider, batch, outcome } = answer;
  await untilWritten(desk, () => write(desk, call, answer));
  const { now } = call;
  if (refusesAccount(outcome))
    await stopForAccount(desk, { provider: batch.provider, code: outcome.code, now });
  if (refusesTemplate(outcome, provider)) await rejectTemplate(desk, { ...batch, code: outcome.code, now });
}

/** Each outcome has one write. */
async function write(desk: Desk, call: CallResult, { provider, outcome, size }: Answer): Promise<void> {
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
      // Another provider may take it at once; where there is none, the claim says how long it waits.
      if (refusesAccount(outcome) || refusesTemplate(outcome, provider))
        return recordThrottled(database, call, {
          notBefore: call.now,
          code: outcome.code,
          outcome: 'rejected',
        });
      if (outcome.scope === 'message' && size > 1) return recordSplit(database, call, outcome.code);
      return recordFailed(database, call, outcome.code);
  }
}

/**
 * Held up beyond its lease (a machine that slept, a ledger that was away): the batch may be somebody else's, who must
 * be able to rely on it that nothing leaves here any more. Nothing has.
 */
const giveUp = (desk: Desk, call: CallResult): Promise<void> =>
  untilWritten(desk, () =>
    recordThrottled(desk.database, call, {
      notBefore: call.now,
      code: HELD_UP,
      outcome: 'abandoned',
    }),
  );

/** Between queueing and claim everyone in it opted out, or it became too late, or no text could be made. */
async function closeEmpty(
  desk: Desk,
  { id: batchId, epoch }: ClaimedBatch,
  attemptId: number,
): Promise<void> {
  const now = desk.clock.now();
  await closeAttempt(
    desk.database,
    { attemptId, now },
    { outcome: 'abandoned', code: 'nobody left to send to' },
  );
  await finishBatch(desk.database, { batchId, epoch, notBefore: now, lookAt: now, now });
}
