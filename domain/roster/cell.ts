import { maskMailAddress } from '../people/mail-address.js';
import { maskName } from '../people/name.js';
import { maskPhone } from '../people/phone.js';
import { maskResidentId } from '../people/resident-id.js';
import type { Fault } from '../problem.js';
import { DAY_COLUMNS, type ColumnKey } from './columns.js';
import type { Heading } from './headings.js';

/**
 * A cell as a file has it: text, or what only a spreadsheet can hold. `day` of a number is the date
 * (`YYYY-MM-DD`) that it would be shown as, where it can be one.
 */
export type Cell =
  | string
  | { odd: 'number'; text: string; day: string | null }
  | { odd: 'formula' }
  | { odd: 'error'; text: string };

/** What the cell reads as; a formula as nothing. */
export const textOf = (cell: Cell | undefined): string =>
  cell === undefined ? '' : typeof cell === 'string' ? cell : 'text' in cell ? cell.text : '';

/** Stands in a file of ours where a formula stood, and is refused like one. */
export const FORMULA_MARK = '【公式】';
/** The same for what nobody can read. */
export const UNREADABLE_MARK = '【乱码】';

/** What the cell says under its heading, as text: a number below one of a date is that day. */
export function writtenAs(heading: Heading, cell: Cell | undefined): string {
  if (typeof cell !== 'object') return textOf(cell);
  if (cell.odd === 'formula') return heading === 'ignored' ? '' : FORMULA_MARK;
  if (cell.odd === 'error') return cell.text;
  if (heading === 'id_number') return Number(cell.text).toExponential();
  const isDay = heading !== 'ignored' && heading !== 'blank' && DAY_COLUMNS.has(heading);
  return isDay && cell.day !== null ? cell.day : cell.text;
}

/** What a cell shows whose formula has failed, `#N/A` or `#REF!`; as text too, where a program has saved it so. */
export const isCellError = (text: string): boolean =>
  /^\s*#(?:N\/A|DIV\/0!|NAME\?|GETTING_DATA|[A-Z]{3,9}!)\s*$/.test(text);

/** Controls other than tab and line break, halves of characters, what stands for one that was lost. */
const UNPRINTABLE = new RegExp(`[^\\P{Cc}\\t\\r\\n]|[\\p{Cs}\\uFFFD-\\uFFFF]|${UNREADABLE_MARK}`, 'u');

/** Whether every character is one that people write. */
export const isPrintable = (text: string): boolean => !UNPRINTABLE.test(text);

/** The text with a mark for what is not: no terminal, file or database takes offence at it. */
export const printable = (text: string, mark = '\uFFFD'): string =>
  isPrintable(text) ? text : text.replace(new RegExp(UNPRINTABLE, 'gu'), mark);

/** What is wrong with one cell; `column` null: with one that stands under no heading. */
export interface CellFault extends Fault {
  column: ColumnKey | null;
  /** The value, masked. */
  shown: string;
}

const LONGEST_SHOWN = 24;

/**
 * A refused value as lists show it: enough for whoever has the file to recognise it. Any column is masked, since
 * a shifted one holds names and phones where codes belong.
 */
export function maskCell(column: ColumnKey | null, raw: string): string {
  const text = printable(raw).replace(/\s/g, ' ');
  if (column === 'name') return maskName(text.slice(0, LONGEST_SHOWN));
  if (column === 'phone' && /^\d{11}$/.test(text)) return maskPhone(text);
  if (column === 'id_number' && /^\d{17}[\dXx]$/.test(text)) return maskResidentId(text);
  if (column === 'email' && text.length < LONGEST_SHOWN * 2 && text.includes('@'))
    return maskMailAddress(text);
  const characters = [...text].slice(0, LONGEST_SHOWN);
  const kept = characters.length >= 8 ? 2 : characters.length >= 3 ? 1 : 0;
  return characters.map((one, at) => (at < kept || at >= characters.length - kept ? one : '*')).join('');
}
