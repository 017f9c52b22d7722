import { spokenDigits } from '../text/numerals.js';
import { CERTAIN, DOUBTFUL, FAINT } from '../weights.js';

const SIGNING = '(?:签到|签个到|签倒|签道|打卡|报到|签|qd|sign ?in|check ?in)';
const GAP = '[^\\p{L}\\d]{0,4}';

/** Ways of signing in, each with how surely it is one; bare digits or the bare word are a guess. */
const FORMS: readonly (readonly [RegExp, number])[] = [
  [new RegExp(`${SIGNING}(?:码|号|代码|编号|数字|成功|了|是|为)*${GAP}(\\d{3,8})(?!\\d)`, 'u'), CERTAIN],
  [new RegExp(`(?<!\\d)(\\d{3,8})${GAP}我?(?:${SIGNING}|已到|到了)`, 'u'), CERTAIN],
  [/^[^\p{L}\d]*(\d{4,6})[^\p{L}\d]*$/u, DOUBTFUL],
  [/^[^\p{L}\d]*[我俺来已]*(?:签到|打卡|qd)[了啦咧]?[^\p{L}\d]*$/u, FAINT],
];

/** A sign-in read from a reply; `code` is `null` where only the word was sent. */
export interface SignIn {
  code: string | null;
  confidence: number;
  start: number;
  end: number;
}

/** 签到 4821, qd4821, 签到四八二一. */
export function signInIn(plain: string): SignIn | null {
  const text = spokenDigits(plain);
  for (const [pattern, confidence] of FORMS) {
    const match = pattern.exec(text);
    if (!match) continue;
    const end = match.index + match[0].length;
    return { code: match[1] ?? null, confidence, start: match.index, end };
  }
  return null;
}
