import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { refuse } from '../../office/refusal.js';
import type { FileForSlot } from '../../office/submissions.js';
import type { Session } from './session.js';

/** A file for a slot, as an option says it: `photos=讲座.jpg`. */
export interface AttachedFile {
  slot: string;
  path: string;
}

/** `slot=file`, as an option that may be given several times. */
export function slotAndFile(written: string, before: AttachedFile[] = []): AttachedFile[] {
  const at = written.indexOf('=');
  if (at < 1 || at === written.length - 1)
    throw new InvalidArgumentError('应写作 附件项=文件，如 photos=讲座.jpg / write slot=file.');
  return [...before, { slot: written.slice(0, at), path: written.slice(at + 1) }];
}

/**
 * Does something with files on their way in, and shows on a terminal how far they are.
 * @throws {Refusal} when one is not there
 */
export async function withFiles<Result>(
  session: Session,
  attached: readonly AttachedFile[],
  work: (files: FileForSlot[]) => Promise<Result>,
): Promise<Result> {
  const sizes = await Promise.all(attached.map(({ path }) => sizeOf(path)));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const bar = session.json || total < SHOWN_FROM_BYTES ? undefined : session.world.bar();
  let done = 0;
  const read = async function* (path: string): AsyncGenerator<Buffer> {
    for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
      yield piece;
      done += piece.length;
      bar?.show(
        Math.round(done / 1024),
        Math.round(total / 1024),
        session.words.say('存入附件（KB）', 'taking files in (KB)'),
      );
    }
  };
  try {
    return await work(
      attached.map(({ slot, path }) => ({ slot, name: basename(path), content: read(path) })),
    );
  } finally {
    bar?.stop();
  }
}

/** Less is there before a bar could be looked at. */
const SHOWN_FROM_BYTES = 4 * 1024 * 1024;

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return found.size;
  throw refuse('invalid', 'unreadable', `没有文件 ${path}`, `there is no file ${path}`);
}
