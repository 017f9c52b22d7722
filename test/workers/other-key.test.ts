import { execFile } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { checkKey } from '../../ledger/health.js';
import { asset } from '../../runtime/root.js';
import { createKeys } from '../../runtime/keys.js';
import { KEYS, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';

const { database, url } = await createTestDatabase();
const others = createKeys(Buffer.alloc(32, 155).toString('base64'));

/** Everything a process asks for before it looks into the ledger; nothing of it is reached. */
const SETTINGS = {
  DATABASE_URL: url,
  DATA_KEY: Buffer.alloc(32, 155).toString('base64'),
  REDIS_URL: process.env['TEST_REDIS_URL'],
  TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'],
  SMS_PROVIDER: 'inert',
  EMAIL_PROVIDER: 'inert',
  PUSH_TOKEN: 'push-token-of-another-key',
  HTTP_ADDRESS: '127.0.0.1:0',
};

test('an empty ledger takes any key; one with people takes its own, also where some of them are damaged', async () => {
  expect(await checkKey(database, others)).toBe(false);
  const city = await settleCast(database);
  expect(await checkKey(database, KEYS)).toBe(true);
  await expect(checkKey(database, others)).rejects.toThrow('DATA_KEY');
  await database`
    UPDATE person SET phone_cipher = set_byte(phone_cipher, 12, get_byte(phone_cipher, 12) # 1)
    WHERE phone_cipher IS NOT NULL AND id <> ${city.id('孙静')}`;
  expect(await checkKey(database, KEYS)).toBe(true);
});

test.each(['workers/dispatcher.js', 'workers/sweeper.js', 'apps/inbound/main.js'])(
  '%s refuses to work with another key: it ends with 78, in one line for people',
  async (program) => {
    const { code, err } = await new Promise<{ code: unknown; err: string }>((resolve) => {
      const options = { env: { PATH: process.env['PATH'], ...SETTINGS }, timeout: 20_000 };
      execFile(process.execPath, [asset('dist', program)], options, (error, _, err) =>
        resolve({ code: error?.code ?? 0, err }),
      );
    });
    expect(code).toBe(78);
    expect(err).toMatch(/^已加密的数据无法解开.* Restore the former DATA_KEY\.\n$/);
  },
);
