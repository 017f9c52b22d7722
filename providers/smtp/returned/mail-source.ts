import { simpleParser, type ParsedMail } from 'mailparser';

/** A part of a mail that is no text to read: a report, or the mail it is about. */
export interface MailPart {
  type: string;
  content: string;
}

/** A mail taken apart. */
export interface MailSource {
  subject: string;
  /** Address in the From header; null: there is none. */
  from: string | null;
  date: Date | null;
  /** What a person would read. */
  text: string;
  /** `delivery-status` …, in lower case; empty: it is no report. */
  reportType: string;
  parts: readonly MailPart[];
  /** Header lines of a name, unfolded, without the name. */
  header(...names: string[]): string[];
  /** All behind the head, as it came. */
  body: string;
}

/** A page of HTML that is longer is not turned into text: it would take seconds. */
const LONGEST_HTML = 200_000;
/** A part that is longer is cut: reports are short, and of a returned mail only its head matters. */
const LONGEST_PART = 100_000;

/**
 * Takes a mail apart; what is broken is read as far as it goes.
 * @param source bytes in Latin-1
 */
export async function takeApart(source: string): Promise<MailSource> {
  const mail = await simpleParser(Buffer.from(source, 'latin1'), {
    // Else the report is folded into the text, where it cannot be told from what a person wrote.
    keepDeliveryStatus: true,
    skipTextToHtml: true,
    skipImageLinks: true,
    maxHtmlLengthToParse: LONGEST_HTML,
  });
  return {
    subject: mail.subject ?? '',
    from: mail.from?.value[0]?.address || null,
    date: mail.date && !Number.isNaN(+mail.date) ? mail.date : null,
    text: mail.text ?? '',
    reportType: reportTypeOf(mail),
    parts: partsOf(mail),
    header: (...names) =>
      names.flatMap((name) =>
        mail.headerLines.filter(({ key }) => key === name).map(({ line }) => valueOf(line)),
      ),
    body: bodyOf(source),
  };
}

const valueOf = (line: string): string =>
  line
    .slice(line.indexOf(':') + 1)
    .replace(/\s+/g, ' ')
    .trim();

function reportTypeOf({ headers }: ParsedMail): string {
  const type = headers.get('content-type') as { value?: string; params?: Record<string, string> } | undefined;
  return type?.value === 'multipart/report' ? (type.params?.['report-type'] ?? '').toLowerCase() : '';
}

const partsOf = ({ attachments }: ParsedMail): MailPart[] =>
  attachments
    .filter(({ contentType }) => /^(message\/|text\/rfc822-headers)/i.test(contentType))
    .map(({ contentType, content }) => ({
      type: contentType.toLowerCase(),
      content: content.subarray(0, LONGEST_PART).toString('utf8'),
    }));

function bodyOf(source: string): string {
  const end = /\r?\n\r?\n/.exec(source);
  return end === null ? '' : source.slice(end.index + end[0].length);
}
