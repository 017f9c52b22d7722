import { refuse, type Refusal } from '../../refusal.js';

/** A file that begins like a workbook and is none we can read. */
export const brokenWorkbook = (zh: string, en: string): Refusal =>
  refuse(
    'invalid',
    'broken-workbook',
    `${zh}：请用 Excel 或 WPS 打开后另存为 .xlsx，或存为 “CSV UTF-8”`,
    `${en}: open it in Excel or WPS and save it as .xlsx, or as “CSV UTF-8”`,
  );

/** Something in it is so large that it is no roster: unpacking goes no further. */
export const tooLarge = (): Refusal =>
  refuse(
    'invalid',
    'workbook-too-large',
    '工作簿展开后过大，没有继续读取：请只保留名册一个工作表，或存为 “CSV UTF-8”',
    'unpacked the workbook is too large, and reading stopped: keep only the sheet with the roster, or save it as “CSV UTF-8”',
  );
