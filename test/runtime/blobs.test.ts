import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BlobMissing, BlobTooLarge, openBlobs, type Blobs } from '../../runtime/blobs.js';
import { createKeys, SealedDataError } from '../../runtime/keys.js';
import { asset } from '../../runtime/root.js';
import { until } from '../support/until.js';

const KEY = Buffer.alloc(32, 7).toString('base64');
const keys = createKeys(KEY);
const CHUNK = 64 * 1024;
/** Of a sealed file: before its first chunk, and of one chunk. */
const [HEAD, SEALED_CHUNK] = [40, CHUNK + 16];
const ROOMY = 10_000_000;

let folder: string;
let blobs: Blobs;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-blobs-'));
  blobs = openBlobs(folder, keys);
});
afterEach(() => rm(folder, { recursive: true }));

/** Bytes in pieces of a size that fits no chunk. */
async function* inPieces(bytes: Buffer, size = 10_007): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function kept(bytes: Buffer): Promise<Buffer> {
  const staged = await blobs.take(inPieces(bytes), ROOMY);
  await staged.keep();
  return staged.hash;
}

async function all(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const read: Buffer[] = [];
  for await (const piece of pieces) read.push(piece);
  return Buffer.concat(read);
}

const files = async (): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Changes the only file there is. */
async function tamper(change: (sealed: Buffer) => Buffer): Promise<void> {
  const [path, ...others] = await files();
  expect(others).toEqual([]);
  await writeFile(path!, change(await readFile(path!)));
}

describe('what was kept', () => {
  test.each([1, 39, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17])(
    'is read again, %d bytes',
    async (length) => {
      const bytes = randomBytes(length);
      const hash = await kept(bytes);
      expect(hash).toEqual(createHash('sha256').update(bytes).digest());
      expect((await all(blobs.read(hash))).equals(bytes)).toBe(true);
    },
  );

  test('is read before it is kept, and is gone when it is dropped', async () => {
    const staged = await blobs.take(inPieces(Buffer.from('abc')), ROOMY);
    expect((await all(staged.read())).toString()).toBe('abc');
    expect(staged.bytes).toBe(3);
    await staged.drop();
    expect(await files()).toEqual([]);
    await expect(all(blobs.read(staged.hash))).rejects.toThrow(BlobMissing);
  });

  test('lies there once, whoever brings it, also at the same moment; dropping comes too late', async () => {
    const bytes = randomBytes(2 * CHUNK);
    const [one, two] = await Promise.all([
      blobs.take(inPieces(bytes), ROOMY),
      blobs.take(inPieces(bytes), ROOMY),
    ]);
    await Promise.all([one.keep(), two.keep()]);
    await one.drop();
    expect(await files()).toHaveLength(1);
    expect((await all(blobs.read(two.hash))).equals(bytes)).toBe(true);
  });

  test('is unreadable on disk, and the same content is never sealed to the same bytes', async () => {
    const text = Buffer.from('名册：张蔷 '.repeat(5000));
    await kept(text);
    const [first] = await Promise.all((await files()).map((path) => readFile(path)));
    expect(first!.includes(Buffer.from('张蔷'))).toBe(false);
    await kept(text);
    const [second] = await Promise.all((await files()).map((path) => readFile(path)));
    expect(second!.equals(first!)).toBe(false);
  });
});

