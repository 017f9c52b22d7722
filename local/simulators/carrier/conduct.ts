import { PHRASES, type Act } from './phrases.js';
import { TEMPERAMENTS, type Temperament } from './temperaments.js';

/** Something a person is going to write. */
export interface Utterance {
  /** Milliseconds after they have read the text. */
  after: number;
  act: Act;
  /** The code they have in mind, written or not; absent when no ask is behind it. */
  code?: string;
  content: string;
}

/** What the conduct of one person towards one text is drawn from. */
export interface Reader {
  /** A number in [0, 1) that follows from the seed, the phone, the wording and the purpose. */
  draw: (purpose: string) => number;
  /** Median of the time until they answer, in milliseconds. */
  hesitation: number;
}

/** Skew of the hesitation (σ of the log-normal): one in twenty takes five times the median. */
const SKEW = 1;
/** Most standard deviations: twenty times the median, so that a run comes to an end. */
const SLOWEST = 3;
/** A change of mind takes longer than the first word. */
const SECOND_THOUGHTS = 2;
/** A handset answers by itself at once, against the time its owner would take. */
const AT_ONCE = 1 / 20;
/** Share of those who name nothing but the code when they are asked for it. */
const BARE_CODE_RATE = 0.2;
const MINUTES = [10, 15, 20, 30, 40, 45, 60];

/** What somebody in this mood writes to an ask. */
export function answersToAsk(reader: Reader, mood: Temperament, code: string): Utterance[] {
  let after = 0;
  return TEMPERAMENTS[mood].map((act, turn) => {
    const wait = hesitation(reader, `hesitation ${turn}`);
    after += act === 'auto-reply' ? wait * AT_ONCE : turn > 0 ? wait * SECOND_THOUGHTS : wait;
    return { after, act, code, content: phrase(reader, act, code) };
  });
}

/** What somebody writes who is asked for the code: what they had last said to each ask, now with its code. */
export function answersToWhichCode(reader: Reader, stances: ReadonlyMap<string, Act>): Utterance[] {
  const bare = stances.size === 1 && reader.draw('bare') < BARE_CODE_RATE;
  return [...stances].map(([code, stance]) => {
    const act = bare || naming(stance).length === 0 ? 'naming-code' : stance;
    const after = hesitation(reader, `hesitation ${code}`);
    return { after, act, code, content: phrase(reader, act, code, naming(act)) };
  });
}

/** One utterance, without an ask behind it unless a code is given. */
export function answerToNews(reader: Reader, act: Act, code?: string): Utterance {
  const wait = hesitation(reader, 'hesitation');
  const after = act === 'auto-reply' ? wait * AT_ONCE : wait;
  return { after, act, content: phrase(reader, act, code ?? ''), ...(code ? { code } : {}) };
}

/** Log-normal around the median (Box and Muller's normal numbers): most are quick, a few slow. */
function hesitation({ draw, hesitation: median }: Reader, purpose: string): number {
  const radius = Math.sqrt(-2 * Math.log(1 - draw(`${purpose} radius`)));
  const normal = radius * Math.cos(2 * Math.PI * draw(`${purpose} angle`));
  return median * Math.exp(SKEW * Math.max(-SLOWEST, Math.min(SLOWEST, normal)));
}

/** The phrases that name the code. */
const naming = (act: Act): string[] => PHRASES[act].filter((words) => words.includes('{code}'));

function phrase({ draw }: Reader, act: Act, code: string, among: readonly string[] = PHRASES[act]): string {
  return oneOf(among, draw(`phrase ${act} ${code}`))
    .replace('{code}', spelled(code, draw(`spelling ${act} ${code}`)))
    .replace('{minutes}', String(oneOf(MINUTES, draw('minutes'))));
}

/** A code as it is typed: mostly as it stood, sometimes in small letters, full width or apart. */
function spelled(code: string, chance: number): string {
  if (chance < 0.75) return code;
  if (chance < 0.88) return code.toLowerCase();
  if (chance < 0.95) {
    return code.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
  }
  return code.replace(/(?=\d)/, ' ');
}

const oneOf = <Item>(items: readonly Item[], chance: number): Item =>
  items[Math.floor(chance * items.length)]!;
