import type { Statement } from '../../runtime/database.js';
import { carryOptOuts, keepAddresses } from './addresses.js';
import type { UndoneCounts } from './imports.js';
import { DATED_ROWS, PERSON_COLUMNS, statesOf } from './state.js';

/** Why an undo leaves somebody as they are. */
export type LeftReason = 'another-import' | 'changed' | 'written-to' | 'answered' | 'later-rows';

/** Somebody an undo leaves as they are, by the row that brought them. */
export interface LeftPerson {
  row: number;
  person: number;
  name: string;
  reason: LeftReason;
}

/** Committees at which people of an import are, or were before, and that lie beyond a part of the tree. */
export async function undoBeyond(
  sql: Statement,
  importId: number,
  scopePath: string,
): Promise<{ code: string; name: string }[]> {
  return sql<{ code: string; name: string }[]>`
    SELECT c.code, c.name FROM committee c
    WHERE NOT starts_with(c.path, ${scopePath}) AND c.id IN (
      SELECT p.home_committee_id FROM roster_change x JOIN person p ON p.id = x.person_id WHERE x.import_id = ${importId}
      UNION SELECT (x.before #>> '{person,home_committee_id}')::int FROM roster_change x WHERE x.import_id = ${importId})
    ORDER BY c.level, c.code`;
}

/**
 * Looks at everyone an import has touched, into the temporary table `undoing`: whoever has not been touched since
 * can be set back. The others have a reason.
 */
export async function examineUndo(
  sql: Statement,
  { importId, appliedAt }: { importId: number; appliedAt: Date },
): Promise<void> {
  await sql.unsafe(`
    CREATE TEMPORARY TABLE undoing (person_id bigint PRIMARY KEY, row_number integer NOT NULL, before jsonb, reason text)
    ON COMMIT DROP`);
  await sql`
    INSERT INTO undoing
    SELECT x.person_id, x.row_number, x.before, CASE
      WHEN EXISTS (SELECT FROM roster_change y JOIN roster_import i ON i.id = y.import_id
        WHERE y.person_id = x.person_id AND i.state = 'applied' AND (i.applied_at, i.id) > (${appliedAt}::timestamptz, ${importId}::bigint)) THEN 'another-import'
      WHEN s.state IS DISTINCT FROM x.after_state THEN 'changed' END
    FROM roster_change x LEFT JOIN (${statesOf(sql, sql`SELECT person_id FROM roster_change WHERE import_id = ${importId}`)}) s
      ON s.person_id = x.person_id
    WHERE x.import_id = ${importId}`;
  await sql`ANALYZE undoing`;
  await leave(sql, 'written-to', writtenTo(sql, appliedAt));
  await leave(sql, 'answered', answered(sql, appliedAt));
  for (const table of await tablesOfPeople(sql)) {
    await leave(sql, 'later-rows', sql`SELECT person_id FROM ${sql(table)}`, sql`AND before IS NULL`);
  }
}

const leave = (
  sql: Statement,
  reason: LeftReason,
  people: ReturnType<typeof writtenTo>,
  only: ReturnType<typeof writtenTo> = sql``,
) => sql`UPDATE undoing SET reason = ${reason} WHERE reason IS NULL ${only} AND person_id IN (${people})`;

/** In the audience of a run since, or a message of an earlier one was tried since. */
const writtenTo = (sql: Statement, since: Date) => sql`
  SELECT r.person_id FROM occurrence o JOIN recipient r ON r.occurrence_id = o.id WHERE o.frozen_at >= ${since}
  UNION ALL
  SELECT m.person_id FROM attempt a JOIN message m ON m.batch_id = a.batch_id AND (a.message_id IS NULL OR a.message_id = m.id)
  WHERE a.intent_at >= ${since} AND m.state NOT IN ('queued', 'suppressed', 'cancelled', 'expired')`;

