import { anywhere, kindsOf, spell, type Kind } from '../words/kinds.js';
import type { Token } from '../words/tokens.js';

/** Words that set what follows against what came before. */
export const TURNS = kindsOf('but alas now mistake drop');
/** Words that begin a clause wherever they stand. */
const OPENS = new Set<Kind>([...TURNS, ...kindsOf('was next if but-for though')]);
/** Words that say something by themselves, so that a new person behind them begins a new clause. */
const SAYS =
  kindsOf(`attend can cannot accept good noted refuse no-good busy hitch avail idle able perhaps effort
  unsettled late ask query choice thank sorry greet not mistake drop deny ask-end unknown`);
const PERSONS = kindsOf('self you group');
/** Behind these a person belongs to the same clause: 跟我, 让我, 替我. */
const HOLDS_PERSON = kindsOf('with let forbid stand-in other kin self group not deny then');
const HOLDS_PERSON_TOO = /^[把给被为对将等问听]$/;
/** In front of these 我 goes on with what was begun: 有空我就去, 能去我一定去. */
const GOES_ON = kindsOf('then also again firm');
const ASKS = kindsOf('ask query how choice');
const AGREES = kindsOf('good accept noted');
const ENDS = kindsOf('end ask-end');
const ANSWERED = anywhere('(able|firm|on-time) (soft|also|place)* attend');

/** Does a word begin a new clause, though no mark stands before it? People who speak their replies use none. */
export function begins(open: readonly Token[], word: Token, following: Token | undefined): boolean {
  const last = open.at(-1);
  if (!last) return false;
  if (OPENS.has(word.kind)) return opens(open, word, last);
  if (ENDS.has(last.kind) && !ENDS.has(word.kind)) return true;
  if (PERSONS.has(word.kind)) return hasSaid(open) && isNewPerson(last, following);
  // 昨天发烧今天好了能去.
  if (word.kind === 'day') return hasSaid(open) && open.some(({ kind }) => kind === 'was');
  return ASKS.has(word.kind) && asksAnew(open, word, last);
}

/** 好的几点; 能来几点集合: an answer, and a question of its own. */
const asksAnew = (open: readonly Token[], word: Token, last: Token): boolean =>
  AGREES.has(last.kind) ||
  (last.kind === 'attend' &&
    (word.kind === 'query' || word.kind === 'how') &&
    ANSWERED.test(spell(open.map(({ kind }) => kind))));

const hasSaid = (open: readonly Token[]): boolean => open.some(({ kind }) => SAYS.has(kind));

/** 远就算了: drops it in that case only. */
export const isThen = (word: Token, before: readonly Token[]): boolean =>
  word.kind === 'drop' && word.text.startsWith('就') && before.at(-1)?.kind === 'unknown';

/** 下雨的话 has its condition behind it, and 来不了就算了 leaves nothing undone. */
const opens = (open: readonly Token[], word: Token, last: Token): boolean =>
  hasSaid(open) &&
  !word.text.endsWith('的话') &&
  !(word.kind === 'drop' && (last.kind === 'cannot' || isThen(word, open)));

const isNewPerson = (last: Token, following: Token | undefined): boolean =>
  !HOLDS_PERSON.has(last.kind) &&
  !HOLDS_PERSON_TOO.test(last.text) &&
  !(following && GOES_ON.has(following.kind));
