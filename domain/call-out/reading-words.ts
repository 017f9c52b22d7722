/** A reading of a reply as the clerk reads it: what it probably means, and how sure the reader is. */
import type { ReplyMeaning } from '../messages/reply-reader.js';
import type { Sentence } from '../problem.js';

/** Each meaning in words. */
export const REPLY_MEANING_WORDS: Readonly<Record<ReplyMeaning, Sentence>> = {
  yes: { zh: '能来', en: 'comes' },
  no: { zh: '不来', en: 'does not come' },
  maybe: { zh: '不确定', en: 'does not know yet' },
  thanks: { zh: '道谢', en: 'says thanks' },
  question: { zh: '提问', en: 'asks something' },
  away: { zh: '请假', en: 'is away for a while' },
  back: { zh: '销假', en: 'is back' },
  hours: { zh: '改了有空的时间', en: 'is free at other hours' },
  'sign-in': { zh: '签到', en: 'signs in' },
  'opt-out': { zh: '退订', en: 'wants no more texts' },
  'auto-reply': { zh: '自动回复', en: 'sent by a machine' },
  unclear: { zh: '看不出意思', en: 'no guess' },
};

/** The reader's own `SURE`: a test holds them together. Importing it would load the whole lexicon into every command. */
const SURE = 0.7;
/** From here on a guess is more than one. */
const LIKELY = 0.5;

/**
 * How sure a reader is.
 * @param confidence 0–1
 */
export function confidenceWords(confidence: number): Sentence {
  if (confidence >= SURE) return { zh: '有把握', en: 'sure' };
  if (confidence >= LIKELY) return { zh: '多半', en: 'likely' };
  return { zh: '猜测', en: 'a guess' };
}
