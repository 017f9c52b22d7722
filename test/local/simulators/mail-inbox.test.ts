import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Inbox, type MailLine } from '../../../local/simulators/mail/inbox.js';
import { readMailSettings } from '../../../local/simulators/mail/settings.js';
import { AppendOnlyRecord } from '../../../local/simulators/record.js';
import { SettableClock } from '../../../runtime/clock.js';

let folder: string;
let inbox: Inbox;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-inbox-'));
  const record = new AppendOnlyRecord<MailLine>(join(folder, 'mail.jsonl'));
  inbox = new Inbox(record, new SettableClock(new Date('2026-11-23T01:30:00Z')));
});
afterEach(async () => {
  inbox.record.close();
  await rm(folder, { recursive: true });
});

const take = (to: string, raw: Buffer) => inbox.take('o@muster.invalid', [to], raw);
const small = Buffer.from('Subject: x\r\n\r\n');

test('keeps the latest 5,000 mails; the record keeps a line of all', () => {
  for (let count = 1; count <= 5003; count++) take(`p${count}@muster.invalid`, small);
  expect(inbox.size).toBe(5000);
  expect(inbox.record.lines).toBe(5003);
  expect(inbox.find(3)).toBeUndefined();
  expect(inbox.find(4)?.to).toEqual(['p4@muster.invalid']);
  expect(inbox.newest(2).map((mail) => mail.number)).toEqual([5003, 5002]);
  expect(inbox.newest(10, '', 6).map((mail) => mail.number)).toEqual([5, 4]);
});

test('keeps fewer where mails are large, the newest always', () => {
  const large = Buffer.alloc(10 * 1024 * 1024);
  for (let count = 0; count < 14; count++) take('li@muster.invalid', large);
  expect(inbox.size).toBe(12);
  take('li@muster.invalid', Buffer.alloc(130 * 1024 * 1024));
  expect(inbox.size).toBe(1);
  expect(inbox.newest(5)).toHaveLength(1);
});

test.each([
  ['Message-ID: <a@b.invalid>\r\n\r\n', '<a@b.invalid>'],
  ['Subject: x\r\nmessage-id:\r\n <folded@b.invalid>\r\n\r\n', '<folded@b.invalid>'],
  ['Subject: x\r\n\r\nMessage-ID: <body@b.invalid>', null],
  ['Message-ID: <head-only@b.invalid>', '<head-only@b.invalid>'],
  ['X-Message-ID: <other@b.invalid>\r\n\r\n', null],
])('reads the Message-ID of %j', (raw, expected) => {
  expect(take('li@muster.invalid', Buffer.from(raw)).messageId).toBe(expected);
});

test('settings have defaults, and wrong ones are named with what was read and what is allowed', () => {
  expect(readMailSettings({ MAIL_RECORD: 'mail.jsonl' })).toMatchObject({
    smtpAddress: '127.0.0.1:2525',
    pageAddress: '127.0.0.1:8025',
    seed: 1,
    pipelining: true,
  });
  const wrong = {
    MAIL_RECORD: 'r',
    MAIL_SMTP_ADDRESS: 'here',
    MAIL_SEED: 'x',
    MAIL_PIPELINING: 'yes',
    MAIL_PASSWORD: 'hush',
  };
  const complaint = (() => {
    try {
      return readMailSettings(wrong);
    } catch (error) {
      return (error as Error).message;
    }
  })();
  expect(complaint).toMatch(/^MAIL_SMTP_ADDRESS: 读到 read: here; .*host:port/m);
  expect(complaint).toMatch(/^MAIL_SEED: 读到 read: x; /m);
  expect(complaint).toMatch(/^MAIL_PIPELINING: .*true or false/m);
  expect(() => readMailSettings({ MAIL_RECORD: 'r', MAIL_PASSWORD: 'hush' })).toThrow(
    /^MAIL_PASSWORD: 读到 read: \*\*\*; .*MAIL_USER/,
  );
  expect(() => readMailSettings({})).toThrow(/^MAIL_RECORD: 未设置 not set; /);
});
