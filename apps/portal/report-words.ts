/** What the pages of reports say. */
import type { Sentence } from '../../domain/problem.js';
import type { Message } from './words.js';
import { BROKEN, LOST } from './words.js';

/** A link to reports that is none, was cut, or is not for its reader any more. */
export const LOST_REPORTS: Message = {
  title: LOST.title,
  text: [
    {
      zh: '链接不完整、有误，或不再有效：请从最近一封邮件中重新点开，或整段复制。联系人或邮箱、手机号变更后，原来的链接不再有效。',
      en: 'The link is incomplete, wrong or void: open it from the latest mail, or copy all of it. Links are void once somebody else is the contact, or the address has changed.',
    },
    {
      zh: '急需报送时，请联系上级志愿服务组织的经办人员代为登记。',
      en: 'If a report is urgent, ask the clerk of the committee above to hand it in for you.',
    },
  ],
};

/** A link of ours whose last day is over. */
export const expiredLink = (lastDay: string): Message => ({
  title: { zh: '链接已过期', en: 'The link has expired' },
  text: [
    {
      zh: `这个链接到 ${lastDay} 为止有效，现在不能再用。已存的草稿和已报的材料都还在。`,
      en: `This link was good until ${lastDay}. Drafts and reports are still there.`,
    },
    {
      zh: '请用最近一封提醒邮件或短信中的新链接；没有收到的，请联系上级经办人员重新发送。',
      en: 'Use the link of the latest reminder; if you have none, ask the clerk of the committee above for a new one.',
    },
  ],
});

/** The page on which a short code is typed in. */
export const CODE_TITLE: Sentence = { zh: '报送入口', en: 'Hand in reports' };
/** What it asks for. */
export const CODE_ASKED: Sentence = {
  zh: '短信中的 8 位报送码',
  en: 'The code of 8 letters in the text message',
};
/** A code that is none. */
export const CODE_WRONG: Sentence = {
  zh: '没有这个报送码：请对照最近一条短信重新输入，不分大小写。手机号或联系人变更后，原来的报送码不再有效。',
  en: 'There is no such code: type it again from the latest message. Codes are void once the phone or the contact has changed.',
};
/** A code whose time is over. */
export const CODE_EXPIRED: Sentence = {
  zh: '这个报送码已过期：请用最近一条短信中的报送码，或联系上级经办人员。',
  en: 'This code has expired: use that of the latest message, or ask the clerk of the committee above.',
};

/** The ledger did not answer while a report was handed in. */
export const REPORT_BROKEN: Message = {
  title: BROKEN.title,
  text: [
    {
      zh: '可能没有收到。请不要关闭本页：过几分钟刷新，并选择重新提交；重复提交只算一次。',
      en: 'It may not have arrived. Keep this page: reload it in a few minutes and let it be sent again; twice the same counts once.',
    },
  ],
};
