import type { Sentence } from '../problem.js';

/** Where a candidate of a call-out stands, in the order of the way. */
export const CANDIDATE_STATES = [
  'excluded',
  'waiting',
  'asked',
  'unsure',
  'placed',
  'waitlisted',
  'declined',
  'withdrawn',
  'stood down',
] as const;
/** One of those. */
export type CandidateState = (typeof CANDIDATE_STATES)[number];

/** Each state in words. */
export const CANDIDATE_STATE_MEANING: Readonly<Record<CandidateState, Sentence>> = {
  excluded: { zh: '不询问', en: 'not asked, for a reason' },
  waiting: { zh: '待询问', en: 'may still be asked' },
  asked: { zh: '已询问，未回复', en: 'asked, silent so far' },
  unsure: { zh: '不确定', en: 'does not know yet' },
  placed: { zh: '已定', en: 'has a place' },
  waitlisted: { zh: '候补', en: 'waits for a place' },
  declined: { zh: '不来', en: 'does not come' },
  withdrawn: { zh: '答应后退出', en: 'had a place and gave it back' },
  'stood down': { zh: '已通知取消', en: 'stood down' },
};

/** Why somebody is not asked, in words. */
export const EXCLUSION_MEANING: Readonly<Record<string, Sentence>> = {
  'no address': { zh: '没有手机号', en: 'no phone' },
  'opted out': { zh: '本人已退订', en: 'opted out' },
  'age unknown': { zh: '年龄不详', en: 'age unknown' },
  'under age': { zh: '未成年', en: 'under age' },
  'not insured': { zh: '活动当日没有保险', en: 'not insured on the day' },
  'not trained': { zh: '未参加岗前培训', en: 'not trained' },
  'frequency cap': { zh: '近期通知已达上限', en: 'had as many notices as the cap allows' },
  away: { zh: '请假', en: 'away' },
  'serves elsewhere': { zh: '同时段另有任务', en: 'has a place at another event of that time' },
};
