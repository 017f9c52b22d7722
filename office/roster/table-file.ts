import { constants, createWriteStream } from 'node:fs';
import { access, chmod } from 'node:fs/promises';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { stringify as stringifySync } from 'csv-stringify/sync';
import writeXlsxFile, { type SheetData } from 'write-excel-file/node';
import { refuse } from '../refusal.js';

/** What a table is written as. */
export type TableFormat = 'csv' | 'xlsx';

/** A sheet of text: its headings and what stands below them. */
export interface TextSheet {
  name: string;
  headings: readonly string[];
  rows: readonly (readonly string[])[];
  /** Rows below the last one that are formatted as text already, for whoever fills them in. */
  spare?: number;
}

/** Widest a column is made, in characters. */
const WIDEST = 40;
/** Only the owner: it holds names and phones. */
const OWNER_ONLY = 0o600;

/**
 * The format a file's ending asks for.
 * @throws {Refusal} it asks for neither, or there is such a file already
 */
export async function formatFor(path: string): Promise<TableFormat> {
  const ending = extname(path).toLowerCase();
  if (ending !== '.csv' && ending !== '.xlsx') {
    throw refuse(
      'invalid',
      'unknown-ending',
      '文件名须以 .xlsx 或 .csv 结尾',
      'the name of the file must end in .xlsx or .csv',
    );
  }
  if (await exists(path)) throw alreadyThere();
  return ending === '.csv' ? 'csv' : 'xlsx';
}

/**
 * For what is written as CSV only.
 * @throws {Refusal} the file does not end so, or there is one of that name already
 */
export async function requireCsv(path: string): Promise<void> {
  if ((await formatFor(path)) === 'csv') return;
  throw refuse('invalid', 'unknown-ending', '文件名须以 .csv 结尾', 'the name of the file must end in .csv');
}

const exists = (path: string): Promise<boolean> =>
  access(path, constants.F_OK).then(
    () => true,
    () => false,
  );

const alreadyThere = () =>
  refuse(
    'conflict',
    'file-exists',
    '已有同名文件，没有覆盖：请换一个文件名',
    'there is a file of that name already and it was not overwritten: choose another name',
  );

/**
 * Chinese Excel takes a text without a byte order mark for GB 18030, and a cell that begins like a formula would be one
 * when the file is opened.
 */
const FOR_EXCEL = { bom: true, record_delimiter: 'windows', escape_formulas: true } as const;

/** A table as the text of a CSV file. */
export const csvText = (rows: readonly (readonly string[])[]): string =>
  stringifySync(rows as string[][], FOR_EXCEL);

/** Writes a text file. */
export async function writeCsv(
  path: string,
  rows: Iterable<readonly string[]> | AsyncIterable<readonly string[]>,
): Promise<void> {
  const stringifier = stringify(FOR_EXCEL);
  await writable(path, () =>
    pipeline(Readable.from(rows), stringifier, createWriteStream(path, { flags: 'wx', mode: OWNER_ONLY })),
  );
}

/** Writes a workbook whose cells are all text, so that no ID becomes 1.3E+17. Held in memory whole. */
export async function writeXlsx(path: string, sheets: readonly TextSheet[]): Promise<void> {
  await writable(path, async () => {
    await writeXlsxFile(
      sheets.map((sheet) => ({
        sheet: sheet.name,
        data: dataOf(sheet),
        columns: sheet.headings.map((heading, at) => ({ width: widthOf(heading, sheet.rows, at) })),
        stickyRowsCount: 1,
      })),
    ).toFile(path);
    await chmod(path, OWNER_ONLY);
  });
}

function dataOf({ headings, rows, spare = 0 }: TextSheet): SheetData {
  const text = (value: string) => ({ value, type: String, format: '@' });
  const empty = headings.map(() => text(''));
  return [
    headings.map((heading) => ({ ...text(heading), fontWeight: 'bold' as const })),
    ...rows.map((row) => row.map(text)),
    ...Array.from({ length: spare }, () => empty),
  ];
}

/** Chinese is two columns wide. */
const shownWidth = (text: string): number =>
  [...text].reduce((sum, one) => sum + (one > '\u2e7f' ? 2 : 1), 0);

const widthOf = (heading: string, rows: TextSheet['rows'], at: number): number =>
  Math.min(
    WIDEST,
    Math.max(...[heading, ...rows.slice(0, 50).map((row) => row[at] ?? '')].map(shownWidth)) + 2,
  );

async function writable(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const { code = '' } = error as { code?: string };
    if (code === 'EEXIST') throw alreadyThere();
    if (!/^E[A-Z]+$/.test(code)) throw error;
    throw refuse('invalid', 'unwritable', `文件无法写入（${code}）`, `the file cannot be written (${code})`);
  }
}
