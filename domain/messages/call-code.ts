/**
 * The short code by which a text names a call, so that a reply can say which of two it answers: `B1`, `AB3`.
 *
 * People also write road numbers, licence classes and paper sizes (G20, C1, A4). What they type counts as a
 * code only where it is set off: alone, behind 编号, or with nothing but answer words and marks on both sides.
 */

/**
 * Letters a code may hold. Missing are those that mean something else in a reply or look like a digit:
 * T, R, TD (withdraw), N and Y (no, yes), D, and O, I, Z.
 */
export const CODE_LETTERS = 'ABCEFGHJKLMPQSUVWX';

const HIGHEST = 99;
const WRITTEN = new RegExp(`^[${CODE_LETTERS}]{1,2}$`);

/** `formatCode('B', 1)` is `B1`. Throws for letters or a number no code may hold: a mistake of ours, not of a person. */
export function formatCode(letters: string, number: number): string {
  if (!WRITTEN.test(letters)) throw new RangeError(`no letters of a call code: ${letters}`);
  if (!Number.isInteger(number) || number < 1 || number > HIGHEST)
    throw new RangeError(`no number of a call code: ${String(number)}`);
  return `${letters}${String(number)}`;
}

const CANDIDATE = new RegExp(
  `(?<![A-Z0-9])([${CODE_LETTERS}]{1,2})[ .·_-]{0,3}0?([1-9][0-9]?)(?![0-9])`,
  'g',
);

const LABEL = '编号|代码|代号|序号|场次|号码|回复|回|选|报|CODE';
const ANSWERED = '来|去|到|加|名|好|的|行|可以|能|会|了|中|妥|收到|没问题|明白|[12]|YES|NO|OK|Y|N|COME';
/** What may stand right before a code. */
const BEFORE = new RegExp(
  `(?:^|[^\\p{L}\\p{N}]|签到\\P{L}{0,2}\\d{4}|${LABEL}|${ANSWERED}|\\d{4}|[和与跟及或是为我俺]|AND|FOR|IN)$`,
  'u',
);
const BEGINS_ANSWER =
  '[看应尽争估待再均皆全能可会不没无来去参报好行中成妥都也我俺收晚迟有算就谢退准肯一定我们两请签]|OK|YES|NO|CAN|WILL|I |[12YN](?![A-Z0-9])';
const BEGINS_QUESTION =
  '[那这号在几的是到怎咋啥吗呢哪啊呀哈吧哦啦嘞咧]|活动|演练|集合|什么|多暂|WHERE|WHEN|WHAT';
/** What may stand right behind one; a thing (高速, 驾照, 纸) or another letter may not. */
const BEHIND = new RegExp(
  `^(?:$|[^\\p{L}\\p{N}]|[和与跟及或]|[${CODE_LETTERS}]{1,2}[ .·_-]?[1-9]|AND|${BEGINS_ANSWER}|${BEGINS_QUESTION})`,
  'u',
);

/** How many characters either side of a candidate are looked at; keeps the search linear. */
const NEIGHBOURHOOD = 8;

/** A code found in a text, with the place it stands in the half-width text. */
export interface FoundCode {
  code: string;
  start: number;
  end: number;
}

/** Codes of calls in an already half-width text, in the order written. */
export function findCodes(halfWidth: string): FoundCode[] {
  const text = halfWidth.toUpperCase();
  // A letter whose upper case is longer would shift all places; such a text names no code.
  if (text.length !== halfWidth.length) return [];
  const found: FoundCode[] = [];
  for (const match of text.matchAll(CANDIDATE)) {
    const end = match.index + match[0].length;
    const before = text.slice(Math.max(0, match.index - NEIGHBOURHOOD), match.index).trimEnd();
    const behind = text.slice(end, end + NEIGHBOURHOOD).trimStart();
    const last = found.at(-1);
    const follows = last !== undefined && text.slice(last.end, match.index).trim() === '';
    if ((follows || BEFORE.test(before)) && BEHIND.test(behind))
      found.push({ code: formatCode(match[1] ?? '', Number(match[2])), start: match.index, end });
  }
  return found;
}

/** Where a text is so long, codes behind this many characters are not looked for. */
const READ_AT_MOST = 500;

/** Codes of calls a text names, upper case, each once, in the order written: `['B1', 'B2']`. */
export const codesIn = (text: string): string[] => [
  ...new Set(findCodes(text.slice(0, READ_AT_MOST).normalize('NFKC')).map(({ code }) => code)),
];
