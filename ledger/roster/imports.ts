import type { PendingQuery, Row } from 'postgres';
import type { Statement } from '../../runtime/database.js';

/** Where an import stands: planned, in force, taken back, or thrown away without having been applied. */
export type RosterImportState = 'planned' | 'applied' | 'undone' | 'discarded';

/** How many rows there are of each verdict. */
export interface VerdictCounts {
  new: number;
  changed: number;
  unchanged: number;
  questions: number;
  errors: number;
}

/** What an import came to, in numbers. */
export interface RosterCounts extends VerdictCounts {
  /** Of the rows that change somebody: how often each field. */
  fields: Record<string, number>;
  applied?: AppliedCounts;
  undone?: UndoneCounts;
}

/** What applying did. */
export interface AppliedCounts {
  added: number;
  changed: number;
  /** Opt-outs that followed their people to a new address. */
  carriedOptOuts: number;
  /** Rows left out: undecided, and wrong. */
  undecided: number;
  wrong: number;
}

/** What undoing did: people removed, set back, and left as they are now. */
export interface UndoneCounts {
  removed: number;
  restored: number;
  left: number;
  /** Opt-outs that followed their people back to the old address. */
  carriedOptOuts: number;
}

/** One file's way into the ledger. */
export interface RosterImport {
  id: number;
  state: RosterImportState;
  digest: Buffer;
  scopePath: string;
  plannedBy: string;
  plannedAt: Date;
  appliedBy: string | null;
  appliedAt: Date | null;
  undoneBy: string | null;
  undoneAt: Date | null;
  counts: RosterCounts;
}

/** Opens an import; nobody else sees it before the transaction is through. */
export async function openImport(
  sql: Statement,
  { digest, scopePath, by, now }: { digest: Buffer; scopePath: string; by: string; now: Date },
): Promise<number> {
  const [row] = await sql<[{ id: number }]>`
    INSERT INTO roster_import (digest, scope_path, planned_by, planned_at)
    VALUES (${digest}, ${scopePath}, ${by}, ${now}) RETURNING id`;
  return row.id;
}

/** Writes down what an import came to. */
export async function setCounts(sql: Statement, id: number, counts: RosterCounts): Promise<void> {
  await sql`UPDATE roster_import SET counts = ${sql.json(counts as never)} WHERE id = ${id}`;
}

/** An import, or undefined. */
export async function importById(sql: Statement, id: number): Promise<RosterImport | undefined> {
  const [row] = await sql<RosterImport[]>`SELECT * FROM roster_import WHERE id = ${id}`;
  return row;
}

/** The import that has brought in this very file and is in force; undefined: none. */
export async function appliedImport(sql: Statement, digest: Buffer): Promise<RosterImport | undefined> {
  const [row] = await sql<RosterImport[]>`
    SELECT * FROM roster_import WHERE digest = ${digest} AND state = 'applied'`;
  return row;
}

/** Imports planned within the scope, newest first. */
export async function listImports(
  sql: Statement,
  { scopePath, limit }: { scopePath: string; limit: number },
): Promise<RosterImport[]> {
  return sql<RosterImport[]>`
    SELECT * FROM roster_import WHERE starts_with(scope_path, ${scopePath}) ORDER BY id DESC LIMIT ${limit}`;
}

/** Takes the one import that may be applied now; false: it is planned no more. */
export async function markApplied(
  sql: Statement,
  { id, by, now }: { id: number; by: string; now: Date },
): Promise<boolean> {
  const { count } = await sql`
    UPDATE roster_import SET state = 'applied', applied_by = ${by}, applied_at = ${now}
    WHERE id = ${id} AND state = 'planned'`;
  return count > 0;
}

/** Marks an applied import as taken back; false: it is not in force. */
export async function markUndone(
  sql: Statement,
  { id, by, now }: { id: number; by: string; now: Date },
): Promise<boolean> {
  const { count } = await sql`
    UPDATE roster_import SET state = 'undone', undone_by = ${by}, undone_at = ${now}
    WHERE id = ${id} AND state = 'applied'`;
  return count > 0;
}

/** Removes what an import has staged: applied or discarded, nobody needs it any more. */
export async function dropStaging(sql: Statement, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  for (const table of ['roster_row', 'roster_match', 'roster_problem']) {
    await sql`DELETE FROM ${sql(table)} WHERE import_id = ANY(${ids as number[]})`;
  }
}

/** Throws away the former plans of a file by the same operator: the new one replaces them. */
export const discardFormer = (
  sql: Statement,
  { digest, by }: { digest: Buffer; by: string },
): Promise<void> => discard(sql, sql`digest = ${digest} AND planned_by = ${by}`);

/**
 * Throws away plans that nobody applied for long, and what people were before imports too old to be undone:
 * personal data is not kept longer than it serves.
 */
export async function tidyImports(
  sql: Statement,
  { plansBefore, appliedBefore }: { plansBefore: Date; appliedBefore: Date },
): Promise<void> {
  await discard(sql, sql`planned_at < ${plansBefore}`);
  await sql`
    DELETE FROM roster_change WHERE import_id IN (
      SELECT id FROM roster_import WHERE state = 'applied' AND applied_at < ${appliedBefore})`;
}

async function discard(sql: Statement, which: PendingQuery<Row[]>): Promise<void> {
  const discarded = await sql<{ id: number }[]>`
    UPDATE roster_import SET state = 'discarded' WHERE state = 'planned' AND ${which} RETURNING id`;
  await dropStaging(
    sql,
    discarded.map(({ id }) => id),
  );
}
