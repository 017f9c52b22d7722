import { expect, test } from '@jest/globals';
import { copyLedger } from '../../ledger/copy.js';
import { createTestDatabase } from '../support/database.js';

const [from, to] = [await createTestDatabase(), await createTestDatabase()];

test('tables whose last piece fills the stream are copied, and those behind them', async () => {
  const { database } = from;
  await database`INSERT INTO committee (code, name, kind, level, path) VALUES ('tangshan', '唐山市', 'city', 1, 'tangshan/')`;
  await database`
    INSERT INTO dead_address (channel, address_hash, code, since)
    SELECT 'email', sha256(n::text::bytea), '550', now() FROM generate_series(1, 500) n`;
  await copyLedger(database, to.database);
  expect(await rows(to.database)).toEqual(await rows(database));
});

const rows = (sql: typeof from.database) =>
  sql`SELECT (SELECT count(*) FROM dead_address) AS dead, (SELECT count(*) FROM committee) AS committees,
    (SELECT count(*) FROM template) AS templates`;
