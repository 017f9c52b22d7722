/**
 * What a template must satisfy before it can be sent at all. What the carrier's review asks beyond this
 * (forbidden words, opt-out endings by class) is judged when a template is filed, not here.
 */
import type { Problem } from '../problem.js';
import { smsLength, SMS_LENGTH_LIMIT } from './parts.js';
import { substitute, variablesOf } from './placeholders.js';
import type { TemplateContent } from './template.js';
import { SMS_SYMBOLS } from './values.js';

/** One way of breaking a template: its path, reason and sentences. */
type Rule = (template: TemplateContent, sign: string) => Problem[];

const found = (broken: boolean, problem: () => Problem): Problem[] => (broken ? [problem()] : []);

/** What a template says. */
type Parts = Pick<TemplateContent, 'text' | 'subject' | 'html'>;

/** The parts of a template that hold text, with their field names. */
const partsOf = ({ subject, text, html }: Parts): [string, string][] =>
  Object.entries({ subject, text, html }).filter((part): part is [string, string] => part[1] !== undefined);

const withoutVariables = (text: string): string => substitute(text, () => '');

const fixedText: Rule = ({ text }) =>
  found(!/[\p{L}\p{N}]/u.test(withoutVariables(text)), () =>
    text.trim() === ''
      ? { path: ['text'], reason: 'empty', zh: '正文为空，请填写', en: 'the text is empty; write one' }
      : {
          path: ['text'],
          reason: 'all-variable',
          zh: '正文只有变量，没有固定文字，请补上',
          en: 'the text is nothing but variables; add fixed words',
        },
  );

const placeholders: Rule = (template) =>
  partsOf(template).flatMap(([field, text]) =>
    found(withoutVariables(text).includes('${'), () => ({
      path: [field],
      reason: 'malformed-variable',
      zh: '变量写法有误：应为 ${名称}，名称只用汉字、字母、数字和下划线，不带空格',
      en: 'a malformed variable: write ${name}, the name of letters, digits and underscores without blanks',
    })),
  );

const declarations: Rule = ({ subject, text, html, variables }) => {
  const used = variablesOf(subject, text, html);
  const declared = variables.map(({ name }) => name);
  return [
    ...used
      .filter((name) => !declared.includes(name))
      .map((name) => ({
        path: ['variables', name],
        reason: 'undeclared-variable',
        zh: `正文用了变量 ${name}，但没有声明，请声明它和最大长度`,
        en: `variable ${name} is used but not declared; declare it with its greatest length`,
      })),
    ...declared
      .filter((name, index) => !used.includes(name) || declared.indexOf(name) !== index)
      .map((name) => ({
        path: ['variables', name],
        reason: 'unused-variable',
        zh: `声明了变量 ${name}，但正文没有用到或声明了两次，请删去`,
        en: `variable ${name} is declared but not used, or declared twice; remove it`,
      })),
  ];
};

const smsText: Rule = ({ text }, sign) => [
  ...found(SMS_SYMBOLS.test(text), () => ({
    path: ['text'],
    reason: 'symbol',
    zh: '短信正文不能含【】¥★※；签名由运营商自动加上，请删去',
    en: 'an SMS text may not hold 【】¥★※; the carrier adds the signature itself, so remove them',
  })),
  ...found(/\}\$\{/.test(text), () => ({
    path: ['text'],
    reason: 'adjacent-variables',
    zh: '两个变量紧挨着，运营商不予通过，请在中间加上文字',
    en: 'two variables side by side, which carriers refuse; put words between them',
  })),
  ...found(smsLength(sign, withoutVariables(text)) > SMS_LENGTH_LIMIT, () =>
    tooLong(sign, withoutVariables(text)),
  ),
];

const smsOnly: Rule = (template) =>
  partsOf(template)
    .filter(([field]) => field !== 'text')
    .map(([field]) => ({
      path: [field],
      reason: 'mail-only',
      zh: '短信没有标题和网页正文，请删去',
      en: 'an SMS has neither subject nor HTML; remove it',
    }));

const mailSubject: Rule = ({ subject = '' }) => [
  ...found(subject.trim() === '', () => ({
    path: ['subject'],
    reason: 'empty',
    zh: '邮件没有标题，请填写',
    en: 'the mail has no subject; write one',
  })),
  ...found(/\p{Cc}/u.test(subject), () => ({
    path: ['subject'],
    reason: 'control-character',
    zh: '邮件标题只能有一行',
    en: 'the subject of a mail is one line; remove line ends and control characters',
  })),
];

/** Longest part of a mail, in UTF-16 units: far beyond any notice, and a page of it still loads on a phone. */
const MAIL_PART_LIMIT = 100_000;

/** The parts of a mail that are too long; asked before a page is made of them. */
export const overlongParts = (mail: Parts): Problem[] =>
  partsOf(mail)
    .filter(([, text]) => text.length > MAIL_PART_LIMIT)
    .map(([field, { length }]) => ({
      path: [field],
      reason: 'too-long',
      zh: `邮件的每一部分最多 ${MAIL_PART_LIMIT} 字，这里有 ${length} 字，请缩短，长文请放到网上再给链接`,
      en: `each part of a mail has at most ${MAIL_PART_LIMIT} characters, this one ${length}; shorten it, or link to the long text`,
    }));

/** The problem of an SMS text that is over the carrier's limit with its signature. */
export function tooLong(sign: string, text: string): Problem {
  const length = smsLength(sign, text);
  return {
    path: ['text'],
    reason: 'too-long',
    zh: `短信连同签名最多 ${SMS_LENGTH_LIMIT} 字，现为 ${length} 字，请缩短`,
    en: `an SMS has at most ${SMS_LENGTH_LIMIT} characters with its signature, this one ${length}; shorten it`,
  };
}

const RULES: Record<TemplateContent['channel'], Rule[]> = {
  sms: [fixedText, placeholders, declarations, smsText, smsOnly],
  email: [fixedText, placeholders, declarations, mailSubject, overlongParts],
};

/** Everything that is wrong with a template at once; `sign` is the SMS signature without its brackets. */
export const templateProblems = (template: TemplateContent, sign: string): Problem[] =>
  RULES[template.channel].flatMap((rule) => rule(template, sign));
