import { saysDelayed, serverWords, statusSaid } from './bounce-words.js';
import type { MailSource } from './mail-source.js';
import { addressesIn, reportGroups, type ReportFields } from './report-fields.js';
import type { DeliveryReport } from './returned.js';

/** What a mail server says of what became of a mail, in a report or in words; undefined: this is no such mail. */
export function bounceReports(mail: MailSource): DeliveryReport[] | undefined {
  const reports = statusGroups(mail)
    .map(reportOf)
    .filter((report) => report !== undefined);
  if (reports.length > 0) return reports;
  return isBounce(mail) ? [reportInWords(mail)] : undefined;
}

/** Of a broken mail the report may have become text. */
function statusGroups(mail: MailSource): ReportFields[] {
  const report = mail.parts.find(({ type }) => /^message\/(?:global-)?delivery-status$/.test(type));
  if (report) return reportGroups(report.content);
  return /^Final-Recipient:/im.test(mail.text) && /^(?:Action|Status):/im.test(mail.text)
    ? reportGroups(mail.text)
    : [];
}

/** The first group is about the whole; it names no recipient. */
function reportOf(fields: ReportFields): DeliveryReport | undefined {
  const addresses = addressesIn(
    `${fields.get('original-recipient') ?? ''} ${fields.get('final-recipient') ?? ''}`.replaceAll(';', ' '),
  );
  if (!fields.has('final-recipient') && !fields.has('original-recipient')) return undefined;
  const status = statusOf(fields);
  return { action: actionOf(fields.get('action') ?? '', status), status, addresses };
}

/** The status of the report; where that is as good as none, what the server said. */
function statusOf(fields: ReportFields): string {
  const [given] = /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])/.exec(fields.get('status') ?? '') ?? [];
  if (given !== undefined && !/^[245]\.0\.0$/.test(given)) return given;
  if (given?.startsWith('2')) return given;
  return statusSaid(fields.get('diagnostic-code') ?? '') ?? given ?? '5.0.0';
}

const ACTIONS: Readonly<Record<string, DeliveryReport['action']>> = {
  failed: 'failed',
  delayed: 'delayed',
  delivered: 'delivered',
  relayed: 'relayed',
  // It has arrived, and went on to a list from there.
  expanded: 'delivered',
};

/** Where the word is missing, the first digit of the status says it. */
function actionOf(written: string, status: string): DeliveryReport['action'] {
  const [word = ''] = /[a-z]+/.exec(written.toLowerCase()) ?? [];
  const byStatus = ({ 2: 'delivered', 4: 'delayed' } as const)[status.charAt(0)];
  return ACTIONS[word] ?? byStatus ?? 'failed';
}

const DAEMON = /^(?:mailer-daemon|mail-daemon|postmaster|mdaemon|mail\.?delivery\S*)@/i;
const SUBJECT =
  /退信|退回|无法(?:送达|投递)|投递失败|发送失败|undeliver|delivery (?:status|failure|has failed|problem)|failure notice|returned mail|mail delivery|non-delivery|bounce/i;

/** A mail server has written it, says its sender or its subject; of such a one without a sender also to nobody else. */
function isBounce(mail: MailSource): boolean {
  if (mail.header('x-failed-recipients').length > 0 || DAEMON.test(mail.from ?? '')) return true;
  return SUBJECT.test(mail.subject) && isFromNobody(mail);
}

/** Sent with the empty sender of RFC 5321 (4.5.5): by a machine, which wants no answer. */
export const isFromNobody = (mail: MailSource): boolean =>
  mail.header('return-path').some((path) => /^<\s*>$/.test(path));

function reportInWords(mail: MailSource): DeliveryReport {
  const words = serverWords(mail.text);
  const status = statusSaid(words) ?? statusSaid(mail.subject) ?? '5.0.0';
  const delayed = saysDelayed(mail.subject, words);
  return {
    action: delayed ? 'delayed' : 'failed',
    status,
    addresses: addressesIn([...mail.header('x-failed-recipients'), words].join('\n')),
  };
}
