import { Readable } from 'node:stream';
import { fileTypeFromStream } from 'file-type';

/** Content of which nothing is known. */
export const UNKNOWN_CONTENT = 'application/octet-stream';

const COMPOUND = 'application/x-cfb';

/**
 * What bytes are, whatever they are called: a media type, {@link UNKNOWN_CONTENT} where nothing is recognised.
 * @param content gives the bytes from their beginning, each time it is called
 */
export async function contentTypeOf(content: () => AsyncIterable<Buffer>): Promise<string> {
  const found = await byItsMarks(content());
  if (found === COMPOUND) return (await compoundKind(content())) ?? COMPOUND;
  if (found !== undefined) return found;
  return (await isText(content())) ? 'text/plain' : UNKNOWN_CONTENT;
}

async function byItsMarks(content: AsyncIterable<Buffer>): Promise<string | undefined> {
  const faults: unknown[] = [];
  const watched = async function* (): AsyncGenerator<Buffer> {
    try {
      yield* content;
    } catch (error) {
      faults.push(error);
      throw error;
    }
  };
  const stream = Readable.from(watched(), { objectMode: false });
  try {
    return (await fileTypeFromStream(stream))?.mime;
  } catch {
    // A file that is broken inside is of no type; one that cannot be read is no verdict on it.
    if (faults.length > 0) throw faults[0];
    return undefined;
  } finally {
    stream.destroy();
  }
}

/** Streams by which Word and Excel of before 2007 are told from other compound files (messages, installers, slides). */
const STREAMS = [
  ['WordDocument', 'application/msword'],
  ['Workbook', 'application/vnd.ms-excel'],
  ['Book', 'application/vnd.ms-excel'],
] as const;
/** An entry of a compound file's directory: 128 bytes, always at a multiple of that; a name of 64 bytes, then its length. */
const ENTRY_BYTES = 128;
const NAME_BYTES = 64;

async function compoundKind(content: AsyncIterable<Buffer>): Promise<string | undefined> {
  let rest = Buffer.alloc(0);
  for await (const piece of content) {
    const bytes = Buffer.concat([rest, piece]);
    const whole = bytes.length - (bytes.length % ENTRY_BYTES);
    for (let at = 0; at < whole; at += ENTRY_BYTES) {
      const kind = streamKind(bytes.subarray(at, at + ENTRY_BYTES));
      if (kind !== undefined) return kind;
    }
    rest = bytes.subarray(whole);
  }
  return undefined;
}

function streamKind(entry: Buffer): string | undefined {
  const length = entry.readUInt16LE(NAME_BYTES);
  if (length < 2 || length > NAME_BYTES) return undefined;
  const name = entry.toString('utf16le', 0, length - 2);
  return STREAMS.find(([stream]) => stream === name)?.[1];
}

/** Texts of this country are in one of these. */
const ENCODINGS = ['utf-8', 'gb18030'] as const;
/** What no text holds, beside tabs, line ends and form feeds. */
const UNTEXTUAL = /[\x00-\x08\x0B\x0E-\x1F\x7F]/;

async function isText(content: AsyncIterable<Buffer>): Promise<boolean> {
  const decoders = new Set(ENCODINGS.map((encoding) => new TextDecoder(encoding, { fatal: true })));
  let empty = true;
  for await (const piece of content) {
    empty = false;
    for (const decoder of decoders) if (!reads(decoder, piece)) decoders.delete(decoder);
    if (decoders.size === 0) return false;
  }
  for (const decoder of decoders) if (!reads(decoder)) decoders.delete(decoder);
  return !empty && decoders.size > 0;
}

function reads(decoder: InstanceType<typeof TextDecoder>, piece?: Buffer): boolean {
  try {
    return !UNTEXTUAL.test(decoder.decode(piece, { stream: piece !== undefined }));
  } catch {
    return false;
  }
}
