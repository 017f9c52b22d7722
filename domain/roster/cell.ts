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

/** What the cell says under its heading: a number below one of a date is that day. */
export function writtenAs(heading: Heading, cell: Cell | undefined): string {
  const isDay = heading !== 'ignored' && heading !== 'blank' && DAY_COLUMNS.has(heading);
  if (isDay && typeof cell === 'object' && cell.odd === 'number' && cell.day !== null) return cell.day;
  return textOf(cell);
}

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
export function maskCell(column: ColumnKey | null, text: string): string {
  if (column === 'name') return maskName(text.slice(0, LONGEST_SHOWN));
  if (column === 'phone' && /^\d{11}$/.test(text)) return maskPhone(text);
  if (column === 'id_number' && /^\d{17}[\dXx]$/.test(text)) return maskResidentId(text);
  if (column === 'email' && text.length < LONGEST_SHOWN * 2 && text.includes('@'))
    return maskMailAddress(text);
  const characters = [...text].slice(0, LONGEST_SHOWN);
  const kept = characters.length >= 8 ? 2 : characters.length >= 3 ? 1 : 0;
  return characters.map((one, at) => (at < kept || at >= characters.length - kept ? one : '*')).join('');
}
