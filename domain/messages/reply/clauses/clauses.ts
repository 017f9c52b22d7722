import { kindsOf, spell, type Kind } from '../words/kinds.js';
import type { Token } from '../words/tokens.js';
import { begins, isThen, TURNS } from './boundaries.js';
import { inContext } from './in-context.js';

/** A stretch of words that says one thing, with what holds for all of it. */
export interface Clause {
  tokens: readonly Token[];
  /** Its kinds as a string, for the patterns. */
  kinds: string;
  /** Set against what came before: by 但, 现在, 算了, 说错了. */
  turn: boolean;
  /** Takes back what came before: 说错了. */
  mistake: boolean;
  /** About an earlier time: 本来, 刚说. */
  past: boolean;
  /** About another occasion: 下次. */
  next: boolean;
  conditional: boolean;
  /** Its condition is not so: 要不是加班. */
  unreal: boolean;
  /** Draws a consequence: 就. */
  consequence: boolean;
  /** Ends in a question mark. */
  marked: boolean;
}

/** Signs and murmurs are clauses by themselves. */
const ALONE = kindsOf('happy unhappy flower tick cross murmur');

/** Splits a reply into clauses. */
export function clauses(reply: readonly Token[]): Clause[] {
  const words = inContext(reply);
  const result: Clause[] = [];
  let open: Token[] = [];
  const close = (marked = false): void => {
    if (open.length > 0) result.push(clause(open, marked));
    open = [];
  };
  for (const [index, word] of words.entries()) {
    if (word.kind === 'mark') {
      if (open.length === 0) markLast(result, word);
      close(true);
    } else if (word.kind === 'stop') close();
    else {
      if (ALONE.has(word.kind) || begins(open, word, words[index + 1])) close();
      open.push(word);
      if (ALONE.has(word.kind)) close();
    }
  }
  close();
  return result;
}

/** A question mark behind a blank or a full stop still belongs to what was said. */
function markLast(result: Clause[], mark: Token): void {
  const last = result.pop();
  result.push(last ? { ...last, marked: true } : clause([mark], true));
}

function clause(words: readonly Token[], marked: boolean): Clause {
  const has = (kind: Kind): boolean => words.some((word) => word.kind === kind);
  const then = words.some((word, at) => isThen(word, words.slice(0, at)));
  return {
    tokens: words,
    kinds: spell(words.map(({ kind }) => kind)),
    turn: !then && words.some(({ kind }) => TURNS.has(kind)),
    mistake: has('mistake'),
    past: has('was'),
    next: has('next'),
    conditional: has('if'),
    unreal: has('but-for'),
    consequence: then || has('then'),
    marked,
  };
}
