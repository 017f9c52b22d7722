import { cleaned } from '../people/cleaning.js';
import type { Fault } from '../problem.js';

const LONGEST = 40;

const notAName: Fault = {
  reason: 'not-a-name',
  zh: '不是姓名：只能有文字和间隔号 ·，不要带数字、括号或其他说明',
  en: 'not a name: letters and · only, no digits, brackets or remarks',
};

const tooLong: Fault = {
  reason: 'name-too-long',
  zh: `姓名超过 ${LONGEST} 个字，请核对`,
  en: `a name of more than ${LONGEST} characters: check it`,
};

/** Rosters set names of two characters apart to align them with those of three. */
const BETWEEN_HAN = /(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu;
/** What keyboards offer for the dot of minority names. */
const DOTS = /(?<=\p{Script=Han})\s*[•・‧･∙.]\s*(?=\p{Script=Han})/gu;
const NAME = /^\p{L}[\p{L}\p{M}·.' -]*$/u;

/** The one form a name is stored and compared in. */
export function readName(raw: string): string | Fault {
  const name = cleaned(raw).replace(BETWEEN_HAN, '').replace(DOTS, '·').replace(/\s+/g, ' ');
  if (!NAME.test(name)) return notAName;
  return [...name].length > LONGEST ? tooLong : name;
}
