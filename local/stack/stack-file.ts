import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `stack.json` tells a program that wants to talk to a running stack. */
export interface StackFile {
  name: string;
  /** Process that supervises it; when that is gone, so is the stack. */
  supervisor: number;
  /** Settings under the names of the environment: addresses and secrets. */
  env: Readonly<Record<string, string>>;
}

const pathIn = (folder: string): string => join(folder, 'stack.json');

/** Replaces the file in one step; readable by us alone, since it holds secrets. */
export function writeStackFile(folder: string, content: StackFile): void {
  const path = pathIn(folder);
  writeFileSync(`${path}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Says that no stack runs here any more. */
export const removeStackFile = (folder: string): void => rmSync(pathIn(folder), { force: true });
