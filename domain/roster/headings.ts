import { nearest } from '../definition/nearest.js';
import { cleaned } from '../people/cleaning.js';
import type { Fault } from '../problem.js';
import { COLUMNS, type Column, type ColumnKey } from './columns.js';

/** Heading of the column that an error file adds; accepted and ignored when that file comes back. */
export const NOTE_HEADING = '错误说明';

/** Columns that rosters have and nobody imports. */
const IGNORED = [NOTE_HEADING, 'note', '序号', '编号', '行号', 'no', 'no.', '备注', 'remark', 'remarks'];

/** What stands over a column: a meaning, something to be passed over, or nothing at all. */
export type Heading = ColumnKey | 'ignored' | 'blank';

/** A heading without what people add to it: blanks, stars, `（必填）`, `(YYYY-MM-DD)`. */
const bare = (text: string): string =>
  cleaned(text)
    .toLowerCase()
    .replace(/\([^)]*\)|\[[^\]]*\]|【[^】]*】/g, '')
    .replace(/[\s*_:"'-]/g, '');

const MEANINGS = new Map<string, Heading>([
  ...COLUMNS.flatMap(({ key, zh, aliases }) =>
    [key, zh, ...aliases].map((word): [string, Heading] => [bare(word), key]),
  ),
  ...IGNORED.map((word): [string, Heading] => [bare(word), 'ignored']),
]);

/** What each heading means; undefined: nothing we know. */
const meaningOf = (text: string): Heading | undefined =>
  bare(text) === '' ? 'blank' : MEANINGS.get(bare(text));

/** Whether a row is meant as the headings: rosters often have a title above them. */
export const looksLikeHeadings = (cells: readonly string[]): boolean =>
  new Set(cells.map(meaningOf).filter((meaning) => meaning !== undefined && meaning !== 'blank')).size >= 2;

/** Longest heading repeated in a sentence; a longer one is no heading. */
const SHOWN = 20;

/** Reads the row of headings; or says everything that is wrong with it. */
export function readHeadings(cells: readonly string[]): Heading[] | Fault[] {
  const read = cells.map(meaningOf);
  const faults = [
    ...cells.flatMap((cell, at) => (read[at] === undefined ? [unknownHeading(cell)] : [])),
    ...COLUMNS.filter(({ key }) => read.filter((meaning) => meaning === key).length > 1).map(twice),
    ...COLUMNS.filter(({ key, required }) => required && !read.includes(key)).map(missing),
    ...(['id_number', 'phone', 'email'].some((key) => read.includes(key as Heading)) ? [] : [noContact]),
  ];
  return faults.length > 0 ? faults : (read as Heading[]);
}

function unknownHeading(cell: string): Fault {
  const written = cleaned(cell).slice(0, SHOWN);
  const meant = nearest(
    bare(cell),
    COLUMNS.flatMap(({ key, zh, aliases }) => [zh, ...aliases, key]),
  );
  const heading = meant === null ? null : COLUMNS.find(({ key }) => key === MEANINGS.get(bare(meant)))!.zh;
  const known = COLUMNS.map(({ zh }) => zh).join('、');
  return heading === null
    ? {
        reason: 'unknown-heading',
        zh: `不认识列 “${written}”，请删去；可用的列有：${known}`,
        en: `unknown column “${written}”: remove it; known are ${known}`,
      }
    : {
        reason: 'unknown-heading',
        zh: `不认识列 “${written}”，是否指 “${heading}”？`,
        en: `unknown column “${written}”, did you mean “${heading}”?`,
      };
}

const twice = ({ zh }: Column): Fault => ({
  reason: 'repeated-heading',
  zh: `列 “${zh}” 出现了两次，请只保留一列`,
  en: `column “${zh}” is there twice: keep one`,
});

const missing = ({ zh, key }: Column): Fault => ({
  reason: 'missing-heading',
  zh: `缺少必填列 “${zh}”，请补上`,
  en: `column “${zh}” (${key}) is missing and needed: add it`,
});

const noContact: Fault = {
  reason: 'missing-heading',
  zh: '“手机号”“邮箱”“身份证号” 三列至少要有一列',
  en: 'of the columns “手机号” (phone), “邮箱” (email), “身份证号” (id_number) at least one is needed',
};
