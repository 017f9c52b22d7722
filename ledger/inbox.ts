import type { Database, Statement, Transaction } from '../runtime/database.js';

/** What carriers push. */
export type PushKind = 'receipt' | 'reply';

/** A push as it came in. */
export interface InboxEntry {
  id: number;
  kind: PushKind;
  /** Whose push it is, e.g. `aliyun`. */
  provider: 'aliyun';
  /** Word for word, sealed; null: it was emptied since, or is in `body`. */
  bodyCipher: Buffer | null;
  /** In clear: of a push that came in before they were sealed. */
  body: string | null;
  receivedAt: Date;
}

/** A push to be kept. */
export type SealedPush = Pick<InboxEntry, 'kind' | 'provider' | 'receivedAt'> & { bodyCipher: Buffer };

/** A mail as it came in. */
export interface MailEntry {
  id: number;
  kind: 'mail';
  provider: 'smtp';
  /** Its source, sealed; null: it was emptied since. */
  bodyCipher: Buffer | null;
  receivedAt: Date;
}

/** An item of a push that could not be used: which one (null: the whole body), and why; never its content. */
export interface ItemProblem {
  item: number | null;
  /** `failed`: the program could not cope with it. */
  reason: string;
  field: string | null;
  /** With `failed`: an SQLSTATE, or the name of an error. */
  error?: string;
}

/** Keeps a push, raw; once this returns the carrier may be told it was taken. */
export async function storePush(sql: Statement, push: SealedPush): Promise<void> {
  await sql`INSERT INTO inbox (kind, provider, body_cipher, received_at)
    VALUES (${push.kind}, ${push.provider}, ${push.bodyCipher}, ${push.receivedAt})`;
}

/**
 * Hands the oldest waiting pushes of a kind, of those that came in before an instant if one is given, to `process`, in
 * the transaction that marks them as processed: a kill between leaves them waiting. Two readers never get the same one.
 * @returns how many were processed
 */
export async function processInbox<Entry extends InboxEntry | MailEntry>(
  database: Database,
  { kind, limit, before, now }: { kind: Entry['kind']; limit: number; before: Date | null; now: Date },
  process: (sql: Transaction, entries: Entry[]) => Promise<Map<number, ItemProblem[]>>,
): Promise<number> {
  return database.begin(async (sql) => {
    const entries = await sql<Entry[]>`
      WITH oldest AS MATERIALIZED (
        SELECT id FROM inbox
        WHERE processed_at IS NULL AND kind = ${kind} AND (${before}::timestamptz IS NULL OR received_at <= ${before})
        ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED),
      taken AS (
        UPDATE inbox i SET processed_at = ${now} FROM oldest WHERE i.id = oldest.id
        RETURNING i.id, i.kind, i.provider, i.body, i.body_cipher, i.received_at)
      SELECT * FROM taken ORDER BY id`;
    if (entries.length === 0) return 0;
    const problems = await process(sql, entries);
    for (const [id, items] of problems) {
      if (items.length > 0)
        await sql`UPDATE inbox SET problems = ${sql.json(items as never)} WHERE id = ${id}`;
    }
    return entries.length;
  });
}

/** Whether anything is left of it, as the partial index has it. */
const KEPT = 'num_nonnulls(body, body_cipher) > 0';

/**
 * Empties what came in before an instant and has been read: pushes and mails name people and repeat their words, and
 * what they came to is known.
 * @returns how many
 */
export async function emptyInbox(sql: Statement, before: Date): Promise<number> {
  const { count } = await sql`
    UPDATE inbox SET body = NULL, body_cipher = NULL
    WHERE ${sql.unsafe(KEPT)} AND processed_at IS NOT NULL AND received_at < ${before}`;
  return count;
}

/** Pushes that the program could not cope with, as the partial index has it. */
const FAILED = `problems @> '[{"reason": "failed"}]'`;

/**
 * Puts back whatever the program could not cope with and is still kept: another version of it may. What was used of
 * them is known.
 */
export async function readAgain(sql: Statement): Promise<number> {
  const { count } = await sql`UPDATE inbox SET processed_at = NULL, problems = NULL
      WHERE ${sql.unsafe(FAILED)} AND ${sql.unsafe(KEPT)}`;
  return count;
}

/** Items that the program could not cope with: how many, since when, and their errors. */
export interface FailedItems {
  count: number;
  since: Date | null;
  errors: string[];
}

/** What has been set aside. */
export async function failedItems(sql: Statement): Promise<FailedItems> {
  const [row] = await sql<[FailedItems]>`
    SELECT count(*), min(received_at) AS since,
      coalesce(array_agg(DISTINCT p ->> 'error' ORDER BY p ->> 'error'), '{}') AS errors
    FROM inbox CROSS JOIN jsonb_array_elements(problems) p
    WHERE ${sql.unsafe(FAILED)} AND p ->> 'reason' = 'failed'`;
  return row;
}