describe('what was tampered with is not handed on as if it were whole', () => {
  const bytes = randomBytes(3 * CHUNK + 100);
  const chunk = (sealed: Buffer, place: number) =>
    sealed.subarray(HEAD + place * SEALED_CHUNK, HEAD + (place + 1) * SEALED_CHUNK);

  test.each<[string, (sealed: Buffer) => Buffer]>([
    ['a bit of the first chunk', (sealed) => flipped(sealed, HEAD + 5)],
    ['a bit of the last one', (sealed) => flipped(sealed, sealed.length - 1)],
    ['a bit of its head', (sealed) => flipped(sealed, 12)],
    ['another format', (sealed) => flipped(sealed, 0)],
    ['cut within a chunk', (sealed) => sealed.subarray(0, -50)],
    ['cut between two chunks', (sealed) => sealed.subarray(0, HEAD + 2 * SEALED_CHUNK)],
    ['cut after its head', (sealed) => sealed.subarray(0, HEAD)],
    ['cut within its head', (sealed) => sealed.subarray(0, 10)],
    ['emptied', () => Buffer.alloc(0)],
    ['lengthened', (sealed) => Buffer.concat([sealed, Buffer.alloc(16)])],
    [
      'two chunks exchanged',
      (sealed) =>
        Buffer.concat([
          sealed.subarray(0, HEAD),
          ...[chunk(sealed, 1), chunk(sealed, 0)],
          sealed.subarray(HEAD + 2 * SEALED_CHUNK),
        ]),
    ],
    [
      'a chunk twice',
      (sealed) => Buffer.concat([sealed.subarray(0, HEAD + SEALED_CHUNK), sealed.subarray(HEAD)]),
    ],
  ])('%s', async (_what, change) => {
    const hash = await kept(bytes);
    await tamper(change);
    await expect(all(blobs.read(hash))).rejects.toThrow(SealedDataError);
    // Bringing it again mends it.
    await kept(bytes);
    expect((await all(blobs.read(hash))).equals(bytes)).toBe(true);
  });

  test('another file of ours under its name', async () => {
    const hash = await kept(bytes);
    const [path] = await files();
    const other = await kept(Buffer.from('other'));
    const [place] = (await files()).filter((one) => one !== path);
    await writeFile(path!, await readFile(place!));
    await expect(all(blobs.read(hash))).rejects.toThrow(SealedDataError);
    expect((await all(blobs.read(other))).toString()).toBe('other');
  });

  test('the key is another', async () => {
    const hash = await kept(bytes);
    const strange = openBlobs(folder, createKeys(Buffer.alloc(32, 8).toString('base64')));
    await expect(all(strange.read(hash))).rejects.toThrow(SealedDataError);
  });

  const flipped = (sealed: Buffer, at: number): Buffer => {
    const changed = Buffer.from(sealed);
    changed[at]! ^= 1;
    return changed;
  };
});

test('what was kept before an instant is listed, and removed unless it was kept again', async () => {
  const [one, two] = [await kept(Buffer.from('one')), await kept(Buffer.from('two'))];
  const long = new Date('2026-01-01T00:00:00Z');
  for (const path of await files()) await utimes(path, long, long);
  const later = new Date(+long + 1000);
  const listed: string[] = [];
  for await (const hashes of blobs.keptBefore(later)) listed.push(...hashes.map(String));
  expect(new Set(listed)).toEqual(new Set([one, two].map(String)));
  for await (const hashes of blobs.keptBefore(long)) expect(hashes).toEqual([]);
  await kept(Buffer.from('one'));
  expect([
    await blobs.remove(one, later),
    await blobs.remove(two, later),
    await blobs.remove(two, later),
  ]).toEqual([...[false, true, false]]);
  expect((await all(blobs.read(one))).toString()).toBe('one');
});

describe('of what was not taken in whole nothing is left', () => {
  test('too much: it stops reading at once', async () => {
    let given = 0;
    const endless = async function* (): AsyncGenerator<Buffer> {
      for (;;) yield (given++, Buffer.alloc(1000));
    };
    await expect(blobs.take(endless(), 5000)).rejects.toThrow(BlobTooLarge);
    expect(given).toBe(6);
    expect(await files()).toEqual([]);
    await (await blobs.take(inPieces(Buffer.alloc(5000)), 5000)).drop();
  });

  test('a source that breaks off', async () => {
    const broken = async function* (): AsyncGenerator<Buffer> {
      yield randomBytes(2 * CHUNK);
      throw new Error('connection lost');
    };
    await expect(blobs.take(broken(), ROOMY)).rejects.toThrow('connection lost');
    expect(await files()).toEqual([]);
  });

  test('a process killed while it writes: nothing stands under a hash, and the rest is cleared away', async () => {
    const program = `
      import { openBlobs } from '${asset('dist', 'runtime', 'blobs.js')}';
      import { createKeys } from '${asset('dist', 'runtime', 'keys.js')}';
      const slow = async function* () { yield Buffer.alloc(300_000, 1); await new Promise(() => setInterval(() => 0, 1e6)); };
      await openBlobs('${folder}', createKeys('${KEY}')).take(slow(), 1e9);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'ignore' });
    const written = async () =>
      (await files()).length > 0 && (await readFile((await files())[0]!)).length > CHUNK;
    await until(written);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const [left, ...others] = await files();
    expect([left!.includes('incoming'), others]).toEqual([true, []]);
    const long = new Date('2026-01-01T00:00:00Z');
    expect(await blobs.removeUnfinished(long)).toBe(0);
    await utimes(left!, long, new Date(+long - 1));
    expect(await blobs.removeUnfinished(long)).toBe(1);
    expect(await files()).toEqual([]);
  });

  test('clearing away before anything was written is no error', async () => {
    await rm(folder, { recursive: true });
    expect(await blobs.removeUnfinished(new Date(0))).toBe(0);
    await mkdir(folder);
  });
});
