import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const digest = (text) => createHash('sha256').update(text).digest('hex');

/** Changes whenever other dependencies are wanted. */
export const lockStamp = (root) => digest(readFileSync(join(root, 'package-lock.json')));

/** Folders that hold no sources of ours. */
const SKIPPED = new Set(['node_modules', 'dist', 'coverage']);

/**
 * Changes whenever dist/ would: dependencies, compiler settings, and name, size and time of every source. Looks
 * at a few hundred files, some milliseconds, and reads none of them.
 */
export function buildStamp(root) {
  const lines = [lockStamp(root), ...sources(root).map((path) => describe(root, path))];
  return digest(lines.join('\n'));
}

function describe(root, path) {
  const { size, mtimeMs } = statSync(join(root, path));
  return `${path} ${size} ${mtimeMs}`;
}

function sources(root, folder = '') {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return isSkipped(entry.name) ? [] : sources(root, path);
      return isSource(entry.name) ? [path] : [];
    });
}

const isSkipped = (name) => SKIPPED.has(name) || name.startsWith('.');

/** Tests are not compiled into dist/: Jest runs them as they are. */
const isSource = (name) =>
  (name.endsWith('.ts') && !name.endsWith('.test.ts')) || /^tsconfig.*\.json$/.test(name);
