import { open } from 'node:fs/promises';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { brokenWorkbook, tooLarge } from './broken.js';

/** A sheet of a million rows unpacks to less; a bomb to more. */
const MOST_BYTES = 2 * 1024 ** 3;
/** Names and notes of all files; more would be the directory of a bomb, a workbook has some tens of files. */
const MOST_DIRECTORY_BYTES = 4 * 1024 ** 2;

/** A zip archive read in place: its directory at once, its files as streams. */
export class Archive {
  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
    private readonly mostBytes: number,
  ) {}

  /**
   * Opens an archive and reads its directory.
   * @param mostBytes of one file, unpacked
   */
  static async open(path: string, mostBytes = MOST_BYTES): Promise<Archive> {
    await requireNearDirectory(path);
    const zip = await openPromise(path, { autoClose: false, strictFileNames: true }).catch(damaged);
    try {
      return new Archive(zip, await readDirectory(zip).catch(damaged), mostBytes);
    } catch (error) {
      zip.close();
      throw error;
    }
  }

  /** Whether there is such a file. */
  has(name: string): boolean {
    return this.entries.has(name);
  }

  /**
   * A file's content, piece by piece; hears how many bytes of how many there are. A file that is not as long as
   * its directory says ends in a refusal, so that none unpacks to more than it admits.
   */
  async *read(
    name: string,
    onBytes: (read: number, total: number) => void = () => undefined,
  ): AsyncGenerator<Buffer, void> {
    const entry = this.entries.get(name);
    if (!entry) throw broken();
    if (entry.uncompressedSize > this.mostBytes) throw tooLarge();
    const stream = await this.zip.openReadStreamPromise(entry).catch(damaged);
    let read = 0;
    try {
      for await (const piece of stream as AsyncIterable<Buffer>) {
        onBytes((read += piece.length), entry.uncompressedSize);
        yield piece;
      }
    } catch (error) {
      damaged(error);
    }
  }

  /** Lets go of the file, once what is being read of it has ended. */
  close(): void {
    this.zip.close();
  }
}

async function readDirectory(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  let bytes = 0;
  for await (const entry of zip.eachEntry()) {
    bytes += entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
    if (bytes > MOST_DIRECTORY_BYTES) throw broken();
    entries.set(entry.fileName, entry);
  }
  return entries;
}

const broken = () => brokenWorkbook('这个 .xlsx 已损坏或不完整', 'this .xlsx is damaged or incomplete');

/** An error of the system names the call that failed; any other is the archive's. */
function damaged(error: unknown): never {
  throw 'syscall' in (error as Error) ? error : broken();
}

/** What a zip64 archive points at its directory with, and how far from the end that may stand. */
const LOCATOR = Buffer.from('504b0607', 'hex');
const LOCATOR_WITHIN = 20 + 22 + 0xffff;

/**
 * Refuses an archive whose directory would begin beyond 4 GB. yauzl 3.4.0 reads there in a callback, in which an
 * offset beyond 2^53 throws where nobody can catch it, and ends the process.
 */
async function requireNearDirectory(path: string): Promise<void> {
  const file = await open(path);
  try {
    const tail = Buffer.alloc(LOCATOR_WITHIN);
    await file.read(tail, 0, tail.length, Math.max(0, (await file.stat()).size - tail.length));
    for (let at = tail.indexOf(LOCATOR); at >= 0; at = tail.indexOf(LOCATOR, at + 1)) {
      if (tail.subarray(at + 12, at + 16).some((byte) => byte > 0)) throw broken();
    }
  } finally {
    await file.close();
  }
}
