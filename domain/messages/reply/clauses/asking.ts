import { CERTAIN, CLEAR, DOUBTFUL, FAIR } from '../weights.js';
import { anywhere } from '../words/kinds.js';
import { ASKED_FOR, UNTOLD } from '../words/questions.js';
import type { Clause } from './clauses.js';

const ASKS = anywhere('ask|query|how|choice');
const CHOICE = anywhere('choice');
const WONDERS = anywhere('ask');
const ASKS_AT_END = anywhere('ask-end end*$');
/** 管饭不, 能来不: a negation in last place asks; behind 我, or alone, it refuses. */
const NEGATION_AT_END = anywhere(
  '(?<!self|then|also|now|but|not|drop|end|greet|thank|sorry|group|firm|want|was|^)(not|not-had) end*$',
);

/** Looks like a question and is none. */
const NO_QUESTION = [
  // 不知道能不能来, 去不去还没定, 看能不能请假: undecided.
  anywhere('(unsettled|effort|perhaps|depends|look).*choice|choice.*(unsettled|depends)'),
  anywhere('(unsettled|depends|look).*(not|not-had) end*$'),
  // 不管去不去, 甭管几点.
  anywhere('even.*(choice|ask|query|how)'),
  anywhere('choice.{0,3}also.*(attend|accept|rise|good|able)'),
  // 怎么不去: of course. 我哪有空, 去什么去: of course not.
  anywhere('(rhetoric|how).*(not|cannot)'),
  anywhere('(query|rhetoric|how) (soft|self)* fail'),
  anywhere('(ask|how) (soft|also|self|able)* (avail|can)|self query (avail|can)|attend ask attend'),
];
/** 什么时候都行, 看他恢复得怎么样; with a question mark they ask all the same. */
const WHATEVER = anywhere('(ask|query|how).*also|(depends|look).*(ask|query|how) (soft|end)*$');
/** 看我妈恢复得怎么样: depends on it. */
const WATCHES = /^(?:我|俺|还|就|主要)*(?:得|要)?看.+(?:怎么样|咋样|如何|多少)$/;
/** 好像在哪见过: somewhere or other. */
const SOMEWHERE = anywhere('perhaps.*(ask|query)');
/** 哪能停车 asks, 哪能去 does not. */
const WHERE_CAN = anywhere('rhetoric unknown');
/** 能来嘛: 吗, or insistence. */
const OR_NOT = /(?:能|可以|会|有|行|还).*嘛$/;

/** The words of a clause without the particles at its end. */
const textOf = ({ tokens }: Clause): string =>
  tokens
    .map(({ text }) => text)
    .join('')
    .replace(/[啊呀哈呢吧哦哟]+$/, '');

/** How surely a clause asks, 0: not at all. `says`: it also says something else. */
export function asking(clause: Clause, says: boolean): number {
  const { kinds, marked } = clause;
  const text = textOf(clause);
  if (ASKED_FOR.test(text)) return CLEAR;
  if (UNTOLD.test(text) && ASKS.test(kinds) && !CHOICE.test(kinds)) return CLEAR;
  if (NO_QUESTION.some((pattern) => pattern.test(kinds)) || WATCHES.test(text)) return 0;
  if (WHATEVER.test(kinds) && !marked) return 0;
  return inForm(kinds, text, marked) || (marked ? byMark(text, says) : 0);
}

function inForm(kinds: string, text: string, marked: boolean): number {
  if (WHERE_CAN.test(kinds)) return FAIR;
  if (SOMEWHERE.test(kinds) && !marked) return DOUBTFUL;
  if (ASKS.test(kinds)) return CERTAIN;
  if (OR_NOT.test(text)) return DOUBTFUL;
  return ASKS_AT_END.test(kinds) || NEGATION_AT_END.test(kinds) ? CLEAR : 0;
}

/** A bare question mark behind an answer may be a slip; alone it asks we do not know what. */
const byMark = (text: string, says: boolean): number =>
  says || text.replace(/[^\p{L}\p{N}]/gu, '').length <= 1 ? DOUBTFUL : FAIR;

/** Does it ask who or what, rather than when or where? */
export const asksWho = ({ kinds }: Clause): boolean => WONDERS.test(kinds);

/** 去不去, 参加不参加. */
export const asksWhether = ({ tokens }: Clause): boolean =>
  tokens.some(
    ({ kind, text }, at) =>
      kind === 'choice' && (/[来去到]|参加|过/.test(text) || tokens[at + 1]?.kind === 'attend'),
  );

const TAGGED = /(?:行|可以|好|成|中|没事|没关系)(?:吗|不|么|嘛)|行不行|可不可以|好不好|中不中/;

/** 我不去行吗: asks leave for what it says. */
export const asksLeave = ({ tokens }: Clause): boolean =>
  TAGGED.test(tokens.map(({ text }) => text).join(''));
