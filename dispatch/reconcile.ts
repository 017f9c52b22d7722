import {
  closeAttempt,
  declareUnknown,
  openAttempt,
  receiptSeen,
  returnToQueue,
  settleAsSent,
  settleResent,
  takeUnsure,
  unsureAddresses,
  unsureMessages,
  type UnsureBatch,
} from '../ledger/reconcile.js';
import { inSeconds, type Desk } from './desk.js';
import { renderCall } from './render.js';

/** Unsure batches looked at in one pass, all at once. */
const AT_ONCE = 16;
/** Numbers of a call that are asked about: it was taken as a whole or not at all. */
const ASKED_ADDRESSES = 3;

/**
 * Settles what may have been sent, and never by guessing: a dispatcher died, or an answer was lost.
 * @returns how many batches were looked at
 */
export async function reconcile(desk: Desk): Promise<number> {
  await declareUnknown(desk.database, desk.clock.now());
  const now = desk.clock.now();
  const batches = await takeUnsure(desk.database, { now, lookAgainAt: nextLook(desk, now), limit: AT_ONCE });
  const settled = await Promise.allSettled(batches.map((batch) => settle(desk, batch)));
  for (const [at, result] of settled.entries()) {
    if (result.status === 'rejected')
      desk.log.warn({ batch: batches[at]?.id }, 'reconciling failed; will look again');
  }
  return batches.length;
}

/** A look costs the provider a query: a third of the first wait apart, at most a minute. */
const nextLook = ({ waits }: Desk, now: Date): Date =>
  inSeconds(now, Math.min(60, Math.max(0.5, waits.reconcileFirstWaitSeconds / 3)));

/**
 * In the order of certainty: a receipt names it; the provider knows it; it is young enough that the same nonce
 * would be refused if it had arrived; the last try is so old that it would be visible by now.
 */
async function settle(desk: Desk, batch: UnsureBatch): Promise<void> {
  const { database, waits, clock } = desk;
  const now = clock.now();
  if (await receiptSeen(database, batch.id)) return settleAsSent(database, { batchId: batch.id, now });
  const provider = desk.providers[batch.channel];
  const sinceTry = secondsBetween(batch.lastTriedAt, now);
  if (!provider.find) {
    // A relay cannot be asked. The mail goes out again, byte for byte the same, and its receiver may know it.
    if (sinceTry >= waits.reconcileFirstWaitSeconds)
      await returnToQueue(database, { batchId: batch.id, now });
    return;
  }
  const ciphers = await unsureAddresses(database, batch.id, ASKED_ADDRESSES);
  if (ciphers.length === 0) return returnToQueue(database, { batchId: batch.id, now });
  const sighting = await provider.find({
    outId: batch.outId,
    intentAt: batch.lastTriedAt,
    addresses: ciphers.map((cipher) => desk.keys.decrypt(cipher)),
  });
  if (sighting === 'found') return settleAsSent(database, { batchId: batch.id, now: clock.now() });
  if (sighting === 'unanswered' || sinceTry < waits.reconcileFirstWaitSeconds) return;
  if (secondsBetween(batch.unknownSince, now) < waits.reconcileNonceSeconds) {
    if (batch.wanted) await resend(desk, batch);
  } else if (sinceTry >= waits.reconcileBoundSeconds) {
    await returnToQueue(database, { batchId: batch.id, now: clock.now() });
  }
}

const secondsBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 1000;

/**
 * Sends the same call under the same nonce: if the first one arrived, the gateway refuses this one. Whatever
 * else it answers than "accepted" leaves the question open, for the answer may be about the second call.
 */
async function resend(desk: Desk, batch: UnsureBatch): Promise<void> {
  const { database, clock } = desk;
  const messages = await unsureMessages(database, { batchId: batch.id, now: clock.now() });
  if (messages.length === 0) return;
  const call = { batchId: batch.id, outId: batch.outId, epoch: batch.epoch, now: clock.now() };
  const attemptId = await openAttempt(database, call);
  const outcome = await desk.providers[batch.channel].send({
    outId: batch.outId,
    epoch: batch.epoch,
    intentAt: batch.intentAt,
    ...(await renderCall(desk, batch.templateId, messages)),
  });
  const now = clock.now();
  if (outcome.kind !== 'accepted') {
    return closeAttempt(database, {
      attemptId,
      outcome: outcome.kind,
      code: outcome.code,
      reference: null,
      now,
    });
  }
  await closeAttempt(database, {
    attemptId,
    outcome: 'accepted',
    code: null,
    reference: outcome.reference,
    now,
  });
  await settleResent(database, {
    batchId: batch.id,
    messageIds: messages.map((message) => message.id),
    attemptId,
    now,
  });
}
