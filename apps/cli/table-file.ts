import { open } from 'node:fs/promises';
import { parse, CsvError } from 'csv-parse/sync';
import type { Problem } from '../../domain/problem.js';
import { Refusal } from '../../office/refusal.js';
import { workbookRows } from '../../office/roster/xlsx/rows.js';
import { FileRefusal, readText, type PlacedProblem } from './definition-file.js';
import { cellFault, cellText } from './workbook-cells.js';

/** The words that may stand over each column, in the two languages. */
export type Headings<Field extends string> = Readonly<Record<Field, readonly string[]>>;

/** What else there is to know of a table's columns. */
export interface ColumnKinds<Field extends string> {
  /** May be left out of the file: then every cell is empty. */
  optional?: readonly Field[];
  /** In a workbook their numbers are days, or days with a time. */
  days?: readonly Field[];
  times?: readonly Field[];
}

/** A row and the line it ends on. */
interface Row {
  record: string[];
  line: number;
}

/** Rows of a table, and what is wrong with them told by its line. */
export interface TableFile<Field extends string> {
  rows: Record<Field, string>[];
  placing: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** Rows of a workbook; a register of a whole province is a tenth of that. */
const MOST_ROWS = 50_000;

/**
 * Reads a table: CSV in UTF-8 or an .xlsx, its first row these headings in either language and any order.
 * @throws {FileRefusal} when it cannot be read, or a column is missing
 */
export async function readTable<Field extends string>(
  file: string,
  headings: Headings<Field>,
  kinds: ColumnKinds<NoInfer<Field>> = {},
): Promise<TableFile<Field>> {
  if (await isPacked(file)) return fromWorkbook(file, headings, kinds);
  const [head, ...rows] = rowsOf(file, await readText(file));
  const columns = columnsOf(file, headings, head, kinds);
  return tableOf(file, columns, rows);
}

/** A workbook, an old one or a PDF: no text, whatever the file's name ends in. */
const PACKED = ['504b0304', 'd0cf11e0', '25504446'];

async function isPacked(file: string): Promise<boolean> {
  // What cannot be opened is told by who reads it as text.
  const handle = await open(file).catch(() => undefined);
  if (!handle) return false;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return PACKED.includes(buffer.subarray(0, bytesRead).toString('hex'));
  } catch {
    return false;
  } finally {
    await handle.close();
  }
}

async function fromWorkbook<Field extends string>(
  file: string,
  headings: Headings<Field>,
  kinds: ColumnKinds<Field>,
): Promise<TableFile<Field>> {
  const sheet = await placing(file, [], () => workbookRows(file, MOST_ROWS));
  const [head, ...rows] = sheet.filter(({ cells }) => cells.length > 0);
  const written = head && { record: head.cells.map((cell) => cellText(cell, undefined)), line: head.number };
  const columns = columnsOf(file, headings, written, kinds);
  const faults = rows.flatMap(({ cells, number }) =>
    columns.flatMap(([field, column]) => {
      const fault = cells[column] === undefined ? null : cellFault(cells[column]);
      return fault ? [{ ...fault, path: [field], file, position: { line: number, column: column + 1 } }] : [];
    }),
  );
  if (faults.length > 0) throw new FileRefusal('invalid', faults);
  const kindOf = new Map(columns.map(([field, column]) => [column, columnKind(field, kinds)] as const));
  const read = rows.map(({ cells, number }) => ({
    record: cells.map((cell, column) => cellText(cell, kindOf.get(column))),
    line: number,
  }));
  return tableOf(
    file,
    columns,
    read.filter(({ record }) => record.some((text) => text !== '')),
  );
}

const columnKind = <Field extends string>(
  field: Field,
  { days = [], times = [] }: ColumnKinds<Field>,
): 'day' | 'time' | undefined => (days.includes(field) ? 'day' : times.includes(field) ? 'time' : undefined);

function tableOf<Field extends string>(
  file: string,
  columns: readonly [Field, number][],
  rows: readonly Row[],
): TableFile<Field> {
  return {
    rows: rows.map(
      ({ record }) =>
        Object.fromEntries(columns.map(([field, column]) => [field, record[column] ?? ''])) as Record<
          Field,
          string
        >,
    ),
    placing: (work) => placing(file, rows, work),
  };
}

function rowsOf(file: string, text: string): Row[] {
  const options = { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true, info: true };
  try {
    const rows = parse(text, options) as unknown as { record: string[]; info: { lines: number } }[];
    return rows.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw problemAt(file, Number(error['lines'] ?? 1), {
      path: [],
      reason: error.code,
      zh: '不是有效的 CSV：请检查引号',
      en: 'not valid CSV: look at its quotes',
    });
  }
}

/** Where each field stands; -1: nowhere, and that is allowed. */
function columnsOf<Field extends string>(
  file: string,
  headings: Headings<Field>,
  head: Row | undefined,
  { optional = [] }: ColumnKinds<Field>,
): [Field, number][] {
  const cells = (head?.record ?? []).map((cell) => cell.toLowerCase());
  const fields = Object.keys(headings) as Field[];
  const found = fields.map((field): [Field, number] => [
    field,
    cells.findIndex((cell) => headings[field].includes(cell)),
  ]);
  const missing = found
    .filter(([field, column]) => column < 0 && !optional.includes(field))
    .map(([field]) => headings[field].join(' '));
  if (missing.length === 0) return found;
  throw problemAt(file, head?.line ?? 1, {
    path: [],
    reason: 'missing-column',
    zh: `首行缺少列：${missing.join('、')}`,
    en: `the first row lacks the columns ${missing.join(', ')}`,
  });
}

const problemAt = (file: string, line: number, problem: Problem): FileRefusal =>
  new FileRefusal('invalid', [{ ...problem, file, position: { line, column: 1 } }]);

/** What is wrong is told with its place in the file. */
const placing = <Result>(file: string, rows: readonly Row[], work: () => Promise<Result>): Promise<Result> =>
  work().catch((error: unknown) => {
    throw error instanceof Refusal ? placed(file, rows, error) : error;
  });

/** A problem at `[index, field]` is told by the row's line and its field. */
function placed(file: string, rows: readonly Row[], { kind, problems }: Refusal): FileRefusal {
  const place = (problem: Problem): PlacedProblem => {
    const [at, ...path] = problem.path;
    const line = typeof at === 'number' ? rows[at]?.line : undefined;
    return typeof at === 'number'
      ? { ...problem, path, file, position: line === undefined ? null : { line, column: 1 } }
      : { ...problem, file, position: null };
  };
  return new FileRefusal(
    kind,
    problems.map(place).sort((one, other) => (one.position?.line ?? 0) - (other.position?.line ?? 0)),
  );
}
