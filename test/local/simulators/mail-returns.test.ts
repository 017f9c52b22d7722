import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ImapFlow } from 'imapflow';
import { simpleParser } from 'mailparser';
import { RETURNS, returnOf, type Return } from '../../../local/simulators/mail/returns.js';
import { readMailSettings } from '../../../local/simulators/mail/settings.js';
import { until } from '../../support/until.js';
import { converse, mail, senderTo, startBench, type Bench } from './mail-support.js';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench({
    imapAddress: '127.0.0.1:0',
    mailboxUser: '办公室 "a"',
    mailboxPassword: 'pass\\word "x"',
  });
});
afterEach(() => bench.stop());

const port = (): number => Number(bench.simulator.imap!.split(':')[1]);

async function openMailbox(): Promise<ImapFlow> {
  const auth = { user: '办公室 "a"', pass: 'pass\\word "x"' };
  const client = new ImapFlow({ host: '127.0.0.1', port: port(), secure: false, auth, logger: false });
  await client.connect();
  await client.mailboxOpen('INBOX');
  return client;
}

async function returned(): Promise<string[]> {
  const client = await openMailbox();
  const found = await client.fetchAll('1:*', { source: true }, { uid: true });
  await client.logout();
  return found.map(({ source }) => source!.toString('latin1'));
}

async function plan(does: Return): Promise<void> {
  const response = await bench.web('/control/returns', {
    ...{ method: 'PUT', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ addresses: { 'wang@muster.invalid': does } }),
  });
  expect(response.status).toBe(200);
}

async function send(
  from = 'office@muster.invalid',
  envelope?: { from: string; to: string[] },
): Promise<void> {
  const sender = senderTo(bench);
  await sender.send(mail({ from, ...(envelope && { envelope }) }));
  sender.close();
}

describe('a mailbox', () => {
  test.each<[Return, number, RegExp]>([
    ['dead', 1, /^Status: 5\.1\.1\r$/m],
    ['full', 1, /^Status: 5\.2\.2\r$/m],
    ['refused', 1, /^Status: 5\.7\.1\r$/m],
    ['delayed', 1, /^Action: delayed\r$/m],
    ['given-up', 2, /^Status: 5\.4\.7\r$/m],
    ['confirmed', 1, /^Action: delivered\r$/m],
    ['complains', 1, /^Feedback-Type: abuse\r$/m],
    ['away', 1, /^Auto-Submitted: auto-replied\r$/m],
  ])('that is %s sends %s back, to the envelope sender', async (does, count, holds) => {
    await plan(does);
    await send();
    await until(async () => (await returned()).length === count);
    const sources = await returned();
    expect(sources.at(-1)).toMatch(holds);
    for (const source of sources) expect(source).toContain('Delivered-To: office@muster.invalid');
    if (does !== 'away') expect(sources[0]).toContain('Return-Path: <>');
    const parsed = await simpleParser(sources[0]!, { keepDeliveryStatus: true });
    expect(parsed.attachments.map(({ contentType }) => contentType)).toHaveLength(does === 'away' ? 0 : 2);
  });

  test('of an old provider says it in Chinese words', async () => {
    await plan('dead-in-words');
    await send();
    await until(async () => (await returned()).length === 1);
    const parsed = await simpleParser((await returned())[0]!);
    expect(parsed.subject).toBe('系统退信');
    expect(parsed.text).toContain('wang@muster.invalid');
  });

  test('whose owner has had enough answers so; somebody at the page answers what they like', async () => {
    await plan('opts-out');
    await send();
    const form = { method: 'POST', body: new URLSearchParams({ text: '我会来' }) };
    await bench.web('/mails/1/answer', { ...form, redirect: 'manual' });
    await until(async () => (await returned()).length === 2);
    const texts = await Promise.all(
      (await returned()).map(async (source) => (await simpleParser(source)).text),
    );
    expect(texts.map((text) => text?.split('\n')[0])).toEqual(expect.arrayContaining(['退订', '我会来']));
  });

  test('never answers a mail without a sender, nor one it was not told to', async () => {
    await plan('dead');
    await send('office@muster.invalid', { from: '', to: ['wang@muster.invalid'] });
    await send('office@muster.invalid', { from: 'office@muster.invalid', to: ['li@muster.invalid'] });
    await send();
    await until(async () => (await returned()).length === 1);
    const counts = (await (await bench.web('/control/counts')).json()) as object;
    expect(counts).toMatchObject({ taken: 3, returned: { dead: 1 }, returning: 0 });
  });
});

test('the seed alone decides which addresses do what', () => {
  const rates = { dead: 0.1, away: 0.2 };
  const does = (seed: number) =>
    Array.from({ length: 2000 }, (_, at) => returnOf({ seed, rates, addresses: {} }, `a${at}@x.invalid`));
  expect(does(1)).toEqual(does(1));
  expect(does(1)).not.toEqual(does(2));
  const share = (what: Return) => does(1).filter((each) => each === what).length / 2000;
  expect(share('dead')).toBeCloseTo(0.1, 1);
  expect(share('away')).toBeCloseTo(0.2, 1);
  expect(
    returnOf({ seed: 1, rates: { dead: 1 }, addresses: { 'a@x.invalid': null } }, 'a@x.invalid'),
  ).toBeUndefined();
});

test('its settings are JSON, and what is wrong is named', () => {
  const given = { MAIL_RECORD: 'r', MAIL_RETURNS: '{"rates":{"dead":0.5}}' };
  expect(readMailSettings(given).returns).toEqual({ seed: 1, rates: { dead: 0.5 }, addresses: {} });
  expect(readMailSettings({ MAIL_RECORD: 'r' }).returns.rates).toEqual({});
  for (const wrong of ['dead', '{"rates":{"lost":1}}', '{"rates":{"dead":0.7,"full":0.7}}'])
    expect(() => readMailSettings({ ...given, MAIL_RETURNS: wrong })).toThrow(/MAIL_RETURNS/);
  expect(RETURNS).toContain('dead');
});

describe('the IMAP server', () => {
  const talk = (...lines: string[]) => converseImap(lines);
  const converseImap = async (lines: string[]): Promise<string> =>
    (
      await converse(
        bench.simulator.imap!,
        lines.map((line) => `${line}\r\n`),
      )
    ).join('\n');

  test('lets nobody in without the password, and shows nothing before', async () => {
    const wrong = await talk('1 SELECT INBOX', '2 LOGIN office wrong', '3 LOGOUT');
    expect(wrong).toContain('1 BAD');
    expect(wrong).toContain('2 NO [AUTHENTICATIONFAILED]');
  });

  test('knows only its one folder, and says so of what it does not know', async () => {
    const client = await openMailbox();
    await expect(client.mailboxOpen('Sent')).rejects.toThrow();
    await client.logout();
  });
});
