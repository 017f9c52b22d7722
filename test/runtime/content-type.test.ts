import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { contentTypeOf, UNKNOWN_CONTENT } from '../../runtime/content-type.js';
import { mp4, pdf, png, xlsx } from '../support/files.js';

/** In pieces that fit nothing. */
async function* inPieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 1013) yield bytes.subarray(at, at + 1013);
}
const typeOf = (bytes: Buffer): Promise<string> => contentTypeOf(() => inPieces(bytes));

/** A ZIP of one file, as far as it is read from its beginning. */
function zip(name: string, content: string): Buffer {
  const data = deflateRawSync(Buffer.from(content));
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(8, 8);
  head.writeUInt32LE(data.length, 18);
  head.writeUInt32LE(content.length, 22);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, Buffer.from(name), data, Buffer.from('504b0506', 'hex'), Buffer.alloc(18)]);
}

const types = (part: string): string =>
  `<?xml version="1.0"?><Types><Override PartName="/x.xml" ContentType="application/vnd.${part}.main+xml"/></Types>`;

/** A compound file whose directory holds an entry of a name. */
function compound(stream: string): Buffer {
  const entry = Buffer.alloc(128);
  entry.write(stream, 'utf16le');
  entry.writeUInt16LE(stream.length * 2 + 2, 64);
  return Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(504 + 4096),
    entry,
    Buffer.alloc(999),
  ]);
}

const gb18030 = Buffer.from([0xd0, 0xd5, 0xc3, 0xfb, 0x2c, 0xb5, 0xe7, 0xbb, 0xb0, 0x0a]);

describe('bytes are what they are', () => {
  test.each<[string, () => Buffer | Promise<Buffer>, string]>([
    ['a PNG', png, 'image/png'],
    ['a PDF', pdf, 'application/pdf'],
    ['an MP4', () => mp4(500_000), 'video/mp4'],
    ['a sheet', () => xlsx(), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    [
      'a Word document',
      () => zip('[Content_Types].xml', types('openxmlformats-officedocument.wordprocessingml.document')),
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ],
    [
      'one with macros',
      () => zip('[Content_Types].xml', types('ms-word.document.macroenabled')),
      'application/vnd.ms-word.document.macroenabled.12',
    ],
    ['an archive', () => zip('x.txt', 'x'), 'application/zip'],
    ['Word of before 2007', () => compound('WordDocument'), 'application/msword'],
    ['Excel of before 2007', () => compound('Workbook'), 'application/vnd.ms-excel'],
    ['Excel of before 1997', () => compound('Book'), 'application/vnd.ms-excel'],
    ['a mail of Outlook', () => compound('__properties_version1.0'), 'application/x-cfb'],
    ['a program', () => Buffer.concat([Buffer.from('MZ'), Buffer.alloc(500, 1)]), 'application/x-msdownload'],
    ['a text', () => Buffer.from('姓名,电话\n甲,1\n'), 'text/plain'],
    ['a text with a mark', () => Buffer.from('\uFEFF姓名\r\n'), 'text/plain'],
    ['a text of Windows', () => gb18030, 'text/plain'],
    ['a long text', () => Buffer.from('一二三'.repeat(100_000)), 'text/plain'],
    ['a page', () => Buffer.from('<p>你好</p><script>1</script>'), 'text/plain'],
    ['zeroes', () => Buffer.alloc(5000), UNKNOWN_CONTENT],
    ['half a letter', () => Buffer.from([0x61, 0xe4]), UNKNOWN_CONTENT],
    ['noise', () => Buffer.from(Array.from({ length: 999 }, (_, at) => (at * 7919) % 251)), UNKNOWN_CONTENT],
    ['nothing', () => Buffer.alloc(0), UNKNOWN_CONTENT],
  ])('%s', async (_what, make, type) => expect(await typeOf(await make())).toBe(type));
});

test('a ZIP that is broken inside is no verdict on who brings it, and no error', async () => {
  const broken = zip('[Content_Types].xml', types('x'));
  broken.fill(0xff, 60, 90);
  expect(['application/zip', UNKNOWN_CONTENT]).toContain(await typeOf(broken));
});

test('what cannot be read is no type', async () => {
  const breaking = async function* (): AsyncGenerator<Buffer> {
    yield png().subarray(0, 3);
    throw new Error('disk');
  };
  await expect(contentTypeOf(breaking)).rejects.toThrow('disk');
});
