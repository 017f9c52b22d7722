import { isSettingName } from './settings.js';

/** Below this length two slips make another word (`MAIL_TO`), so that only one is forgiven. */
const LONG = 10;

/**
 * A variable that was surely meant to be `name`: unknown to us, and one or two slips away.
 * @returns its name, or undefined
 */
export function misspellingOf(name: string, variables: readonly string[]): string | undefined {
  const forgiven = name.length < LONG ? 1 : 2;
  return variables.find(
    (variable) => !isSettingName(variable) && slips(variable, name, forgiven) <= forgiven,
  );
}

/** Letters to insert, delete, replace or swap with their neighbour to turn `from` into `to`, whatever the case. */
function slips(from: string, to: string, enough: number): number {
  if (Math.abs(from.length - to.length) > enough) return enough + 1;
  const [a, b] = [from.toUpperCase(), to.toUpperCase()];
  // One row per letter of `a`, the last two are kept: swaps look two rows back.
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(at(row, j) + 1, at(next, j - 1) + 1, at(row, j - 1) + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) least = Math.min(least, at(before, j - 2) + 1);
      next.push(least);
    }
    [before, row] = [row, next];
  }
  return at(row, b.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? Infinity;
