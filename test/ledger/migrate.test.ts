import { readdir } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { MESSAGE_MOVES, MESSAGE_STATES } from '../../domain/messages/states.js';
import { migrate } from '../../ledger/migrate.js';
import { checkSchema, schemaState } from '../../ledger/schema.js';
import { connectDatabase } from '../../runtime/database.js';
import { asset } from '../../runtime/root.js';
import { createTestDatabase } from '../support/database.js';

const { database, url } = await createTestDatabase();
const now = new Date('2026-11-22T01:00:00Z');

test('migrating at once from several processes applies each migration once', async () => {
  await database.unsafe('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  const clients = [1, 2, 3, 4].map((each) => connectDatabase(url, { name: `migrator ${each}`, max: 1 }));
  const applied = await Promise.all(clients.map((client) => migrate(client, now)));
  await Promise.all(clients.map((client) => client.end()));
  const files = (await readdir(asset('ledger', 'migrations'))).sort();
  expect(files.length).toBeGreaterThan(3);
  expect(applied.flat().sort()).toEqual(files);
  expect(await migrate(database, now)).toEqual([]);
});

test('a program is told whether the ledger is its own, older or newer', async () => {
  await migrate(database, now);
  await checkSchema(database);
  const scratch = async (change: string, look: () => Promise<void>): Promise<void> => {
    await database.unsafe(change);
    await look();
    await database.unsafe('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await migrate(database, now);
  };
  await scratch(`INSERT INTO migration VALUES ('999_future.up.sql', 'x', now())`, async () => {
    expect(await schemaState(database)).toEqual({ pending: [], unknown: ['999_future.up.sql'] });
    await expect(checkSchema(database)).rejects.toMatchObject({ misfit: 'newer' });
  });
  await scratch(`DELETE FROM migration WHERE name = '003_guards.up.sql'`, async () => {
    await expect(checkSchema(database)).rejects.toMatchObject({
      ...{ misfit: 'older', message: expect.stringMatching(/003_guards.*migrate\.js.* \/ .*003_guards/) },
    });
  });
  await scratch('DROP SCHEMA public CASCADE; CREATE SCHEMA public', async () => {
    expect((await schemaState(database)).pending.length).toBeGreaterThan(3);
    await expect(checkSchema(database)).rejects.toMatchObject({ misfit: 'older' });
  });
});

test('an edited migration and a newer database are refused in both languages', async () => {
  await database`UPDATE migration SET digest = 'other' WHERE name = '001_people.up.sql'`;
  await expect(migrate(database, now)).rejects.toThrow(/被改动.*was edited after it was applied/s);
  await database`INSERT INTO migration VALUES ('999_future.up.sql', 'x', ${now})`;
  await expect(migrate(database, now)).rejects.toThrow(/999_future.*upgrade Muster/s);
});

test('the database allows exactly the moves of state that the table lists', async () => {
  await database`INSERT INTO message (occurrence_id, person_id, committee_id, channel, state, changed_at) VALUES (1, 1, 1, 'sms', 'queued', ${now})`;
  for (const from of MESSAGE_STATES) {
    for (const to of MESSAGE_STATES) {
      if (from === to) continue;
      const attempt = database.begin(async (sql) => {
        await sql`ALTER TABLE message DISABLE TRIGGER message_move`;
        await sql`UPDATE message SET state = ${from}`;
        await sql`ALTER TABLE message ENABLE TRIGGER message_move`;
        await sql`UPDATE message SET state = ${to}`;
      });
      if (MESSAGE_MOVES[from].includes(to)) await attempt;
      else
        await expect(attempt).rejects.toMatchObject({
          code: 'MU001',
          message: expect.stringContaining(`from ${from} to ${to}`),
        });
    }
  }
});
