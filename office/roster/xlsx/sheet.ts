import { DAY_MILLISECONDS } from '../../../domain/calendar/office-day.js';
import type { Cell } from '../../../domain/roster/cell.js';
import type { SourceRow } from '../csv.js';
import { brokenWorkbook } from './broken.js';
import { unescaped, type Workbook } from './workbook.js';
import { parseXml } from './xml.js';
import type { Archive } from './zip.js';

/** Beyond it stands nothing a roster needs; a stray cell far to the right must not make every row long. */
const MOST_COLUMNS = 256;
/** A cell beyond them is kept at their end, so that it is refused and not overlooked. */
const LAST_COLUMN = MOST_COLUMNS - 1;
/** The last row Excel has. */
const LAST_ROW = 1_048_576;

/** Reads a sheet row by row, in the order of their numbers; hears how many bytes of how many have been read. */
export async function* sheetRows(
  archive: Archive,
  { sheet, from1904 }: Pick<Workbook, 'sheet' | 'from1904'>,
  strings: readonly string[],
  onBytes: (read: number, total: number) => void,
): AsyncGenerator<SourceRow<Cell>, void> {
  const reader = new SheetReader(strings, from1904);
  for await (const _ of parseXml(archive.read(sheet, onBytes), reader)) yield* reader.take();
}

/** Whether any cell of a sheet holds something; reads no further than the first. */
export async function holdsData(archive: Archive, sheet: string): Promise<boolean> {
  let holds = false;
  const reading = parseXml(archive.read(sheet), {
    open(name) {
      if (name === 'v' || name === 'is') holds = true;
    },
  });
  for await (const _ of reading) if (holds) return true;
  return holds;
}

/** Gathers cells into rows (ECMA-376 part 1, 18.3.1). */
class SheetReader {
  private rows: SourceRow<Cell>[] = [];
  private row: SourceRow<Cell> | undefined;
  private rowNumber = 0;
  private column = -1;
  private type = 'n';
  private value = '';
  private formula = false;
  private inValue = false;
  private inReading = false;

  constructor(
    private readonly strings: readonly string[],
    private readonly from1904: boolean,
  ) {}

  /** The rows that are complete. */
  take(): SourceRow<Cell>[] {
    const rows = this.rows;
    this.rows = [];
    return rows;
  }

  open(name: string, attributes: () => Record<string, string>): void {
    if (name === 'row') this.openRow(attributes());
    else if (name === 'c') this.openCell(attributes());
    else if (name === 'f') this.formula = true;
    else if (name === 'rPh') this.inReading = true;
    else if (name === 'v' || name === 't') this.inValue = !this.inReading;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.inValue = false;
    else if (name === 'rPh') this.inReading = false;
    else if (name === 'c') this.closeCell();
    else if (name === 'row') this.closeRow();
  }

  text(part: string): void {
    if (this.inValue) this.value += part;
  }

  private openRow({ r: number }: Record<string, string>): void {
    this.rowNumber = following(this.rowNumber, number === undefined ? this.rowNumber + 1 : Number(number));
    if (this.rowNumber > LAST_ROW) throw outOfOrder();
    this.row = { number: this.rowNumber, cells: [] };
    this.column = -1;
  }

  private openCell({ r: address, t: type = 'n' }: Record<string, string>): void {
    this.column = following(this.column, address === undefined ? this.column + 1 : columnOf(address));
    this.type = type;
    this.value = '';
    this.formula = false;
  }

  private closeCell(): void {
    const cell = this.cell();
    if (cell === '' || !this.row) return;
    const { cells } = this.row;
    while (cells.length <= Math.min(this.column, LAST_COLUMN)) cells.push('');
    cells[Math.min(this.column, LAST_COLUMN)] = cell;
  }

  private closeRow(): void {
    if (this.row) this.rows.push(this.row);
    this.row = undefined;
  }

  private cell(): Cell {
    if (this.formula) return { odd: 'formula' };
    const { type, value } = this;
    if (value === '') return '';
    if (type === 's') return this.shared(value);
    if (type === 'n') return { odd: 'number', text: wholeNumber(value), day: dayOf(value, this.from1904) };
    if (type === 'e') return { odd: 'error', text: value };
    if (type === 'd') return value.slice(0, 10);
    return unescaped(value);
  }

  private shared(index: string): string {
    const text = this.strings[Number(index)];
    if (text === undefined)
      throw brokenWorkbook('这个 .xlsx 缺少文字表', 'this .xlsx lacks its table of texts');
    return text;
  }
}

/** Rows and cells stand in their order: one that does not would overwrite another, or lose its place. */
function following(before: number, next: number): number {
  if (!(next > before && Number.isInteger(next))) throw outOfOrder();
  return next;
}

const outOfOrder = () =>
  brokenWorkbook(
    '这个 .xlsx 的行号或列号不合规则（重复、倒序或超出范围）',
    'rows or columns of this .xlsx are numbered twice, out of order or beyond the last one',
  );

/** `AB12` → 27; what begins with no letter → -1. */
function columnOf(address: string): number {
  let column = 0;
  for (const letter of address) {
    const digit = letter.charCodeAt(0) - 64;
    if (digit < 1 || digit > 26) break;
    column = column * 26 + digit;
  }
  return column - 1;
}

/** 11 digits may stand there as `1.54E+10`; what a double does not hold exactly stays as it is written. */
function wholeNumber(value: string): string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? String(number) : value;
}

/** Day 0; thereby the 29 February 1900 that Excel believes in is passed over for all days since. */
const DAY_0 = Date.UTC(1899, 11, 30);
const DAYS_TO_1904 = 1462;

/** The day a number stands for; null: it is none between 1900 and 2100. */
function dayOf(value: string, from1904: boolean): string | null {
  const days = Math.floor(Number(value)) + (from1904 ? DAYS_TO_1904 : 0);
  if (!(days > 60 && days < 73_416)) return null;
  return new Date(DAY_0 + days * DAY_MILLISECONDS).toISOString().slice(0, 10);
}
