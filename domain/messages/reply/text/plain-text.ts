import { pinyin } from './pinyin.js';
import { mended, SIMPLIFIED } from './spelling.js';

/**
 * A reply in one plain spelling: half width, lower case, simplified, slips put right, without quotes,
 * signature and skin tones. `at[i]` is where character i of `text` begins in `source`, so that the words a
 * reading went by can be shown as they stand in the reply.
 */
export interface PlainText {
  text: string;
  /** The reply, half width. */
  source: string;
  at: readonly number[];
  /** The reply went on behind what was read. */
  cut: boolean;
}

/** Characters that decide. What stands behind them is not read: a longer reply is never surely understood. */
export const READ_AT_MOST = 300;

/** A row of characters being rewritten, each with its place in the source. */
interface Row {
  text: string;
  at: number[];
}

/** Quotes, brackets and the like say nothing; a blank in their place keeps two words apart. */
const DROPPED = /[\p{M}\p{Cf}\u{1F3FB}-\u{1F3FF}"“”‘’「」『』《》〈〉*_^`]/u;

/** Normal forms may be many times longer than what was sent, so the reply is cut before and after. */
export function plainText(content: string): PlainText {
  const whole = content
    .slice(0, READ_AT_MOST * 3)
    .replace(/\p{Cs}|\p{Cc}(?<![\n\r\t])/gu, ' ')
    .normalize('NFKC');
  const source = whole.slice(0, READ_AT_MOST);
  const cut = content.length > READ_AT_MOST * 3 || whole.slice(READ_AT_MOST).trim() !== '';
  let row = withoutSignature(simplified(source));
  row = spacedOut(row);
  row = romanised(row);
  return { text: mended(row.text), source, at: [...row.at, source.length], cut };
}

function simplified(source: string): Row {
  const row: Row = { text: '', at: [] };
  let at = 0;
  for (const letter of source) {
    // The straight apostrophe belongs to English words (can't), so it stays.
    const plain = letter === '’' || letter === '‘' ? "'" : letter;
    if (!DROPPED.test(plain)) push(row, SIMPLIFIED.get(plain) ?? lower(plain), at);
    at += letter.length;
  }
  return row;
}

/** Lower case where it is as long as the letter: İ would become two. */
const lower = (letter: string): string => {
  const small = letter.toLowerCase();
  return small.length === letter.length ? small : letter;
};

function push(row: Row, letters: string, at: number): void {
  row.text += letters;
  for (let index = 0; index < letters.length; index++) row.at.push(at);
}

const SIGNATURE = /^\s*【[^】]*】|【[^】]*】\s*$/;

/** Without 【…】 before or behind, unless nothing else was sent or it says that a machine wrote. */
function withoutSignature(row: Row): Row {
  const match = SIGNATURE.exec(row.text);
  if (!match || /自动|auto/.test(match[0]) || match[0].trim().length === row.text.trim().length) return row;
  const end = match.index + match[0].length;
  return withoutSignature({
    text: row.text.slice(0, match.index) + row.text.slice(end),
    at: [...row.at.slice(0, match.index), ...row.at.slice(end)],
  });
}

/** A blank beside a single Chinese character parts no clauses: 签 到, 去 不了, 我 能 来. */
const WITHIN_WORDS =
  /(?<=(?:^|[^\p{L}\p{N}])\p{Script=Han})[ \t]+(?=\p{Script=Han})|(?<=\p{Script=Han})[ \t]+(?=\p{Script=Han}(?:[^\p{L}\p{N}]|$))/gu;

function spacedOut(row: Row): Row {
  const result: Row = { text: '', at: [] };
  let from = 0;
  for (const match of row.text.matchAll(WITHIN_WORDS)) {
    result.text += row.text.slice(from, match.index);
    result.at.push(...row.at.slice(from, match.index));
    from = match.index + match[0].length;
  }
  result.text += row.text.slice(from);
  result.at.push(...row.at.slice(from));
  return result;
}

function romanised(row: Row): Row {
  const result: Row = { text: '', at: [] };
  let from = 0;
  for (const match of row.text.matchAll(/(?<![a-z'])[a-z]+(?: +[a-z]+)*(?![a-z'])/g)) {
    const read = pinyin(match[0]);
    if (!read) continue;
    result.text += row.text.slice(from, match.index);
    result.at.push(...row.at.slice(from, match.index));
    let place = match.index;
    for (const { hanzi, length } of read) {
      push(result, hanzi, row.at[place] ?? 0);
      place += length;
    }
    from = place;
  }
  result.text += row.text.slice(from);
  result.at.push(...row.at.slice(from));
  return result;
}

/** The words between two places of the text as they stand in the reply. */
export const wordsAt = ({ source, at }: PlainText, start: number, end: number): string =>
  source.slice(at[start], at[end]).trim();
