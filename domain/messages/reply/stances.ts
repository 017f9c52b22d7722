import { asking, asksLeave, asksWhether, asksWho } from './clauses/asking.js';
import type { Clause } from './clauses/clauses.js';
import { subjectOf, type Subject } from './clauses/subject.js';
import type { Answer, Basis, Rule } from './rules/rule.js';
import { firstMatch } from './rules/rules.js';
import { CLEAR, DOUBTFUL, FAINT, FAIR } from './weights.js';
import { anywhere, kindsOf } from './words/kinds.js';
import type { Token } from './words/tokens.js';

/** What one stretch of words says in answer to "can you come". */
export interface Stance {
  answer: Answer;
  /** How sure the words are by themselves, 0…1. */
  weight: number;
  basis: Basis;
  about: Subject;
  /** Set against what was said before. */
  turn: boolean;
  /** Everything before it is taken back. */
  mistake: boolean;
  /** Of an earlier time, or another occasion. */
  past: boolean;
  next: boolean;
  /** Joined to what was said: 也. */
  also: boolean;
  /** The days and parts of days named with it, and whether an hour is. */
  days: string;
  clocked: boolean;
  /** A question who or what; a question that also holds a no (几点不能来). */
  wonders: boolean;
  hidesNo: boolean;
  start: number;
  end: number;
}

/** How a condition reaches the next clause: its consequence is still open, or was given; it is being weighed; it is not so. */
type Condition = 'none' | 'open' | 'answered' | 'weighed' | 'unreal';

/** What the clauses of a reply say, in order. */
export function stances(clauses: readonly Clause[]): Stance[] {
  const result: Stance[] = [];
  let turn = false;
  let mistake = false;
  let condition: Condition = 'none';
  for (const clause of clauses) {
    turn ||= clause.turn;
    mistake ||= clause.mistake;
    const found = stancesOf(clause, condition);
    condition = conditionAfter(clause, found);
    const [first, ...rest] = found;
    if (!first) continue;
    // A turn holds for the next thing said, in its own clause or behind it.
    result.push({ ...first, turn, mistake }, ...rest);
    turn = mistake = false;
  }
  return result;
}

const ATTENDS = anywhere('attend|cannot|can');
/** 有车就去，没车去不了. */
const COUNTERPART = anywhere('^(not|not-had|hitch|cannot|unsettled) .* (cannot|no-good)');
/** 看排班，排上了就去不成: what may happen, and what then. */
const HAPPENS_THEN = anywhere('(unknown|busy|avail|cannot|weather|hitch|forbid) (soft|self|rise)* then');

/** Does a condition reach into the clause behind it? */
const CARRIED: Readonly<Record<Condition, (clause: Clause) => boolean>> = {
  none: () => false,
  unreal: () => false,
  open: () => true,
  answered: ({ consequence, kinds }) => consequence || COUNTERPART.test(kinds),
  weighed: ({ kinds }) => HAPPENS_THEN.test(kinds),
};

function conditionAfter(clause: Clause, found: readonly Stance[]): Condition {
  const asksOrLate = found.some(({ answer, basis }) => answer === 'question' || basis === 'late');
  if (clause.unreal) return found.length > 0 && ATTENDS.test(clause.kinds) ? 'none' : 'unreal';
  if (!clause.conditional && found.some(({ answer }) => answer === 'maybe')) return 'weighed';
  if (!clause.conditional || asksOrLate) return 'none';
  return found.length > 0 && ATTENDS.test(clause.kinds) ? 'answered' : 'open';
}

function stancesOf(clause: Clause, before: Condition): readonly Stance[] {
  const found = scan(clause);
  const settled = settledBy(clause, before, found);
  const asks = asking(
    clause,
    found.some(({ answer }) => answer !== 'thanks'),
  );
  return asks > 0 ? asked(clause, settled, asks) : settled;
}

/** What is left of the answers under the condition they stand under. */
function settledBy(clause: Clause, before: Condition, found: readonly Stance[]): readonly Stance[] {
  if (isUnreal(clause, before, found)) return contrary(found);
  return clause.conditional || (!clause.turn && CARRIED[before](clause)) ? conditioned(found) : found;
}

/** A no behind 要不是…, unless it is drawn from it (就), says what is. */
function isUnreal(clause: Clause, before: Condition, found: readonly Stance[]): boolean {
  if (clause.unreal) return true;
  const onlyYes = found.every(({ answer }) => answer === 'yes');
  return before === 'unreal' && !clause.turn && (clause.consequence || onlyYes);
}

/** 不加班就去, 如果下雨就不去了: neither yes nor no until it is known. */
function conditioned(found: readonly Stance[]): Stance[] {
  // 晚一刻钟行的话我就去: the condition is about the hour only.
  if (found.some(({ basis }) => basis === 'late'))
    return found.map((stance) => ({ ...stance, weight: Math.min(stance.weight, DOUBTFUL) }));
  return found
    .filter(({ answer, about }) => answer === 'question' || about === 'self')
    .map((stance) => (DEPENDS.has(stance.basis) ? onCondition(stance) : stance));
}

