/**
 * An independent check of a DKIM signature, as a receiver does it, after RFC 6376: nothing of the signer is used, and
 * both canonicalisations are done in full.
 */
import { createHash, verify, type KeyObject } from 'node:crypto';

/** What a receiver finds. */
export interface DkimFinding {
  /** Whether body hash and signature are right. */
  passes: boolean;
  /** Names of the signed headers, in lower case. */
  signed: string[];
  tags: Record<string, string>;
}

/** Checks the first signature of a mail. */
export function checkDkim(mail: Buffer, publicKey: KeyObject): DkimFinding {
  const text = mail.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const headers = text.slice(0, end).split(/\r\n(?![ \t])/);
  const signature = headers.find((header) => /^dkim-signature:/i.test(header))!;
  const tags = Object.fromEntries(
    signature
      .slice(signature.indexOf(':') + 1)
      .split(';')
      .map((tag) => [
        tag.slice(0, tag.indexOf('=')).trim(),
        tag.slice(tag.indexOf('=') + 1).replace(/\s/g, ''),
      ]),
  ) as Record<string, string>;
  const signed = tags['h']!.toLowerCase().split(':');
  const bodyHash = createHash('sha256')
    .update(relaxedBody(text.slice(end + 4)), 'latin1')
    .digest('base64');
  const withoutValue = signature.replace(/([;\s]b=)[^;]*/, '$1');
  const data = [...pick(headers, signed), relaxedHeader(withoutValue)].join('\r\n');
  const right = verify('sha256', Buffer.from(data, 'latin1'), publicKey, Buffer.from(tags['b']!, 'base64'));
  return { passes: right && bodyHash === tags['bh'], signed, tags };
}

/** Each name takes the lowest header of that name not yet taken (5.4.2). */
function pick(headers: readonly string[], names: readonly string[]): string[] {
  const left = [...headers];
  return names.flatMap((name) => {
    const at = left.findLastIndex((header) => header.slice(0, header.indexOf(':')).toLowerCase() === name);
    return at === -1 ? [] : left.splice(at, 1).map(relaxedHeader);
  });
}

/** 3.4.2 */
function relaxedHeader(header: string): string {
  const colon = header.indexOf(':');
  const value = header
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ');
  return `${header.slice(0, colon).trim().toLowerCase()}:${value.trim()}`;
}

/** 3.4.4 */
function relaxedBody(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''));
  while (lines.length > 0 && lines.at(-1) === '') lines.pop();
  return lines.length === 0 ? '' : `${lines.join('\r\n')}\r\n`;
}
