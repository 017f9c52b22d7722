/** Of some words the one that was probably meant: at most two slips away and less than half the word. */
export function nearest(written: string, known: readonly string[]): string | null {
  const limit = Math.min(2, Math.ceil(written.length / 2) - 1);
  const distances = known.map((word) => ({ word, slips: slips(written.toLowerCase(), word.toLowerCase()) }));
  const best = distances.sort((one, other) => one.slips - other.slips)[0];
  return best !== undefined && best.slips <= limit ? best.word : null;
}

/** Fewest letters to add, drop, change or swap with a neighbour (optimal string alignment), row by row. */
function slips(from: string, to: string): number {
  let previous: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line++) {
    const next = [line];
    for (let column = 1; column <= to.length; column++) {
      const same = from[line - 1] === to[column - 1];
      const swapped = from[line - 1] === to[column - 2] && from[line - 2] === to[column - 1];
      next.push(
        Math.min(
          at(row, column - 1) + (same ? 0 : 1),
          at(row, column) + 1,
          at(next, column - 1) + 1,
          swapped ? at(previous, column - 2) + 1 : Infinity,
        ),
      );
    }
    [previous, row] = [row, next];
  }
  return at(row, to.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? Infinity;
