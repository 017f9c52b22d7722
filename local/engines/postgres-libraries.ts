import { readFile, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';

/**
 * The npm package carries its shared libraries once and makes the short names as links in an install script,
 * which npm may be told not to run. Makes the links that are missing; existing ones are left alone.
 * @param native the package's `native` folder
 */
export async function linkLibraries(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8');
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    await symlink(basename(source), join(native, '..', target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}
