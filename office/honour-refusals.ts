import { LEAST_NOTICE_WORKDAYS, TEN } from '../campaigns/deadline/monthly-ten.js';
import type { Sentence } from '../domain/problem.js';
import { refuse, Refusal } from './refusal.js';

/** What was written is no month. */
export const noMonth = (written: string): Refusal =>
  refuse(
    'invalid',
    'not-a-month',
    `“${written}” 不是月份：写作 2027-03`,
    `“${written}” is no month: write 2027-03`,
  );

/** What is published stays as it is. */
export const published = (month: string): Refusal =>
  refuse(
    'conflict',
    'published',
    `${month} 的十佳已经公布，不能再改`,
    `the ten of ${month} are published and cannot be changed any more`,
  );

/** Why one nomination among those named cannot be picked, unpicked or objected to. */
export type NominationFault =
  | 'no-nomination'
  | 'other-month'
  | 'not-submitted'
  | 'already-picked'
  | 'objected'
  | 'not-picked'
  | 'under-notice'
  | 'not-under-notice';

const FAULTS: Readonly<Record<NominationFault, Sentence>> = {
  'no-nomination': {
    zh: '不是月评十佳推荐，见 muster ten show',
    en: 'is no nomination; see `muster ten show`',
  },
  'other-month': { zh: '是另一个月的推荐', en: 'was nominated in another month' },
  'not-submitted': { zh: '没有报送，或已退回', en: 'is not handed in, or was returned' },
  'already-picked': { zh: '已经入选', en: 'is picked already' },
  objected: {
    zh: '已因异议撤下，不能再入选',
    en: 'was taken out by an objection and cannot be picked again',
  },
  'not-picked': { zh: '没有入选', en: 'is not picked' },
  'under-notice': {
    zh: '已在公示，只能因异议撤下（muster ten object）',
    en: 'is under public notice: only an objection takes it out (`muster ten object`)',
  },
  'not-under-notice': {
    zh: '还没有公示，可直接换下（muster ten unpick）',
    en: 'is not under public notice yet: unpick it (`muster ten unpick`)',
  },
};

/** Everything that is wrong with the nominations named. */
export const nominationFaults = (faults: readonly { duty: number; fault: NominationFault }[]): Refusal =>
  new Refusal(
    'conflict',
    faults.map(({ duty, fault }) => ({
      ...{ path: [], reason: fault },
      zh: `报送 ${duty} ${FAULTS[fault].zh}`,
      en: `duty ${duty} ${FAULTS[fault].en}`,
    })),
  );

/** There would be more than ten. */
export const moreThanTen = (picked: number, more: number): Refusal =>
  refuse(
    'conflict',
    'more-than-ten',
    `每月 ${TEN} 名：已选 ${picked} 名，再选 ${more} 名就多了，请先换下（muster ten unpick）`,
    `ten a month: ${picked} are picked, ${more} more are too many; unpick some first`,
  );

/** A public notice lasts longer. */
export const noticeTooShort = (workdays: number): Refusal =>
  refuse(
    'invalid',
    'notice-too-short',
    `公示至少 ${LEAST_NOTICE_WORKDAYS} 个工作日，现写 ${workdays} 个`,
    `a public notice lasts at least ${LEAST_NOTICE_WORKDAYS} workdays, not ${workdays}`,
  );

/** All ten are under notice. */
export const noticedBefore = (month: string): Refusal =>
  refuse(
    'conflict',
    'noticed-before',
    `${month} 的十名都已在公示`,
    `all ten of ${month} are under public notice already`,
  );

/** Nothing was published that could be rewarded. */
export const notPublished = (month: string): Refusal =>
  refuse(
    'conflict',
    'not-published',
    `${month} 的十佳还没有公布（muster ten publish）`,
    `the ten of ${month} are not published yet (\`muster ten publish\`)`,
  );

/** They have been rewarded. */
export const rewardedBefore = (month: string): Refusal =>
  refuse(
    'conflict',
    'rewarded-before',
    `${month} 的十佳已经表彰过`,
    `the ten of ${month} were rewarded before`,
  );

/** Whoever may not see names cannot write them into a list. */
export const namesHidden = (): Refusal =>
  refuse(
    'not-allowed',
    'names-hidden',
    '名单须写出姓名，您无权查看个人信息：请由有权限的操作员输出',
    'the list is made of names, and you may not see personal data: somebody who may writes it',
  );
