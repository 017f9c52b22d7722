import type { Database, Statement } from '../runtime/database.js';
import type { Keys } from '../runtime/keys.js';

/** An entry of the audit log and its hash: all entries up to it hang on that. */
export interface AuditEnd {
  id: number;
  /** In hex. */
  hash: string;
}

/** What the log was at some moment. */
interface Seal {
  number: number;
  entryId: number;
  hash: Buffer;
  at: Date;
  signature: Buffer;
}

/** What holding the seals against the log has found. */
export interface SealFindings {
  seals: number;
  /** Numbers of those that were changed, moved, made with another key, or that follow one that is gone. */
  brokenSeals: number[];
  /** Entries that are gone, or are not any more what they were when they were sealed. */
  contradicted: number[];
  /** Since when there have been entries that no seal is about; null: the last one is sealed. */
  unsealedSince: Date | null;
}

const textOf = ({ number, entryId, hash, at }: Omit<Seal, 'signature'>, before: Buffer | undefined): string =>
  [number, entryId, hash.toString('hex'), at.toISOString(), before?.toString('hex') ?? ''].join('|');

/** The newest entry; undefined: the log is empty. */
export async function auditHead(sql: Statement): Promise<AuditEnd | undefined> {
  const [row] = await sql<
    AuditEnd[]
  >`SELECT id, encode(hash, 'hex') AS hash FROM audit ORDER BY id DESC LIMIT 1`;
  return row;
}

/** Whether the log still has an entry with this hash. */
export async function auditHolds(sql: Statement, { id, hash }: AuditEnd): Promise<boolean> {
  const rows = await sql`SELECT FROM audit WHERE id = ${id} AND hash = decode(${hash}, 'hex')`;
  return rows.length > 0;
}

/**
 * Seals the log as it is now, unless its newest entry is sealed already. A seal says what the log was, not that it was
 * right: older seals go on saying what it was before.
 * @returns whether there is a new seal
 */
export async function sealAudit(
  database: Database,
  { sign }: Pick<Keys, 'sign'>,
  now: Date,
): Promise<boolean> {
  return database.begin(async (sql) => {
    // Of two that seal at once the second numbers its seal after the first's.
    await sql`SELECT pg_advisory_xact_lock(hashtext('muster audit seal'))`;
    const [end] = await sql<
      { id: number; hash: Buffer }[]
    >`SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1`;
    const [last] = await sql<Seal[]>`SELECT * FROM audit_seal ORDER BY number DESC LIMIT 1`;
    if (!end || (last?.entryId === end.id && last.hash.equals(end.hash))) return false;
    const seal = { number: (last?.number ?? 0) + 1, entryId: end.id, hash: end.hash, at: now };
    const signature = sign('audit seal', textOf(seal, last?.signature));
    await sql`
      INSERT INTO audit_seal (number, entry_id, hash, at, signature)
      VALUES (${seal.number}, ${seal.entryId}, ${seal.hash}, ${seal.at}, ${signature})`;
    return true;
  });
}

/** Holds every seal against the log, and against the one before it. At most one an hour: they all fit into memory. */
export async function verifySeals(sql: Statement, { sign }: Pick<Keys, 'sign'>): Promise<SealFindings> {
  const seals = await sql<(Seal & { holds: boolean })[]>`
    SELECT s.*, a.hash IS NOT NULL AND a.hash = s.hash AS holds
    FROM audit_seal s LEFT JOIN audit a ON a.id = s.entry_id ORDER BY s.number`;
  const brokenSeals = seals
    .filter((seal, at) => {
      const before = seals[at - 1];
      const follows = seal.number === at + 1 && seal.entryId >= (before?.entryId ?? 0);
      return !follows || !seal.signature.equals(sign('audit seal', textOf(seal, before?.signature)));
    })
    .map(({ number }) => number);
  const [unsealed] = await sql<{ since: Date | null }[]>`
    SELECT min(at) AS since FROM audit WHERE id > ${seals.at(-1)?.entryId ?? 0}`;
  return {
    seals: seals.length,
    brokenSeals,
    contradicted: [...new Set(seals.filter(({ holds }) => !holds).map(({ entryId }) => entryId))],
    unsealedSince: unsealed?.since ?? null,
  };
}
