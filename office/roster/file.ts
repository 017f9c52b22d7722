import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { refuse, type Refusal } from '../refusal.js';

/** Larger than a million people; a larger one is the wrong file. */
const MOST_MEGABYTES = 300;

/** How the text of a file is encoded, in the words of TextDecoder. */
export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';

/** A file that may be a roster, looked through once. */
export interface RosterFile {
  path: string;
  /** Bytes. */
  size: number;
  /** SHA-256 of its content: by this an import knows the file again. */
  digest: Buffer;
  format: { kind: 'csv'; encoding: Encoding } | { kind: 'xlsx' };
  /** Milliseconds since 1970 of its last change. */
  changed: number;
}

/** Looks at a file whole, without taking it for anything: how large, what it begins with, in which encoding. */
export async function examineFile(path: string): Promise<RosterFile> {
  const { size, changed } = await sizeOf(path);
  const hash = createHash('sha256');
  const utf8 = new Utf8Check();
  let head: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    if (head.length === 0) head = chunk;
    utf8.take(chunk);
  }
  return { path, size, digest: hash.digest(), format: formatOf(head, utf8.holds()), changed };
}

/** @throws {Refusal} when the file was written to since it was examined */
export async function requireUnchanged(file: RosterFile): Promise<void> {
  const { size, changed } = await sizeOf(file.path);
  if (size === file.size && changed === file.changed) return;
  throw refuse(
    'conflict',
    'file-changed',
    '读取期间文件被改动，什么都没有导入：请保存并关闭文件后再试',
    'the file was changed while it was read, and nothing was imported: save and close it, then try again',
  );
}

async function sizeOf(path: string): Promise<{ size: number; changed: number }> {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(error);
  });
  if (!found.isFile()) throw refuse('invalid', 'not-a-file', '这不是文件', 'this is not a file');
  if (found.size === 0) throw emptyFile();
  if (found.size > MOST_MEGABYTES * 1024 * 1024) {
    const megabytes = Math.round(found.size / 1024 / 1024);
    throw refuse(
      'invalid',
      'file-too-large',
      `文件有 ${megabytes} MB，超过上限 ${MOST_MEGABYTES} MB，没有读取：请核对是否选错了文件，或分成几个`,
      `the file has ${megabytes} MB, more than the ${MOST_MEGABYTES} MB allowed, and was not read: see whether it is the right one, or split it`,
    );
  }
  return { size: found.size, changed: found.mtimeMs };
}

function unreadable(error: unknown): Refusal {
  const { code = '' } = error as { code?: string };
  if (code === 'ENOENT') {
    return refuse(
      'not-found',
      'no-such-file',
      '没有这个文件：请核对路径',
      'there is no such file: check the path',
    );
  }
  return refuse('invalid', 'unreadable', `文件无法读取（${code}）`, `the file cannot be read (${code})`);
}

/** Nothing in it, or nothing below its headings. */
export const emptyFile = (): Refusal =>
  refuse(
    'invalid',
    'empty-file',
    '文件是空的，或只有列名：没有可以导入的行',
    'the file is empty, or has headings only: there is nothing to import',
  );

const notATable = (zh: string, en: string): Refusal =>
  refuse(
    'invalid',
    'not-a-table',
    `${zh}：请另存为 .xlsx 或 .csv 再试`,
    `${en}: save it as .xlsx or .csv and try again`,
  );

/** What Excel before 2007 wrote, and what it still wraps a workbook with a password in. */
const OLD_EXCEL = 'd0cf11e0';
const ZIP = '504b0304';
const PDF = '25504446';

function formatOf(head: Buffer, isUtf8: boolean): RosterFile['format'] {
  const start = head.subarray(0, 4).toString('hex');
  if (start === ZIP) return { kind: 'xlsx' };
  if (start === OLD_EXCEL) {
    throw notATable(
      '这是旧版 .xls 文件，或加了密码的工作簿',
      'this is an old .xls file, or a workbook with a password',
    );
  }
  if (start === PDF) throw notATable('这是 PDF 文件', 'this is a PDF');
  if (start.startsWith('fffe')) return { kind: 'csv', encoding: 'utf-16le' };
  if (start.startsWith('feff')) return { kind: 'csv', encoding: 'utf-16be' };
  if (head.includes(0)) throw notATable('这不是表格文件', 'this is not a file with a table');
  return { kind: 'csv', encoding: isUtf8 ? 'utf-8' : 'gb18030' };
}

/** Whether everything so far is UTF-8; what is not is what Chinese Excel writes, GB 18030. */
class Utf8Check {
  private decoder: TextDecoder | undefined = new TextDecoder('utf-8', { fatal: true });

  take(chunk: Buffer): void {
    this.attempt((decoder) => decoder.decode(chunk, { stream: true }));
  }

  holds(): boolean {
    this.attempt((decoder) => decoder.decode());
    return this.decoder !== undefined;
  }

  private attempt(decode: (decoder: TextDecoder) => string): void {
    try {
      if (this.decoder) decode(this.decoder);
    } catch {
      this.decoder = undefined;
    }
  }
}
