import { MINUTE_MILLISECONDS, officeTime, startOfOfficeDay } from '../../domain/calendar/office-day.js';
import { FORMULA_MARK, isCellError, printable, textOf, type Cell } from '../../domain/roster/cell.js';

const MINUTES_OF_DAY = 24 * 60;

/** What a cell of a workbook says as text: a number in a column of days or times is that day or time. */
export function cellText(cell: Cell | undefined, column: 'day' | 'time' | undefined): string {
  if (typeof cell !== 'object' || cell.odd !== 'number' || cell.day === null || column === undefined)
    return printable(textOf(cell)).trim();
  // Rounded to the minute: a double holds 09:00 only nearly.
  const minutes = Math.round((Number(cell.text) % 1) * MINUTES_OF_DAY);
  const instant = new Date(startOfOfficeDay(cell.day).getTime() + minutes * MINUTE_MILLISECONDS);
  return column === 'day' ? cell.day : officeTime(instant);
}

/** Why a cell of a workbook says nothing that could be read: a formula is not reckoned here. Null: it does. */
export function cellFault(cell: Cell): { reason: string; zh: string; en: string } | null {
  if (typeof cell === 'object' && cell.odd === 'formula')
    return {
      reason: 'formula',
      zh: '是公式：请复制后选择性粘贴为数值',
      en: 'is a formula: paste it as its value',
    };
  const text = textOf(cell);
  if ((typeof cell === 'object' && cell.odd === 'error') || isCellError(text) || text === FORMULA_MARK)
    return { reason: 'cell-error', zh: `是出错的单元格：${text}`, en: `is a cell with an error: ${text}` };
  return null;
}
