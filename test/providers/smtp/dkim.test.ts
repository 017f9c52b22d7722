import { afterAll, expect, test } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { mailComposer, type MailParts } from '../../../providers/smtp/compose.js';
import { dkimSigner, readDkimKey } from '../../../providers/smtp/dkim.js';
import { ConfigError } from '../../../runtime/config.js';
import { mailboxHeader } from '../../../providers/smtp/mime.js';
import { temporaryFolder } from '../support.js';
import { checkDkim } from './dkim-check.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const folder = await temporaryFolder();
afterAll(() => folder.remove());

const PARTS: MailParts = {
  from: mailboxHeader('唐山志愿者', 'notice@muster.invalid'),
  to: 'wang@family.invalid',
  subject: '防汛通知：请远离河岸，注意安全，照看好老人和孩子，保持电话畅通',
  text: '陡河水位上涨。  \n\n\n',
  html: '<p>陡河水位上涨。</p>',
  messageId: '<abc@muster.invalid>',
  date: new Date('2026-11-23T01:30:05.678Z'),
  unsubscribeUrl: 'https://portal.invalid/u/abc',
};
const compose = mailComposer(dkimSigner({ domain: 'muster.invalid', selector: 'm1', key: privateKey }));

test.each<[string, Partial<MailParts>]>([
  ['a page', {}],
  ['plain text', { html: undefined }],
  ['an invitation', { calendar: { method: 'CANCEL', file: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n' } }],
  ['an empty text', { text: '', html: undefined }],
])('a receiver finds the signature of a mail with %s right', (_, more) => {
  const { passes, signed, tags } = checkDkim(compose({ ...PARTS, ...more }), publicKey);
  expect(passes).toBe(true);
  expect(tags).toMatchObject({ v: '1', a: 'rsa-sha256', c: 'relaxed/relaxed', d: 'muster.invalid', s: 'm1' });
  expect(signed).toEqual(
    expect.arrayContaining(['from', 'to', 'subject', 'list-unsubscribe', 'list-unsubscribe-post']),
  );
});

test('a relay that folds a header or adds blanks breaks nothing', () => {
  const relayed = compose(PARTS)
    .toString('latin1')
    .replace('To: wang', 'TO:\r\n \t wang')
    .replace('\r\n\r\n--', '\r\n\r\n--');
  expect(relayed).toContain('TO:\r\n');
  expect(checkDkim(Buffer.from(relayed, 'latin1'), publicKey).passes).toBe(true);
});

test.each([
  ['the address of the click', /(List-Unsubscribe: <https:\/\/)portal/, '$1elsewhere'],
  ['one-click', /List-Unsubscribe=One-Click/, 'List-Unsubscribe=Other'],
  ['a letter of the text', /^6Zm/m, '6Zn'],
])('a change of %s is found', (_, what, by) => {
  const changed = compose(PARTS).toString('latin1').replace(what, by);
  expect(changed).not.toBe(compose(PARTS).toString('latin1'));
  expect(checkDkim(Buffer.from(changed, 'latin1'), publicKey).passes).toBe(false);
});

test('the same mail is signed with the same bytes, and no time stands in it', () => {
  expect(compose(PARTS).equals(compose(PARTS))).toBe(true);
  expect(Object.keys(checkDkim(compose(PARTS), publicKey).tags)).not.toContain('t');
});

test('the check agrees with the mail library’s own signatures', async () => {
  const dkim = { domainName: 'muster.invalid', keySelector: 'm1', privateKey: privateKey as never };
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows', dkim });
  const { message } = await transport.sendMail({
    from: 'a@b.invalid',
    to: 'c@d.invalid',
    subject: '主题',
    text: '正文\n\n',
  });
  expect(checkDkim(message as Buffer, publicKey).passes).toBe(true);
});

test('a key is read from its file', () => {
  const file = join(folder.path, 'key.pem');
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  expect(readDkimKey(file).equals(privateKey)).toBe(true);
});

test('a file that is missing, no key or of another kind is named with its setting, and nothing of it is shown', () => {
  const write = (name: string, content: string | Buffer): string => {
    writeFileSync(join(folder.path, name), content);
    return join(folder.path, name);
  };
  const other = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  const publicHalf = publicKey.export({ type: 'spki', format: 'pem' });
  for (const [file, zh, en] of [
    [join(folder.path, 'none'), '没有这个文件', 'there is no such file'],
    [folder.path, '是文件夹', 'it is a folder'],
    [write('text', 'secret words'), '不是私钥', 'no private key'],
    [write('public', publicHalf), '不是私钥', 'no private key'],
    [write('empty', ''), '不是私钥', 'no private key'],
    [write('ed', other), '不是 RSA 私钥', 'no RSA private key'],
  ] as const) {
    const refused = () => readDkimKey(file);
    expect(refused).toThrow(ConfigError);
    for (const word of ['MAIL_DKIM_KEY_FILE', file, zh, en]) expect(refused).toThrow(word);
    expect(refused).not.toThrow(/secret/);
  }
});
