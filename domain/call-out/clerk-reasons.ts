import type { Sentence } from '../problem.js';
import type { ClerkReason } from './decide.js';

/** Why a reply waits, as the clerk reads it. */
export const CLERK_REASON_MEANING: Readonly<
  Record<ClerkReason | 'call unclear' | 'mail' | 'unknown mail', Sentence>
> = {
  unsure: { zh: '意思不清楚', en: 'what it means is not clear' },
  'unknown phone': { zh: '台账里没有这个号码', en: 'nobody in the ledger has this phone' },
  'no call': { zh: '近期没有集结通知发到这部手机', en: 'no call-out has reached this phone lately' },
  'wrong code': {
    zh: '所写的编号没有发给过这部手机',
    en: 'it names a code that was never sent to this phone',
  },
  'call closed': { zh: '所答的集结已经结束', en: 'the call-out it answers is over' },
  'which person': {
    zh: '几个人共用这部手机，没有写明是谁',
    en: 'several people share this phone, and it does not say who writes',
  },
  'wrong sign-in code': { zh: '签到码不对', en: 'its sign-in code is wrong' },
  'serves elsewhere': {
    zh: '答应来，但同一时间另有任务',
    en: 'says yes, and has a place at another event of the same time',
  },
  'asks again': {
    zh: '已把详情发给本人两次，仍在询问',
    en: 'was told the details twice, and asks again',
  },
  'opted out': {
    zh: '这个号码已退订，短信告知不了本人：请打电话问清',
    en: 'this phone has opted out of texts, so nothing can be told to it: ring them up',
  },
  mail: { zh: '邮件回复，须由人来看', en: 'an answer by mail, which a person must read' },
  'unknown mail': {
    zh: '邮件没有写明答复的是哪一封，寄件人无法核实',
    en: 'a mail that answers none of ours: nobody knows whether its sender wrote it',
  },
  'call unclear': {
    zh: '这部手机上有不止一次集结，已请本人写明编号',
    en: 'more than one call-out reached this phone; its owner was asked which one they mean',
  },
};
