import { CHANNEL_NAMES } from '../../domain/messages/channel-names.js';
import { STATE_MEANING, type MessageState } from '../../domain/messages/states.js';
import type { Channel } from '../../domain/plan/plan.js';
import { RUN_STATE_MEANING, type RunState } from '../../domain/plan/run-state.js';
import type { Sentence } from '../../domain/problem.js';

/** In which language people are answered; both: Chinese first, English beside. */
export const LANGUAGES = ['both', 'zh', 'en'] as const;
/** A language of answers. */
export type Language = (typeof LANGUAGES)[number];

/** Speaks one language, or both. */
export interface Words {
  /** A sentence. */
  say: (zh: string, en: string) => string;
  /** The same, of a sentence that comes in both. */
  tell: (sentence: Sentence) => string;
  /** A heading or name: short, without a stroke between the languages. */
  label: (zh: string, en: string) => string;
  /** A heading above a narrow column: the languages one below the other. */
  stacked: (zh: string, en: string) => string;
}

/** The words of a language. */
export function wordsOf(language: Language): Words {
  const joined = (between: string) => (zh: string, en: string) =>
    language === 'zh' ? zh : language === 'en' ? en : zh === en ? zh : `${zh}${between}${en}`;
  const say = joined(' / ');
  return { say, tell: ({ zh, en }) => say(zh, en), label: joined(' '), stacked: joined('\n') };
}

/** `待发送 queued` */
export const stateLabel = (words: Words, state: MessageState): string =>
  words.label(STATE_MEANING[state].zh, state);

/** `短信 sms` */
export const channelLabel = (words: Words, channel: Channel): string =>
  words.label(CHANNEL_NAMES[channel].zh, channel);

/** `进行中 running` */
export const runStateLabel = (words: Words, state: RunState): string =>
  words.label(RUN_STATE_MEANING[state].zh, state);
