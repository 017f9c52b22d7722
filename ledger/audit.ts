import type { Statement } from '../runtime/database.js';

/** One operator action. `detail` holds ids, counts and reasons, never names, phones or texts. */
export interface AuditEntry {
  actor: string;
  /** What was done, e.g. `run launch`, `run pause`, `opt-out add`. */
  action: string;
  /** What it was done to, e.g. `run 12`. */
  subject: string;
  detail?: Record<string, unknown>;
}

/** An entry as the chain holds it. */
export interface StoredAuditEntry extends Required<AuditEntry> {
  id: number;
  at: Date;
}

/** Appends an entry; the database chains it to the one before. */
export async function writeAudit(sql: Statement, entry: AuditEntry, now: Date): Promise<void> {
  await sql`INSERT INTO audit (at, actor, action, subject, detail)
    VALUES (${now}, ${entry.actor}, ${entry.action}, ${entry.subject}, ${sql.json((entry.detail ?? {}) as never)})`;
}

/** The newest entries first, of one actor or of all. */
export async function listAudit(
  sql: Statement,
  { actor, limit }: { actor?: string; limit: number },
): Promise<StoredAuditEntry[]> {
  return sql<StoredAuditEntry[]>`
    SELECT id, at, actor, action, subject, detail FROM audit
    ${actor === undefined ? sql`` : sql`WHERE actor = ${actor}`} ORDER BY id DESC LIMIT ${limit}`;
}

/** The newest entries on one subject first. */
export async function auditOfSubject(
  sql: Statement,
  subject: string,
  limit: number,
): Promise<StoredAuditEntry[]> {
  return sql<StoredAuditEntry[]>`
    SELECT id, at, actor, action, subject, detail FROM audit WHERE subject = ${subject} ORDER BY id DESC LIMIT ${limit}`;
}

/**
 * Recomputes the whole chain.
 * @returns how many entries hold, and the ids of those that were changed or follow a missing one
 */
export async function verifyAudit(sql: Statement): Promise<{ entries: number; broken: number[] }> {
  const [row] = await sql<[{ entries: number; broken: number[] | null }]>`
    WITH chained AS (
      SELECT id, hash = audit_hash(audit) AND id = row_number() OVER (ORDER BY id)
        AND previous = coalesce(lag(hash) OVER (ORDER BY id), '\\x'::bytea) AS holds
      FROM audit)
    SELECT count(*) AS entries, array_agg(id ORDER BY id) FILTER (WHERE NOT holds) AS broken FROM chained`;
  return { entries: row.entries, broken: row.broken ?? [] };
}
