import { readFileSync } from 'node:fs';
import { asset } from '../../runtime/root.js';

/** One administrative division: city (4 digits), county level (6), township (9) or village level (12). */
export interface Division {
  code: string;
  /** Code one level up; empty for the city. */
  parent: string;
  name: string;
}

const LINE = /^(\d{4}|\d{6}|\d{9}|\d{12}),(\d*),([^,]+)$/;

/** Reads rows of `code,parent,name`, parents first. A row that cannot be placed is refused with its line. */
export function parseDivisions(csv: string): Division[] {
  const [header, ...lines] = csv.trim().split('\n');
  if (header !== 'code,parent,name') throw new Error(complaint(1, header ?? ''));
  const known = new Set(['']);
  return lines.map((line, index) => {
    const [, code = '', parent = '', name = ''] = LINE.exec(line) ?? [];
    if (!code || !known.has(parent) || known.has(code)) throw new Error(complaint(index + 2, line));
    known.add(code);
    return { code, parent, name };
  });
}

/** Tangshan's divisions, from the file beside this one (its source: SOURCES.md). */
export const readDivisions = (): Division[] =>
  parseDivisions(readFileSync(asset('local', 'sample', 'divisions.csv'), 'utf8'));

const complaint = (line: number, text: string): string =>
  `divisions.csv 第 ${line} 行无法识别，请用 extract-divisions.mjs 重新生成 / ` +
  `line ${line} is not a new \`code,parent,name\` under a known parent; make the file again: ${text}`;
