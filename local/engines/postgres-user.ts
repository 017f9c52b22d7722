import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { EngineSearch, User } from './engine.js';
import { EngineError } from './engine-error.js';
import { install } from './install.js';
import { run } from './program.js';

/** The user root's server runs as: `postgres` if the machine has one, else `nobody`. Undefined when we are not root. */
export async function serverUser(search: EngineSearch): Promise<User | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, name], search)));
    if (uid?.code === 0 && gid?.code === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new EngineError(
    'postgres',
    'unusable',
    {
      zh: 'PostgreSQL 不肯以 root 身份运行，而这台机器上既没有 postgres 账户，也没有 nobody 账户。',
      en: 'PostgreSQL refuses to run as root, and this machine has neither a user postgres nor nobody.',
    },
    [{ zh: '换一个普通账户来运行', en: 'run as an ordinary user' }],
  );
}

/** Whether `user` may enter the folder; asked of the system itself, which knows about every folder above it. */
export async function canEnter(folder: string, user: User, search: EngineSearch): Promise<boolean> {
  const outcome = await run('/bin/sh', ['-c', 'cd "$0"', folder], {
    environment: search.environment,
    cwd: '/',
    user,
  });
  return outcome.code === 0;
}

/** A folder in the system's temporary one that stands for `folder`, for a user who cannot enter that. */
export async function outsideFolder(folder: string, user: User, search: EngineSearch): Promise<string> {
  const outside = await temporaryFolder(`muster-postgres-${fingerprint(folder)}`, user, search);
  search.report(
    `系统账户进不了 ${folder}，数据库改放在 ${outside}（重启机器可能会清掉它） / ` +
      `the server's user cannot enter ${folder}, so the database is in ${outside} (a reboot may clear it)`,
  );
  return outside;
}

const fingerprint = (path: string): string => createHash('sha256').update(path).digest('hex').slice(0, 12);

async function temporaryFolder(name: string, user: User, search: EngineSearch): Promise<string> {
  for (const parent of [tmpdir(), '/tmp', '/var/tmp']) {
    if (!existsSync(parent) || !(await canEnter(parent, user, search))) continue;
    const folder = join(parent, name);
    await mkdir(folder, { mode: 0o711 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await refuseForeign(folder);
    return folder;
  }
  throw notReachable();
}

/** Anybody can make a folder in the temporary one: what we did not make ourselves is not used. */
async function refuseForeign(folder: string): Promise<void> {
  const found = await lstat(folder);
  if (found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0) return;
  throw new EngineError(
    'postgres',
    'unusable',
    {
      zh: `${folder} 不是我们建立的，不能把数据库放进去。`,
      en: `${folder} was not made by us; no database goes in there.`,
    },
    [{ zh: `查看后删掉 ${folder}`, en: `look at it and remove ${folder}` }],
  );
}

const notReachable = (): EngineError =>
  new EngineError(
    'postgres',
    'unusable',
    {
      zh: 'PostgreSQL 要以另一个账户运行，却没有一个那个账户进得去的临时目录。',
      en: 'PostgreSQL has to run as another user, and there is no temporary folder that user can enter.',
    },
    [{ zh: '把 TMPDIR 设为一个所有账户都进得去的目录', en: 'set TMPDIR to a folder every user can enter' }],
  );

/** The program itself where `user` can run it, else a copy of the whole installation where that user can. */
export async function reachableProgram(
  found: { program: string; version: string },
  user: User | undefined,
  search: EngineSearch,
): Promise<string> {
  if (!user || (await canRun(found.program, user, search))) return found.program;
  const original = dirname(dirname(found.program));
  const parent = await temporaryFolder(`muster-postgres-programs-${fingerprint(original)}`, user, search);
  const copy = await install(
    {
      label: `PostgreSQL ${found.version} → ${parent}`,
      size: '60 MB',
      folder: join(parent, `postgres-${found.version}`),
      fill: (staging) => cp(original, staging, { recursive: true, verbatimSymlinks: true }),
    },
    search,
  );
  return join(copy, 'bin', 'postgres');
}

const canRun = async (program: string, user: User, search: EngineSearch): Promise<boolean> =>
  (await run(program, ['--version'], { environment: search.environment, cwd: '/', user })).code === 0;
