/** The words a mail is written in: headers and base64 bodies. Lines are latin1 strings without their CRLF. */

/** Ends every line of a mail. */
export const LINE_END = '\r\n';

/** Characters of base64 on a line (RFC 2045). */
const BASE64_LINE = 76;
/** Bytes of UTF-8 in one encoded word: with its frame and "Subject: " it stays within a line of 78. */
const WORD_BYTES = 42;

/** Base64 in lines, joined: Chinese needs it anyway, and no line of it can look like a boundary or a lone dot. */
export function base64Lines(content: string): string {
  const encoded = Buffer.from(content.replace(/\r\n|\r|\n/g, LINE_END)).toString('base64');
  if (encoded.length <= BASE64_LINE) return encoded;
  let lines = encoded.slice(0, BASE64_LINE);
  for (let at = BASE64_LINE; at < encoded.length; at += BASE64_LINE)
    lines += LINE_END + encoded.slice(at, at + BASE64_LINE);
  return lines;
}

/** A From header: the address alone, or behind the encoded name. */
export const mailboxHeader = (name: string, address: string): string =>
  name === '' ? address : `${encodedWords(name)} <${address}>`;

/** Plain where it may be; a line break inside can start no header of its own. */
export function headerText(value: string): string {
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
