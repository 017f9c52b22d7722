/** Numbers as people write them in a reply: 30, 三十, 两, 俩, 半. */

const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  幺: 1,
  壹: 1,
  二: 2,
  两: 2,
  俩: 2,
  贰: 2,
  三: 3,
  仨: 3,
  叁: 3,
  四: 4,
  肆: 4,
  五: 5,
  伍: 5,
  六: 6,
  陆: 6,
  七: 7,
  八: 8,
  九: 9,
};

/** A whole number in digits or Chinese numerals, for use inside a regular expression. */
export const NUMBER = '(?:\\d{1,4}|[零〇一二两三四五六七八九十百]{1,5})';

/** The value of what `NUMBER` (or 俩, 仨) matched; `null`: not a number. Knows tens and hundreds: 三十五, 一百二十. */
export function valueOf(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text);
  let total = 0;
  let digit: number | null = null;
  for (const letter of text) {
    if (letter === '百' || letter === '十') {
      total += (digit ?? 1) * (letter === '百' ? 100 : 10);
      digit = null;
    } else {
      const value = DIGITS[letter];
      if (value === undefined) return null;
      digit = value;
    }
  }
  return text === '' ? null : total + (digit ?? 0);
}

/** Chinese digits said one by one, as digits: 四八二一 → 4821. Same length. */
export const spokenDigits = (text: string): string =>
  text.replace(/[零〇一幺二三四五六七八九]{4,}/g, (run) => [...run].map((digit) => DIGITS[digit]).join(''));
