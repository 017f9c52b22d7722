import { expect, test } from '@jest/globals';
import { claimBatch, claimMessages } from '../../ledger/claim.js';
import { recordMessages } from '../../ledger/record.js';
import { receiptedCall } from '../../ledger/unsure-calls.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { batchOf, launch, PROVIDERS } from '../support/launch.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const relay = { channel: 'email', providers: [{ name: PROVIDERS.email, weight: 100 }] } as const;

test('what became of one mail says nothing of the others of its batch', async () => {
  const batchId = await batchOf(city, await launch(city, { email: 'flood-mail' }), 'email');
  const claim = { batchId, ...relay, now: NOW, leaseUntil: new Date(+NOW + 60_000) };
  await claimBatch(database, { ...claim, outId: 'label' });
  const { messages } = await claimMessages(database, { ...claim, epoch: 0, limit: 10 });
  const results = messages.map(({ id, attemptId }) => ({
    ...{ messageId: id, attemptId, outcome: 'unknown' as const, state: 'unknown' as const },
    ...{ code: 'link.broken', reference: null },
  }));
  await recordMessages(database, results, NOW);
  await database`UPDATE message SET state = 'undelivered' WHERE id = ${messages[0]!.id}`;
  expect(await receiptedCall(database, batchId)).toBeUndefined();
});
