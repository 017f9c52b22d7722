import { Refusal } from './answers.js';

/** A text as it is handed in for review. */
export interface Application {
  name: string;
  text: string;
  class: 'verification' | 'notice' | 'promotion';
  /** Attribute of each variable, by name, as the caller wrote it. */
  rules: ReadonlyMap<string, string>;
}

const LONGEST_TEXT = 500;
const LONGEST_NAME = 30;
const MOST_VARIABLES = 20;
const PLACEHOLDER = /\$\{(\w+)\}/g;
const ATTRIBUTES = new Set([
  ...['numberCaptcha', 'characterWithNumber2', 'time', 'money', 'user_nick', 'name', 'unit_name', 'address'],
  ...[
    'license_plate_number',
    'tracking_number',
    'pick_up_code',
    'other_number2',
    'phone_number2',
    'link_param',
  ],
  ...['email_address', 'others'],
]);

/** Subjects no text of any class may be about. */
const FORBIDDEN = [
  '贷款',
  '中奖',
  '抽奖',
  '问卷',
  '募捐',
  '赌',
  '彩票',
  '兼职',
  '加微信',
  '加群',
  '色情',
  '宗教',
];
/** Subjects of promotions no carrier takes. */
const FORBIDDEN_PROMOTION = ['培训', '保险', '房地产', '游戏', '招商'];

/** Form, checked at once: what does not have it is not even read. */
export function checkForm({ name, text, rules }: Application): void {
  if (name.length > LONGEST_NAME)
    throw new Refusal('isv.TEMPLATE_NAME_ILLEGAL', `模板名称最多${LONGEST_NAME}个字符`);
  if (text.length > LONGEST_TEXT)
    throw new Refusal('isv.TEMPLATE_CONTENT_ILLEGAL', `模板内容最多${LONGEST_TEXT}个字符`);
  const used = new Set([...text.matchAll(PLACEHOLDER)].map((match) => match[1]!));
  const same = used.size === rules.size && [...used].every((variable) => rules.has(variable));
  const known = [...rules.values()].every((attribute) => ATTRIBUTES.has(attribute));
  if (!same || !known) throw new Refusal('isv.TEMPLATE_RULE_ILLEGAL', '模板变量规则与模板内容不一致');
}

type Check = (application: Application) => string | false;

/** What the reviewer reads for; the first that is broken is told. */
const CHECKS: readonly Check[] = [
  ({ text }) => /[【】★※¥]/.test(text) && '模板内容含有不支持的特殊符号',
  ({ text }) => /\}\s*\$\{/.test(text) && '模板变量不能相邻',
  ({ text }) => !/[\p{L}\p{N}]{2}/u.test(text.replaceAll(PLACEHOLDER, ' ')) && '不支持全变量模板',
  ({ rules }) => rules.size > MOST_VARIABLES && `变量不能超过${MOST_VARIABLES}个`,
  ({ text }) => /(https?:\/\/|www\.)[^\s，。]*\$\{/.test(text) && '链接不能使用变量',
  ({ text }) => /(?<!\d)1[3-9]\d{9}(?!\d)/.test(text) && '模板内容不能含个人手机号',
  ({ class: kind, text }) =>
    kind === 'promotion' && !/拒收请回复R。?$/.test(text) && '推广短信须注明退订方式',
  ({ class: kind, text }) => kind !== 'promotion' && /拒收|退订/.test(text) && '非推广短信不能含退订方式',
  ({ class: kind, text }) =>
    kind === 'verification' && !/验证码|注册码|校验码|动态码/.test(text) && '模板内容须含验证码字样',
  ({ class: kind, text }) =>
    kind === 'verification' &&
    /(?<!\d)(0\d{2,3}-?\d{7,8}|[48]00\d{7})(?!\d)/.test(text) &&
    '验证码短信不能含联系方式',
  ({ text }) => about(FORBIDDEN, text),
  ({ class: kind, text }) => kind === 'promotion' && about(FORBIDDEN_PROMOTION, text),
];

const about = (subjects: readonly string[], text: string): string | false => {
  const subject = subjects.find((each) => text.includes(each));
  return subject !== undefined && `模板内容涉及禁止发送的内容：${subject}`;
};

/** Why a text is not approved; undefined: it is. */
export function objection(application: Application): string | undefined {
  for (const check of CHECKS) {
    const found = check(application);
    if (found !== false) return found;
  }
  return undefined;
}
