import type { Database, Statement } from '../runtime/database.js';
import {
  consentRows,
  contactRoleRows,
  insertRows,
  membershipRows,
  optOutRow,
  personRow,
  qualificationRows,
  type NewCommittee,
  type NewOperator,
  type NewOptOut,
  type NewPerson,
} from './load-rows.js';

/**
 * Runs `fill` in one transaction, if the ledger knows no committee yet (and hence nobody). Whoever calls at the
 * same time waits, and then finds it filled.
 * @returns false when there was something already; nothing has changed then
 */
export async function fillEmptyLedger(
  database: Database,
  fill: (sql: Statement) => Promise<void>,
): Promise<boolean> {
  return database.begin(async (sql) => {
    await sql`LOCK TABLE committee, person IN SHARE ROW EXCLUSIVE MODE`;
    const [first] = await sql`SELECT FROM committee LIMIT 1`;
    if (first) return false;
    await fill(sql);
    // The first campaign's queries are planned by these numbers; autovacuum would come a minute too late.
    await sql`ANALYZE committee, person, membership, contact_role, qualification, consent, opt_out, team_member, availability, absence`;
    return true;
  });
}

/**
 * The first of `count` (at least 1) consecutive ids that nobody else gets. Only inside `fillEmptyLedger`, whose
 * lock keeps others from drawing ids in between.
 */
export const reservePersonIds = (sql: Statement, count: number): Promise<number> =>
  reserveIds(sql, 'person', count);

async function reserveIds(sql: Statement, table: 'committee' | 'person', count: number): Promise<number> {
  const [row] = await sql<[{ last: number }]>`
    SELECT setval(sequence, nextval(sequence) + ${count}::int - 1) AS last
    FROM CAST(pg_get_serial_sequence(${table}, 'id') AS regclass) AS sequence`;
  return row.last - count + 1;
}

/**
 * Writes the tree.
 * @returns the id of each code
 */
export async function insertCommittees(
  sql: Statement,
  committees: readonly NewCommittee[],
): Promise<Map<string, number>> {
  const first = await reserveIds(sql, 'committee', committees.length);
  const ids = new Map(committees.map(({ code }, index) => [code, first + index]));
  const rows = committees.map(({ code, name, kind, level, parent, path }) => ({
    id: ids.get(code),
    ...{ code, name, kind, level, path },
    parent_id: parent === null ? null : ids.get(parent),
  }));
  await insertRows(sql, 'committee', rows);
  return ids;
}

/** Writes people with their dated rows; some hundred at a time keep this process and the database busy. */
export async function insertPeople(sql: Statement, people: readonly NewPerson[], now: Date): Promise<void> {
  // Sent without waiting for each other, carried out in this order: all the others refer to the person.
  await Promise.all([
    insertRows(
      sql,
      'person',
      people.map((person) => personRow(person, now)),
    ),
    insertRows(sql, 'membership', people.flatMap(membershipRows)),
    insertRows(sql, 'contact_role', people.flatMap(contactRoleRows)),
    insertRows(sql, 'qualification', people.flatMap(qualificationRows)),
    insertRows(sql, 'consent', people.flatMap(consentRows)),
  ]);
}

/** Writes opt-outs that are in force. */
export const insertOptOuts = (sql: Statement, optOuts: readonly NewOptOut[]): Promise<void> =>
  insertRows(sql, 'opt_out', optOuts.map(optOutRow));

/** Writes those who may use Muster. */
export async function insertOperators(sql: Statement, operators: readonly NewOperator[]): Promise<void> {
  for (const { name, committeeId, maySeePersonalData, role = 'clerk', personId = null } of operators) {
    await sql`INSERT INTO operator (name, committee_id, may_see_personal_data, role, person_id)
      VALUES (${name}, ${committeeId}, ${maySeePersonalData}, ${role}, ${personId})`;
  }
}
