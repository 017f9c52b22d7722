import { kindsOf, type Kind } from '../words/kinds.js';
import type { Token } from '../words/tokens.js';

/** Signs our texts offer for an answer; in a sentence they are numbers and letters. */
const SIGNS: Readonly<Partial<Record<string, Kind>>> = {
  '1': 'tick',
  y: 'tick',
  k: 'tick',
  '2': 'cross',
  n: 'cross',
  x: 'cross',
  免: 'cross',
  拒: 'cross',
};
/** What may stand beside a sign: 请回1, 1谢谢, 1 B1. */
const BESIDE_SIGN = kindsOf(
  'stop mark code soft end greet thank flower happy unhappy noted good murmur is mistake now',
);
/** What 可 stands before where it means "but": 可我去不了. */
const BEHIND_BUT = kindsOf('self kin cause other day soft now busy cannot not not-had firm was');

/** The words with a kind that depends on their neighbours: 1 alone, 可 at the head of a clause, 周六还是周日. */
export const inContext = (words: readonly Token[]): Token[] =>
  words.map((word, index) => {
    const kind =
      kindInContext(word, words[index - 1], words[index + 1]) ??
      corrected(word, words.slice(0, index)) ??
      meeting(word, words[index - 1], words[index + 1]) ??
      startsWithout(word, words.slice(0, index));
    return kind ? { ...word, kind } : word;
  });

function kindInContext(word: Token, before: Token | undefined, behind: Token | undefined): Kind | undefined {
  const sign = SIGNS[word.text];
  if (sign) return isApart(word, before, behind) ? sign : undefined;
  if (word.text === '可') return beginsBut(before, behind) ? 'but' : undefined;
  return word.text === '还是' && isEither(before, behind) ? 'choice' : undefined;
}

const ENDS = kindsOf('stop mark end flower happy unhappy thank sorry');

/** 组会, 例会: a meeting. */
const meeting = (word: Token, before: Token | undefined, behind: Token | undefined): Kind | undefined =>
  word.text === '会' &&
  (before?.kind === 'unknown' || /^[组班队]$/.test(before?.text ?? '')) &&
  before?.end === word.start &&
  (!behind || ENDS.has(behind.kind))
    ? 'busy'
    : undefined;

/** 晚半小时到，别等我 is no refusal. */
const startsWithout = (word: Token, before: readonly Token[]): Kind | undefined =>
  word.kind === 'refuse' && word.text.endsWith('等我') && before.some(({ kind }) => COMES.has(kind))
    ? 'soft'
    : undefined;
const COMES = kindsOf('late attend can');

/** 按错了，应该是能来: what it should have been. */
const corrected = (word: Token, before: readonly Token[]): Kind | undefined =>
  word.text === '应该是' && before.some(({ kind }) => kind === 'mistake') ? 'now' : undefined;

const isApart = (word: Token, before: Token | undefined, behind: Token | undefined): boolean =>
  (!before || BESIDE_SIGN.has(before.kind) || (before.end < word.start && HAN.test(before.text))) &&
  (!behind || BESIDE_SIGN.has(behind.kind) || (word.end < behind.start && HAN.test(behind.text)));

/** A blank sets a sign apart from Chinese (2 来不了), not from English (2 people). */
const HAN = /\p{Script=Han}/u;

const beginsBut = (before: Token | undefined, behind: Token | undefined): boolean =>
  (!before || before.kind === 'stop') && behind !== undefined && BEHIND_BUT.has(behind.kind);

/** 去还是要去: all the same. */
const MEANS_TO = kindsOf('want must able firm');

/** 周六还是周日, 去还是不去; but not 今天还是不行. */
const isEither = (before: Token | undefined, behind: Token | undefined): boolean =>
  (before?.kind === 'attend' && !MEANS_TO.has(behind?.kind ?? 'unknown')) ||
  (before?.kind === 'day' && (behind?.kind === 'day' || behind?.kind === 'clock'));
