/** What a mail is made of; every value is the caller's, so the same values make the same bytes. */
export interface MailParts {
  /** The From header's value, from {@link mailboxHeader}. */
  from: string;
  to: string;
  subject: string;
  text: string;
  /** Absent: a mail of plain text alone. */
  html: string | undefined;
  /** With its angle brackets. */
  messageId: string;
  date: Date;
  boundary: string;
}

const LINE_END = '\r\n';
/** Characters of base64 on a line (RFC 2045). */
const BASE64_LINE = /.{1,76}/g;
/** Bytes of UTF-8 in one encoded word: with its frame and "Subject: " it stays within a line of 78. */
const WORD_BYTES = 42;

/**
 * The whole mail as bytes. Written here and not by the mail library, because that builds a tree of streams per
 * mail, which is nearly half of its cost; the shape is always this one. A test holds it against the library's parser.
 */
export function composeMail(parts: MailParts): Buffer {
  const head = [
    `From: ${parts.from}`,
    `To: ${parts.to}`,
    `Subject: ${headerText(parts.subject)}`,
    `Message-ID: ${parts.messageId}`,
    `Date: ${parts.date.toUTCString().replace('GMT', '+0000')}`,
    // Keeps automatic absence notes from answering (RFC 3834).
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
  ];
  const body =
    parts.html === undefined
      ? part('plain', parts.text)
      : alternatives(parts.boundary, [part('plain', parts.text), part('html', parts.html)]);
  return Buffer.from([...head, ...body, ''].join(LINE_END), 'latin1');
}

/** A From header: the address alone, or behind the encoded name. */
export const mailboxHeader = (name: string, address: string): string =>
  name === '' ? address : `${encodedWords(name)} <${address}>`;

function alternatives(boundary: string, parts: string[][]): string[] {
  const open = parts.flatMap((lines) => [`--${boundary}`, ...lines]);
  return [`Content-Type: multipart/alternative; boundary="${boundary}"`, '', ...open, `--${boundary}--`];
}

/** Base64 throughout: Chinese needs it anyway, and no line of it can look like a boundary or a lone dot. */
function part(subtype: 'plain' | 'html', content: string): string[] {
  const encoded = Buffer.from(content.replace(/\r\n|\r|\n/g, LINE_END)).toString('base64');
  return [
    `Content-Type: text/${subtype}; charset=utf-8`,
    'Content-Transfer-Encoding: base64',
    '',
    ...(encoded.match(BASE64_LINE) ?? ['']),
  ];
}

/** Plain where it may be; a line break inside can start no header of its own. */
function headerText(value: string): string {
  const line = value.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
  return /^[\x20-\x7e]{0,60}$/.test(line) && !line.includes('=?') ? line : encodedWords(line);
}

/** RFC 2047 words, cut between characters, each on a line of its own. */
function encodedWords(value: string): string {
  const words: string[] = [];
  let bytes: Buffer[] = [];
  let size = 0;
  const close = (): void => {
    words.push(`=?UTF-8?B?${Buffer.concat(bytes).toString('base64')}?=`);
    bytes = [];
    size = 0;
  };
  for (const character of value) {
    const encoded = Buffer.from(character);
    if (size + encoded.length > WORD_BYTES) close();
    bytes.push(encoded);
    size += encoded.length;
  }
  close();
  return words.join(`${LINE_END} `);
}
