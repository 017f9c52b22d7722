/**
 * The single rules of {@link lintTemplate}. They are Aliyun's (help.aliyun.com document_detail/463270, 463290, 91975,
 * 2806243) where no other source is named.
 */
import type { MessageClass } from '../plan/plan.js';
import type { Fault } from '../problem.js';
import { substitute } from './placeholders.js';
import type { TemplateContent } from './template.js';
import { TURNED_AWAY } from './template-words.js';
import { SMS_SYMBOLS } from './values.js';

/** Something a review would find in an SMS text. */
export type Rule = (template: TemplateContent) => Fault[];

const when = (broken: boolean, fault: () => Fault): Fault[] => (broken ? [fault()] : []);

const fixed = (text: string): string => substitute(text, () => ' ');

/** The words a promotion must end with; a full stop may follow. */
const OPT_OUT_ENDING = /拒收请回复R[。.]?$/;
const OPT_OUT_WORDS = /拒收|退订|回复?[“"']?(?:R|TD?|N)(?![A-Za-z0-9])/;

const optOut: Rule = ({ class: kind, text }) =>
  kind === 'promotion'
    ? when(!OPT_OUT_ENDING.test(text.trimEnd()), () => ({
        reason: 'opt-out-missing',
        zh: '推广短信须以“拒收请回复R”结尾（通信短信息服务管理规定），请补上',
        en: 'a promotion must end with 拒收请回复R, by law; add it',
      }))
    : when(OPT_OUT_WORDS.test(fixed(text)), () => ({
        reason: 'opt-out-present',
        zh: '只有推广短信可以写退订方式，通知和验证码不可以，请删去',
        en: 'only a promotion may tell how to opt out, a notice or verification may not; remove it',
      }));

const words: Rule = ({ class: kind, text }) =>
  found(text, kind, 'aliyun').map((word) => ({
    reason: 'word',
    zh: `“${word}”会被运营商退回，请换个说法，或改用邮件`,
    en: `carriers turn “${word}” away; say it otherwise, or by mail`,
  }));

const doubtfulWords: Rule = ({ class: kind, text }) =>
  found(text, kind, 'other').map((word) => ({
    reason: 'doubtful-word',
    zh: `“${word}”有的运营商会退回，能换个说法更稳妥`,
    en: `some carriers turn “${word}” away; safer to say it otherwise`,
  }));

const found = (text: string, kind: MessageClass, by: 'aliyun' | 'other'): string[] =>
  TURNED_AWAY.filter((entry) => entry.by === by && (entry.class ?? kind) === kind)
    .map(({ word }) => word)
    .filter((word) => text.toUpperCase().includes(word));

/** 【】¥★※ are refused when a template is added. Emoji come back as isv.UNSUPPORTED_CONTENT. */
const UNUSUAL = /[『』「」〖〗²•①-⑳→#]|\p{Extended_Pictographic}/u;

const symbols: Rule = ({ text }) => [
  ...when(UNUSUAL.test(text.replaceAll(new RegExp(SMS_SYMBOLS, 'gu'), '')), () => ({
    reason: 'unusual-symbol',
    zh: '含有短信不支持的符号或表情（如『』①→#），请改写',
    en: 'it holds symbols or emoji no SMS may carry (such as 『』①→#); write it otherwise',
  })),
  ...when(/^\[|\]$/.test(text.trim()), () => ({
    reason: 'bracket',
    zh: '开头和结尾不能用 [ ]，会与签名混淆，请改写',
    en: 'it may not begin or end with [ ], which looks like a signature; write it otherwise',
  })),
];

const LINK =
  /(?:https?:\/\/|www\.)[^\s，。；！？、“”（）]+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:\/[\w./?=&%-]*)?/gi;
const PARTIAL_LINK = /(?:https?:\/\/|www\.)[^\s，。；！？、]*\$\{|\$\{[^}]*\}\.[a-z]{2,}/i;
const bare = (link: string): string =>
  link
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/[./]+$/, '');

/** Links are constant addresses filed with the carrier; a variable may not hold one, nor a part of one. */
const links: Rule = ({ text, links: declared = [] }) => {
  if (PARTIAL_LINK.test(text))
    return [
      {
        reason: 'variable-link',
        zh: '网址里不能有变量，请写成固定的、已报备的网址',
        en: 'a link may not hold a variable; write a constant address that is filed',
      },
    ];
  const written = [...fixed(text).matchAll(LINK)].map(([link]) => bare(link));
  const filed = declared.map(bare);
  return [
    ...when(
      written.some((link) => !filed.includes(link)),
      () => ({
        reason: 'unfiled-link',
        zh: '正文里的网址没有声明为已报备：报备后写入 links，或删去',
        en: 'a link of the text is not declared as filed: file it and name it under links, or remove it',
      }),
    ),
    ...when(
      filed.some((link) => !written.includes(link)),
      () => ({
        reason: 'unused-link',
        zh: 'links 声明了正文里没有的网址，请删去',
        en: 'links names an address that the text does not hold; remove it',
      }),
    ),
  ];
};

