import { execFile } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { asset } from '../../runtime/root.js';
import { createTestDatabase } from '../support/database.js';

const { database, url } = await createTestDatabase();
await database`INSERT INTO migration VALUES ('999_future.up.sql', 'x', now())`;

/** Everything a process asks for before it looks into the ledger; nothing of it is reached. */
const SETTINGS = {
  DATABASE_URL: url,
  DATA_KEY: Buffer.alloc(32, 154).toString('base64'),
  REDIS_URL: process.env['TEST_REDIS_URL'],
  TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'],
  SMS_PROVIDER: 'inert',
  EMAIL_PROVIDER: 'inert',
  PUSH_TOKEN: 'push-token-of-a-ledger-too-new',
  HTTP_ADDRESS: '127.0.0.1:0',
};

/** How a program of ours ends, and what it says. */
const run = (program: string): Promise<{ code: unknown; err: string }> =>
  new Promise((resolve) => {
    const options = { env: { PATH: process.env['PATH'], ...SETTINGS }, timeout: 20_000 };
    execFile(process.execPath, [asset('dist', program)], options, (error, _, err) =>
      resolve({ code: error?.code ?? 0, err }),
    );
  });

test.each([
  'workers/campaigns.js',
  'workers/dispatcher.js',
  'workers/sweeper.js',
  'workers/migrate.js',
  'apps/inbound/main.js',
])('%s refuses a newer ledger: it ends with 78, in one line for people', async (program) => {
  const { code, err } = await run(program);
  expect(code).toBe(78);
  expect(err).toMatch(/^台账比本程序新.*999_future\.up\.sql.* \/ the ledger is newer.*upgrade Muster\n$/);
});
