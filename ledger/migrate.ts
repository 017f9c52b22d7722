import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../runtime/database.js';
import { migrationFiles, MigrationError, MIGRATIONS, newer } from './schema.js';

/**
 * Applies `ledger/migrations/NNN_name.up.sql` in order, each in a transaction of its own. Safe when several
 * processes start at once: the others wait for the lock and then find nothing to do.
 * @returns names of what was applied now
 * @throws {MigrationError} when the database is newer than this program, or an applied migration was edited
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
      const text = await readFile(join(MIGRATIONS, name), 'utf8');
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

function refuseNewer(applied: ReadonlyMap<string, string>, files: readonly string[]): void {
  const unknown = [...applied.keys()].filter((name) => !files.includes(name));
  if (unknown.length > 0) throw newer(unknown);
}

const edited = (name: string): MigrationError =>
  new MigrationError('edited', {
    zh: `迁移 ${name} 在应用之后被改动：请恢复原文件，另写新的迁移`,
    en: `migration ${name} was edited after it was applied: restore it and write a new one`,
  });
