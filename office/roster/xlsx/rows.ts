import type { Cell } from '../../../domain/roster/cell.js';
import { refuse } from '../../refusal.js';
import type { SourceRow } from '../csv.js';
import { examineFile } from '../file.js';
import { sheetRows } from './sheet.js';
import { readSharedStrings, readWorkbook } from './workbook.js';
import { Archive } from './zip.js';

/**
 * The first visible sheet of a workbook, held in memory whole.
 * @throws {Refusal} the file is no workbook that can be read, or has more rows than that
 */
export async function workbookRows(path: string, mostRows: number): Promise<SourceRow<Cell>[]> {
  await examineFile(path);
  const archive = await Archive.open(path);
  try {
    const workbook = await readWorkbook(archive);
    const strings = await readSharedStrings(archive, workbook.sharedStrings);
    const rows: SourceRow<Cell>[] = [];
    for await (const row of sheetRows(archive, workbook, strings, () => undefined)) {
      if (rows.push(row) > mostRows) throw tooManyRows(mostRows);
    }
    return rows;
  } finally {
    archive.close();
  }
}

const tooManyRows = (most: number) =>
  refuse(
    'invalid',
    'too-many-rows',
    `超过 ${most} 行，没有读取：请分成几个文件`,
    `more than ${most} rows, and nothing was read: split the file`,
  );
