import { createWriteStream } from 'node:fs';
import { access, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { refuse, type Refusal } from '../../office/refusal.js';

/** Writes a file that must not be there yet; of one that is not whole nothing is left. */
export async function writeNew(
  path: string,
  content: AsyncIterable<Buffer> | Iterable<Buffer>,
): Promise<void> {
  let ours = false;
  const target = createWriteStream(path, { flags: 'wx', mode: 0o600 }).once('open', () => (ours = true));
  try {
    await pipeline(Readable.from(content, { objectMode: false }), target);
  } catch (error) {
    if (ours) await rm(path, { force: true });
    const { code } = error as { code?: string };
    if (code === 'EEXIST') throw isThere(path);
    if (code === 'ENOENT' || code === 'EACCES' || code === 'ENOSPC' || code === 'EISDIR')
      throw refuse(
        'invalid',
        'unwritable',
        `无法写入 ${path}（${code}）`,
        `${path} cannot be written (${code})`,
      );
    throw error;
  }
}

/** @throws {Refusal} when a file is there already */
export async function requireNew(path: string): Promise<void> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (there) throw isThere(path);
}

const isThere = (path: string): Refusal =>
  refuse(
    'conflict',
    'file-exists',
    `${path} 已经存在，请换一个名称`,
    `${path} is there already: choose another name`,
  );
