import { expect, test } from '@jest/globals';
import {
  connectDatabase,
  lostConnection,
  partly,
  type Statement,
  type Transaction,
} from '../../runtime/database.js';
import { createTestDatabase } from '../support/database.js';

const { database: other, url } = await createTestDatabase();

const ownPid = async (sql: Statement): Promise<number> => {
  const [row] = await sql<[{ pid: number }]>`SELECT pg_backend_pid() AS pid`;
  return row.pid;
};

const cutOff = async (pid: number): Promise<void> => {
  await other`SELECT pg_terminate_backend(${pid}::int)`;
};

const isCutOff = async (sql: Statement): Promise<void> => {
  const pid = await ownPid(sql);
  await Promise.all([sql`SELECT pg_sleep(20)`, cutOff(pid)]);
};

test.each<[string, (sql: Transaction) => Promise<void>]>([
  ['a transaction', isCutOff],
  ['a part of one', (sql) => partly(sql, isCutOff)],
])(
  'a connection lost in %s fails the transaction, not the process, and the next one is opened',
  async (_, work) => {
    const database = connectDatabase(url, { name: 'cut off', max: 1 });
    const cut = database.begin(work);
    await expect(cut).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    // The client's last word to the lost connection would be said by now.
    await new Promise((resolve) => setImmediate(resolve));
    expect(await ownPid(database).catch(() => ownPid(database))).toBeGreaterThan(0);
    await database.end({ timeout: 5 });
  },
);

test('a transaction whose work fails otherwise is rolled back', async () => {
  const database = connectDatabase(url, { name: 'fails', max: 1 });
  await database`CREATE TABLE note (text text)`;
  const failing = database.begin(async (sql) => {
    await sql`INSERT INTO note VALUES ('gone')`;
    throw new Error('changed its mind');
  });
  await expect(failing).rejects.toThrow('changed its mind');
  const wrong = database.begin(async (sql) => {
    await sql`INSERT INTO note VALUES ('gone')`;
    await sql`SELECT 1 / 0`;
  });
  await expect(wrong).rejects.toMatchObject({ code: '22012' });
  const level = database.begin('ISOLATION LEVEL SERIALIZABLE', (sql) => sql`SHOW transaction_isolation`);
  expect(await level).toMatchObject([{ transactionIsolation: 'serializable' }]);
  expect(await database`SELECT * FROM note`).toHaveLength(0);
  await database.end({ timeout: 5 });
});

test('a part that fails is undone alone', async () => {
  await other`CREATE TABLE part (text text)`;
  await other.begin(async (sql) => {
    await sql`INSERT INTO part VALUES ('before')`;
    const failing = partly(sql, async (part) => {
      await part`INSERT INTO part VALUES ('gone')`;
      await part`SELECT 1 / 0`;
    });
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    await partly(sql, async (part) => void (await part`INSERT INTO part VALUES ('after')`));
  });
  expect(await other`SELECT text FROM part`).toEqual([{ text: 'before' }, { text: 'after' }]);
});

test('having no connection is told from every other error', async () => {
  const nobody = connectDatabase('postgres://muster@127.0.0.1:1/muster', { name: 'nobody', max: 1 });
  expect(lostConnection(await nobody`SELECT 1`.catch((error: unknown) => error))).toBe('ECONNREFUSED');
  await nobody.end({ timeout: 1 });
  expect(lostConnection(await other`SELECT 1 / 0`.catch((error: unknown) => error))).toBeUndefined();
  expect(lostConnection(Object.assign(new TypeError(), { code: 'ERR_INVALID_ARG_TYPE' }))).toBeUndefined();
});
