import { findCodes } from '../../call-code.js';
import { latenessAt } from '../details/late.js';
import type { PlainText } from '../text/plain-text.js';
import { FORMS } from './forms.js';
import { kindsOf, type Kind } from './kinds.js';
import { wordFrom } from './lexicon.js';
import { BY_SURNAME } from './people.js';

/** A word of the reply: what it does, and where it stands in the plain text. */
export interface Token {
  kind: Kind;
  start: number;
  end: number;
  text: string;
  /** With `late`: minutes, `null` where not said. */
  minutes?: number | null;
}

type Found = Pick<Token, 'kind' | 'end' | 'minutes'>;

/** The words of a reply, in order. Blanks part clauses only between Chinese characters. */
export function tokens(plain: PlainText): Token[] {
  const { text } = plain;
  const codes = new Map(findCodes(text).map(({ start, end }) => [start, end]));
  const result: Token[] = [];
  for (let at = 0; at < text.length;) at = readOne(text, at, result, codes.get(at));
  return result;
}

/** Adds the word at a place, or lengthens the last one, and answers the place behind it. */
function readOne(text: string, at: number, result: Token[], codeEnd: number | undefined): number {
  const last = result.at(-1);
  const failed = last?.kind === 'attend' ? endOf(FAILING, text, at) : null;
  if (last && failed !== null) return lengthen(last, text, failed, 'cannot');
  const found: Found | null = codeEnd === undefined ? foundAt(text, at) : { kind: 'code', end: codeEnd };
  if (found) {
    result.push({ ...found, start: at, text: text.slice(at, found.end) });
    return found.end;
  }
  if (text[at] === ' ') return at + 1;
  // A Latin word is unknown as a whole: the can't of okcan't is no word.
  const end = endOf(LATIN_WORD, text, at) ?? at + 1;
  if (last?.kind === 'unknown' && last.end === at) return lengthen(last, text, end, 'unknown');
  result.push({ kind: 'unknown', start: at, end, text: text.slice(at, end) });
  return end;
}

function lengthen(token: Token, text: string, end: number, kind: Kind): number {
  Object.assign(token, { kind, end, text: text.slice(token.start, end) });
  return end;
}

/** 报到不了, 赶过去不成: any verb of coming with the ending that says it will not be. */
const FAILING = /不(?:了|啦|喽|咯|成|上(?!班|学|课)|动|及|开|起|赢|咧|嘞|鸟|老(?![师是人])|liao|l(?![a-z]))/y;
const LATIN_WORD = /[a-z']+/y;
const HAN = /\p{Script=Han}/u;

/** Where a sticky pattern ends if it fits at a place. */
function endOf(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) && pattern.lastIndex > at ? pattern.lastIndex : null;
}

/** Forms that are preferred to a listed word even where it is longer. */
const PREFERRED = kindsOf('people choice refuse if');

function foundAt(text: string, at: number): Found | null {
  if (text[at] === ' ') return blank(text, at);
  const late = latenessAt(text, at);
  if (late) return { kind: 'late', ...late };
  const word = wordFrom(text, at);
  const form = formAt(text, at);
  if (form && (!word || PREFERRED.has(form.kind) || (form.end > word.end && form.kind !== 'stop')))
    return form;
  const name = endOf(BY_SURNAME, text, at);
  return name !== null && name > (word?.end ?? 0) ? { kind: 'other', end: name } : word;
}

const blank = (text: string, at: number): Found | null =>
  HAN.test(text[at - 1] ?? '') && HAN.test(text[at + 1] ?? '') ? { kind: 'stop', end: at + 1 } : null;

function formAt(text: string, at: number): Found | null {
  for (const [kind, pattern] of FORMS) {
    const end = endOf(pattern, text, at);
    if (end !== null) return { kind, end };
  }
  return null;
}
