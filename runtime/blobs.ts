import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SealedDataError, type Keys } from './keys.js';
import { opening, sealing } from './sealed-file.js';

/** A file that was taken in and is not kept yet: it is looked at first. */
export interface StagedBlob {
  /** SHA-256 of the bytes as they came. */
  hash: Buffer;
  bytes: number;
  /** What came, again from its beginning. */
  read(): AsyncIterable<Buffer>;
  /** Puts it under its hash, whole and on disk; the same content lies there once. */
  keep(): Promise<void>;
  /** Removes it, unless it was kept; may be called always. */
  drop(): Promise<void>;
}

/** Files by their content, sealed at rest, in a folder. */
export interface Blobs {
  /**
   * Takes a stream in, piece by piece.
   * @throws {BlobTooLarge} as soon as more than `mostBytes` have come; nothing is left of it
   */
  take(source: AsyncIterable<Buffer>, mostBytes: number): Promise<StagedBlob>;
  /**
   * What is kept under a hash. Every piece is proven before it is handed on, and the whole at its end.
   * @throws {BlobMissing}
   * @throws {SealedDataError} when it was changed, cut, or sealed with another key
   */
  read(hash: Buffer): AsyncIterable<Buffer>;
  /** Hashes of what was kept before an instant, a few hundred at once. */
  keptBefore(instant: Date): AsyncIterable<Buffer[]>;
  /** Removes what is kept under a hash, unless it was kept again since an instant. */
  remove(hash: Buffer, unlessSince: Date): Promise<boolean>;
  /** Removes what a process that died has left half taken in before an instant. */
  removeUnfinished(before: Date): Promise<number>;
}

/** More came than was to be taken. */
export class BlobTooLarge extends Error {
  override readonly name = 'BlobTooLarge';

  constructor(readonly mostBytes: number) {
    super(`文件超过 ${mostBytes} 字节。 The file is larger than ${mostBytes} bytes.`);
  }
}

/** Nothing is kept under a hash. */
export class BlobMissing extends Error {
  override readonly name = 'BlobMissing';

  constructor(cause: unknown) {
    super(
      '附件不在 BLOB_FOLDER 里：请核对该设置，或从备份恢复该文件夹。 ' +
        'The file is not in BLOB_FOLDER: check that setting, or restore the folder from its backup.',
      { cause },
    );
  }
}

/** Opens a folder of blobs; it is made when first written to. */
export function openBlobs(folder: string, keys: Keys): Blobs {
  const incoming = join(folder, 'incoming');
  const placeOf = (hash: Buffer): string => join(folder, hash.toString('hex', 0, 1), hash.toString('hex'));
  return {
    async take(source, mostBytes) {
      await mkdir(incoming, { recursive: true, mode: 0o700 });
      const path = join(incoming, randomUUID());
      try {
        const measured = await writeSealed(path, { source, mostBytes, keys });
        return { ...measured, ...handling(path, placeOf(measured.hash), keys) };
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
    },
    read: (hash) => readProven(placeOf(hash), hash, keys),
    async *keptBefore(instant) {
      for (const part of await namesIn(folder, /^[0-9a-f]{2}$/)) {
        const names = await namesIn(join(folder, part), /^[0-9a-f]{64}$/);
        const old = await Promise.all(names.map((name) => isOlder(join(folder, part, name), instant)));
        const hashes = names.filter((_, at) => old[at]).map((name) => Buffer.from(name, 'hex'));
        if (hashes.length > 0) yield hashes;
      }
    },
    async remove(hash, unlessSince) {
      const old = await isOlder(placeOf(hash), unlessSince);
      if (old) await rm(placeOf(hash), { force: true });
      return old;
    },
    async removeUnfinished(before) {
      const names = await namesIn(incoming, /^[0-9a-f-]{36}$/);
      const old = await Promise.all(names.map((name) => isOlder(join(incoming, name), before)));
      const left = names.filter((_, at) => old[at]);
      await Promise.all(left.map((name) => rm(join(incoming, name), { force: true })));
      return left.length;
    },
  };
}

/** What lies in a folder and is called so; nothing where there is no folder yet. */
async function namesIn(folder: string, called: RegExp): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => called.test(name));
}

const isOlder = async (path: string, before: Date): Promise<boolean> =>
  stat(path).then(
    ({ mtime }) => mtime < before,
    // Kept or dropped meanwhile.
    () => false,
  );

async function writeSealed(
  path: string,
  { source, mostBytes, keys }: { source: AsyncIterable<Buffer>; mostBytes: number; keys: Keys },
): Promise<{ hash: Buffer; bytes: number }> {
  const digest = createHash('sha256');
  let bytes = 0;
  const measured = async function* (): AsyncGenerator<Buffer> {
    for await (const piece of source) {
      bytes += piece.length;
      if (bytes > mostBytes) throw new BlobTooLarge(mostBytes);
      digest.update(piece);
      yield piece;
    }
  };
  const file = await open(path, 'wx', 0o600);
  try {
    await writeFile(file, sealing(measured(), keys));
    // Else a power cut after the renaming could leave a name without its content.
    await file.sync();
  } finally {
    await file.close();
  }
  return { hash: digest.digest(), bytes };
}

function handling(path: string, place: string, keys: Keys): Pick<StagedBlob, 'read' | 'keep' | 'drop'> {
  return {
    read: () => opening(createReadStream(path), keys),
    async keep() {
      const folder = join(place, '..');
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // Over what may be there: it has the same content, and one that was damaged is mended.
      await rename(path, place);
      await syncFolder(folder);
    },
    drop: () => rm(path, { force: true }),
  };
}

/** The new name itself has to reach the disk too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function* readProven(place: string, hash: Buffer, keys: Keys): AsyncGenerator<Buffer> {
  const digest = createHash('sha256');
  const file = await open(place, 'r').catch((cause: unknown) => {
    throw new BlobMissing(cause);
  });
  for await (const piece of opening(file.createReadStream(), keys)) {
    digest.update(piece);
    yield piece;
  }
  // A whole file of ours under the name of another.
  if (!digest.digest().equals(hash)) throw new SealedDataError('not the content of its name');
}
