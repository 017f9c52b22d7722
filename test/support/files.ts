import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll } from '@jest/globals';
import writeExcel from 'write-excel-file/node';
import type { Files } from '../../office/files.js';
import { openBlobs } from '../../runtime/blobs.js';
import { KEYS } from './cast.js';

/** A folder of files of this test file's own, removed when it is done; small limits, so that they are soon reached. */
export async function openTestFiles(): Promise<Files & { folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-files-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const mostMegabytes = { document: 1, roster: 1, photo: 1, video: 2 };
  return { folder, blobs: openBlobs(folder, KEYS), mostMegabytes };
}

/** A real PNG of one colour; each shade is another file. */
export function png(shade = 0): Buffer {
  const chunk = (kind: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
    const framed = Buffer.alloc(body.length + 8);
    framed.writeUInt32BE(data.length, 0);
    body.copy(framed, 4);
    framed.writeUInt32BE(crc(body), body.length + 4);
    return framed;
  };
  const head = Buffer.from([0, 0, 0, 2, 0, 0, 0, 2, 8, 0, 0, 0, 0]);
  const rows = deflateSync(Buffer.from([0, shade, shade, 0, shade, shade]));
  const begin = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([begin, chunk('IHDR', head), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}

/** The first bytes of an MP4 as phones write it, then as many more as wanted. */
export const mp4 = (more = 100): Buffer =>
  Buffer.concat([
    Buffer.from([0, 0, 0, 24]),
    Buffer.from('ftypisom\0\0\x02\0isommp42', 'latin1'),
    Buffer.alloc(more, 7),
  ]);

/** A PDF, as far as its first bytes say. */
export const pdf = (words = ''): Buffer => Buffer.from(`%PDF-1.7\n% ${words}\n%%EOF\n`);

/** A roster as a real XLSX. */
export const xlsx = (names: readonly string[] = ['甲', '乙']): Promise<Buffer> =>
  writeExcel(names.map((name) => [{ value: name }])).toBuffer();
