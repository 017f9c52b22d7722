import { randomBytes } from 'node:crypto';
import { claimBatch, claimMessages, type ClaimedBatch, type ClaimedMessage } from '../ledger/claim.js';
import { finishBatch, recordMessages, type MessageResult } from '../ledger/record.js';
import type { Outcome, Provider } from '../providers/contract.js';
import { nameOf } from './apart.js';
import { claimedProvider, HELD_UP, inSeconds, type Carriage, type Desk } from './desk.js';
import { renderCall, type RenderedCall } from './render.js';
import { refusesAccount, stopForAccount } from './stop-provider.js';
import { waitFor } from './wait.js';
import { untilWritten } from './until-written.js';

/** Batches of one lane worked on at once; together their groups fill the provider's open calls. */
export const MESSAGE_BATCHES_AT_ONCE = 2;

/**
 * A batch whose messages are provider calls of their own (mail). Intent and result are written per message in
 * small groups, so that a kill leaves at most the open calls ambiguous.
 * @returns false when it may not be sent now
 */
export async function dispatchMessages(desk: Desk, carriage: Carriage, batchId: number): Promise<boolean> {
  const batch = await claimBatch(desk.database, {
    batchId,
    channel: carriage.channel,
    providers: desk.providers[carriage.channel],
    outId: randomBytes(16).toString('hex'),
    now: desk.clock.now(),
    leaseUntil: leaseUntil(desk),
  });
  if (!batch) return false;
  let notBefore = desk.clock.now();
  for (;;) {
    const group = await sendGroup(desk, carriage, batch);
    if (group === undefined) break;
    notBefore = group.notBefore;
    if (group.refused || notBefore > desk.clock.now()) break;
  }
  const now = desk.clock.now();
  await untilWritten(desk, () =>
    finishBatch(desk.database, {
      batchId,
      epoch: batch.epoch,
      notBefore,
      lookAt: inSeconds(now, desk.waits.reconcileFirstWaitSeconds),
      now,
    }),
  );
  return true;
}

/** @param spacing milliseconds from the first call of a group to its last, which its pace keeps apart */
const leaseUntil = ({ clock, waits }: Desk, spacing = 0): Date =>
  inSeconds(clock.now(), waits.leaseSeconds + spacing / 1000);

/** What became of a mail, which we ourselves may have given up before it was sent. */
type Fate = Outcome | { kind: 'abandoned'; code: string };

/** The next few messages: write intents, send, write results. Undefined when none was left; `refused`: the account was. */
async function sendGroup(
  desk: Desk,
  { channel, lane }: Carriage,
  batch: ClaimedBatch,
): Promise<{ notBefore: Date; refused: boolean } | undefined> {
  const provider = claimedProvider(desk, channel, batch.provider);
  const limit = Math.max(1, Math.floor(provider.maxOpenCalls / MESSAGE_BATCHES_AT_ONCE));
  const pace = await desk.pace.reserve(lane, limit);
  await waitFor(pace);
  const until = leaseUntil(desk, (limit - 1) * pace.between);
  const { judged, messages } = await claimMessages(desk.database, {
    batchId: batch.id,
    channel,
    epoch: batch.epoch,
    limit,
    now: desk.clock.now(),
    leaseUntil: until,
  });
  if (judged === 0) return undefined;
  // Before the first is sent: what fails here, the ledger being away, must not take the others' results along.
  const rendered = await Promise.all(messages.map((message) => renderCall(desk, batch, [message])));
  const outcomes = await Promise.all(
    messages.map(async (message, at): Promise<Fate> => {
      await waitFor({ wait: at * pace.between });
      // The batch may be somebody else's by now, who must be able to rely on it that nothing leaves here any more.
      if (desk.clock.now() >= until) return { kind: 'abandoned', code: HELD_UP };
      return sendOne(desk, provider, batch, message, rendered[at]!);
    }),
  );
  const now = desk.clock.now();
  await untilWritten(desk, () =>
    recordMessages(
      desk.database,
      messages.map((message, at) => ({
        ...resultOf(message, outcomes[at]!),
        ...deadAddress(desk, message, outcomes[at]!),
      })),
      now,
    ),
  );
  const refused = outcomes.find(refusesAccount);
  if (refused) await stopForAccount(desk, { provider: batch.provider, code: refused.code, now });
  return { notBefore: nextAttempt(outcomes, now), refused: refused !== undefined };
}

/** Whatever goes wrong with one mail is its own affair: the results of the others must not be lost. */
async function sendOne(
  { log }: Pick<Desk, 'log'>,
  provider: Provider,
  batch: ClaimedBatch,
  message: ClaimedMessage,
  { call, unrenderable }: RenderedCall,
): Promise<Outcome> {
  const [fault] = unrenderable;
  if (fault) return { kind: 'rejected', scope: 'message', code: fault.code };
  const { epoch, intentAt } = batch;
  try {
    return await provider.send({ outId: message.outId, epoch, intentAt, ...call });
  } catch (error) {
    // A defect, after which nobody knows how far it came. Its text may repeat an address.
    log.error(
      { provider: provider.name, message: message.id, problem: nameOf(error) },
      'sending a mail failed unexpectedly',
    );
    return { kind: 'unknown', code: 'send fault' };
  }
}

function resultOf({ id, attemptId }: ClaimedMessage, outcome: Fate): MessageResult {
  const call = { messageId: id, attemptId, outcome: outcome.kind, code: null, reference: null };
  switch (outcome.kind) {
    case 'accepted':
      return { ...call, state: 'sent', reference: outcome.reference };
    case 'throttled':
    case 'abandoned':
      return { ...call, state: 'queued', code: outcome.code };
    case 'unknown':
      return { ...call, state: 'unknown', code: outcome.code };
    case 'rejected':
      return { ...call, state: refusesAccount(outcome) ? 'queued' : 'failed', code: outcome.code };
  }
}

/** The address the mail was refused for, which may not be the person's any more by now. */
const deadAddress = (
  { keys }: Desk,
  { addressCipher }: ClaimedMessage,
  outcome: Fate,
): Pick<MessageResult, 'dead'> =>
  outcome.kind === 'rejected' && outcome.nobodyThere
    ? { dead: keys.fingerprint('email', keys.decrypt(addressCipher)) }
    : {};

/** When the rest of the batch may go on: at once, unless something was throttled. */
function nextAttempt(outcomes: readonly Fate[], now: Date): Date {
  const waits = outcomes.flatMap((outcome) => (outcome.kind === 'throttled' ? [outcome.until] : []));
  return new Date(Math.max(+now, ...waits.map(Number)));
}
