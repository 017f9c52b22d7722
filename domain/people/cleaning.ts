/**
 * What spreadsheets, chat windows and Chinese keyboards do to a value: full-width forms, invisible
 * direction marks (phone books add U+202D), blanks at both ends.
 */
export const cleaned = (raw: string): string =>
  raw
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim();
