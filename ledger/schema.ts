import { readdir } from 'node:fs/promises';
import type { Sentence } from '../domain/problem.js';
import { sqlState, type Statement } from '../runtime/database.js';
import { SealedDataError } from '../runtime/keys.js';
import { asset } from '../runtime/root.js';

/** Where the migrations lie, `NNN_name.up.sql`. */
export const MIGRATIONS = asset('ledger', 'migrations');

/** Why program and ledger do not fit: the ledger is older or newer, or an applied migration was edited. */
export type Misfit = 'older' | 'newer' | 'edited';

/** The ledger is another program's; nothing may be read or written by this one. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';

  constructor(
    readonly misfit: Misfit,
    readonly sentence: Sentence,
  ) {
    super(`${sentence.zh} / ${sentence.en}`);
  }
}

/** Migrations that only one of the two knows; none: they fit. */
export interface SchemaState {
  /** This program brings them, the database has not had them; all of them where there is no ledger yet. */
  pending: string[];
  /** The database has had them from a newer program. */
  unknown: string[];
}

const UNDEFINED_TABLE = '42P01';

/** Holds the migrations this program brings against those the database has had. */
export async function schemaState(sql: Statement): Promise<SchemaState> {
  const files = await migrationFiles();
  const applied = await appliedMigrations(sql);
  return {
    pending: files.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !files.includes(name)),
  };
}

async function appliedMigrations(sql: Statement): Promise<string[]> {
  try {
    return (await sql<{ name: string }[]>`SELECT name FROM migration ORDER BY name`).map(({ name }) => name);
  } catch (error) {
    if (sqlState(error) === UNDEFINED_TABLE) return [];
    throw error;
  }
}

/** Names of the migrations this program brings, in the order in which they are applied. */
export const migrationFiles = async (): Promise<string[]> =>
  (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.up.sql')).sort();

/**
 * Makes sure that this program and the ledger were made for each other: an old one that wrote into a newer ledger
 * would leave out what the newer relies on.
 * @throws {MigrationError} when one of them is older
 */
export async function checkSchema(sql: Statement): Promise<void> {
  const { pending, unknown } = await schemaState(sql);
  if (unknown.length > 0) throw newer(unknown);
  if (pending.length > 0) throw older(pending);
}

/** Exit code of a process that cannot work as it was set up (EX_CONFIG of sysexits.h). */
const EXIT_CONFIG = 78;

/** As {@link checkSchema}, for the first lines of a process: what does not fit ends it. */
export const checkSchemaOrExit = (sql: Statement): Promise<void> => exitIfMisfit(() => checkSchema(sql));

/** Carries something out; a ledger or a DATA_KEY that does not fit is told on stderr, without a trace, and ends the process with code 78. */
export async function exitIfMisfit<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof MigrationError || error instanceof SealedDataError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(EXIT_CONFIG);
  }
}

/** The ledger has had migrations this program does not know. */
export const newer = (unknown: readonly string[]): MigrationError =>
  new MigrationError('newer', {
    zh: `台账比本程序新，有未知的迁移 ${unknown.join('、')}：请升级程序`,
    en: `the ledger is newer than this program (unknown migrations ${unknown.join(', ')}): upgrade Muster`,
  });

const older = (pending: readonly string[]): MigrationError =>
  new MigrationError('older', {
    zh: `台账还没有建表，或比本程序旧，缺少迁移 ${pending.join('、')}：请运行 node dist/workers/migrate.js`,
    en: `the ledger has no tables yet, or is older than this program (it lacks ${pending.join(', ')}): run node dist/workers/migrate.js`,
  });
