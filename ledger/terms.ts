import type { PendingQuery, Row } from 'postgres';
import type { Day } from '../domain/calendar/day.js';
import { EXPIRING_DAYS, type TermDays, type TermEntry, type TermKind } from '../domain/registers/term.js';
import type { Statement } from '../runtime/database.js';

type Fragment = PendingQuery<Row[]>;

/** A term of the register. */
export interface Term extends TermEntry {
  id: number;
  committeeId: number;
  /** Code, name and path of the committee that keeps it. */
  committee: string;
  committeeName: string;
  path: string;
  /** Who holds it; the name is null where they live beyond the asker's part of the tree. */
  person: { id: number; name: string | null } | null;
  /** When it was settled: ended before its day, or renewed. */
  endedAt: Date | null;
  /** The term that follows it. */
  renewedBy: number | null;
  enteredBy: string;
  enteredAt: Date;
}

/** A term whose id is not known yet. */
export interface NewTerm extends TermEntry {
  committeeId: number;
  personId: number | null;
}

const selected = (sql: Statement, scopePath: string): Fragment => sql`
  SELECT t.id, t.committee_id, c.code AS committee, c.name AS committee_name, c.path, t.kind, t.title, t.from_date::text AS "from",
    t.until_date::text AS until, t.ended_at, t.renewed_by, t.entered_by, t.entered_at,
    CASE WHEN p.id IS NOT NULL THEN json_build_object('id', p.id,
      'name', CASE WHEN starts_with(home.path, ${scopePath}) THEN p.name END) END AS person
  FROM term t JOIN committee c ON c.id = t.committee_id LEFT JOIN person p ON p.id = t.person_id
    LEFT JOIN committee home ON home.id = p.home_committee_id`;

/** Which terms are asked for. */
export interface TermsWanted {
  scopePath: string;
  today: Day;
  /** Only those of the committees below this path. */
  below?: string;
  kind?: TermKind;
  /** Those that are settled, too. */
  settled: boolean;
  limit: number;
}

/** Terms, those first that have expired or soon will, then the others; each by its last day. */
export async function listTerms(
  sql: Statement,
  { scopePath, today, below, kind, settled, limit }: TermsWanted,
): Promise<Term[]> {
  return sql<Term[]>`
    ${selected(sql, scopePath)}
    WHERE starts_with(c.path, ${scopePath}) ${settled ? sql`` : sql`AND t.ended_at IS NULL`}
      ${below === undefined ? sql`` : sql`AND starts_with(c.path, ${below})`}
      ${kind === undefined ? sql`` : sql`AND t.kind = ${kind}`}
    ORDER BY t.ended_at IS NULL AND t.until_date <= ${today}::date + ${EXPIRING_DAYS}::int DESC, t.ended_at IS NULL DESC,
      t.until_date, t.id LIMIT ${limit}`;
}

/** One term of the scope; undefined: there is none of that id. */
export async function termById(sql: Statement, id: number, scopePath: string): Promise<Term | undefined> {
  const [row] = await sql<Term[]>`
    ${selected(sql, scopePath)} WHERE t.id = ${id} AND starts_with(c.path, ${scopePath})`;
  return row;
}

/** A term, which nobody else settles until the transaction ends. */
export async function lockTerm(sql: Statement, id: number, scopePath: string): Promise<Term | undefined> {
  await sql`SELECT FROM term WHERE id = ${id} FOR NO KEY UPDATE`;
  return termById(sql, id, scopePath);
}

/** A term of the same kind, title and person that shares a day with these and is not settled; undefined: there is none. */
export async function overlappingTerm(
  sql: Statement,
  { committeeId, kind, title, personId, from, until }: NewTerm,
): Promise<(TermDays & { id: number }) | undefined> {
  const [row] = await sql<(TermDays & { id: number })[]>`
    SELECT id, from_date::text AS "from", until_date::text AS until FROM term
    WHERE committee_id = ${committeeId} AND kind = ${kind} AND title = ${title}
      AND person_id IS NOT DISTINCT FROM ${personId}::bigint AND ended_at IS NULL
      AND from_date <= ${until}::date AND until_date >= ${from}::date ORDER BY id LIMIT 1`;
  return row;
}

/**
 * Writes a term.
 * @returns its id
 */
export async function insertTerm(
  sql: Statement,
  { committeeId, kind, title, personId, from, until }: NewTerm,
  { by, now }: { by: string; now: Date },
): Promise<number> {
  const [row] = await sql<[{ id: number }]>`
    INSERT INTO term (committee_id, kind, title, person_id, from_date, until_date, entered_by, entered_at)
    VALUES (${committeeId}, ${kind}, ${title}, ${personId}, ${from}, ${until}, ${by}, ${now}) RETURNING id`;
  return row.id;
}

/**
 * Writes the term that follows another, of the same committee, kind, title and person, and links it.
 * @returns its id
 */
export async function followTerm(
  sql: Statement,
  id: number,
  { from, until }: TermDays,
  { by, now }: { by: string; now: Date },
): Promise<number> {
  const [row] = await sql<[{ id: number }]>`
    INSERT INTO term (committee_id, kind, title, person_id, from_date, until_date, entered_by, entered_at)
    SELECT committee_id, kind, title, person_id, ${from}::date, ${until}::date, ${by}, ${now} FROM term WHERE id = ${id}
    RETURNING id`;
  await sql`UPDATE term SET ended_at = ${now}, renewed_by = ${row.id} WHERE id = ${id}`;
  return row.id;
}

/** A term ends before its day, or is not to be renewed. */
export async function markEnded(sql: Statement, id: number, now: Date): Promise<void> {
  await sql`UPDATE term SET ended_at = ${now} WHERE id = ${id}`;
}
