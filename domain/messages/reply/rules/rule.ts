import { shape, type Kind } from '../words/kinds.js';
import type { Token } from '../words/tokens.js';

/** What a stance rests on; decides which of two that disagree is believed. */
export type Basis =
  | 'explicit' // says of coming that it will be or not
  | 'late' // comes, but later
  | 'despite' // comes all the same, whatever stands against it
  | 'condition' // if …
  | 'doubt' // perhaps not
  | 'desire' // wants to
  | 'reason' // something that keeps away
  | 'frailty' // old, unwell: keeps away where nothing else is said
  | 'hint' // speaks of illness, work, school and of nothing else
  | 'accept' // agrees with what was asked
  | 'assent' // 好, 行: agrees, or takes note
  | 'noted' // has read it
  | 'avail' // has time
  | 'sign' // 👍, 嗯, 抱歉 alone: counts where nothing else is said
  | 'thanks'
  | 'question';

/** What a stretch of words answers. */
export type Answer = 'yes' | 'no' | 'maybe' | 'question' | 'thanks';

/** A weight that depends on the words matched, from one place to another among those of the clause; 0: says nothing. */
export type Weighing = (tokens: readonly Token[], from: number, to: number) => number;

/** A pattern of words and what it says; `null`: nothing, though it looks as if. */
export interface Rule {
  pattern: RegExp;
  answer: Answer | null;
  weight: number | Weighing;
  basis: Basis;
}

const LIGHT =
  'soft|also|then|firm|must|day|clock|self|group|place|people|code|number|with self? (other|kin|code)|again';

/** Groups of kinds the patterns name in capitals. */
const PARTS = {
  /** Words that may stand between a negation and what it denies. */
  MID: `${LIGHT}|able|want|on-time|early`,
  /** The same without ability and wish. */
  LIGHT,
  /** What may follow an answer that stands alone … */
  REST: 'soft|end|then|place|day|clock|people|code|also|self|group|early|on-time|thank|sorry|greet',
  /** … and what may stand before it. */
  START: `${LIGHT}|end|accept|good|noted|greet|thank|sorry|now|but|alas|mistake|was|next|drop|cause`,
  NOT: 'not|not-had',
  NEVER: 'cannot|no-good|refuse',
};

/** A gap is bounded: that keeps the search linear, and a negation does not reach further. */
const bounded = (pattern: string): string => pattern.replace(/(MID|LIGHT)\*(?! *\))/g, '$1{0,8}');

/** A rule of the readable kind: `rule('not MID* attend', 'no', CERTAIN)`. */
export const rule = (
  pattern: string,
  answer: Answer | null,
  weight: number | Weighing = 0,
  basis: Basis = 'explicit',
): Rule => ({ pattern: shape(bounded(pattern), PARTS), answer, weight, basis });

/** Is a word of one of these kinds among the words? */
export const has = (tokens: readonly Token[], ...kinds: Kind[]): boolean =>
  tokens.some(({ kind }) => kinds.includes(kind));
