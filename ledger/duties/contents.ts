import type { Statement } from '../../runtime/database.js';

/** Any number that nothing else locks by. */
const CONTENTS = 6_032;

/** Until the transaction ends nothing is tidied away: a file is kept before the ledger speaks of it. */
export async function holdContents(sql: Statement): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock_shared(${CONTENTS})`;
}

/** Until the transaction ends nobody keeps a file. */
export async function lockContents(sql: Statement): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${CONTENTS})`;
}

/** Which of some contents no version of any report has. */
export async function unknownContents(sql: Statement, hashes: readonly Buffer[]): Promise<Buffer[]> {
  const texts = hashes.map((hash) => hash.toString('hex'));
  const rows = await sql<{ hash: Buffer }[]>`
    SELECT decode(hash, 'hex') AS hash FROM unnest(${texts}::text[]) asked (hash)
    WHERE NOT EXISTS (SELECT FROM attachment a WHERE a.content_hash = decode(asked.hash, 'hex'))`;
  return rows.map(({ hash }) => hash);
}
