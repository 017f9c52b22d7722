import { expect, test } from '@jest/globals';
import { createTestDatabase } from '../support/database.js';
import { runProgram } from './program.js';

const { database, url } = await createTestDatabase();
await database`INSERT INTO migration VALUES ('999_future.up.sql', 'x', now())`;

test.each([
  'workers/campaigns.js',
  'workers/dispatcher.js',
  'workers/sweeper.js',
  'workers/migrate.js',
  'apps/inbound/main.js',
])('%s refuses a newer ledger: it ends with 78, in one line for people', async (program) => {
  const { code, err } = await runProgram(program, { url, dataKey: Buffer.alloc(32, 154) });
  expect(code).toBe(78);
  expect(err).toMatch(/^台账比本程序新.*999_future\.up\.sql.* \/ the ledger is newer.*upgrade Muster\n$/);
});
