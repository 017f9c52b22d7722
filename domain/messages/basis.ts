/**
 * On what a sending stands in law (Personal Information Protection Law, art. 13). Nothing is stored for it: class and
 * `irrefusable` stand on the firing, and the basis follows from them.
 */
import type { Irrefusable, MessageClass } from '../plan/plan.js';
import type { Sentence } from '../problem.js';

const OF_IRREFUSABLE: Record<Irrefusable, Sentence> = {
  emergency: {
    zh: '紧急情况下保护人身安全（个人信息保护法第十三条第一款第四项），不受退订限制',
    en: 'protecting life in an emergency (PIPL art. 13-4), which opt-outs do not stop',
  },
  'contact duty': {
    zh: '组织联系人的职责（个人信息保护法第十三条第一款第三项），不受退订限制',
    en: 'the duty of a committee’s contact (PIPL art. 13-3), which opt-outs do not stop',
  },
};

const OF_CLASS: Record<MessageClass, Sentence> = {
  verification: {
    zh: '本人要求的验证（个人信息保护法第十三条第一款第二项）',
    en: 'a code the person asked for (PIPL art. 13-2)',
  },
  notice: {
    zh: '志愿服务管理所必需的通知（个人信息保护法第十三条第一款第三项），本人可以退订',
    en: 'a notice that running the volunteer service needs (PIPL art. 13-3), which the person may refuse',
  },
  promotion: {
    zh: '本人同意（个人信息保护法第十三条第一款第一项）',
    en: 'the person’s consent (PIPL art. 13-1)',
  },
};

/** The basis of a firing. */
export const legalBasis = (firing: { class: MessageClass; irrefusable: Irrefusable | null }): Sentence =>
  firing.irrefusable === null ? OF_CLASS[firing.class] : OF_IRREFUSABLE[firing.irrefusable];
