import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { EngineSearch, User } from './engine.js';
import { EngineError } from './engine-error.js';
import { canEnter, outsideFolder, reachableProgram, serverUser } from './postgres-user.js';
import { lastLines, run } from './program.js';

/** The database role everything connects as. */
export const USER = 'muster';

/** A data folder that a server can be started on. */
export interface Cluster {
  /** `postgres`, where the server's user may run it. */
  program: string;
  data: string;
  password: string;
  user?: User;
  /** Folder outside the stack's that holds the data, if it had to be there. */
  outside?: string;
}

/** What is remembered beside the data, readable by us alone. */
interface ClusterNote {
  /** Major version that wrote the data: no other can read it. */
  major: string;
  password: string;
  /** Relative where the data lies beside the note, so that the whole folder can be moved. */
  data: string;
}

const noteFile = (folder: string): string => join(folder, 'cluster.json');

/** What an earlier start remembered about the data folder, if there was one. */
export async function readClusterNote(folder: string): Promise<ClusterNote | undefined> {
  if (!existsSync(noteFile(folder))) return undefined;
  return JSON.parse(await readFile(noteFile(folder), 'utf8')) as ClusterNote;
}

/**
 * Finds or makes the data folder under `folder`. PostgreSQL refuses to run as root, so root's server runs as
 * another user; where that user cannot enter `folder` (a checkout under a private home), data and program go to
 * a folder of their own in the system's temporary one.
 */
export async function prepareCluster(
  found: { program: string; version: string },
  folder: string,
  search: EngineSearch,
): Promise<Cluster> {
  await mkdir(folder, { recursive: true });
  const user = await serverUser(search);
  const program = await reachableProgram(found, user, search);
  const note = await settleNote(found.version, folder, user, search);
  const data = resolve(folder, note.data);
  const cluster = { program, data, password: note.password, ...(user ? { user } : {}) };
  if (!existsSync(data)) await initialise(cluster, search);
  return dirname(data) === folder ? cluster : { ...cluster, outside: dirname(data) };
}

/** The note of an earlier start whose data is still there, else a new one: written first, so that no data exists whose password nobody knows. */
async function settleNote(
  version: string,
  folder: string,
  user: User | undefined,
  search: EngineSearch,
): Promise<ClusterNote> {
  const kept = await readClusterNote(folder);
  if (kept && existsSync(resolve(folder, kept.data))) return kept;
  const inside = !user || (await canEnter(folder, user, search));
  const note: ClusterNote = {
    major: version.split('.')[0] ?? '',
    password: randomBytes(18).toString('base64url'),
    data: inside ? 'data' : join(await outsideFolder(folder, user, search), 'data'),
  };
  await writeFile(noteFile(folder), JSON.stringify(note), { mode: 0o600 });
  return note;
}

/** Made under another name first: a folder called `data` is complete, wherever the making of it was killed. */
async function initialise(cluster: Cluster, search: EngineSearch): Promise<void> {
  const making = `${cluster.data}.new`;
  const passwordFile = `${cluster.data}.password`;
  search.report(`正在建立数据库 ${cluster.data} … / making the database in ${cluster.data} …`);
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, `${cluster.password}\n`, { mode: 0o600 });
  try {
    if (cluster.user) await Promise.all([making, passwordFile].map((path) => give(path, cluster.user)));
    await initdb(cluster, making, passwordFile, search);
    await rename(making, cluster.data);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

const give = (path: string, user: User | undefined): Promise<void> =>
  chown(path, user?.uid ?? -1, user?.gid ?? -1);

async function initdb(
  cluster: Cluster,
  making: string,
  passwordFile: string,
  search: EngineSearch,
): Promise<void> {
  const outcome = await run(
    join(dirname(cluster.program), 'initdb'),
    [
      ...['-D', making, '-U', USER, '--pwfile', passwordFile, '--auth=scram-sha-256'],
      ...['--encoding=UTF8', '--locale=C', '--no-instructions'],
    ],
    {
      environment: { ...search.environment, LC_ALL: 'C', TZ: 'UTC' },
      cwd: dirname(making),
      ...(cluster.user ? { user: cluster.user } : {}),
      signal: search.signal,
    },
  );
  if (outcome.code === 0) return;
  throw new EngineError(
    'postgres',
    'unusable',
    {
      zh: `PostgreSQL 没能建立数据目录：\n${lastLines(outcome.stderr + outcome.stdout, 5)}`,
      en: `PostgreSQL could not make its data folder (its words are above).`,
    },
    [],
  );
}
