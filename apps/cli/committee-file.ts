import { parse, CsvError } from 'csv-parse/sync';
import type { Problem } from '../../domain/problem.js';
import type { WrittenCommittee } from '../../office/committees.js';
import { Refusal } from '../../office/refusal.js';
import { FileRefusal, readText, type PlacedProblem } from './definition-file.js';

/** Heading of each column, in the two languages. */
const HEADINGS: Readonly<Record<keyof WrittenCommittee, readonly string[]>> = {
  code: ['代码', 'code'],
  name: ['名称', 'name'],
  kind: ['类型', 'kind'],
  parent: ['上级', 'parent'],
};
const FIELDS = Object.keys(HEADINGS) as (keyof WrittenCommittee)[];

/** A row as the parser gives it, and the line it ends on. */
interface Row {
  record: string[];
  info: { lines: number };
}

/** Committees of a CSV file, and what is wrong with them told by its line. */
export interface CommitteeFile {
  committees: WrittenCommittee[];
  placing: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/**
 * Reads a table of committees: CSV in UTF-8, with the headings 代码、名称、类型、上级 or code, name, kind, parent, in
 * any order.
 * @throws {FileRefusal} when it cannot be read, or a column is missing
 */
export async function readCommitteeFile(file: string): Promise<CommitteeFile> {
  const [head, ...rows] = rowsOf(file, await readText(file));
  const columns = columnsOf(file, head?.record ?? []);
  const committees = rows.map(
    ({ record }) =>
      Object.fromEntries(
        FIELDS.map((field) => [field, record[columns[field]] ?? '']),
      ) as unknown as WrittenCommittee,
  );
  return {
    committees,
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

function columnsOf(file: string, head: readonly string[]): Record<keyof WrittenCommittee, number> {
  const found = FIELDS.map((field) => [field, head.findIndex((cell) => isHeading(field, cell))] as const);
  const missing = found.filter(([, column]) => column < 0).map(([field]) => HEADINGS[field].join(' '));
  if (missing.length === 0) return Object.fromEntries(found) as Record<keyof WrittenCommittee, number>;
  throw problemAt(file, 1, {
    path: [],
    reason: 'missing-column',
    zh: `首行缺少列：${missing.join('、')}`,
    en: `the first row lacks the columns ${missing.join(', ')}`,
  });
}

const isHeading = (field: keyof WrittenCommittee, cell: string): boolean =>
  HEADINGS[field].includes(cell.toLowerCase());

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
