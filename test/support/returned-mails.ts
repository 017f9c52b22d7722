/** An OutId that no attempt of a test has. */
export const OUT_ID = '0123456789abcdef0123456789abcdef';

/** The address our mails' bounces come to. */
export const bounceTo = (outId: string): string => `bounce+${outId}@muster.invalid`;

/** A mail out of lines, as it goes over the wire. */
export const mailOf = (...lines: string[]): string => lines.join('\r\n');

/** What a report differs in. */
export interface ReportWish {
  outId?: string;
  /** Address of the recipient. */
  to?: string;
  action?: string;
  status?: string;
  diagnostic?: string;
  date?: string;
  /** Lines of more recipients, each group after an empty line. */
  more?: string[];
  /** Without VERP: what comes back names the mail by its own head alone. */
  plainRecipient?: boolean;
}

/** A report of RFC 3464, as Postfix writes it. */
export function deliveryReport({
  outId = OUT_ID,
  to = 'zhang@luannan.invalid',
  action = 'failed',
  status = '5.1.1',
  diagnostic = `550 5.1.1 <${to}>: Recipient address rejected: User unknown`,
  date = 'Sat, 01 Aug 2026 00:59:00 +0000',
  more = [],
  plainRecipient = false,
}: ReportWish = {}): string {
  return mailOf(
    'Return-Path: <>',
    `Delivered-To: ${plainRecipient ? 'bounce@muster.invalid' : bounceTo(outId)}`,
    `Date: ${date}`,
    'From: MAILER-DAEMON@mx.luannan.invalid (Mail Delivery System)',
    'Subject: Undelivered Mail Returned to Sender',
    `To: ${plainRecipient ? 'bounce@muster.invalid' : bounceTo(outId)}`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status;',
    '\tboundary="8D1F.1785545940/mx.luannan.invalid"',
    '',
    'This is a MIME-encapsulated message.',
    '',
    '--8D1F.1785545940/mx.luannan.invalid',
    'Content-Description: Notification',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'This is the mail system at host mx.luannan.invalid.',
    '',
    `<${to}>: host mx said: ${diagnostic}`,
    '',
    '--8D1F.1785545940/mx.luannan.invalid',
    'Content-Description: Delivery report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.luannan.invalid',
    'Arrival-Date: Sat,  1 Aug 2026 08:58:00 +0800 (CST)',
    '',
    `Final-Recipient: rfc822; ${to}`,
    `Original-Recipient: rfc822;${to}`,
    `Action: ${action}`,
    `Status: ${status}`,
    'Remote-MTA: dns; mx.luannan.invalid',
    `Diagnostic-Code: smtp; ${diagnostic}`,
    ...more,
    '',
    '--8D1F.1785545940/mx.luannan.invalid',
    'Content-Description: Undelivered Message Headers',
    'Content-Type: text/rfc822-headers',
    '',
    'From: notice@muster.invalid',
    `To: ${to}`,
    `Message-ID: <${outId}@muster.invalid>`,
    'Subject: =?UTF-8?B?5rGb5oOF?=',
    '',
    '--8D1F.1785545940/mx.luannan.invalid--',
    '',
  );
}

/** What a mail of a person or their machine differs in. */
export interface AnswerWish {
  outId?: string | null;
  from?: string;
  subject?: string;
  head?: string[];
  text?: string;
}

/** An answer to a mail of ours, by a person unless its head says otherwise. */
export const answerMail = ({
  outId = OUT_ID,
  from = 'zhang@luannan.invalid',
  subject = 'Re: 汛情',
  head = [],
  text = '知道了，我会注意。',
}: AnswerWish = {}): string =>
  mailOf(
    `Return-Path: <${from}>`,
    'Delivered-To: notice@muster.invalid',
    'Date: Sat, 01 Aug 2026 00:59:30 +0000',
    `From: =?UTF-8?B?5byg6JS3?= <${from}>`,
    'To: notice@muster.invalid',
    `Subject: =?UTF-8?B?${Buffer.from(subject).toString('base64')}?=`,
    'Message-ID: <ffffffffffffffffffffffffffffffff@luannan.invalid>',
    ...(outId === null ? [] : [`In-Reply-To: <${outId}@muster.invalid>`]),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    ...head,
    '',
    Buffer.from(text).toString('base64'),
    '',
  );

/** A complaint of RFC 5965. */
export const complaintMail = ({
  outId = OUT_ID,
  to = 'zhang@luannan.invalid',
  named = true,
}: {
  outId?: string;
  to?: string;
  named?: boolean;
} = {}): string =>
  mailOf(
    'Return-Path: <>',
    'Delivered-To: notice@muster.invalid',
    'From: <abuse@provider.invalid>',
    'To: notice@muster.invalid',
    'Date: Sat, 01 Aug 2026 00:59:40 +0000',
    'Subject: FW: complaint',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="part1"',
    '',
    '--part1',
    'Content-Type: text/plain; charset="US-ASCII"',
    '',
    'This is an email abuse report.',
    '',
    '--part1',
    'Content-Type: message/feedback-report',
    '',
    'Feedback-Type: abuse',
    'User-Agent: SomeGenerator/1.0',
    'Version: 1',
    ...(named ? [`Original-Rcpt-To: <${to}>`] : []),
    '',
    '--part1',
    'Content-Type: message/rfc822',
    '',
    'From: <notice@muster.invalid>',
    `To: ${named ? to : 'redacted'}`,
    `Message-ID: <${outId}@muster.invalid>`,
    '',
    'text',
    '',
    '--part1--',
    '',
  );

/** A bounce in words, from a server that sends no report. */
export const bounceInWords = ({
  outId = OUT_ID,
  from = 'Postmaster@163.invalid',
  subject = '系统退信',
  text,
  head = [],
}: {
  outId?: string;
  from?: string;
  subject?: string;
  text: string;
  head?: string[];
}): string =>
  mailOf(
    'Return-Path: <>',
    `X-Original-To: ${bounceTo(outId)}`,
    `From: ${from}`,
    `To: ${bounceTo(outId)}`,
    'Date: Sat, 01 Aug 2026 00:59:00 +0000',
    `Subject: =?UTF-8?B?${Buffer.from(subject).toString('base64')}?=`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    ...head,
    '',
    Buffer.from(text).toString('base64'),
    '',
  );
