import type { Database, Statement } from '../runtime/database.js';

/** What carriers push. */
export type PushKind = 'receipt' | 'reply';

/** A push as it came in. */
export interface InboxEntry {
  id: number;
  kind: PushKind;
  /** Whose push it is, e.g. `aliyun`. */
  provider: 'aliyun';
  body: string;
  receivedAt: Date;
}

/** An item of a push that could not be used: which one (null: the whole body), and why; never its content. */
export interface ItemProblem {
  item: number | null;
  reason: string;
  field: string | null;
}

/** Keeps a push, raw; once this returns the carrier may be told it was taken. */
export async function storePush(sql: Statement, entry: Omit<InboxEntry, 'id'>): Promise<void> {
  await sql`INSERT INTO inbox (kind, provider, body, received_at)
    VALUES (${entry.kind}, ${entry.provider}, ${entry.body}, ${entry.receivedAt})`;
}

/**
 * Hands the oldest waiting pushes of a kind to `process`, in the transaction that marks them as processed: a kill
 * between leaves them waiting. Two readers never get the same one.
 * @returns how many were processed
 */
export async function processInbox(
  database: Database,
  { kind, limit, now }: { kind: PushKind; limit: number; now: Date },
  process: (sql: Statement, entries: InboxEntry[]) => Promise<Map<number, ItemProblem[]>>,
): Promise<number> {
  return database.begin(async (sql) => {
    const entries = await sql<InboxEntry[]>`
      SELECT id, kind, provider, body, received_at FROM inbox WHERE processed_at IS NULL AND kind = ${kind}
      ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
    if (entries.length === 0) return 0;
    const problems = await process(sql, entries);
    await sql`UPDATE inbox SET processed_at = ${now} WHERE id = ANY(${entries.map((entry) => entry.id)})`;
    for (const [id, items] of problems) {
      if (items.length > 0)
        await sql`UPDATE inbox SET problems = ${sql.json(items as never)} WHERE id = ${id}`;
    }
    return entries.length;
  });
}
