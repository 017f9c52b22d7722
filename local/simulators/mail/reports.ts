import { headOf } from './inbox.js';

/** What a report or answer is made of. */
export interface ReportParts {
  /** The mail that comes back. */
  raw: Buffer;
  /** Its envelope sender, to whom it comes back. */
  to: string;
  /** Its envelope recipient. */
  recipient: string;
  /** The Message-ID of what is written now, with its angle brackets; and its boundary. */
  messageId: string;
  date: Date;
}

const LINE_END = '\r\n';
const DAEMON = 'MAILER-DAEMON@mail.invalid';

const dated = (date: Date): string => date.toUTCString().replace('GMT', '+0000');

const base64 = (text: string): string[] =>
  Buffer.from(text)
    .toString('base64')
    .match(/.{1,76}/g) ?? [''];

const word = (text: string): string => `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;

/** A field of the head of the mail that comes back; undefined: it has none. */
function fieldOf(raw: Buffer, name: string): string | undefined {
  const head = headOf(raw)
    .toString('latin1')
    .replace(/\r?\n[ \t]+/g, ' ');
  return new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(head)?.[1]?.trim();
}

const assemble = (lines: readonly string[]): Buffer => Buffer.from([...lines, ''].join(LINE_END), 'latin1');

/** What a mail server says of one recipient. */
export interface Status {
  action: 'failed' | 'delayed' | 'delivered';
  status: string;
  diagnostic: string;
}

/** A multipart/report of type delivery-status (RFC 3464), with the head of the mail it is about. */
export function deliveryReport(parts: ReportParts, { action, status, diagnostic }: Status): Buffer {
  const subject = {
    failed: 'Undelivered Mail Returned to Sender',
    delayed: 'Delayed Mail (still being retried)',
    delivered: 'Successful Mail Delivery Report',
  }[action];
  const boundary = boundaryOf(parts);
  return assemble([
    ...daemonHead(parts, subject),
    `Content-Type: multipart/report; report-type=delivery-status;${LINE_END}\tboundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=us-ascii',
    '',
    `This is the mail system at host mail.invalid.`,
    '',
    `<${parts.recipient}>: ${diagnostic}`,
    '',
    `--${boundary}`,
    'Content-Description: Delivery report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mail.invalid',
    `Arrival-Date: ${fieldOf(parts.raw, 'date') ?? dated(parts.date)}`,
    '',
    `Final-Recipient: rfc822; ${parts.recipient}`,
    `Original-Recipient: rfc822;${parts.recipient}`,
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${diagnostic}`,
    '',
    ...givenBack(parts, boundary, 'text/rfc822-headers'),
  ]);
}

/** How a Chinese provider of old says that nobody is there: words, no report, the mail below. */
export function bounceInWords(parts: ReportParts): Buffer {
  return assemble([
    ...daemonHead(parts, word('系统退信')),
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...base64(
      `抱歉，您的邮件被退回来了……\n\n收件人邮件地址：${parts.recipient}\n退信原因：收件人邮箱不存在，或邮箱被禁用。\n550 Mailbox not found\n\n--- 原邮件信息 ---\nMessage-ID: ${fieldOf(parts.raw, 'message-id') ?? ''}\n`,
    ),
  ]);
}

/** A complaint in the Abuse Reporting Format (RFC 5965). */
export function complaint(parts: ReportParts): Buffer {
  const boundary = boundaryOf(parts);
  return assemble([
    ...daemonHead(parts, 'Email Feedback Report'),
    `Content-Type: multipart/report; report-type=feedback-report;${LINE_END}\tboundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'This is an email abuse report.',
    '',
    `--${boundary}`,
    'Content-Type: message/feedback-report',
    '',
    'Feedback-Type: abuse',
    'User-Agent: SimulatedMailbox/1.0',
    'Version: 1',
    `Original-Mail-From: <${parts.to}>`,
    `Original-Rcpt-To: <${parts.recipient}>`,
    '',
    ...givenBack(parts, boundary, 'message/rfc822'),
  ]);
}

/** An absence note (RFC 3834). */
export const absenceNote = (parts: ReportParts): Buffer =>
  assemble([
    ...answerHead(parts, word('自动回复：我正在休假')),
    'Auto-Submitted: auto-replied',
    'Precedence: bulk',
    ...plain('您好！我正在休假，回来后再与您联系。退订培训请找李主任。'),
  ]);

/** What a person writes back. */
export const answer = (parts: ReportParts, text: string): Buffer =>
  assemble([
    ...answerHead(parts, word('回复')),
    ...plain(`${text}\n\n在 ${dated(parts.date)}，${parts.to} 写道：\n> …\n`),
  ]);

const plain = (text: string): string[] => [
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: base64',
  '',
  ...base64(text),
];

function answerHead({ raw, recipient, messageId, date }: ReportParts, subject: string): string[] {
  const about = fieldOf(raw, 'message-id');
  return [
    `From: <${recipient}>`,
    `To: ${fieldOf(raw, 'reply-to') ?? fieldOf(raw, 'from') ?? ''}`,
    `Subject: ${subject}`,
    `Date: ${dated(date)}`,
    `Message-ID: ${messageId}`,
    ...(about === undefined ? [] : [`In-Reply-To: ${about}`, `References: ${about}`]),
    'MIME-Version: 1.0',
  ];
}

const daemonHead = ({ to, messageId, date }: ReportParts, subject: string): string[] => [
  `From: Mail Delivery System <${DAEMON}>`,
  `To: <${to}>`,
  `Subject: ${subject}`,
  `Date: ${dated(date)}`,
  `Message-ID: ${messageId}`,
  'Auto-Submitted: auto-replied',
  'MIME-Version: 1.0',
];

const boundaryOf = ({ messageId }: ReportParts): string => `=_${messageId.replace(/[^\w]/g, '')}`;

const givenBack = ({ raw }: ReportParts, boundary: string, type: string): string[] => [
  `--${boundary}`,
  `Content-Type: ${type}`,
  '',
  headOf(raw).toString('latin1').trimEnd(),
  '',
  `--${boundary}--`,
];
