import { COLUMNS } from '../../domain/roster/columns.js';
import { formatFor, writeCsv, writeXlsx, type TableFormat } from './table-file.js';

/** Name of the template's sheet that explains the columns; reading passes it over. */
export const EXPLANATIONS = '填写说明';

/** Rows of the workbook that are formatted as text beforehand. */
const SPARE_ROWS = 1000;

/** A star for what must be filled in. */
const headings = (): string[] => COLUMNS.map(({ zh, required }) => `${zh}${required ? '*' : ''}`);

const example = (): string[] => COLUMNS.map((column) => column.example);

const explanations = (): string[][] =>
  COLUMNS.map(({ key, zh, required, explained }) => [
    zh,
    key,
    required ? '必填 needed' : '',
    explained.zh,
    explained.en,
  ]);

/** Writes an empty roster with its columns, an example that is passed over on import, and explanations. */
export async function writeTemplate(path: string): Promise<TableFormat> {
  const format = await formatFor(path);
  if (format === 'csv') await writeCsv(path, csvRows());
  else {
    await writeXlsx(path, [
      { name: '名册', headings: headings(), rows: [example()], spare: SPARE_ROWS },
      {
        name: EXPLANATIONS,
        headings: ['列名', 'column', '', '说明', 'explained'],
        rows: explanations(),
      },
    ]);
  }
  return format;
}

/** Explanations stand below, each in a row that begins with # and is passed over. */
async function* csvRows(): AsyncGenerator<string[], void> {
  yield headings();
  yield example();
  for (const [zh = '', key = '', needed = '', ...explained] of explanations()) {
    yield [`# ${zh} (${key})${needed && ` ${needed}`}: ${explained.join(' / ')}`];
  }
}
