import { kindsOf } from '../words/kinds.js';
import type { Token } from '../words/tokens.js';

/** Of whom something is said; `stand-in`: of who comes in the writer's place. */
export type Subject = 'self' | 'other' | 'stand-in';

/** Between a person and what is said of them these may stand; anything else ends the reach of the name. */
const REACHES =
  kindsOf(`soft also then again firm able want must day clock on-time early place not not-had perhaps
  afraid effort people now late rise`);

/**
 * Whom the words from one place to another are about: the nearest person in front of them. 我妈住院了去不了 is
 * about the writer, since 住院了 stands between; 我和老王都去 is about both. With `family`, what befalls the family
 * is about the writer too: 孩子发烧 keeps them away.
 */
export function subjectOf(tokens: readonly Token[], from: number, to: number, family: boolean): Subject {
  for (let at = to - 1; at >= 0; at--) {
    const { kind } = tokens[at] as Token;
    const person = personAt(tokens, at, from, family);
    if (person) return person;
    if (at < from && !REACHES.has(kind)) return 'self';
  }
  return 'self';
}

function personAt(tokens: readonly Token[], at: number, from: number, family: boolean): Subject | null {
  const kind = tokens[at]?.kind;
  return kind === undefined ? null : (PERSONS[kind]?.(tokens, at, { from, family }) ?? null);
}

/** Who a word speaks of, by its kind; other kinds speak of nobody. */
const PERSONS: Partial<
  Record<
    Token['kind'],
    (tokens: readonly Token[], at: number, clause: { from: number; family: boolean }) => Subject | null
  >
> = {
  'stand-in': () => 'stand-in',
  self: (tokens, at) => (isSentBySomebody(tokens, at) ? 'other' : 'self'),
  group: () => 'self',
  kin: (tokens, at, { family }) => (family ? 'self' : someone(tokens, at)),
  other: (tokens, at) => someone(tokens, at),
  // 你们去吧, but not 你们另请高明.
  you: (tokens, _at, { from }) => (tokens[from]?.kind === 'attend' ? 'other' : null),
  // 被派去, 老板让加班: the writer is sent.
  let: (tokens, at, { family }) => (family || tokens[at - 1]?.text === '被' ? 'self' : 'other'),
};

/** 老王让我告诉你 passes on a word of somebody else's. */
const isSentBySomebody = (tokens: readonly Token[], at: number): boolean =>
  tokens[at - 1]?.kind === 'let' && /other|unknown/.test(tokens[at - 2]?.kind ?? '');

const WAITS = /^[等问]/;

/** 和我弟弟, 带俩朋友, 和老王老李, 和另外两个同事. */
function joinedBefore(tokens: readonly Token[], at: number): boolean {
  const start = tokens.slice(0, at).findLastIndex(({ kind }) => kind === 'with');
  return start >= 0 && (at - start <= 2 || tokens.slice(start + 1, at).every(({ kind }) => COUNTS.has(kind)));
}
const COUNTS = kindsOf('self group other kin people number soft cause place');

/** 让(我)弟弟去 sends a stand-in, 和(我)弟弟去 is about both, 弟弟去 is not about the writer. */
function someone(tokens: readonly Token[], at: number): Subject {
  const [further, before] = [tokens[at - 2], tokens[at - 1]];
  if (before?.kind === 'let' || (before?.kind === 'self' && further?.kind === 'let')) return 'stand-in';
  // 等我媳妇下班问问她: the writer waits and asks.
  if ([before, further].some((word) => WAITS.test(word?.text ?? ''))) return 'self';
  return isAmongUs(before) || joinedBefore(tokens, at) ? 'self' : 'other';
}

/** 我们队长 leads the writer too; 我家老二 is somebody else. */
const isAmongUs = (before: Token | undefined): boolean =>
  before?.kind === 'group' && !before.text.endsWith('家');
