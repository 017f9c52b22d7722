import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database, Statement } from '../runtime/database.js';
import { asset } from '../runtime/root.js';

const FOLDER = asset('ledger', 'migrations');

/** The schema is newer than this program, or an applied migration was edited. */
export class MigrationError extends Error {}

/**
 * Applies `ledger/migrations/NNN_name.up.sql` in order, each in a transaction of its own. Safe when several
 * processes start at once: the others wait for the lock and then find nothing to do.
 * @returns names of what was applied now
 */
export async function migrate(database: Database, now: Date): Promise<string[]> {
  const files = await migrationFiles();
  const connection = await database.reserve();
  try {
    await connection`SELECT pg_advisory_lock(hashtext('muster migrations'))`;
    await connection`CREATE TABLE IF NOT EXISTS migration
      (name text PRIMARY KEY, digest text NOT NULL, applied_at timestamptz NOT NULL)`;
    const applied = await connection<{ name: string; digest: string }[]>`SELECT name, digest FROM migration`;
    const digests = new Map(applied.map((row) => [row.name, row.digest]));
    refuseNewer(digests, files);
    const fresh: string[] = [];
    for (const name of files) {
      const text = await readFile(join(FOLDER, name), 'utf8');
      const digest = createHash('sha256').update(text).digest('hex');
      if (digests.has(name)) {
        if (digests.get(name) !== digest) throw edited(name);
        continue;
      }
      await connection.unsafe(`BEGIN;\n${text}\n`);
      await connection`INSERT INTO migration (name, digest, applied_at) VALUES (${name}, ${digest}, ${now})`;
      await connection`COMMIT`;
      fresh.push(name);
    }
    return fresh;
  } catch (error) {
    await connection`ROLLBACK`.catch(() => undefined);
    throw error;
  } finally {
    await connection`SELECT pg_advisory_unlock(hashtext('muster migrations'))`.catch(() => undefined);
    connection.release();
  }
}

/** Migrations this program brings that the database has not had; all of them where there is no ledger yet. */
export async function pendingMigrations(sql: Statement): Promise<string[]> {
  const [ledger] = await sql<[{ there: boolean }]>`SELECT to_regclass('migration') IS NOT NULL AS there`;
  const applied = ledger.there ? await sql<{ name: string }[]>`SELECT name FROM migration` : [];
  const names = new Set(applied.map((row) => row.name));
  return (await migrationFiles()).filter((name) => !names.has(name));
}

const migrationFiles = async (): Promise<string[]> =>
  (await readdir(FOLDER)).filter((name) => name.endsWith('.up.sql')).sort();

function refuseNewer(applied: Map<string, string>, files: string[]): void {
  const unknown = [...applied.keys()].filter((name) => !files.includes(name));
  if (unknown.length === 0) return;
  throw new MigrationError(
    `数据库比本程序新，有未知的迁移 ${unknown.join(', ')}：请升级程序。` +
      ` / The database is newer than this program (unknown migrations ${unknown.join(', ')}): upgrade Muster.`,
  );
}

const edited = (name: string): MigrationError =>
  new MigrationError(
    `迁移 ${name} 在执行之后被改动：请恢复原文件，另写新的迁移。` +
      ` / Migration ${name} was edited after it was applied: restore it and write a new one.`,
  );
