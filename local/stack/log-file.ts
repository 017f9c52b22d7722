import { closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, fstatSync } from 'node:fs';
import { dirname } from 'node:path';

/** Opens a part's log for appending; the one of the stack's last life is kept beside it as `….previous`. */
export function openLog(path: string, firstTime: boolean): number {
  mkdirSync(dirname(path), { recursive: true });
  if (firstTime && existsSync(path)) renameSync(path, `${path}.previous`);
  return openSync(path, 'a', 0o600);
}

/** How much of the end is looked at: enough for some lines, whatever the size of the file. */
const TAIL_BYTES = 8192;

/** The last `count` lines, or nothing when there is no log. */
export function tail(path: string, count: number): string {
  if (!existsSync(path)) return '';
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(file, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString().trimEnd().split('\n').slice(-count).join('\n');
  } finally {
    closeSync(file);
  }
}
