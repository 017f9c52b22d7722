/** What the pages say beside the wishes themselves. */
import type { Sentence } from '../../domain/problem.js';

/** A page that only says something. */
export interface Message {
  title: Sentence;
  text: readonly Sentence[];
}

/** The address without a link. */
export const START: Message = {
  title: { zh: '本人页面', en: 'Your page' },
  text: [
    {
      zh: '请从邮件末尾的链接进入，或向当地志愿服务组织索取您的链接。',
      en: 'Come here by the link at the end of a mail, or ask your volunteer office for yours.',
    },
  ],
};

/** A link that is none, or was cut. */
export const LOST: Message = {
  title: { zh: '没有这个页面', en: 'There is no such page' },
  text: [
    {
      zh: '链接不完整或有误：请从邮件中重新点开，或整段复制，不要漏掉字符。',
      en: 'The link is incomplete or wrong: open it from the mail again, or copy all of it.',
    },
    {
      zh: '短信退订请直接回复 TD；也可以请当地志愿服务组织代为登记。',
      en: 'To stop texts, reply TD; your volunteer office can also record it for you.',
    },
  ],
};

/** A link to questions that is none, was cut, or was sent to an address somebody has no more. */
export const LOST_QUESTIONS: Message = {
  title: LOST.title,
  text: [
    {
      zh: '链接不完整或有误：请从最近一封邮件中重新点开，或整段复制，不要漏掉字符。邮箱变更后，原来的链接不再有效。',
      en: 'The link is incomplete or wrong: open it from the latest mail, or copy all of it. Links sent to a former address are void.',
    },
    {
      zh: '急需答复时，请联系志愿服务组织的经办人员代为登记。',
      en: 'If the answer is urgent, ask the clerk of your volunteer office to record it for you.',
    },
  ],
};

/** Too many requests. */
export const TIRED: Message = {
  title: { zh: '请稍候', en: 'One moment, please' },
  text: [{ zh: '访问过于频繁，请一分钟后再试。', en: 'Too many requests: try again in a minute.' }],
};

/** The ledger did not answer. */
export const BROKEN: Message = {
  title: { zh: '暂时无法处理', en: 'Not possible just now' },
  text: [
    {
      zh: '没有任何改动，请过几分钟再试。短信退订可直接回复 TD。',
      en: 'Nothing was changed: try again in a few minutes. To stop texts, reply TD.',
    },
  ],
};

/** The ledger did not answer when an answer was sent: a phone sends the form again, and twice the same counts once. */
export const ANSWER_BROKEN: Message = {
  title: BROKEN.title,
  text: [
    {
      zh: '答复可能没有收到。请不要关闭本页：过几分钟刷新，并选择重新提交，写好的内容不会丢失。',
      en: 'Your answer may not have arrived. Keep this page: reload it in a few minutes and let it be sent again.',
    },
  ],
};

/** A form that is none of ours. */
export const UNREADABLE: Message = {
  title: { zh: '无法读取', en: 'Unreadable' },
  text: [
    {
      zh: '没有任何改动，请回到页面重新操作。',
      en: 'Nothing was changed: go back to the page and try again.',
    },
  ],
};

/** The answer to a mail program's button, which few people see. */
export const UNSUBSCRIBED: Message = {
  title: { zh: '已退订', en: 'Unsubscribed' },
  text: [
    {
      zh: '这类邮件不再发送。其他设置请打开邮件末尾的链接。',
      en: 'No more mail of this kind. For other settings open the link at the end of the mail.',
    },
  ],
};

/** A form without a wish. */
export const NOTHING_ASKED: Sentence = {
  zh: '没有任何改动：请按下面的按钮。',
  en: 'Nothing was changed: press one of the buttons below.',
};

/** A wish this link may not have. */
export const NOT_YOURS: Sentence = {
  zh: '没有任何改动：这个链接不能做此改动，请联系当地志愿服务组织。',
  en: 'Nothing was changed: this link may not do that; ask your volunteer office.',
};
