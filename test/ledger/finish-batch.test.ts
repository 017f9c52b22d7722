import { beforeEach, describe, expect, test } from '@jest/globals';
import { claimBatch, claimMessages } from '../../ledger/claim.js';
import { declareUnknown, returnToQueue, takeUnsure } from '../../ledger/reconcile.js';
import { finishBatch, recordMessages } from '../../ledger/record.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { batchOf, batchRow, launch, PROVIDERS, states } from '../support/launch.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
beforeEach(() => city.reset());

const relay = { channel: 'email', providers: [{ name: PROVIDERS.email, weight: 100 }] } as const;
const after = (seconds: number): Date => new Date(+NOW + seconds * 1000);

/** The only unsure batch is found not to have arrived. */
async function comeBack(now: Date): Promise<void> {
  const [unsure] = await takeUnsure(database, { now, lookAgainAt: new Date(+now + 20_000), limit: 16 });
  await returnToQueue(database, unsure!, { mayBeThere: true, now });
}

describe('finishing a batch of mails', () => {
  async function claimedMails() {
    const launched = await launch(city, { email: 'flood-mail' });
    const batchId = await batchOf(city, launched, 'email');
    await claimBatch(database, { batchId, ...relay, outId: 'label', now: NOW, leaseUntil: after(60) });
    const { messages } = await claimMessages(database, {
      batchId,
      ...relay,
      epoch: 0,
      limit: 10,
      now: NOW,
      leaseUntil: after(60),
    });
    const record = (outcomes: ('sent' | 'failed' | 'queued' | 'unknown')[]) =>
      recordMessages(
        database,
        outcomes.map((state, at) => ({
          ...{
            messageId: messages[at]!.id,
            attemptId: messages[at]!.attemptId,
            state,
            code: state,
            reference: null,
          },
          outcome: (
            { sent: 'accepted', failed: 'rejected', queued: 'throttled', unknown: 'unknown' } as const
          )[state],
        })),
        NOW,
      );
    const finish = (epoch = 0) =>
      finishBatch(database, { batchId, epoch, notBefore: after(5), lookAt: after(60), now: NOW });
    return { launched, batchId, record, finish };
  }

  test.each([
    [['sent', 'sent', 'failed', 'sent'], { state: 'done', unknownSince: null, leaseUntil: null }],
    [['sent', 'unknown', 'failed', 'sent'], { state: 'unknown', unknownSince: NOW, leaseUntil: after(60) }],
    [['sent', 'queued', 'failed', 'sent'], { state: 'queued', unknownSince: null, notBefore: after(5) }],
    [['queued', 'unknown', 'failed', 'sent'], { state: 'unknown', unknownSince: NOW, leaseUntil: after(60) }],
  ] as const)('of which %j: the batch goes on as what is left needs', async (outcomes, expected) => {
    const { launched, batchId, record, finish } = await claimedMails();
    await record([...outcomes]);
    await finish();
    expect(await batchRow(city, batchId)).toMatchObject({ ...expected, epoch: 1, enqueuedAt: null });
    const seen = Object.values(await states(city, launched, 'email')).filter(
      (state) => !state.startsWith('suppressed'),
    );
    const reasons: Record<string, string> = { failed: 'failed: failed', unknown: 'unknown: unknown' };
    expect(seen).toEqual(outcomes.map((state) => reasons[state] ?? state));
  });

  test('keeps its hands off a batch that another dispatcher holds by now', async () => {
    const { batchId, finish } = await claimedMails();
    await declareUnknown(database, after(61));
    await comeBack(after(130));
    await claimBatch(database, {
      ...{ batchId, ...relay, outId: 'label' },
      ...{ now: after(131), leaseUntil: after(191) },
    });
    const held = await batchRow(city, batchId);
    const stale = await claimMessages(database, {
      batchId,
      ...relay,
      epoch: 0,
      limit: 10,
      now: after(132),
      leaseUntil: after(500),
    });
    expect(stale).toEqual({ judged: 0, messages: [] });
    await finish();
    expect(await batchRow(city, batchId)).toEqual(held);
  });
});
