import { randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import { claimCall } from '../../ledger/claim.js';
import { writePage } from '../../ledger/materialise.js';
import type { Statement } from '../../runtime/database.js';
import { NOW, settleCast } from '../support/cast.js';
import { joinCrowd } from '../support/crowd.js';
import { createTestDatabase } from '../support/database.js';
import { batchesOf, freeze, openRun, PROVIDERS, writeAll } from '../support/launch.js';

const PEOPLE = 20_000;
const { database } = await createTestDatabase();
const city = await settleCast(database);

beforeAll(async () => {
  await city.reset();
  // Two of them at every phone.
  await joinCrowd(city, PEOPLE, { phone: (at) => at >> 1 });
  await database`ANALYZE`;
});

/** How many rows of a table some work reads, one by one or by an index. */
async function rowsRead(sql: Statement, table: string, work: () => Promise<unknown>): Promise<number> {
  const count = async () => {
    // The backend's own count, also of what it has not told of its last transactions.
    const [read] = await sql<[{ rows: number }?]>`
      SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) AS rows FROM pg_stat_xact_user_tables WHERE relname = ${table}`;
    return read?.rows ?? 0;
  };
  const before = await count();
  await work();
  return (await count()) - before;
}

test('a claim reads the messages of its own batch, also where nothing of them is counted', async () => {
  const launched = await openRun(city);
  await freeze(city, launched, NOW);
  // In pages too small to be counted.
  await writeAll(city, launched, { pageSize: 1000 });
  const dispatcher = await database.reserve();
  // As for every statement that a process has run more than five times.
  await dispatcher`SET plan_cache_mode = force_generic_plan`;
  const [batchId] = await batchesOf(city, launched);
  const read = await rowsRead(dispatcher, 'message', () =>
    claimCall(dispatcher, {
      ...{ batchId: batchId!, channel: 'sms', providers: [{ name: PROVIDERS.sms, weight: 100 }] },
      ...{ outId: randomBytes(16).toString('hex'), now: NOW, leaseUntil: new Date(+NOW + 60_000) },
    }),
  );
  dispatcher.release();
  // Each of a hundred to judge it, and once more to move it.
  expect(read).toBeLessThanOrEqual(300);
});

test('the planner has counted an audience before it is searched for shared phones', async () => {
  // What autovacuum leaves overnight: the notices so far are counted.
  await database`ANALYZE`;
  const launched = await openRun(city);
  await freeze(city, launched, NOW);
  const read = await database.begin((sql) =>
    rowsRead(sql, 'recipient', () =>
      writePage(sql, launched.occurrence.id, {
        ...{ channels: launched.channels, notBefore: NOW, now: NOW, pageSize: PEOPLE * 2 },
      }),
    ),
  );
  expect(read).toBeLessThan(5 * PEOPLE);
});
