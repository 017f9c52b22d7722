import { createReadStream } from 'node:fs';
import { Readable, pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { refuse } from '../refusal.js';
import type { Encoding, RosterFile } from './file.js';

/** A row of a file, its number as a spreadsheet counts it. */
export interface SourceRow<Cell> {
  number: number;
  cells: Cell[];
}

/** Longest row; a quote that is never closed would swallow the rest of the file. */
const LONGEST_ROW = 64 * 1024;

/** Reads a text file row by row; hears how many bytes have been read. */
export async function* csvRows(
  { path }: RosterFile,
  encoding: Encoding,
  onBytes: (bytes: number) => void,
): AsyncGenerator<SourceRow<string>, void> {
  const texts = decoded(path, encoding, onBytes);
  const first = await texts.next();
  if (first.done) return;
  const parser = parse({
    delimiter: delimiterOf(first.value),
    recordDelimiter: ['\r\n', '\n', '\r'],
    relaxColumnCount: true,
    relaxQuotes: true,
    maxRecordSize: LONGEST_ROW,
  });
  pipeline(Readable.from(together(first.value, texts)), parser, () => undefined);
  let number = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) yield { number: ++number, cells };
  } catch (error) {
    throw error instanceof CsvError ? brokenRow(number + 1) : error;
  }
}

async function* together(first: string, rest: AsyncGenerator<string, void>): AsyncGenerator<string, void> {
  yield first;
  yield* rest;
}

/** The text of a file, piece by piece; a byte order mark is left out. */
async function* decoded(
  path: string,
  encoding: Encoding,
  onBytes: (bytes: number) => void,
): AsyncGenerator<string, void> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      onBytes(bytes);
      yield decoder.decode(chunk, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    throw refuse(
      'invalid',
      'unknown-encoding',
      '文件既不是 UTF-8，也不是 GB18030 编码的文本：请在 Excel 中另存为 “CSV UTF-8” 或 .xlsx',
      'the file is text in neither UTF-8 nor GB 18030: save it as “CSV UTF-8” or .xlsx',
    );
  }
}

/** Above the headings there may be a title, which has no marks. */
const FIRST_LINES = 10;

/** What most often stands between the words of one of the first lines: comma, tab or semicolon. */
function delimiterOf(text: string): string {
  const lines = text.split(/\r?\n|\r/, FIRST_LINES).map((line) => line.replace(/"[^"]*"/g, ''));
  const times = (mark: string): number => Math.max(...lines.map((line) => line.split(mark).length));
  return [',', '\t', ';'].reduce((best, mark) => (times(mark) > times(best) ? mark : best));
}

const brokenRow = (row: number) =>
  refuse(
    'invalid',
    'broken-row',
    `从第 ${row} 行起无法读取，多半是引号没有成对：请修改该行，或另存为 .xlsx`,
    `from row ${row} on the file cannot be read; probably a quote is not closed: mend that row, or save it as .xlsx`,
  );
