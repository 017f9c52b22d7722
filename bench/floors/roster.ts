import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import type { Database } from '../../runtime/database.js';

const CHUNK = 500;

/**
 * The floor of the roster import: csv-parse, and the cells as they are by multi-row INSERT into one table. No
 * check, no sealing, no matching, no difference, nothing to undo by.
 * @returns rows written
 */
export async function insertBare(database: Database, path: string): Promise<number> {
  await database.unsafe(`
    DROP TABLE IF EXISTS bench_roster;
    CREATE TABLE bench_roster (name text, id_number text PRIMARY KEY, phone text, email text, committee text, skills text,
      joined date, insured_until date, sex text, birth_date date);
    CREATE INDEX ON bench_roster (phone)`);
  const parser = createReadStream(path).pipe(parse({ fromLine: 2 }));
  const written = await database.begin(async (sql) => {
    let rows = 0;
    let chunk: string[][] = [];
    const write = async (): Promise<void> => {
      rows += chunk.length;
      if (chunk.length > 0) await sql`INSERT INTO bench_roster VALUES ${sql(chunk)}`;
      chunk = [];
    };
    for await (const cells of parser as AsyncIterable<string[]>)
      if (chunk.push(cells) === CHUNK) await write();
    await write();
    return rows;
  });
  await database.unsafe('DROP TABLE bench_roster');
  return written;
}
