/**
 * The short code by which somebody reaches the page of their reports from a text, typed by hand on a phone: no letter that
 * looks like a digit or like another (0 O, 1 I L, 2 Z, 5 S, 8 B, U V).
 */
export const PAGE_CODE_LETTERS = '34679ACDEFGHJKMNPQRTWXY';

/** Letters of a code: 23 to the power of 8 are 78 thousand million codes. */
export const PAGE_CODE_LENGTH = 8;

const WRITTEN = new RegExp(`^[${PAGE_CODE_LETTERS}]{${PAGE_CODE_LENGTH}}$`);

/** A code as somebody typed it: small letters, full width, blanks and strokes are folded; undefined: it can be none. */
export function readPageCode(typed: string): string | undefined {
  // Nobody types more; folding has a price.
  const code = typed
    .slice(0, 64)
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}_.]/gu, '');
  return WRITTEN.test(code) ? code : undefined;
}

/** A code as people read it best: `ABCD-EFGH`. */
export const spelledPageCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;
