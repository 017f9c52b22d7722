import { expect, test } from '@jest/globals';
import { checkKey } from '../../ledger/health.js';
import { createKeys } from '../../runtime/keys.js';
import { KEYS, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { runProgram } from './program.js';

const { database, url } = await createTestDatabase();
const dataKey = Buffer.alloc(32, 155);
const others = createKeys(dataKey.toString('base64'));

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
    const { code, err } = await runProgram(program, { url, dataKey });
    expect(code).toBe(78);
    expect(err).toMatch(/^已加密的数据无法解开.* Restore the former DATA_KEY\.\n$/);
  },
);
