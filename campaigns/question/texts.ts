/**
 * The texts of a question as an office starts with them, an SMS and a mail for each step of its ladder. None says what
 * was asked or answered: that is read in the office, or on one's own page.
 */
import { undeclared, type TemplateContent } from '../../domain/messages/template.js';

const content = (parts: Omit<TemplateContent, 'class' | 'kind' | 'variables'>): TemplateContent => ({
  ...parts,
  class: 'notice',
  kind: 'question',
  variables: undeclared(parts.channel, parts.subject, parts.text),
});

const sms = (code: string, text: string): TemplateContent =>
  content({ code: `question-${code}`, channel: 'sms', text });

const mail = (code: string, subject: string, first: string, last: string): TemplateContent =>
  content({
    code: `question-${code}-mail`,
    channel: 'email',
    subject,
    text: `${first}

编号：\${question}
主题：\${subject}
提问：\${asker}
答复：\${debtor}
期限：\${due}

${last}
`,
  });

/** Most committees have nobody who works with Muster: their contacts answer and read on their own page. */
const see = (what: '查看' | '查看答复' | '查看和答复'): string => `${what}：\${page}
这个链接只供收件人本人使用，请不要转发；也可以登录系统办理（muster question show \${question}）。`;

const HOW = see('查看和答复');

/** Templates of the question kind; a mail's code is that of the SMS with `-mail` behind it. */
export const QUESTION_TEMPLATES: readonly TemplateContent[] = [
  sms(
    'asked',
    '您单位收到${asker}提出的一个问题，编号${question}，请在${due}前答复，正文请登录系统或在邮件所附页面查看。',
  ),
  mail('asked', '请答复：${subject}', '${asker}向${debtor}提出了一个问题，请在${due}前答复。', HOW),
  sms(
    'before-due',
    '提醒：${asker}提出的问题，编号${question}，请在${due}前答复，正文请登录系统或在邮件所附页面查看。',
  ),
  mail('before-due', '即将到期，请答复：${subject}', '${asker}提出的问题还没有答复，请在${due}前答复。', HOW),
  sms(
    'due',
    '${asker}提出的问题，编号${question}，答复期限${due}已到，请尽快答复，正文请登录系统或在邮件所附页面查看。',
  ),
  mail('due', '已到期，请答复：${subject}', '${asker}提出的问题已到答复期限，请尽快答复。', HOW),
  sms('late', '${debtor}对${asker}所提问题尚未答复，编号${question}，期限为${due}，请您督促办理。'),
  mail('late', '逾期未答复：${subject}', '${debtor}还没有答复下面的问题，请您督促办理。', HOW),
  sms(
    'superior',
    '${debtor}对${asker}所提问题逾期多日仍未答复，编号${question}，期限为${due}，请上级单位协调督促。',
  ),
  mail(
    'superior',
    '下级逾期未答复：${subject}',
    '${debtor}对下面的问题逾期多日仍未答复，请上级单位协调督促。',
    see('查看'),
  ),
  sms(
    'answered',
    '${debtor}已经答复您单位所提的问题，编号${question}，答复内容请登录系统或在邮件所附页面查看。',
  ),
  mail('answered', '已答复：${subject}', '${debtor}已经答复您单位所提的问题。', see('查看答复')),
  sms(
    'unanswered',
    '您单位向${debtor}提出的问题，编号${question}，期限为${due}，至今没有答复，提醒已经结束，仍需答复请重新提出。',
  ),
  mail(
    'unanswered',
    '未获答复：${subject}',
    '${debtor}至今没有答复下面的问题，提醒已经结束；仍需答复请重新提出。',
    see('查看'),
  ),
  sms('withdrawn', '${asker}已经撤回向您单位提出的问题，编号${question}，不必再答复。'),
  mail('withdrawn', '已撤回，不必答复：${subject}', '${asker}已经撤回下面的问题，不必再答复。', '谢谢。'),
];
