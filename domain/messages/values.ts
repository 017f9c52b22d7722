/**
 * What may stand in a variable. Checked when a run is planned (values of the definition) and again for each
 * recipient, because a carrier refuses a whole call for one bad value. Sentences name the variable and never
 * repeat the value: it may be a person's name.
 */
import type { Channel } from '../plan/plan.js';
import type { Fault, Sentence } from '../problem.js';
import { isListVariable, type TemplateVariable } from './template.js';

/** Why a value may not be used. */
export type ValueFaultReason =
  'missing' | 'not-text' | 'empty' | 'control-character' | 'too-long' | 'link' | 'phone' | 'symbol';

/** A refused value, by the name of its variable. */
export interface ValueFault extends Fault<ValueFaultReason> {
  variable: string;
}

/** Characters the carrier's review refuses in an SMS: 【】 would forge a second signature. */
export const SMS_SYMBOLS = /[【】¥￥★※]/u;

// A URL, an IPv4 address or anything with the look of a domain: the carrier answers isv.PARAM_NOT_SUPPORT_URL.
const LINK = /https?:|www\.|(?<!\d)\d{1,3}(\.\d{1,3}){3}(?!\d)|[a-z0-9-]+\.[a-z]{2,}/i;

/** Mainland mobiles; a review takes them only in variables declared as phones (document_detail/2806243). */
const MOBILE = /(?<!\d)1[3-9]\d{9}(?!\d)/;

/** Line ends and the like would break a mail's subject; a lone surrogate is no text at all. */
const CONTROL = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

/** One way for a value to be wrong. Rules are tried in order; a later one may rely on the earlier ones. */
interface Rule {
  reason: ValueFaultReason;
  broken: (value: string, variable: TemplateVariable) => boolean;
  sentence: (name: string, length: number, maxLength: number) => Sentence;
}

const RULES: Rule[] = [
  {
    reason: 'empty',
    broken: (value) => value.trim() === '',
    sentence: (name) => ({
      zh: `变量 ${name} 的值为空，请填写`,
      en: `the value of variable ${name} is empty; fill it in`,
    }),
  },
  {
    reason: 'control-character',
    broken: (value, { name }) => CONTROL.test(isListVariable(name) ? value.replaceAll('\n', '') : value),
    sentence: (name) => ({
      zh: `变量 ${name} 的值含有换行或不可见的控制字符，请删去`,
      en: `the value of variable ${name} holds a line end or control character; remove it`,
    }),
  },
  {
    reason: 'too-long',
    broken: (value, { maxLength }) => value.length > maxLength,
    sentence: (name, length, maxLength) => ({
      zh: `变量 ${name} 的值有 ${length} 字，最多 ${maxLength} 字，请缩短`,
      en: `the value of variable ${name} has ${length} characters, at most ${maxLength}; shorten it`,
    }),
  },
];

const SMS_RULES: Rule[] = [
  {
    reason: 'link',
    broken: (value) => LINK.test(value.normalize('NFKC')),
    sentence: (name) => ({
      zh: `短信变量 ${name} 的值不能含网址、IP 地址或域名；网址只能写在已报备的模板正文里`,
      en: `the value of SMS variable ${name} holds a URL, IP address or domain; a link may only stand in the approved template text`,
    }),
  },
  {
    reason: 'phone',
    broken: (value, { attribute }) => attribute !== 'phone' && MOBILE.test(value.normalize('NFKC')),
    sentence: (name) => ({
      zh: `短信变量 ${name} 的值含有手机号：请删去，或在模板里把这个变量声明为 phone`,
      en: `the value of SMS variable ${name} holds a mobile number; remove it, or declare the variable as a phone`,
    }),
  },
  {
    reason: 'symbol',
    broken: (value) => SMS_SYMBOLS.test(value),
    sentence: (name) => ({
      zh: `短信变量 ${name} 的值不能含【】¥★※，请改写`,
      en: `the value of SMS variable ${name} may not hold 【】¥★※; write it otherwise`,
    }),
  },
];

const missing = (variable: string): ValueFault => ({
  variable,
  reason: 'missing',
  zh: `缺少变量 ${variable} 的值，请补上`,
  en: `variable ${variable} has no value; add it`,
});

const notText = (variable: string): ValueFault => ({
  variable,
  reason: 'not-text',
  zh: `变量 ${variable} 的值应为文字，请加引号`,
  en: `the value of variable ${variable} must be text; put it in quotes`,
});

/** What forbids a value; `null`: nothing. Without a channel only what no channel can carry is refused. */
export function valueFault(variable: TemplateVariable, value: unknown, channel?: Channel): ValueFault | null {
  const { name, maxLength } = variable;
  if (value === undefined || value === null) return missing(name);
  if (typeof value !== 'string') return notText(name);
  const rules = channel === 'sms' ? [...RULES, ...SMS_RULES] : RULES;
  const broken = rules.find((rule) => rule.broken(value, variable));
  return broken
    ? { variable: name, reason: broken.reason, ...broken.sentence(name, value.length, maxLength) }
    : null;
}
