import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { officeOperator } from '../../ledger/operators.js';
import { asset } from '../../runtime/root.js';
import { createTestDatabase } from '../support/database.js';

const { database } = await createTestDatabase();
const MIGRATION = '015_account.up.sql';

/** A ledger as it was before operators had roles worth the name: committees and operators, all of them clerks. */
async function formerLedger(operators: readonly [name: string, committee: string][]): Promise<void> {
  await database.unsafe('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  const files = (await readdir(asset('ledger', 'migrations'))).sort();
  for (const file of files.filter((name) => name < MIGRATION))
    await database.unsafe(await readFile(asset('ledger', 'migrations', file), 'utf8'));
  await database`INSERT INTO committee (code, name, kind, level, path) VALUES ('city', '市', 'city', 1, 'city/')`;
  await database`INSERT INTO committee (code, name, kind, level, path, parent_id)
    SELECT 'county', '县', 'area', 2, 'city/county/', id FROM committee`;
  for (const [name, committee] of operators)
    await database`INSERT INTO operator (name, committee_id) SELECT ${name}, id FROM committee WHERE code = ${committee}`;
}

const migrated = async () => {
  await database.unsafe(await readFile(asset('ledger', 'migrations', MIGRATION), 'utf8'));
  const rows = await database<{ name: string; role: string }[]>`SELECT name, role FROM operator ORDER BY id`;
  return rows.map(({ name, role }) => [name, role]);
};

test('of a ledger that had only clerks the first of the whole office becomes its head, those of a part county clerks', async () => {
  await formerLedger([
    ['liaison', 'county'],
    ['office', 'city'],
    ['second', 'city'],
  ]);
  expect(await migrated()).toEqual([
    ['liaison', 'county clerk'],
    ['office', 'head'],
    ['second', 'clerk'],
  ]);
  expect(await officeOperator(database)).toMatchObject({ name: 'office', role: 'head' });
});

test('a head that is there already stays the only one', async () => {
  await formerLedger([
    ['office', 'city'],
    ['boss', 'city'],
  ]);
  await database`UPDATE operator SET role = 'head' WHERE name = 'boss'`;
  expect(await migrated()).toEqual([
    ['office', 'clerk'],
    ['boss', 'head'],
  ]);
});

test('schedules launch in the name of a clerk or head of the whole office, of nobody else', async () => {
  await formerLedger([['office', 'city']]);
  await migrated();
  await database`UPDATE operator SET role = 'auditor'`;
  expect(await officeOperator(database)).toBeUndefined();
});
