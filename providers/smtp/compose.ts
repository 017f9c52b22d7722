import type { InvitationMethod } from '../../domain/messages/invitation.js';
import type { Signer } from './dkim.js';
import { base64Lines, headerText, LINE_END } from './mime.js';

/** What a mail is made of; every value is the caller's, so the same values make the same bytes. */
export interface MailParts {
  /** The From header's value, from `mailboxHeader`. */
  from: string;
  to: string;
  subject: string;
  text: string;
  /** Absent: a mail of plain text alone. */
  html: string | undefined;
  /** An invitation, beside HTML only: the file for this recipient. */
  calendar?: { method: InvitationMethod; file: string };
  /** With its angle brackets. */
  messageId: string;
  date: Date;
  /** Answered by a POST without questions (RFC 8058). */
  unsubscribeUrl?: string;
}

/** Makes the whole mail as bytes. */
export type Composer = (parts: MailParts) => Buffer;

/**
 * Mails are written here and not by the mail library, because that builds a tree of streams per mail, which is nearly
 * half of its cost; the shape is always this one. A test holds it against the library's parser. The last body is kept:
 * a mail that says the same to everyone is encoded once.
 * @param sign absent: mails go out unsigned, for a relay that signs
 */
export function mailComposer(sign?: Signer): Composer {
  let last: { parts: MailParts; body: Body } | undefined;
  const bodyOf = (parts: MailParts): Body => {
    if (last === undefined || !sameBody(last.parts, parts)) last = { parts, body: encode(parts) };
    return last.body;
  };
  return (parts) => {
    const { type, body } = bodyOf(parts);
    const head = [...headersOf(parts), 'MIME-Version: 1.0', type];
    const signature = sign === undefined ? [] : [sign(head, body)];
    return Buffer.from([...signature, ...head, '', body].join(LINE_END), 'latin1');
  };
}

const sameBody = (one: MailParts, other: MailParts): boolean =>
  one.text === other.text && one.html === other.html && one.calendar?.file === other.calendar?.file;

function headersOf({ from, to, subject, messageId, date, unsubscribeUrl }: MailParts): string[] {
  return [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${headerText(subject)}`,
    `Message-ID: ${messageId}`,
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    // Keeps automatic absence notes from answering (RFC 3834).
    'Auto-Submitted: auto-generated',
    ...(unsubscribeUrl === undefined
      ? []
      : [
          // As a URL object writes it: printable ASCII, no blank, no angle bracket.
          `List-Unsubscribe: <${new URL(unsubscribeUrl).href}>`,
          'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
        ]),
  ];
}

/** The header that says what the body is, and the body itself. */
interface Body {
  type: string;
  body: string;
}

/** Constants will do: no line of base64 begins with `--`. So the body of a mail to everyone is the same for all. */
const ALTERNATIVE = 'muster-alternative';
const MIXED = 'muster-mixed';

function encode({ text, html, calendar }: MailParts): Body {
  const plain = part('Content-Type: text/plain; charset=utf-8', base64Lines(text));
  if (html === undefined) return { type: plain.head, body: plain.body && plain.body + LINE_END };
  const page = part('Content-Type: text/html; charset=utf-8', base64Lines(html));
  if (calendar === undefined) return multipart('alternative', ALTERNATIVE, [plain, page]);
  const { method, file } = calendar;
  const encoded = base64Lines(file);
  // Last of the alternatives, for programs that keep a calendar; once more as a file, for those that do not.
  const entry = part(`Content-Type: text/calendar; charset=utf-8; method=${method}`, encoded);
  const { type, body } = multipart('alternative', ALTERNATIVE, [plain, page, entry]);
  const attachment = part(
    'Content-Type: application/ics; name="invite.ics"\r\nContent-Disposition: attachment; filename="invite.ics"',
    encoded,
  );
  return multipart('mixed', MIXED, [{ head: type, body }, attachment]);
}

interface Part {
  head: string;
  body: string;
}

const part = (type: string, body: string): Part => ({
  head: `${type}${LINE_END}Content-Transfer-Encoding: base64`,
  body,
});

function multipart(kind: 'alternative' | 'mixed', boundary: string, parts: Part[]): Body {
  const open = parts.map(({ head, body }) => `--${boundary}\r\n${head}\r\n\r\n${body}\r\n`);
  return {
    type: `Content-Type: multipart/${kind}; boundary="${boundary}"`,
    body: `${open.join('')}--${boundary}--${LINE_END}`,
  };
}
