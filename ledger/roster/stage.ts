import type { CellFault } from '../../domain/roster/cell.js';
import type { Unit } from '../../domain/roster/directory.js';
import type { RosterPerson } from '../../domain/roster/person.js';
import type { Sentence } from '../../domain/problem.js';
import type { Statement } from '../../runtime/database.js';
import { bytes, insertRows, type Sealed } from '../load-rows.js';

/** A row whose cells are right, sealed. */
export interface StagedRow extends Omit<RosterPerson, 'idNumber' | 'phone' | 'email' | 'consentedOn'> {
  rowNumber: number;
  idNumber: Sealed | null;
  phone: Sealed | null;
  email: Sealed | null;
  /** When the day of consent begins in the office. */
  consentedAt: Date | null;
}

/** The cells of one row that are wrong. */
export interface FaultyRow {
  rowNumber: number;
  faults: readonly CellFault[];
}

/** What a roster may name within a scope, and the teams of committees above it, which it may not fill. */
export interface UnitsInScope {
  committees: Unit[];
  teams: Unit[];
  teamsAbove: Unit[];
}

/** Reads them. */
export async function unitsInScope(sql: Statement, scopePath: string): Promise<UnitsInScope> {
  const committees = await sql<Unit[]>`
    SELECT id, code, name FROM committee WHERE starts_with(path, ${scopePath}) ORDER BY level, code`;
  const teams = await sql<(Unit & { inside: boolean })[]>`
    SELECT t.id, t.code, t.name, starts_with(c.path, ${scopePath}) AS inside FROM team t JOIN committee c ON c.id = t.committee_id
    WHERE starts_with(c.path, ${scopePath}) OR starts_with(${scopePath}, c.path) ORDER BY t.code`;
  return {
    committees,
    teams: teams.filter(({ inside }) => inside),
    teamsAbove: teams.filter(({ inside }) => !inside),
  };
}

/** Stages rows of an import; some hundred at a time. */
export const stageRows = (sql: Statement, importId: number, rows: readonly StagedRow[]): Promise<void> =>
  insertRows(
    sql,
    'roster_row',
    rows.map((row) => ({
      import_id: importId,
      row_number: row.rowNumber,
      name: row.name,
      sex: row.sex,
      birth_date: row.birthDate,
      id_number_cipher: bytes(row.idNumber?.cipher),
      id_number_hash: bytes(row.idNumber?.hash),
      phone_cipher: bytes(row.phone?.cipher),
      phone_hash: bytes(row.phone?.hash),
      email_cipher: bytes(row.email?.cipher),
      email_hash: bytes(row.email?.hash),
      committee_id: row.committeeId,
      skills: row.skills,
      team_id: row.teamId,
      team_role: row.teamRole,
      joined: row.joined,
      insured_until: row.insuredUntil,
      trained_on: row.trainedOn,
      consented_at: row.consentedAt,
    })),
  );

/** Notes what is wrong with cells. */
export const noteFaults = (sql: Statement, importId: number, rows: readonly FaultyRow[]): Promise<void> =>
  insertRows(
    sql,
    'roster_problem',
    rows.flatMap(({ rowNumber, faults }) =>
      faults.map(({ column, reason, shown, zh, en }, position) => ({
        ...{ import_id: importId, row_number: rowNumber, position, column_key: column },
        ...{ reason, shown, zh, en },
      })),
    ),
  );

/** What is said of a row that repeats an earlier one, `%s` standing for its number. */
export type TwinSentences = Record<'id_number' | 'phone' | 'email', Sentence>;

/**
 * Takes out rows that repeat an earlier one of the file, and says so at the later row: same ID; same phone and
 * name, unless two IDs tell them apart; same mail address and name where there is no more. To be called once all
 * are staged.
 */
export async function refuseTwins(sql: Statement, importId: number, said: TwinSentences): Promise<void> {
  // The numbers by which the steps below are planned; nothing else has looked at these rows yet.
  await sql`ANALYZE roster_row`;
  await sql`
    WITH own AS MATERIALIZED (
      SELECT row_number, name, id_number_hash, phone_hash, email_hash FROM roster_row WHERE import_id = ${importId}),
    twins AS (
      SELECT row_number, 'id_number' AS column_key, min(row_number) OVER (PARTITION BY id_number_hash) AS first
        FROM own WHERE id_number_hash IS NOT NULL
      UNION ALL
      SELECT row_number, 'phone', CASE WHEN id_number_hash IS NULL THEN min(row_number) OVER namesakes
          ELSE min(row_number) FILTER (WHERE id_number_hash IS NULL) OVER namesakes END
        FROM own WHERE phone_hash IS NOT NULL WINDOW namesakes AS (PARTITION BY phone_hash, name)
      UNION ALL
      SELECT row_number, 'email', min(row_number) OVER (PARTITION BY email_hash, name)
        FROM own WHERE email_hash IS NOT NULL AND phone_hash IS NULL AND id_number_hash IS NULL),
    later AS (
      SELECT DISTINCT ON (row_number) row_number, column_key, first FROM twins WHERE row_number > first
      ORDER BY row_number, column_key),
    gone AS (
      DELETE FROM roster_row WHERE import_id = ${importId} AND row_number IN (SELECT row_number FROM later))
    INSERT INTO roster_problem (import_id, row_number, position, column_key, reason, shown, zh, en)
    SELECT ${importId}, row_number, 0, column_key, 'repeated', '',
      format(${JSON.stringify(said)}::text::json #>> ARRAY[column_key, 'zh'], first),
      format(${JSON.stringify(said)}::text::json #>> ARRAY[column_key, 'en'], first)
    FROM later`;
}
