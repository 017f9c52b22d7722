import {
  closeAttempt,
  declareUnknown,
  openAttempt,
  receiptSeen,
  releaseUnsure,
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
    // A relay cannot be asked. The mail goes out again, byte for byte the same, and its receiver may know it. Not
    // at once: after an outage of the ledger its dispatcher may live, and have the answer still to write down.
    const inDoubt = secondsBetween(batch.unknownSince, now);
    if (Math.min(sinceTry, inDoubt) >= waits.reconcileFirstWaitSeconds)
      await returnToQueue(database, batch, now);
    return;
  }
  const ciphers = await unsureAddresses(database, batch.id, ASKED_ADDRESSES);
  if (ciphers.length === 0) return returnToQueue(database, batch, now);
  const sighting = await provider.find({
    outId: batch.outId,
    intentAt: batch.firstTriedAt,
    addresses: ciphers.map((cipher) => desk.keys.decrypt(cipher)),
  });
  if (sighting === 'found') return settleAsSent(database, { batchId: batch.id, now: clock.now() });
  if (sighting === 'unanswered' || sinceTry < waits.reconcileFirstWaitSeconds) return;
  if (secondsBetween(batch.unknownSince, now) < waits.reconcileNonceSeconds) {
    if (batch.wanted) await resend(desk, batch);
  } else if (sinceTry >= waits.reconcileBoundSeconds) {
    await returnToQueue(database, batch, clock.now());
  }
}

const secondsBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 1000;

/**
 * Sends the same call under the same nonce: if the first one arrived, the gateway refuses this one. Whatever
 * else it answers than "accepted" leaves the question open, for the answer may be about the second call.
 */
async function resend(desk: Desk, batch: UnsureBatch): Promise<void> {
  const { database, clock, waits } = desk;
  const { call, claimed } = await unsureCall(desk, batch);
  if (call.messages.length === 0) return;
  const lease = inSeconds(clock.now(), waits.leaseSeconds);
  const attemptId = await openAttempt(database, batch, { now: clock.now(), leaseUntil: lease });
  if (attemptId === undefined) return;
  const { outId, epoch, intentAt } = batch;
  const outcome = await desk.providers[batch.channel].send({ outId, epoch, intentAt, ...call });
  const now = clock.now();
  if (outcome.kind !== 'accepted') {
    const { kind, code } = outcome;
    await closeAttempt(database, { attemptId, outcome: kind, code, reference: null, now });
    return releaseUnsure(database, { id: batch.id, lease }, nextLook(desk, now));
  }
  const { reference } = outcome;
  await closeAttempt(database, { attemptId, outcome: 'accepted', code: null, reference, now });
  await settleResent(database, { id: batch.id, lease }, { messageIds: claimed, attemptId, now });
}

/** The call as it went out first, without those no longer wanted and those it had to leave out then. */
async function unsureCall(desk: Desk, batch: UnsureBatch) {
  const messages = await unsureMessages(desk.database, { batchId: batch.id, now: desk.clock.now() });
  const { call } = await renderCall(desk, batch.templateId, messages);
  return { call, claimed: call.messages.map((message) => Number(message.id)) };
}
