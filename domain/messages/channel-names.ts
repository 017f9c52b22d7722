import type { Channel } from '../plan/plan.js';
import type { Sentence } from '../problem.js';

/** What each channel is called in a sentence. */
export const CHANNEL_NAMES: Record<Channel, Sentence> = {
  sms: { zh: '短信', en: 'SMS' },
  email: { zh: '邮件', en: 'mail' },
};
