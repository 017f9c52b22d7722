import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { EngineSearch } from './engine.js';

/** Something to install once, at one version. */
export interface Installation {
  /** Said to the person, for example `Temporal 1.9.1`. */
  label: string;
  /** How much is fetched, for example `44 MB`. */
  size: string;
  /** Final folder; its name carries the version, so that another version never meets this one. */
  folder: string;
  /** Fetches and checks everything into an empty folder. */
  fill(staging: string): Promise<void>;
}

/** Staging folders older than this belong to an installation that was killed. */
const ABANDONED_AFTER_MILLISECONDS = 3_600_000;

/**
 * Installs unless it is there already, and answers with the folder. Everything is fetched beside the final
 * place and moved there by one rename: a folder that exists is complete, whatever was killed meanwhile, and of
 * two installations at once one wins and the other uses its result.
 */
export async function install(installation: Installation, search: EngineSearch): Promise<string> {
  const { folder, label, size } = installation;
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  await removeAbandoned(folder);
  const staging = await mkdtemp(stagingPrefix(folder));
  try {
    search.report(`正在安装 ${label}（${size}）… / installing ${label} (${size})…`);
    const began = performance.now();
    await installation.fill(staging);
    await chmod(staging, 0o755);
    await moveIntoPlace(staging, folder);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    search.report(`已安装 ${label}，用时 ${seconds} 秒 / installed ${label} in ${seconds} s`);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return folder;
}

const stagingPrefix = (folder: string): string => join(dirname(folder), `.installing-${basename(folder)}-`);

async function moveIntoPlace(staging: string, folder: string): Promise<void> {
  try {
    await rename(staging, folder);
  } catch (error) {
    // Another installation was quicker: its folder is as complete as ours.
    if (!existsSync(folder)) throw error;
  }
}

async function removeAbandoned(folder: string): Promise<void> {
  const prefix = basename(stagingPrefix(folder));
  for (const name of await readdir(dirname(folder))) {
    if (!name.startsWith(prefix)) continue;
    const path = join(dirname(folder), name);
    const age = Date.now() - (await stat(path).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (age > ABANDONED_AFTER_MILLISECONDS) await rm(path, { recursive: true, force: true });
  }
}
