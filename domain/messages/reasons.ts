/**
 * Why someone is not written to, in our own words. The ledger keeps the word; a reason that is not listed here
 * is a provider's code and is shown as it came.
 */
import type { Sentence } from '../problem.js';

const MEANINGS: Readonly<Record<string, Sentence>> = {
  'no address': { zh: '没有可用的号码或邮箱', en: 'no usable address' },
  'opted out': { zh: '本人已退订', en: 'opted out' },
  'duplicate address': {
    zh: '与他人共用号码或邮箱，由对方收取',
    en: 'shares the address with another recipient, who gets it',
  },
  'frequency cap': { zh: '已达到发送次数上限', en: 'had as many messages as the cap allows' },
  expired: { zh: '轮到时已过有效期', en: 'too old when its turn came' },
  'dispatcher lost': { zh: '发送进程中断', en: 'its dispatcher died' },
  'may have been sent': { zh: '取消前可能已经发出', en: 'may have gone out before it was cancelled' },
};

/** A reason as a person reads it; a provider's code stays as it is. */
export const reasonMeaning = (reason: string): Sentence =>
  Object.hasOwn(MEANINGS, reason) ? MEANINGS[reason]! : { zh: reason, en: reason };
