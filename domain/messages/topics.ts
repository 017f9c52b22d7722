/**
 * What messages are about. A person may refuse one topic and keep the others, so the list is short, and each name
 * says to an outsider what stops. Codes stand in the ledger and in links that were sent: none is ever renamed.
 */
import type { Sentence } from '../problem.js';

/** Every topic, in the order in which they are listed to people. */
export const TOPICS = [
  'notices',
  'call-outs',
  'training',
  'recruitment',
  'campaigns',
  'reports',
  'office',
] as const;

/** What a message is about. */
export type Topic = (typeof TOPICS)[number];

/** What a withdrawal is from: one topic, or all there are and will be. */
export type Refused = Topic | 'all';

/** What each topic is called. */
export const TOPIC_NAMES: Record<Refused, Sentence> = {
  all: { zh: '全部', en: 'everything' },
  notices: { zh: '通知', en: 'notices' },
  'call-outs': { zh: '集结', en: 'call-outs' },
  training: { zh: '培训', en: 'training' },
  recruitment: { zh: '招募', en: 'recruitment' },
  campaigns: { zh: '主题活动', en: 'themed campaigns' },
  reports: { zh: '报送', en: 'reports' },
  office: { zh: '办公室', en: 'office' },
};

/** Whether a word is a topic's code. */
export const isTopic = (word: string): word is Topic => (TOPICS as readonly string[]).includes(word);

/** The topic of a step; one planned before there were topics is known by what it does. */
export const topicOf = ({ topic, kind }: { topic?: Topic; kind: string }): Topic =>
  topic ?? (kind === 'ask' || kind === 'tell' ? 'call-outs' : 'notices');
