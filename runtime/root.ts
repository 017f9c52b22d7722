import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's (or the image's) top folder: the nearest one above this file that holds package.json. */
export const root = ((): string => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
})();

/** Path of a file that is not compiled (SQL, CSV, pages), the same from sources and from dist/. */
export const asset = (...path: string[]): string => join(root, ...path);
