import { expect, test } from '@jest/globals';
import { checkSchema } from '../../ledger/schema.js';
import { actorNamed } from '../../office/actor.js';
import { engineDown } from '../../office/engine-down.js';
import { openEmptyOffice } from './office.js';

const office = await openEmptyOffice();

/** What asking the ledger comes to. */
const asking = async (ask: () => Promise<unknown>) =>
  engineDown(await ask().catch((error: unknown) => error))?.problems[0];

test.each([
  ['table', 'SELECT FROM nowhere'],
  ['column', 'SELECT nothing FROM committee'],
])('a %s that is not there means that the ledger is of another version', async (_, query) => {
  expect(await asking(() => office.database.unsafe(query))).toMatchObject({
    zh: expect.stringContaining('与本程序不符'),
    en: expect.stringContaining('of another version'),
  });
});

test('a mistake in SQL is none', async () => {
  expect(await asking(() => office.database.unsafe('SELEC'))).toBeUndefined();
});

test('nobody acts on a ledger that is newer or older than the program', async () => {
  await office.database`INSERT INTO migration VALUES ('999_future.up.sql', 'x', now())`;
  expect(await asking(() => actorNamed(office, 'office'))).toMatchObject({
    reason: 'ledger-newer',
    zh: '台账比本程序新，有未知的迁移 999_future.up.sql：请升级程序',
  });
  await office.database`DELETE FROM migration WHERE name >= '003'`;
  expect(await asking(() => checkSchema(office.database))).toMatchObject({
    reason: 'ledger-older',
    zh: expect.stringContaining('migrate.js'),
  });
});
