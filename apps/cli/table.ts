import Table from 'cli-table3';

/** No frame: a line below the heading, two blanks between columns. */
const QUIET = {
  chars: {
    ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
    ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
    ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '' },
    middle: '  ',
  },
  style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
};

/** A cell; a column that begins with a number is set to the right. */
export type Cell = string | number;

/** Rows under a heading, columns aligned also where characters are two columns wide. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const made = new Table({
    ...QUIET,
    head: [...head],
    colAligns: head.map((_, column) => (typeof rows[0]?.[column] === 'number' ? 'right' : 'left')),
  });
  made.push(...rows.map((row) => row.map(String)));
  return trimmed(made.toString());
}

/** Names and values, one pair a line. */
export function pairs(entries: readonly (readonly [string, Cell])[]): string {
  const made = new Table(QUIET);
  made.push(...entries.map(([name, value]) => [name, String(value)]));
  return trimmed(made.toString());
}

/** Blocks of lines beside each other, the tops level. */
export function columns(blocks: readonly string[]): string {
  const made = new Table({ ...QUIET, chars: { ...QUIET.chars, middle: '     ' } });
  made.push([...blocks]);
  return trimmed(made.toString());
}

const trimmed = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');
