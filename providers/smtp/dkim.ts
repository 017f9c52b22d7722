/**
 * DKIM signatures (RFC 6376), rsa-sha256, relaxed/relaxed. Written here and not taken from the mail library: its
 * signer streams each mail through a parser and costs a third more CPU than the signature itself (docs/decisions/026).
 * No time stands in a signature, so that a mail sent again is the same mail.
 */
import { createHash, createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigError } from '../../runtime/config.js';
import { LINE_END } from './mime.js';

/** Who signs, and with what. */
export interface DkimSettings {
  /** Domain whose DNS holds the public key. */
  domain: string;
  selector: string;
  key: KeyObject;
}

/** Makes the signature header of a mail out of its headers, each with its name, and its body. */
export type Signer = (head: readonly string[], body: string) => string;

/** Headers that are signed where a mail has them; the last two must be, or one-click may not be offered (RFC 8058). */
const SIGNED = new Set([
  ...['from', 'to', 'subject', 'date', 'message-id', 'mime-version', 'content-type'],
  ...['list-unsubscribe', 'list-unsubscribe-post'],
]);

/** A signer; its body hash is kept while the body stays the same. */
export function dkimSigner({ domain, selector, key }: DkimSettings): Signer {
  let last: { body: string; hash: string } | undefined;
  const hashOf = (body: string): string => {
    if (last?.body !== body)
      last = { body, hash: createHash('sha256').update(body, 'latin1').digest('base64') };
    return last.hash;
  };
  return (head, body) => {
    // A header may stand for several, as the type and encoding of a plain text do.
    const headers = head.join(LINE_END).split(/\r\n(?![ \t])/);
    const signed = headers.map(relaxed).filter(({ name }) => SIGNED.has(name));
    const names = signed.map(({ name }) => name).join(':');
    const unsigned =
      `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain}; s=${selector};${LINE_END}` +
      ` bh=${hashOf(body)};${LINE_END} h=${names};${LINE_END} b=`;
    const data = [...signed, relaxed(unsigned)].map(({ name, value }) => `${name}:${value}`).join(LINE_END);
    const signature = sign('sha256', Buffer.from(data, 'latin1'), key).toString('base64');
    return unsigned + (signature.match(/.{1,74}/g) ?? []).join(`${LINE_END} `);
  };
}

/** A header as it is signed: name in lower case, on one line, each run of blanks one blank. */
function relaxed(header: string): { name: string; value: string } {
  const colon = header.indexOf(':');
  return {
    name: header.slice(0, colon).toLowerCase(),
    value: header
      .slice(colon + 1)
      .replace(/\r\n/g, '')
      .replace(/[ \t]+/g, ' ')
      .trim(),
  };
}

/**
 * Reads the private key once, when a process starts: parsed at each mail it would cost more than the rest of the mail.
 * @throws {ConfigError} naming the setting, when the file is missing or is no RSA key
 */
export function readDkimKey(path: string): KeyObject {
  const key = parsed(path);
  if (key.asymmetricKeyType === 'rsa') return key;
  throw unusable(path, '不是 RSA 私钥', 'no RSA private key');
}

function parsed(path: string): KeyObject {
  try {
    return createPrivateKey(readFileSync(path));
  } catch (error) {
    const code = (error as { code?: string }).code ?? 'unreadable';
    const [zh, en] = WHY[code] ?? ['不是私钥', 'no private key'];
    throw unusable(path, `${zh}（${code}）`, `${en} (${code})`);
  }
}

/** What a person can mend; whatever else is wrong is wrong with what the file holds. */
const WHY: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  ENOENT: ['没有这个文件', 'there is no such file'],
  EACCES: ['本进程无权读取', 'this process may not read it'],
  EISDIR: ['是文件夹', 'it is a folder'],
};

const unusable = (path: string, zh: string, en: string): ConfigError =>
  new ConfigError([
    {
      name: 'MAIL_DKIM_KEY_FILE',
      read: `${JSON.stringify(path)}：${zh} / ${en}`,
      allowed: { zh: 'PEM 格式的 RSA 私钥文件', en: 'a file that holds an RSA private key in PEM' },
    },
  ]);
