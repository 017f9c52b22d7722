import { columnOf } from '../../domain/roster/columns.js';
import { NOTE_HEADING, type Heading } from '../../domain/roster/headings.js';
import { printable, UNREADABLE_MARK, writtenAs, type Cell } from '../../domain/roster/cell.js';
import type { Sentence } from '../../domain/problem.js';
import { importById } from '../../ledger/roster/imports.js';
import type { Actor } from '../../ledger/operators.js';
import { wrongRows, type WrongRow } from '../../ledger/roster/plan.js';
import type { Office } from '../office.js';
import { requireRight } from '../rights.js';
import { refuse } from '../refusal.js';
import { examineFile, type RosterFile } from './file.js';
import { QUESTIONS } from './questions.js';
import { visibleImport } from './report.js';
import { withRoster, type Roster } from './rows.js';
import { writeCsv, writeXlsx, type TableFormat } from './table-file.js';

/** A workbook is held in memory whole; more rows than that are nobody's to mend by hand. */
const MOST_XLSX_ROWS = 20_000;

/** Which file to write from which. */
export interface ErrorFile {
  importId: number;
  /** The file that was planned. */
  source: string;
  path: string;
  format: TableFormat;
  /** The language of the notes. */
  tell: (sentence: Sentence) => string;
}

/**
 * Writes the rows of a plan that are wrong or undecided into a file of the same columns, with what is wrong in
 * one more; mended, that file can be planned itself.
 * @returns rows written; 0: nothing is wrong, and there is no file
 */
export async function writeErrorFile(office: Office, actor: Actor, wanted: ErrorFile): Promise<number> {
  requireRight(actor, 'see people');
  const { importId, path, format } = wanted;
  await visibleImport(office.database, actor, importId);
  const [first] = await wrongRows(office.database, importId, { after: 0, limit: 1 });
  if (!first) return 0;
  return withRoster(
    await plannedFile(office, wanted),
    () => undefined,
    async (roster) => {
      const headings = [...roster.headingCells.filter((_, at) => kept(roster, at)), NOTE_HEADING];
      const written = new Counted(wrongCells(office, roster, wanted));
      if (format === 'csv') await writeCsv(path, withHeadings(headings, written));
      else await writeXlsx(path, [{ name: '名册', headings, rows: await gathered(written) }]);
      return written.rows;
    },
  );
}

/** The notes name rows of the file that was planned: beside another's they would be wrong. */
async function plannedFile({ database }: Office, { importId, source }: ErrorFile): Promise<RosterFile> {
  const [file, planned] = await Promise.all([examineFile(source), importById(database, importId)]);
  if (planned?.digest.equals(file.digest)) return file;
  throw refuse(
    'conflict',
    'file-changed',
    '名册在 plan 之后被改动，没有写错误文件：请保存并关闭文件，重新 plan',
    'the roster was changed after it was planned, and no error file was written: save and close it, then plan it again',
  );
}

/** Notes of an earlier round are left out, or they would stand beside the new ones. */
const kept = ({ headingCells }: Roster, at: number): boolean => headingCells[at]!.trim() !== NOTE_HEADING;

async function* withHeadings(
  headings: readonly string[],
  rows: AsyncIterable<string[]>,
): AsyncGenerator<readonly string[], void> {
  yield headings;
  yield* rows;
}

async function gathered(rows: AsyncIterable<string[]>): Promise<string[][]> {
  const all: string[][] = [];
  for await (const row of rows) {
    if (all.push(row) > MOST_XLSX_ROWS) throw tooManyForXlsx();
  }
  return all;
}

const tooManyForXlsx = () =>
  refuse(
    'invalid',
    'too-many-for-xlsx',
    `有问题的超过 ${MOST_XLSX_ROWS} 行，请把错误文件改为 .csv 再 plan 一次（已有的计划仍然有效）`,
    `more than ${MOST_XLSX_ROWS} rows have problems: name an error file that ends in .csv and plan again (the plan stands)`,
  );

/** Passes rows on and counts them. */
class Counted implements AsyncIterable<string[]> {
  rows = 0;

  constructor(private readonly source: AsyncIterable<string[]>) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<string[], void> {
    for await (const row of this.source) {
      this.rows++;
      yield row;
    }
  }
}

/** Rows of the file that have something wrong, each with it: file and notes are both in the order of rows. */
async function* wrongCells(
  { database }: Office,
  roster: Roster,
  { importId, tell }: ErrorFile,
): AsyncGenerator<string[], void> {
  const notes = pages((after) => wrongRows(database, importId, { after, limit: PAGE }));
  let note = await notes.next();
  for await (const { number, cells } of roster.rows) {
    if (note.done) return;
    if (number !== note.value.row) continue;
    yield [...cellsOf(roster, cells), noteText(note.value, tell)];
    note = await notes.next();
  }
}

const PAGE = 1000;

async function* pages(read: (after: number) => Promise<WrongRow[]>): AsyncGenerator<WrongRow, void> {
  for (let after = 0; ;) {
    const page = await read(after);
    yield* page;
    if (page.length < PAGE) return;
    after = page.at(-1)!.row;
  }
}

const cellsOf = (roster: Roster, cells: readonly Cell[]): string[] =>
  roster.headings.flatMap((heading: Heading, at) =>
    kept(roster, at) ? [printable(writtenAs(heading, cells[at]), UNREADABLE_MARK)] : [],
  );

function noteText({ problems, question }: WrongRow, tell: ErrorFile['tell']): string {
  if (question !== null) return tell(QUESTIONS[question]);
  return problems
    .map(
      ({ column, ...sentence }) => `${column === null ? '' : `【${columnOf(column).zh}】`}${tell(sentence)}`,
    )
    .join('；');
}
