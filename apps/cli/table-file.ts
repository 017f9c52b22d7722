import { parse, CsvError } from 'csv-parse/sync';
import type { Problem } from '../../domain/problem.js';
import { Refusal } from '../../office/refusal.js';
import { FileRefusal, readText, type PlacedProblem } from './definition-file.js';

/** The words that may stand over each column, in the two languages. */
export type Headings<Field extends string> = Readonly<Record<Field, readonly string[]>>;

/** A row as the parser gives it, and the line it ends on. */
interface Row {
  record: string[];
  info: { lines: number };
}

/** Rows of a CSV file, and what is wrong with them told by its line. */
export interface TableFile<Field extends string> {
  rows: Record<Field, string>[];
  placing: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/**
 * Reads a table: CSV in UTF-8, its first row these headings in either language and any order.
 * @throws {FileRefusal} when it cannot be read, or a column is missing
 */
export async function readTable<Field extends string>(
  file: string,
  headings: Headings<Field>,
): Promise<TableFile<Field>> {
  const [head, ...rows] = rowsOf(file, await readText(file));
  const columns = columnsOf(file, headings, head?.record ?? []);
  return {
    rows: rows.map(
      ({ record }) =>
        Object.fromEntries(columns.map(([field, column]) => [field, record[column] ?? ''])) as Record<
          Field,
          string
        >,
    ),
    placing: (work) =>
      work().catch((error: unknown) => {
        throw error instanceof Refusal ? placed(file, rows, error) : error;
      }),
  };
}

function rowsOf(file: string, text: string): Row[] {
  const options = { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true, info: true };
  try {
    return parse(text, options) as unknown as Row[];
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

/** Where each field stands. */
function columnsOf<Field extends string>(
  file: string,
  headings: Headings<Field>,
  head: readonly string[],
): [Field, number][] {
  const cells = head.map((cell) => cell.toLowerCase());
  const fields = Object.keys(headings) as Field[];
  const found = fields.map((field): [Field, number] => [
    field,
    cells.findIndex((cell) => headings[field].includes(cell)),
  ]);
  const missing = found.filter(([, column]) => column < 0).map(([field]) => headings[field].join(' '));
  if (missing.length === 0) return found;
  throw problemAt(file, 1, {
    path: [],
    reason: 'missing-column',
    zh: `首行缺少列：${missing.join('、')}`,
    en: `the first row lacks the columns ${missing.join(', ')}`,
  });
}

const problemAt = (file: string, line: number, problem: Problem): FileRefusal =>
  new FileRefusal('invalid', [{ ...problem, file, position: { line, column: 1 } }]);

/** A problem at `[index, field]` is told by the row's line and its field. */
function placed(file: string, rows: readonly Row[], { kind, problems }: Refusal): FileRefusal {
  const place = (problem: Problem): PlacedProblem => {
    const [at, ...path] = problem.path;
    const line = typeof at === 'number' ? rows[at]?.info.lines : undefined;
    return { ...problem, path, file, position: line === undefined ? null : { line, column: 1 } };
  };
  return new FileRefusal(
    kind,
    problems.map(place).sort((one, other) => (one.position?.line ?? 0) - (other.position?.line ?? 0)),
  );
}
