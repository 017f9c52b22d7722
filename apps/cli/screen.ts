/** Drawing in place, by the escape sequences every terminal of today knows. */

/** A terminal, as far as drawing wants it. */
interface Terminal {
  write(text: string): unknown;
  /** Lines it shows. */
  rows?: number;
}

const ESCAPE = '\u001b[';
const [HIDE_CURSOR, SHOW_CURSOR] = [`${ESCAPE}?25l`, `${ESCAPE}?25h`];
// A line that is too long is cut off: wrapped, it would be two, and the next drawing one line too low.
const [CUT_LINES, WRAP_LINES] = [`${ESCAPE}?7l`, `${ESCAPE}?7h`];
const [ERASE_REST_OF_LINE, ERASE_BELOW] = [`${ESCAPE}K`, `${ESCAPE}J`];
const DEFAULT_ROWS = 24;

/**
 * Draws on a terminal. Every drawing goes back up over the one before and is written at once, line over line:
 * nothing is cleared first, hence nothing flickers.
 */
export function drawOn(terminal: Terminal): { draw(text: string): void; erase(): void; leave(): void } {
  let drawn = 0;
  let begun = false;
  const up = (): string => (drawn > 0 ? `${ESCAPE}${drawn}A` : '');
  const end = (last: string): void => {
    if (begun) terminal.write(`${last}${WRAP_LINES}${SHOW_CURSOR}`);
    begun = false;
  };
  return {
    draw(text) {
      const lines = fitting(text.split('\n'), terminal.rows ?? DEFAULT_ROWS);
      const frame = lines.map((line) => `${line}${ERASE_REST_OF_LINE}\n`).join('');
      terminal.write(`${begun ? '' : `${HIDE_CURSOR}${CUT_LINES}`}${up()}\r${frame}${ERASE_BELOW}`);
      begun = true;
      drawn = lines.length;
    },
    /** Takes the drawing away: something better comes in its place. */
    erase: () => end(`${up()}\r${ERASE_BELOW}`),
    /** Lets it stand. */
    leave: () => end(''),
  };
}

/** What goes above the first line cannot be reached any more: a low terminal shows the beginning, and that there is more. */
const fitting = (lines: readonly string[], rows: number): readonly string[] =>
  lines.length < rows ? lines : [...lines.slice(0, Math.max(1, rows - 2)), '…'];
