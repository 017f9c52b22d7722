import { beforeEach, describe, expect, test } from '@jest/globals';
import { claimBatch, postponeBatch, type Candidate } from '../../ledger/claim.js';
import { moveShares, setProviders } from '../../ledger/shares.js';
import { stopProvider } from '../../ledger/stops.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { batchOf, batchRow, launch } from '../support/launch.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
beforeEach(() => city.reset());

const after = (seconds: number): Date => new Date(+NOW + seconds * 1000);
const both = (first: number, second: number): Candidate[] => [
  { name: 'carrier', weight: first },
  { name: 'carrier-2', weight: second },
];
const oneBatch = async (): Promise<number> =>
  batchOf(city, await launch(city, { audience: { committees: ['qianxi'] } }));
const stop = (provider: string, seconds = 300) =>
  stopProvider(database, { provider, code: 'isv.OUT_OF_SERVICE', now: NOW, until: after(seconds) });

/** Whom a batch would be claimed for; nothing of it stays. */
async function choice(batchId: number, providers: readonly Candidate[]): Promise<string | undefined> {
  let provider: string | undefined;
  const claim = { batchId, channel: 'sms', providers, outId: `label ${batchId}`, now: NOW } as const;
  await database
    .begin(async (sql) => {
      provider = (await claimBatch(sql, { ...claim, leaseUntil: after(60) }))?.provider;
      throw new Error('rolled back');
    })
    .catch((error: Error) => expect(error.message).toBe('rolled back'));
  return provider;
}

/** How many of a thousand batches, alike but for their numbers, each would get. */
async function spread(providers: readonly Candidate[]): Promise<Record<string, number>> {
  const batchId = await oneBatch();
  await database`
    INSERT INTO batch (occurrence_id, channel, lane, provider, not_before)
    SELECT occurrence_id, channel, lane, provider, not_before FROM batch, generate_series(1, 1000) WHERE id = ${batchId}`;
  const counts: Record<string, number> = {};
  for (const { id } of await database<
    { id: number }[]
  >`SELECT id FROM batch WHERE id > ${batchId} ORDER BY id`) {
    const batch = await claimBatch(database, {
      ...{ batchId: id, channel: 'sms', providers, outId: `label ${id}` },
      ...{ now: NOW, leaseUntil: after(60) },
    });
    const name = batch?.provider ?? 'nobody';
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

describe('the provider of a batch', () => {
  test('follows from its number and epoch: asked again it is the same, after a refusal it may be another', async () => {
    const batchId = await oneBatch();
    const chosen = [];
    for (let epoch = 0; epoch < 12; epoch++) {
      await database`UPDATE batch SET epoch = ${epoch} WHERE id = ${batchId}`;
      const [first, again] = [await choice(batchId, both(50, 50)), await choice(batchId, both(50, 50))];
      expect(again).toBe(first);
      chosen.push(first);
    }
    expect(new Set(chosen)).toEqual(new Set(['carrier', 'carrier-2']));
  });

  test('is drawn by the weights as long as no share stands in the ledger, then by the shares', async () => {
    const byWeight = await spread(both(70, 30));
    expect(byWeight['carrier']! + byWeight['carrier-2']!).toBe(1000);
    expect(Math.abs(byWeight['carrier-2']! - 300)).toBeLessThan(60);
    await city.reset();
    await database.begin((sql) => setProviders(sql, 'sms', both(70, 30), NOW));
    const moved = { health: 'failing' } as const;
    await database.begin((sql) =>
      moveShares(
        sql,
        [
          { provider: 'carrier', share: 5, ...moved },
          { provider: 'carrier-2', share: 95, ...moved },
        ],
        NOW,
      ),
    );
    const byShare = await spread(both(70, 30));
    expect(Math.abs(byShare['carrier']! - 50)).toBeLessThan(30);
  });

  test('is never one that is stopped; one that only stands by takes over then', async () => {
    const batchId = await oneBatch();
    expect(await choice(batchId, both(100, 0))).toBe('carrier');
    await stop('carrier');
    expect(await choice(batchId, both(100, 0))).toBe('carrier-2');
    await stop('carrier-2');
    expect(await choice(batchId, both(100, 0))).toBeUndefined();
  });

  test('is the one it is bound to, or nobody', async () => {
    const batchId = await oneBatch();
    await database`UPDATE batch SET bound = true, provider = 'carrier-2' WHERE id = ${batchId}`;
    for (const weight of [0, 50, 100])
      expect(await choice(batchId, both(100 - weight, weight))).toBe('carrier-2');
    expect(await choice(batchId, [{ name: 'carrier', weight: 100 }])).toBeUndefined();
    await stop('carrier-2');
    expect(await choice(batchId, both(50, 50))).toBeUndefined();
  });
});

describe('a batch that found no provider', () => {
  const postponed = async (batchId: number): Promise<unknown> => {
    const windowOpensAt = (): Date => NOW;
    await postponeBatch(database, {
      ...{ batchId, providers: both(50, 50), now: NOW },
      ...{ lookAt: after(30), windowOpensAt },
    });
    return (await batchRow(city, batchId))['notBefore'];
  };

  test('is looked at when a stop ends, or soon: somebody may start one by hand', async () => {
    const batchId = await oneBatch();
    await stop('carrier', 300);
    expect(await postponed(batchId)).toEqual(NOW);
    await stop('carrier-2', 300);
    expect(await postponed(batchId)).toEqual(after(30));
    await database`UPDATE batch SET not_before = ${NOW} WHERE id = ${batchId}`;
    await database`UPDATE provider_stop SET until = ${after(10)} WHERE provider = 'carrier-2'`;
    expect(await postponed(batchId)).toEqual(after(10));
  });

  test('waits for the one it is bound to, whoever else is there', async () => {
    const batchId = await oneBatch();
    await database`UPDATE batch SET bound = true, provider = 'carrier' WHERE id = ${batchId}`;
    await stop('carrier');
    expect(await postponed(batchId)).toEqual(after(30));
  });
});