/** Something has come from their phone since; of a family that shares one, everybody counts. */
const answered = (sql: Statement, since: Date) => sql`
  SELECT p.id FROM reply r JOIN person p ON p.phone_hash = r.address_hash WHERE r.received_at >= ${since}`;

/**
 * Tables with rows of people beside those an import writes and undoes itself: whoever was added by the import and
 * has a row there is not removed. Read from the catalogue, so that a table of tomorrow counts too.
 */
async function tablesOfPeople(sql: Statement): Promise<string[]> {
  const own = [...Object.keys(DATED_ROWS), 'roster_row', 'roster_match', 'roster_change'];
  const rows = await sql<{ name: string }[]>`
    SELECT c.relname AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE a.attname = 'person_id' AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
      AND c.relname <> ALL(${own}) ORDER BY c.relname`;
  return rows.map(({ name }) => name);
}

/** Sets back whom `examineUndo` has given no reason to leave, people locked. */
export async function restore(
  sql: Statement,
  { importId, appliedAt, now }: { importId: number; appliedAt: Date; now: Date },
): Promise<UndoneCounts> {
  await sql`DELETE FROM roster_change WHERE import_id = ${importId}`;
  await keepAddresses(sql, sql`SELECT person_id FROM undoing WHERE reason IS NULL AND before IS NOT NULL`);
  const { count: removed } = await sql`
    DELETE FROM person WHERE id IN (SELECT person_id FROM undoing WHERE reason IS NULL AND before IS NULL)`;
  const { count: restored } = await sql`
    UPDATE person p SET ${PERSON_COLUMNS.map(
      (column, at) => sql`${at > 0 ? sql`, ` : sql``}${sql(column)} = b.${sql(column)}`,
    )}
    FROM undoing u CROSS JOIN LATERAL jsonb_populate_record(NULL::person, u.before -> 'person') b
    WHERE p.id = u.person_id AND u.reason IS NULL AND u.before IS NOT NULL`;
  for (const [table, columns] of Object.entries(DATED_ROWS)) await restoreDated(sql, table, [...columns]);
  const [{ left }] = await sql<
    [{ left: number }]
  >`SELECT count(*) AS left FROM undoing WHERE reason IS NOT NULL`;
  return { removed, restored, left, carriedOptOuts: await carryOptOuts(sql, { since: appliedAt, now }) };
}

/** Puts the dated rows of one table back, as they were and no others. */
async function restoreDated(sql: Statement, table: string, columns: string[]): Promise<void> {
  await sql`
    DELETE FROM ${sql(table)} WHERE person_id IN (SELECT person_id FROM undoing WHERE reason IS NULL AND before IS NOT NULL)`;
  await sql`
    INSERT INTO ${sql(table)} (${sql(columns)}) OVERRIDING SYSTEM VALUE
    SELECT ${sql(columns.map((column) => `b.${column}`))} FROM undoing u
    CROSS JOIN LATERAL jsonb_populate_recordset(NULL::${sql(table)}, u.before -> ${table}) b
    WHERE u.reason IS NULL AND u.before IS NOT NULL`;
}

/** The first of those who are left as they are, with how many there are for each reason. */
export async function listLeft(
  sql: Statement,
  limit: number,
): Promise<{ reasons: Partial<Record<LeftReason, number>>; first: LeftPerson[] }> {
  const reasons = await sql<{ reason: LeftReason; people: number }[]>`
    SELECT reason, count(*) AS people FROM undoing WHERE reason IS NOT NULL GROUP BY reason ORDER BY people DESC, reason`;
  const first = await sql<LeftPerson[]>`
    SELECT u.row_number AS row, u.person_id AS person, p.name, u.reason FROM undoing u JOIN person p ON p.id = u.person_id
    WHERE u.reason IS NOT NULL ORDER BY u.row_number LIMIT ${limit}`;
  return {
    reasons: Object.fromEntries(reasons.map(({ reason, people }) => [reason, people])),
    first,
  };
}
