import { open, type FileHandle } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { brokenWorkbook, tooLarge } from './broken.js';

/** A file inside the archive, as the archive's directory lists it. */
interface Entry {
  method: number;
  encrypted: boolean;
  /** Bytes, packed. */
  packed: number;
  /** Where its own header begins. */
  offset: number;
}

/** A sheet of a million rows unpacks to less; a bomb to more. */
const MOST_BYTES = 2 * 1024 ** 3;

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
const HEADER_SIGNATURE = 0x04034b50;
const HEADER_BYTES = 30;
/** More would be the directory of a bomb; a workbook has some tens of files. */
const MOST_DIRECTORY_BYTES = 4 * 1024 ** 2;

/** A zip archive read in place: its directory at once, its files as streams (APPNOTE.TXT 6.3, without zip64). */
export class Archive {
  private constructor(
    private readonly handle: FileHandle,
    private readonly entries: ReadonlyMap<string, Entry>,
    private readonly mostBytes: number,
  ) {}

  /**
   * Opens an archive and reads its directory.
   * @param mostBytes of one file, unpacked
   */
  static async open(path: string, mostBytes = MOST_BYTES): Promise<Archive> {
    const handle = await open(path);
    try {
      return new Archive(handle, await readDirectory(handle), mostBytes);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Whether there is such a file. */
  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** A file's content, unpacked piece by piece; hears how many packed bytes of how many have gone in. */
  async *read(
    name: string,
    onBytes: (read: number, total: number) => void = () => undefined,
  ): AsyncGenerator<Buffer, void> {
    const entry = this.entries.get(name);
    if (!entry) throw broken();
    if (entry.encrypted || (entry.method !== 0 && entry.method !== 8)) throw broken();
    const packed = this.packed(entry, onBytes);
    let unpacked = 0;
    for await (const chunk of entry.method === 0 ? packed : inflated(packed)) {
      unpacked += chunk.length;
      if (unpacked > this.mostBytes) throw tooLarge();
      yield chunk;
    }
  }

  /** Lets go of the file. */
  close(): Promise<void> {
    return this.handle.close();
  }

  private async *packed(
    { offset, packed }: Entry,
    onBytes: (read: number, total: number) => void,
  ): AsyncGenerator<Buffer, void> {
    const header = await bytesAt(this.handle, offset, HEADER_BYTES);
    if (header.readUInt32LE(0) !== HEADER_SIGNATURE) throw broken();
    // Name and extra field stand between the header and the data, and may be longer than in the directory.
    const start = offset + HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
    const chunk = 64 * 1024;
    for (let read = 0; read < packed; read += chunk) {
      yield await bytesAt(this.handle, start + read, Math.min(chunk, packed - read));
      onBytes(Math.min(packed, read + chunk), packed);
    }
  }
}

const broken = () => brokenWorkbook('这个 .xlsx 已损坏或不完整', 'this .xlsx is damaged or incomplete');

/** An error in feeding, or an early end of reading, ends the other side too. */
async function* inflated(packed: AsyncGenerator<Buffer, void>): AsyncGenerator<Buffer, void> {
  const inflate = createInflateRaw();
  pipeline(Readable.from(packed), inflate, () => undefined);
  try {
    for await (const chunk of inflate as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    throw (error as { code?: string }).code?.startsWith('Z_') ? broken() : error;
  }
}

async function readDirectory(handle: FileHandle): Promise<Map<string, Entry>> {
  const { size } = await handle.stat();
  const length = Math.min(size, END_BYTES + LONGEST_COMMENT);
  const tail = await bytesAt(handle, size - length, length);
  let end = tail.length - END_BYTES;
  while (end >= 0 && tail.readUInt32LE(end) !== END_SIGNATURE) end--;
  if (end < 0) throw broken();
  const count = tail.readUInt16LE(end + 10);
  const bytes = tail.readUInt32LE(end + 12);
  const offset = tail.readUInt32LE(end + 16);
  if (bytes > MOST_DIRECTORY_BYTES || offset + bytes > size) throw broken();
  return entriesOf(await bytesAt(handle, offset, bytes), count);
}

function entriesOf(directory: Buffer, count: number): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (let read = 0, at = 0; read < count; read++) {
    if (at + ENTRY_BYTES > directory.length || directory.readUInt32LE(at) !== ENTRY_SIGNATURE) throw broken();
    const nameBytes = directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes);
    entries.set(name, {
      method: directory.readUInt16LE(at + 10),
      encrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
      packed: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
    });
    at += ENTRY_BYTES + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  if (bytesRead < length) throw broken();
  return buffer;
}
