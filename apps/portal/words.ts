/** What the pages say beside the wishes themselves. */
import type { Sentence } from '../../domain/problem.js';

interface Message {
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
