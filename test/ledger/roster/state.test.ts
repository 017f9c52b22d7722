import { expect, test } from '@jest/globals';
import { DATED_ROWS, lockPeople, PERSON_COLUMNS, statesOf } from '../../../ledger/roster/state.js';
import { settleCast } from '../../support/cast.js';
import { loadTeam } from '../../support/cast-team.js';
import { createTestDatabase } from '../../support/database.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
await loadTeam(city);

const columnsOf = async (table: string): Promise<string[]> =>
  (
    await database<{ name: string }[]>`
      SELECT attname AS name FROM pg_attribute WHERE attrelid = ${table}::regclass AND attnum > 0 AND NOT attisdropped`
  ).map(({ name }) => name);

// An undo deletes dated rows and writes them back by these lists: a column that is missing here would be lost.
test.each(Object.entries(DATED_ROWS))('every column of %s is kept and put back', async (table, columns) => {
  expect([...columns].sort()).toEqual((await columnsOf(table)).sort());
});

test('every column of a person is one an import writes, or the two it never changes', async () => {
  expect(['created_at', 'id', ...PERSON_COLUMNS].sort()).toEqual((await columnsOf('person')).sort());
});

test('every table of dated rows that an import writes goes with its person', async () => {
  const referring = await database<{ name: string }[]>`
    SELECT conrelid::regclass::text AS name FROM pg_constraint
    WHERE confrelid = 'person'::regclass AND contype = 'f' AND confdeltype = 'c'`;
  expect(referring.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(DATED_ROWS)));
});

const stateOf = async (name: Parameters<typeof city.id>[0]): Promise<string> => {
  const [found] = await database<[{ state: string }]>`
    SELECT state::text FROM (${statesOf(database, database`SELECT ${city.id(name)}::bigint`)}) s`;
  return found.state;
};

const CHANGES: readonly [string, string][] = [
  ['person', "name = 'x'"],
  ['person', "sex = 'male'"],
  ['person', "birth_date = '1999-01-01'"],
  ['person', 'home_committee_id = 1'],
  ['person', "skills = '{x}'"],
  ['person', "phone_hash = 'x'"],
  ['person', "phone_cipher = 'x'"],
  ['membership', "to_date = '2027-01-01'"],
  ['membership', "from_date = '2019-01-01'"],
  ['team_member', "role = 'member'"],
  ['qualification', "until_date = '2099-01-01'"],
  ['qualification', "number = '7'"],
];

test.each(CHANGES)(
  'a change of %s (%s) is a change of state, and taken back it is none',
  async (table, change) => {
    const before = await stateOf('张蔷');
    let during = '';
    await database
      .begin(async (sql) => {
        await sql.unsafe(
          `UPDATE ${table} SET ${change} WHERE ${table === 'person' ? 'id' : 'person_id'} = ${city.id('张蔷')}`,
        );
        const [found] = await sql<[{ state: string }]>`
        SELECT state::text FROM (${statesOf(sql, sql`SELECT ${city.id('张蔷')}::bigint`)}) s`;
        during = found.state;
        throw new Error('taken back');
      })
      .catch(() => undefined);
    expect(during).not.toBe(before);
    expect(await stateOf('张蔷')).toBe(before);
  },
);

test('while people are locked, others read and wait with writing', async () => {
  const order: string[] = [];
  let writing: Promise<unknown> = Promise.resolve();
  await database.begin(async (sql) => {
    await lockPeople(sql);
    writing = database`UPDATE person SET sex = 'female' WHERE id = ${city.id('张蔷')}`.then(() =>
      order.push('written'),
    );
    await database`SELECT FROM person`;
    order.push('read');
    await database`INSERT INTO absence (person_id, from_at, until_at, source, recorded_at)
      VALUES (${city.id('张蔷')}, '2026-08-01', '2026-08-02', 'reply', '2026-08-01')`;
    order.push('answered');
  });
  await writing;
  expect(order).toEqual(['read', 'answered', 'written']);
});
