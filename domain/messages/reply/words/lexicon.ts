import { AGREEING_WORDS } from './agreeing.js';
import { COMING_WORDS } from './coming.js';
import { DOUBTING_WORDS } from './doubting.js';
import { ENGLISH_WORDS } from './english.js';
import type { Kind, WordTable } from './kinds.js';
import { NEUTRAL_WORDS } from './neutral.js';
import { PERSON_WORDS } from './people.js';
import { POTENTIALS } from './potentials.js';
import { QUESTION_WORDS } from './questions.js';
import { REASON_WORDS } from './reasons.js';
import { REFUSING_WORDS } from './refusing.js';
import { SIGNS } from './signs.js';
import { TURNING_WORDS } from './turning.js';

const TABLES: readonly WordTable[] = [
  COMING_WORDS,
  AGREEING_WORDS,
  REFUSING_WORDS,
  DOUBTING_WORDS,
  TURNING_WORDS,
  POTENTIALS,
  REASON_WORDS,
  PERSON_WORDS,
  QUESTION_WORDS,
  NEUTRAL_WORDS,
  ENGLISH_WORDS,
  SIGNS,
];

/** Every word of some tables with its kind. A word of two kinds would be read by chance, so it is refused. */
export function kindByWord(tables: readonly WordTable[]): Map<string, Kind> {
  const words = new Map<string, Kind>();
  for (const [kind, list] of tables.flatMap((table) => Object.entries(table) as [Kind, string][]))
    for (const entry of list.split(/\s+/).filter(Boolean)) {
      const word = entry.replaceAll('_', ' ');
      const other = words.get(word);
      if (other !== undefined && other !== kind)
        throw new Error(`${word} is listed as ${other} and as ${kind}`);
      words.set(word, kind);
    }
  return words;
}

const words = kindByWord(TABLES);
const LONGEST = Math.max(...[...words.keys()].map((word) => word.length));
const LATIN = /[a-z']/;

/** The longest known word at a place of the text. */
export function wordFrom(text: string, at: number): { kind: Kind; end: number } | null {
  // can't and cant are no beginning of canteen.
  if (LATIN.test(text[at] ?? '') && LATIN.test(text[at - 1] ?? '')) return null;
  for (let end = Math.min(text.length, at + LONGEST); end > at; end--) {
    const kind = words.get(text.slice(at, end));
    if (kind === undefined) continue;
    if (LATIN.test(text[end - 1] ?? '') && LATIN.test(text[end] ?? '')) continue;
    return { kind, end };
  }
  return null;
}
