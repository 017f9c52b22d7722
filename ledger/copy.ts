import { pipeline } from 'node:stream/promises';
import type { Database, Statement } from '../runtime/database.js';

/**
 * What a copy does without: raw pushes and what the office did. Nobody's answer is pushed to a copy a second time, and
 * its own audit begins anew.
 */
const LEFT_OUT = ['migration', 'inbox', 'audit', 'audit_seal'];

/**
 * Copies a ledger into an empty one of the same version, as it stood at one moment: people, wishes, templates, runs and
 * everything they have sent. Nothing is read into this process but the stream's next piece. Wants a superuser of the
 * target's server, since rows are taken over as they are, without their triggers.
 * @returns about how many rows, as the target's server reckons them
 */
export async function copyLedger(from: Database, to: Database): Promise<number> {
  return from.begin('isolation level repeatable read read only', async (source) => {
    const tables = await tablesOf(source);
    const target = await to.reserve();
    try {
      await target`SET session_replication_role = replica`;
      for (const table of tables) {
        // The migrations fill some tables themselves.
        await target`DELETE FROM ${target(table)}`;
        const taken = await source`COPY ${source(table)} TO STDOUT (FORMAT binary)`.readable();
        await pipeline(taken, await target`COPY ${target(table)} FROM STDIN (FORMAT binary)`.writable());
        // The client pauses its socket while the stream is full and has it go on when more is read; nobody reads behind
        // the end, so that a table whose last piece filled the stream would be the last one (postgres 3.4.9, `CopyDone`).
        taken._read(0);
      }
      await startSequencesBehind(target, tables);
      await target`SET session_replication_role = DEFAULT`;
      await target`ANALYZE`;
      return await rowsOf(target);
    } finally {
      target.release();
    }
  });
}

async function tablesOf(sql: Statement): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND NOT tablename = ANY(${LEFT_OUT}) ORDER BY tablename`;
  return rows.map(({ name }) => name);
}

async function rowsOf(sql: Statement): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    SELECT coalesce(sum(reltuples), 0)::bigint AS count FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND reltuples > 0`;
  return row.count;
}

/** The next id of each table follows the last one copied. */
async function startSequencesBehind(sql: Statement, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    const [owned] = await sql<{ sequence: string | null }[]>`
      SELECT pg_get_serial_sequence(${table}, 'id') AS sequence FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name = ${table} AND column_name = 'id' AND is_identity = 'YES'`;
    if (!owned?.sequence) continue;
    await sql`SELECT setval(${owned.sequence}::regclass, coalesce(max(id), 0) + 1, false) FROM ${sql(table)}`;
  }
}

/**
 * Lets everything that was under way in a copied ledger rest: nobody goes on with it there.
 * @param spared a run that has not begun and shall begin there: nobody has to agree to it any more
 */
export async function restCopiedRuns(sql: Statement, spared: number | null = null): Promise<void> {
  await sql`UPDATE run SET state = 'paused' WHERE state = 'running'`;
  await sql`UPDATE run SET state = 'cancelled' WHERE state IN ('starting', 'proposed') AND id IS DISTINCT FROM ${spared}`;
  await sql`DELETE FROM approval WHERE run_id = ${spared} AND decision IS NULL`;
  await sql`UPDATE batch SET lease_until = 'infinity' WHERE state IN ('sending', 'unknown')`;
}
