import { chanceOf } from '../faults.js';
import { readText, type TextKind } from './asks.js';
import { answersToAsk, answersToWhichCode, answerToNews, type Reader, type Utterance } from './conduct.js';
import type { Act } from './phrases.js';
import type { Manners } from './settings.js';
import { moodOf, temperamentOf } from './temperaments.js';

/** A text as it stands on a handset. */
interface HandsetText {
  phone: string;
  kind: TextKind;
  /** Its words; looking them up costs, so only who wants them asks. */
  wording: () => string;
}

/** What the owner of a phone that was asked keeps in mind. */
interface Mind {
  /** Fingerprints of the texts they took note of: the same words again are no new question. */
  heard: number[];
  /** What they last meant to say to each ask, by its code. */
  stances: Map<string, Act>;
}

/** What one person makes of one text. */
interface Thought {
  phone: string;
  wording: string;
  reader: Reader;
  manners: Manners;
  mind: Mind;
}

/** Who would not take part in a conversation about what they were asked. */
const SPEECHLESS: readonly Act[] = ['opt-out', 'auto-reply'];

/** What those who were asked make of what they read. Every decision follows from seed, phone and wording alone. */
export class Minds {
  private readonly minds = new Map<string, Mind>();

  constructor(private readonly seed: number) {}

  /** What a person answers to a text; undefined when it does not concern an ask, an empty list when they keep silent. */
  consider({ phone, kind, wording }: HandsetText, manners: Manners): Utterance[] | undefined {
    const known = this.minds.get(phone);
    if (kind === 'plain' || (!known && kind !== 'ask' && kind !== 'which-code')) return undefined;
    const words = wording();
    const reading = readText(words);
    const asked = known ? kind === 'ask' : reading.code !== undefined;
    if (!known && !asked) return undefined;
    const mind = known ?? this.begin(phone);
    const draw = (purpose: string): number => chanceOf(this.seed, `${purpose} ${phone} ${words}`);
    const reader = { draw, hesitation: manners.replyHesitationMilliseconds };
    const thought = { phone, wording: words, reader, manners, mind };
    if (asked) return this.decide(thought, reading.code!);
    return kind === 'which-code' ? this.name(thought, reading.codes) : this.react(thought, kind);
  }

  private begin(phone: string): Mind {
    const mind = { heard: [], stances: new Map() };
    this.minds.set(phone, mind);
    return mind;
  }

  private decide({ phone, wording, reader, manners, mind }: Thought, code: string): Utterance[] {
    const mood = moodOf(this.seed, phone, wording, manners.replyWeights);
    if (heardBefore(mind, wording) && mood !== 'auto-reply') return [];
    const answers = answersToAsk(reader, mood, code);
    const last = answers.at(-1);
    if (last) mind.stances.set(code, last.act);
    else mind.stances.delete(code);
    return answers;
  }

  /** Names the codes of whatever was answered among those in the text; of everything answered if it lists none. */
  private name(thought: Thought, codes: readonly string[]): Utterance[] {
    const { reader, mind, wording } = thought;
    if (this.isMachine(thought)) return [answerToNews(reader, 'auto-reply')];
    if (heardBefore(mind, wording)) return [];
    const spoken = [...mind.stances].filter(([, act]) => !SPEECHLESS.includes(act));
    const listed = spoken.filter(([code]) => codes.includes(code));
    return answersToWhichCode(reader, new Map(listed.length > 0 ? listed : spoken));
  }

  private react(thought: Thought, kind: TextKind): Utterance[] {
    const { reader, manners, mind, wording } = thought;
    if (this.isMachine(thought)) return [answerToNews(reader, 'auto-reply')];
    if (heardBefore(mind, wording) || mind.stances.size === 0) return [];
    const wanted = kind === 'confirmed' || kind === 'reminder';
    const chance = reader.draw('news');
    if (wanted && chance < manners.replyDropOutRate) return [this.dropOut(thought)];
    return chance > 1 - manners.replyThanksRate ? [answerToNews(reader, 'got-it')] : [];
  }

  private dropOut({ reader, mind, wording }: Thought): Utterance {
    const codes = [...mind.stances.keys()];
    const code = readText(wording).codes.find((each) => mind.stances.has(each)) ?? codes.at(-1)!;
    mind.stances.set(code, 'dropping-out');
    return answerToNews(reader, 'dropping-out', code);
  }

  /** Whether a machine answers for them, whatever comes and however often. */
  private isMachine({ phone, manners }: Thought): boolean {
    return temperamentOf(this.seed, phone, manners.replyWeights) === 'auto-reply';
  }
}

/** Takes note of a text; whether the very same was heard before. */
function heardBefore(mind: Mind, wording: string): boolean {
  const fingerprint = chanceOf(0, wording);
  if (mind.heard.includes(fingerprint)) return true;
  mind.heard.push(fingerprint);
  return false;
}
