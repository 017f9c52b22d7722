import {
  declareUnknown,
  openAttempt,
  returnToQueue,
  settleAsSent,
  takeUnsure,
  type UnsureBatch,
} from '../ledger/reconcile.js';
import { recordResent, recordStillUnknown } from '../ledger/record.js';
import { receiptedCall, unsureCalls, unsureMessages } from '../ledger/unsure-calls.js';
import type { Provider, Sighting } from '../providers/contract.js';
import { inSeconds, providerNamed, type Desk } from './desk.js';
import { opened, renderCall } from './render.js';
import { untilWritten } from './until-written.js';

/** Unsure batches looked at in one pass, all at once. */
const AT_ONCE = 16;
/** Phones of a call that are asked about: a call is taken as a whole or not at all, so a few stand for all. */
const ASKED_PHONES = 3;

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
  if (!batch.open) return returnToQueue(database, batch, { mayBeThere: false, now: clock.now() });
  if (await settledByReceipt(desk, batch)) return;
  const provider = providerNamed(desk, batch.channel, batch.provider);
  if (!provider) {
    const { id, provider: called, channel } = batch;
    const set = desk.providers[channel].map(({ name }) => name);
    return desk.log.warn({ batch: id, called, set }, 'unsure: only the provider called could tell');
  }
  const age = ageOf(batch, clock.now());
  if (!provider.find) {
    // A relay cannot be asked. The mail goes out again, the same to the byte and by the same relay, which may know it.
    // Not at once: after an outage of the ledger its dispatcher may live, and have the answer still to write down.
    if (age.inDoubt >= waits.reconcileFirstWaitSeconds)
      await returnToQueue(database, batch, { mayBeThere: true, now: clock.now() });
    return;
  }
  const sighting = await lookFor(desk, provider, batch);
  if (sighting !== 'absent' || age.sinceLastTry < waits.reconcileFirstWaitSeconds) return;
  if (age.sinceFirstTry < waits.reconcileNonceSeconds) {
    if (batch.wanted && underSameNonce(provider, batch)) await resend(desk, provider, batch);
  } else if (age.inDoubt >= waits.reconcileBoundSeconds) {
    await returnToQueue(database, batch, { mayBeThere: false, now: clock.now() });
  }
}

/** With another access key since, it would be another nonce, and both calls might be taken: then only the query guards. */
const underSameNonce = ({ nonceScope = '' }: Provider, { nonceScopes }: UnsureBatch): boolean =>
  nonceScopes.every((scope) => scope === nonceScope);

/** In seconds. Certainty that nothing arrived counts from the last try, and from when the call was known to be in doubt. */
function ageOf({ firstTriedAt, lastTriedAt, unknownSince }: UnsureBatch, now: Date) {
  const since = (instant: Date): number => (now.getTime() - instant.getTime()) / 1000;
  const sinceLastTry = since(lastTriedAt);
  return {
    sinceFirstTry: since(firstTriedAt),
    sinceLastTry,
    inDoubt: Math.min(sinceLastTry, since(unknownSince)),
  };
}

/** @returns whether nobody of the batch is unsure any more */
async function settledByReceipt({ database, clock }: Desk, { id: batchId }: UnsureBatch): Promise<boolean> {
  const attemptId = await receiptedCall(database, batchId);
  return attemptId !== undefined && settleAsSent(database, { batchId, attemptId, now: clock.now() });
}

/** Asks the provider about each call of the batch, the largest first, and settles what it has. */
async function lookFor(desk: Desk, provider: Provider, batch: UnsureBatch): Promise<Sighting> {
  const { database, clock } = desk;
  const { id: batchId, outId, firstTriedAt: intentAt } = batch;
  let seen: Sighting = 'absent';
  for (const { attemptId, phones } of await unsureCalls(database, batchId, ASKED_PHONES)) {
    const addresses = phones.map((phone) => opened(desk, phone)).filter((phone) => phone !== undefined);
    // Of whom nobody can be asked about, nothing is known.
    const sighting =
      addresses.length > 0 ? await provider.find!({ outId, intentAt, addresses }) : 'unanswered';
    if (sighting === 'found') {
      await settleAsSent(database, { batchId, attemptId, now: clock.now() });
      return 'found';
    }
    if (sighting === 'unanswered') seen = sighting;
  }
  return seen;
}

/**
 * Sends the same call under the same nonce: if the first one arrived, the gateway refuses this one. Whatever
 * else it answers than "accepted" leaves the question open, for the answer may be about the second call.
 */
async function resend(desk: Desk, provider: Provider, batch: UnsureBatch): Promise<void> {
  const { database, clock, waits } = desk;
  const messages = await unsureMessages(database, batch, clock.now());
  const { call } = await renderCall(desk, batch, messages);
  if (call.messages.length === 0) return;
  const lease = inSeconds(clock.now(), waits.leaseSeconds);
  const attemptId = await openAttempt(database, batch, {
    messageIds: call.messages.map((message) => Number(message.id)),
    nonceScope: provider.nonceScope ?? null,
    now: clock.now(),
    leaseUntil: lease,
  });
  if (attemptId === undefined) return;
  const { id: batchId, outId, epoch, intentAt } = batch;
  const outcome = await provider.send({ outId, epoch, intentAt, ...call });
  const now = clock.now();
  const result = { batchId, attemptId, now };
  await untilWritten(desk, () =>
    outcome.kind === 'accepted'
      ? recordResent(database, result, outcome.reference)
      : recordStillUnknown(database, result, {
          ...{ outcome: outcome.kind, code: outcome.code, lease },
          lookAt: nextLook(desk, now),
        }),
  );
}