/** 要不是加班我就去了: what would be is not. */
const contrary = (found: readonly Stance[]): Stance[] =>
  found
    .filter(({ answer, basis }) => answer === 'question' || (answer === 'yes' && basis !== 'reason'))
    .map((stance) =>
      stance.answer === 'yes' ? { ...stance, answer: 'no', weight: FAIR, basis: 'explicit' } : stance,
    );

const DEPENDS: ReadonlySet<Basis> = new Set([
  'explicit',
  'accept',
  'assent',
  'avail',
  'desire',
  'reason',
  'condition',
]);
const onCondition = (stance: Stance): Stance => ({
  ...stance,
  answer: 'maybe',
  weight: CLEAR,
  basis: 'condition',
});

const says =
  (wanted: Answer) =>
  ({ answer, basis }: Stance): boolean =>
    answer === wanted && basis === 'explicit';

/** A question answers nothing, except that who asks to come later means to come, and who asks leave to stay away not. */
function asked(clause: Clause, found: readonly Stance[], weight: number): readonly Stance[] {
  const no = found.find((stance) => says('no')(stance) && !isTail(clause, stance));
  if (no && asksLeave(clause)) return [{ ...no, weight: FAINT }];
  const question: Stance = {
    ...plain(clause.tokens),
    answer: 'question',
    // 能去不能去: holds both answers.
    weight: no && found.some(says('yes')) ? DOUBTFUL : weight,
    wonders: asksWho(clause),
    hidesNo: no !== undefined || asksWhether(clause),
  };
  const late = found.find(({ basis }) => basis === 'late');
  if (late) return [{ ...late, weight: DOUBTFUL }, question];
  // 我儿子去行吗: offers somebody instead.
  const offered = found.filter(
    ({ about, answer }) =>
      about === 'stand-in' || (about === 'other' && answer === 'yes' && asksLeave(clause)),
  );
  return [...offered.map((stance) => ({ ...stance, about: 'stand-in' as const })), question];
}

/** 管饭不: the negation asks, and denies nothing. */
const isTail = ({ tokens }: Clause, { start, end }: Stance): boolean =>
  tokens.every(
    (word) => word.start < start || word.end > end || word.kind === 'not' || word.kind === 'end',
  ) && tokens.some((word) => word.end <= start);

const plain = (words: readonly Token[]): Omit<Stance, 'answer' | 'weight'> => ({
  basis: 'question',
  about: 'self',
  turn: false,
  mistake: false,
  past: false,
  next: false,
  also: false,
  days: '',
  clocked: false,
  wonders: false,
  hidesNo: false,
  start: words[0]?.start ?? 0,
  end: words.at(-1)?.end ?? 0,
});

const NEGATES = kindsOf('not not-had deny unsaid');

/**
 * Tries the rules at each word in turn; what fits is used up. A negation that no rule could place leaves a yes
 * behind it unsure.
 */
function scan(clause: Clause): Stance[] {
  const result: Stance[] = [];
  let loose = false;
  for (let at = 0; at < clause.tokens.length;) {
    const match = firstMatch(clause.kinds, at);
    const stance = match && stanceOf(clause, match.rule, at, match.end);
    if (stance) result.push(loose && stance.answer === 'yes' ? unsure(stance) : stance);
    loose ||= !match && NEGATES.has(clause.tokens[at]?.kind ?? 'unknown');
    at = match?.end ?? at + 1;
  }
  return result;
}

const unsure = (stance: Stance): Stance => ({ ...stance, weight: Math.min(stance.weight, DOUBTFUL) });

const OTHERS = kindsOf('other kin');
/** Of these, what befalls the family is said of the writer. */
const OF_FAMILY: ReadonlySet<Basis> = new Set(['reason', 'frailty', 'hint', 'condition']);

function stanceOf(clause: Clause, rule: Rule, from: number, to: number): Stance | null {
  const { tokens } = clause;
  const weight = typeof rule.weight === 'number' ? rule.weight : rule.weight(tokens, from, to);
  if (rule.answer === null || weight === 0) return null;
  const words = tokens.slice(from, to);
  // 老师不让去: whoever forbids it, it is the writer who stays away.
  const forbids = words[0]?.kind === 'forbid';
  const family = OF_FAMILY.has(rule.basis) || words.some(({ kind }) => kind === 'forbid');
  return {
    ...plain(words),
    answer: rule.answer,
    weight,
    basis: rule.basis,
    about:
      forbids && !OTHERS.has(tokens[to]?.kind ?? 'unknown') ? 'self' : subjectOf(tokens, from, to, family),
    past: clause.past,
    next: clause.next,
    also: tokens.some(({ kind }) => kind === 'also') && !tokens.some(({ kind }) => kind === 'you'),
    days: tokens.flatMap(({ kind, text }) => (kind === 'day' ? [text] : [])).join(' '),
    clocked: tokens.some(({ kind }) => kind === 'clock'),
  };
}
