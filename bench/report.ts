import Table from 'cli-table3';

/** One line of the bench: a floor and the engine beside it, or one figure, and the mark it should reach. */
export interface Line {
  name: string;
  floor?: string;
  engine: string;
  /** Engine's speed over the floor's, where there is one. */
  ratio?: number;
  mark: string;
  reached: boolean;
}

const PLAIN = {
  mid: '',
  'left-mid': '',
  'mid-mid': '',
  'right-mid': '',
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
};

/** The lines as a table that aligns Chinese too. */
export function table(lines: readonly Line[]): string {
  const rows = new Table({
    head: ['测量 / measure', '底线 / floor', '引擎 / engine', '比 / ratio', '目标 / mark', ''],
    style: { head: [], border: [] },
    chars: PLAIN,
  });
  for (const { name, floor = '', engine, ratio, mark, reached } of lines) {
    rows.push([
      name,
      floor,
      engine,
      ratio === undefined ? '' : `${Math.round(ratio * 100)} %`,
      mark,
      reached ? '✓' : '✗',
    ]);
  }
  return rows.toString();
}
