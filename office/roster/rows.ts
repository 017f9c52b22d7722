import { printable, textOf, type Cell } from '../../domain/roster/cell.js';
import { COLUMNS } from '../../domain/roster/columns.js';
import { looksLikeHeadings, readHeadings, type Heading } from '../../domain/roster/headings.js';
import { refuse, Refusal } from '../refusal.js';
import { csvRows, type SourceRow } from './csv.js';
import { emptyFile, type RosterFile } from './file.js';
import { EXPLANATIONS } from './template.js';
import { holdsData, sheetRows } from './xlsx/sheet.js';
import { readSharedStrings, readWorkbook } from './xlsx/workbook.js';
import { Archive } from './xlsx/zip.js';

/** A file opened as a roster: its headings are read, its rows are to come. */
export interface Roster {
  headings: Heading[];
  /** As they are written. */
  headingCells: string[];
  headingRow: number;
  /** What stands below the headings, blank rows included; beyond a million it is refused. */
  rows: AsyncGenerator<SourceRow<Cell>, void>;
  /** Positions (from 1) of further sheets that hold something and are not read. */
  otherSheets: number[];
}

/** Hears how many bytes of how many have been read. */
export type OnBytes = (read: number, total: number) => void;

/** The largest roster; Excel's own sheets end at 1,048,576. */
const MOST_ROWS = 1_000_000;
/** Above the headings there may be a title, a date, an empty row. */
const HEADINGS_WITHIN = 10;

/** Opens a roster for as long as `use` takes. */
export async function withRoster<Result>(
  file: RosterFile,
  onBytes: OnBytes,
  use: (roster: Roster) => Promise<Result>,
  mostRows = MOST_ROWS,
): Promise<Result> {
  if (file.format.kind === 'csv') {
    const { encoding } = file.format;
    const rows = csvRows(file, encoding, (read) => onBytes(read, file.size));
    return closing(rows, async () => use({ ...(await belowHeadings(rows, mostRows)), otherSheets: [] }));
  }
  const archive = await Archive.open(file.path);
  try {
    const workbook = await readWorkbook(archive);
    const rows = sheetRows(
      archive,
      workbook,
      await readSharedStrings(archive, workbook.sharedStrings),
      onBytes,
    );
    return await closing(rows, async () => {
      const roster = await belowHeadings(rows, mostRows);
      const filled: number[] = [];
      for (const other of workbook.others) {
        // The sheet of explanations in our own template is not somebody's data.
        if (other.name !== EXPLANATIONS && (await holdsData(archive, other.file)))
          filled.push(other.position);
      }
      return use({ ...roster, otherSheets: filled });
    });
  } finally {
    archive.close();
  }
}

/** Lets go of the file also when reading ends early. */
async function closing<Result>(
  rows: AsyncGenerator<unknown, void>,
  use: () => Promise<Result>,
): Promise<Result> {
  try {
    return await use();
  } finally {
    await rows.return();
  }
}

async function belowHeadings(
  rows: AsyncGenerator<SourceRow<Cell>, void>,
  mostRows: number,
): Promise<Omit<Roster, 'otherSheets'>> {
  for (let looked = 0; looked < HEADINGS_WITHIN;) {
    const { value: row, done } = await rows.next();
    if (done) {
      if (looked === 0) throw emptyFile();
      break;
    }
    const texts = row.cells.map((cell) => printable(textOf(cell)));
    if (texts.every((text) => text.trim() === '')) continue;
    looked++;
    if (!looksLikeHeadings(texts)) continue;
    const headings = readHeadings(texts);
    if (!areHeadings(headings))
      throw new Refusal(
        'invalid',
        headings.map((fault) => ({ path: [], ...fault })),
      );
    return { headings, headingCells: texts, headingRow: row.number, rows: atMost(rows, mostRows) };
  }
  throw noHeadings();
}

const areHeadings = (read: ReturnType<typeof readHeadings>): read is Heading[] => typeof read[0] === 'string';

/** Its first row is not repeated: it may well be a person. */
function noHeadings(): Refusal {
  const known = COLUMNS.map(({ zh }) => zh).join('、');
  return refuse(
    'invalid',
    'no-headings',
    `前 ${HEADINGS_WITHIN} 行里没有列名：第一行应为列名，可用的有：${known}；muster roster template 可生成模板`,
    `no headings within the first ${HEADINGS_WITHIN} rows: the first row must have them; known are ${known}; \`muster roster template\` writes an empty file`,
  );
}

async function* atMost(
  rows: AsyncGenerator<SourceRow<Cell>, void>,
  most: number,
): AsyncGenerator<SourceRow<Cell>, void> {
  let count = 0;
  for await (const row of rows) {
    if (++count > most) {
      throw refuse(
        'invalid',
        'too-many-rows',
        `超过 ${most} 行，没有导入：请分成几个文件`,
        `more than ${most} rows: nothing was imported; split the file`,
      );
    }
    yield row;
  }
}
