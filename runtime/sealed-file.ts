import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';
import { SealedDataError, type Keys } from './keys.js';

/**
 * Files sealed in chunks (the STREAM construction over AES-256-GCM): head, then chunks of 64 KiB, each with a tag. Each
 * file has a key of its own; a chunk's nonce is its place and whether it is the last. So a chunk that was changed, moved,
 * taken from another file or left out at the end does not open.
 */
const FORMAT = Buffer.from('muster1\n', 'latin1');
const SALT_BYTES = 32;
const HEAD_BYTES = FORMAT.length + SALT_BYTES;
const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

/** Seals what comes, piece by piece; holds two chunks in memory at most. */
export async function* sealing(source: AsyncIterable<Buffer>, keys: Keys): AsyncGenerator<Buffer> {
  const salt = randomBytes(SALT_BYTES);
  const key = keys.fileKey(salt);
  yield Buffer.concat([FORMAT, salt]);
  let place = 0;
  for await (const { chunk, last } of chunksOf(source, CHUNK_BYTES)) {
    const cipher = createCipheriv(CIPHER, key, nonceOf(place++, last));
    yield Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
  }
}

/**
 * Opens what {@link sealing} made, chunk by chunk, none before it is proven.
 * @throws {SealedDataError} at the first chunk that was changed, or sealed with another key
 */
export async function* opening(source: AsyncIterable<Buffer>, keys: Keys): AsyncGenerator<Buffer> {
  let key: KeyObject | undefined;
  let place = 0;
  for await (const piece of headFirst(source)) {
    if (key === undefined) {
      key = keyOfHead(piece, keys);
      continue;
    }
    const { chunk, last } = piece as Chunk;
    yield openChunk(chunk, key, nonceOf(place++, last));
  }
}

interface Chunk {
  chunk: Buffer;
  /** Nothing comes after it. */
  last: boolean;
}

/** The head as the first piece, then the sealed chunks. */
async function* headFirst(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer | Chunk> {
  let head = Buffer.alloc(0);
  const rest = async function* (): AsyncGenerator<Buffer> {
    for await (const piece of source) {
      const missing = HEAD_BYTES - head.length;
      if (missing > 0) head = Buffer.concat([head, piece.subarray(0, missing)]);
      if (piece.length > missing) yield piece.subarray(Math.max(missing, 0));
    }
  };
  let began = false;
  for await (const chunk of chunksOf(rest(), CHUNK_BYTES + TAG_BYTES)) {
    if (!began) yield head;
    began = true;
    yield chunk;
  }
}

function keyOfHead(head: Buffer | Chunk, keys: Keys): KeyObject {
  if (!Buffer.isBuffer(head) || head.length < HEAD_BYTES || !head.subarray(0, FORMAT.length).equals(FORMAT))
    throw new SealedDataError('no head');
  return keys.fileKey(head.subarray(FORMAT.length));
}

function openChunk(chunk: Buffer, key: KeyObject, nonce: Buffer): Buffer {
  try {
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(chunk.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(chunk.subarray(0, -TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw new SealedDataError(cause);
  }
}

/** Places are never repeated under one key: 2^32 chunks are 256 TiB. */
function nonceOf(place: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt8(last ? 1 : 0, 0);
  nonce.writeUInt32BE(place, 8);
  return nonce;
}

/** Pieces of any size as chunks of one size; the last may be shorter, or empty. */
async function* chunksOf(source: AsyncIterable<Buffer>, size: number): AsyncGenerator<Chunk> {
  let held: Buffer[] = [];
  let length = 0;
  for await (const piece of source) {
    held.push(piece);
    length += piece.length;
    // One chunk is held back: it may be the last.
    if (length <= size) continue;
    const all = Buffer.concat(held, length);
    let at = 0;
    for (; length - at > size; at += size) yield { chunk: all.subarray(at, at + size), last: false };
    held = [all.subarray(at)];
    length -= at;
  }
  yield { chunk: Buffer.concat(held, length), last: true };
}
