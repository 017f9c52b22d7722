import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { simpleParser, type AddressObject } from 'mailparser';
import { mailComposer, type MailParts } from '../../../providers/smtp/compose.js';
import { mailboxHeader } from '../../../providers/smtp/mime.js';

const PARTS: MailParts = {
  from: mailboxHeader('唐山志愿者', 'notice@muster.invalid'),
  to: 'wang@family.invalid',
  subject: '防汛通知：请远离河岸',
  text: '陡河水位上涨。\n请远离河岸。',
  html: '<p>陡河水位上涨。</p>',
  messageId: '<abc@muster.invalid>',
  date: new Date('2026-11-23T01:30:05.678Z'),
};
const compose = (more: Partial<MailParts> = {}) => mailComposer()({ ...PARTS, ...more });

test('is read back by a mail library as it was meant', async () => {
  const parsed = await simpleParser(compose());
  expect(parsed.from!.value).toEqual([{ name: '唐山志愿者', address: 'notice@muster.invalid' }]);
  expect((parsed.to as AddressObject).text).toBe('wang@family.invalid');
  expect(parsed.subject).toBe(PARTS.subject);
  expect(parsed.text!.trimEnd()).toBe(PARTS.text);
  expect(parsed.html).toBe(PARTS.html);
  expect(parsed.messageId).toBe(PARTS.messageId);
  expect(parsed.date).toEqual(new Date('2026-11-23T01:30:05Z'));
});

test('the same values make the same bytes', () => {
  expect(compose().equals(compose())).toBe(true);
  expect(compose({ messageId: '<other@muster.invalid>' }).equals(compose())).toBe(false);
});

test('without HTML it is plain text alone', async () => {
  const parsed = await simpleParser(compose({ html: undefined }));
  expect(parsed.html).toBe(false);
  expect(parsed.text!.trimEnd()).toBe(PARTS.text);
  expect(compose({ html: undefined }).toString()).not.toContain('multipart');
});

test('is 7-bit with short lines that end in CRLF, so that no relay has to change it', () => {
  const bytes = compose({ subject: '长'.repeat(300), html: '<p>很长</p>'.repeat(500) });
  expect(bytes.every((byte) => byte < 128)).toBe(true);
  const lines = bytes.toString().split('\r\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(78);
  expect(lines.join('')).not.toMatch(/[\r\n]/);
  expect(lines.at(-1)).toBe('');
});

test('line breaks inside a text are CRLF, as mail wants them, however they were typed', () => {
  const encoded = compose({ text: 'a\nb\r\nc\rd', html: undefined }).toString().split('\r\n\r\n')[1]!;
  expect(Buffer.from(encoded, 'base64').toString()).toBe('a\r\nb\r\nc\r\nd');
});

test('a subject cannot begin a header of its own', async () => {
  const parsed = await simpleParser(compose({ subject: 'News\r\nBcc: all@city.invalid\r\n\r\nbody' }));
  expect(parsed.headers.has('bcc')).toBe(false);
  expect(parsed.subject).toBe('News Bcc: all@city.invalid body');
});

test('keeps automatic answers away', () => {
  expect(compose().toString()).toContain('Auto-Submitted: auto-generated\r\n');
});

test('any subject and text survive', async () => {
  const unit = fc.oneof(
    fc.constantFrom('河', '😀', 'é', ' ', '.', '=?', '\t', '-', '\n', '\r\n.\r\n', '--muster-alternative--'),
    fc.string({ unit: 'grapheme', maxLength: 3 }),
  );
  const text = fc.array(unit, { maxLength: 120 }).map((pieces) => Buffer.from(pieces.join('')).toString());
  await fc.assert(
    fc.asyncProperty(text, text, async (subject, body) => {
      const parsed = await simpleParser(compose({ subject, text: body, html: undefined }));
      expect(squeezed(parsed.subject ?? '')).toBe(squeezed(subject));
      expect((parsed.text ?? '').trimEnd()).toBe(body.replace(/\r\n|\r/g, '\n').trimEnd());
    }),
    { numRuns: 60 },
  );
});

/** What a header may do to white space and control characters. */
const squeezed = (value: string): string => value.replace(/[\s\u0000-\u001f\u007f]+/g, '');

test('the body of a mail that says the same to everyone is the same, whoever gets it', () => {
  const write = mailComposer();
  const bodyOf = (mail: Buffer) => mail.toString().split('\r\n\r\n').slice(1).join('\r\n\r\n');
  const [first, second, other] = [
    write(PARTS),
    write({ ...PARTS, to: 'li@family.invalid', messageId: '<other@muster.invalid>' }),
    write({ ...PARTS, text: '别的' }),
  ];
  expect(bodyOf(second)).toBe(bodyOf(first));
  expect(second.equals(first)).toBe(false);
  expect(bodyOf(other)).not.toBe(bodyOf(first));
});

test('offers to unsubscribe with one click, where there is a link (RFC 8058)', () => {
  const url = 'https://portal.invalid/u/abc_-1?x=<"退>';
  const head = compose({ unsubscribeUrl: url }).toString().split('\r\n\r\n')[0]!;
  expect(head).toContain('\r\nList-Unsubscribe: <https://portal.invalid/u/abc_-1?x=%3C%22%E9%80%80%3E>\r\n');
  expect(head).toContain('\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
  expect(compose().toString()).not.toContain('List-Unsubscribe');
});

test('an invitation is the last alternative, and a file besides; both say the same method', async () => {
  const calendar = {
    method: 'REQUEST',
    file: 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n',
  } as const;
  const bytes = compose({ calendar });
  const types = [...bytes.toString().matchAll(/^Content-Type: ([^;\r]+)/gm)].map(([, type]) => type);
  expect(types).toEqual([
    ...['multipart/mixed', 'multipart/alternative'],
    ...['text/plain', 'text/html', 'text/calendar', 'application/ics'],
  ]);
  expect(bytes.toString()).toContain('text/calendar; charset=utf-8; method=REQUEST');
  const parsed = await simpleParser(bytes);
  expect(parsed.html).toBe(PARTS.html);
  expect(parsed.attachments.map(({ contentType, filename }) => [contentType, filename])).toEqual([
    ['text/calendar', undefined],
    ['application/ics', 'invite.ics'],
  ]);
  for (const { content } of parsed.attachments) expect(content.toString()).toBe(calendar.file);
});