const MOBILE = /(?<!\d)1[3-9]\d{9}(?!\d)/;
const PARTIAL_MOBILE = /(?<!\d)1[3-9]\d\d*\$\{/;
/** Fixed lines, 400, 800, 95 and 96 numbers; not 119 or 12350. */
const LINE = /(?<!\d)(?:0\d{2,3}-?\d{7,8}|[48]00-?\d{3}-?\d{4}|9[56]\d{3,4})(?!\d)/g;
const MOST_LINES = 2;

const contacts: Rule = ({ class: kind, text }) => {
  const lines = [...text.matchAll(LINE)].length;
  const mobile = MOBILE.test(text) || PARTIAL_MOBILE.test(text);
  if (kind === 'verification')
    return when(mobile || lines > 0, () => ({
      reason: 'contact-in-verification',
      zh: '验证码短信不能含联系方式，请删去',
      en: 'a verification may not hold a phone to call; remove it',
    }));
  return [
    ...when(mobile, () => ({
      reason: 'mobile',
      zh: '正文不能含个人手机号，请改为单位的固定电话',
      en: 'a text may not hold somebody’s mobile number; give the office’s line',
    })),
    ...when(lines > MOST_LINES, () => ({
      reason: 'many-contacts',
      zh: `一个模板最多写 ${MOST_LINES} 个联系电话，现有 ${lines} 个，请减少`,
      en: `a template holds at most ${MOST_LINES} phones to call, this one ${lines}; leave some out`,
    })),
  ];
};

const verification: Rule = ({ class: kind, text }) =>
  when(kind === 'verification' && !/验证码|注册码|校验码|动态码|动态密码/.test(text), () => ({
    reason: 'not-a-verification',
    zh: '验证码短信须含“验证码、注册码、校验码、动态码”之一，请补上，或改为通知',
    en: 'a verification must say 验证码, 注册码, 校验码 or 动态码; add it, or make it a notice',
  }));

/** Huawei's limit (productdesc-msgsms/sms_01_0008); Aliyun names none. */
const MOST_VARIABLES = 20;
/** The manuals of Aliyun (1500844962) and its resellers; 25 characters, letters first. */
const VARIABLE_NAME = /^(?!(?:email|mobile|id|nick|site)$)[A-Za-z][A-Za-z0-9_]{0,24}$/;

const variables: Rule = ({ variables: declared }) => [
  ...when(declared.length > MOST_VARIABLES, () => ({
    reason: 'many-variables',
    zh: `一个模板最多 ${MOST_VARIABLES} 个变量，现有 ${declared.length} 个，请减少`,
    en: `a template takes at most ${MOST_VARIABLES} variables, this one ${declared.length}; use fewer`,
  })),
  ...declared
    .filter(({ name }) => !VARIABLE_NAME.test(name))
    .map(({ name }) => ({
      reason: 'variable-name',
      zh: `变量名 ${name} 不能用：须以英文字母开头，只含字母、数字和下划线，至多 25 字，且不是 email、mobile、id、nick、site`,
      en: `variable ${name} cannot be called so: letters, digits and underscores, a letter first, at most 25, and not email, mobile, id, nick or site`,
    })),
];

/** Of a template of any channel. */
export const languageRule: Rule = ({ language: tongue = 'zh-CN', text, subject = '', html = '' }) => {
  const chinese = /\p{Script=Han}/u.test(fixed(`${subject}${text}${html}`));
  return when(chinese !== tongue.startsWith('zh'), () => ({
    reason: 'language',
    zh: `语言写作 ${tongue}，文字却${chinese ? '有' : '没有'}汉字，请核对`,
    en: `its language is ${tongue}, yet it ${chinese ? 'holds' : 'has no'} Chinese characters; check it`,
  }));
};

/** What a carrier refuses. */
export const ERROR_RULES: readonly Rule[] = [
  optOut,
  words,
  symbols,
  links,
  contacts,
  verification,
  variables,
];
/** What some carriers refuse. */
export const WARNING_RULES: readonly Rule[] = [doubtfulWords];
