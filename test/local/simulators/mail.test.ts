import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { converse, mail, NOW, senderTo, startBench, type Bench, type Sender } from './mail-support.js';

const ENVELOPE = 'MAIL FROM:<o@muster.invalid>\r\nRCPT TO:<li@muster.invalid>\r\nDATA\r\n';

let bench: Bench;
let sender: Sender;
let before: number;

beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());
beforeEach(async () => {
  sender = senderTo(bench);
  before = (await bench.record()).length;
});
afterEach(() => sender.close());

describe('what it takes', () => {
  test('is on the record byte for byte, with envelope, Message-ID and hash', async () => {
    const text = '.一行以点开头\r\n..two dots\r\n.\r\nend';
    const message = mail({ text, messageId: '<notice-1@muster.invalid>' });
    const built = await createTransport({ streamTransport: true, buffer: true, newline: 'windows' }).sendMail(
      message,
    );
    const raw = built.message as Buffer;
    await sender.send({ envelope: { from: 'o@muster.invalid', to: 'li@muster.invalid' }, raw });
    expect(await bench.record(before)).toEqual([
      {
        at: NOW.toISOString(),
        envelopeTo: 'li@muster.invalid',
        messageId: '<notice-1@muster.invalid>',
        size: raw.length,
        sha256: createHash('sha256').update(raw).digest('hex'),
      },
    ]);
  });

  test('has one line per recipient', async () => {
    await sender.send(mail({ to: 'zhao@muster.invalid, qian@muster.invalid' }));
    const addresses = (await bench.record(before)).map((line) => line.envelopeTo);
    expect(addresses).toEqual(['zhao@muster.invalid', 'qian@muster.invalid']);
  });

  test('may lack a Message-ID; one in the text does not count', async () => {
    const raw = 'Subject: x\r\n\r\nMessage-ID: <not-this@muster.invalid>\r\n';
    await sender.send({ envelope: { from: 'o@muster.invalid', to: 'li@muster.invalid' }, raw });
    expect((await bench.record(before))[0]!.messageId).toBeNull();
  });

  test('is nothing when the connection breaks inside the text', async () => {
    // The empty texts are for the answers to MAIL and RCPT; the one to DATA lets the half mail follow.
    const half = ['EHLO test\r\n', ENVELOPE, '', '', 'Subject: half\r\n\r\nThe river'];
    await converse(bench.simulator.listening, half);
    await sender.send(mail({ messageId: '<after@muster.invalid>' }));
    const ids = (await bench.record(before)).map((line) => line.messageId);
    expect(ids).toEqual(['<after@muster.invalid>']);
  });
});

describe('whom and what it lets in', () => {
  const start = async (given: Parameters<typeof startBench>[0]) => {
    const other = await startBench(given);
    const hello = async () => (await converse(other.simulator.listening, ['EHLO test\r\n'])).slice(1);
    return { other, hello };
  };

  test('offers PIPELINING and SIZE, no AUTH', async () => {
    const heard = (await converse(bench.simulator.listening, ['EHLO test\r\n'])).join('\n');
    expect(heard).toMatch(/PIPELINING/);
    expect(heard).toMatch(/SIZE 10485760/);
    expect(heard).not.toMatch(/AUTH|STARTTLS/);
  });

  test('offers neither where they are switched off', async () => {
    const { other, hello } = await start({ pipelining: false, sizeLimitBytes: 0 });
    expect((await hello()).join('\n')).not.toMatch(/PIPELINING|SIZE/);
    await other.stop();
  });

  test('asks for user and password where they are set', async () => {
    const { other } = await start({ user: 'muster', password: 'right' });
    const sendAs = async (pass: string) => {
      const one = senderTo(other, { auth: { user: 'muster', pass } });
      const outcome = await one.send();
      one.close();
      return outcome;
    };
    expect(await sendAs('right')).toMatchObject({ code: 'OK' });
    expect(await sendAs('wrong')).toMatchObject({ code: 'EAUTH', responseCode: 535, bodyRead: false });
    const stranger = senderTo(other);
    expect(await stranger.send()).toMatchObject({ code: 'EENVELOPE', responseCode: 530 });
    stranger.close();
    expect(await other.record()).toHaveLength(1);
    await other.stop();
  });

  test('refuses what is larger than SIZE, announced or not', async () => {
    const { other } = await start({ sizeLimitBytes: 2000 });
    const one = senderTo(other);
    expect(await one.send(mail({ text: 'x'.repeat(3000) }))).toMatchObject({
      responseCode: 552,
      command: 'DATA',
    });
    one.close();
    const announced = ['EHLO test\r\n', 'MAIL FROM:<o@muster.invalid> SIZE=3000\r\n', 'QUIT\r\n'];
    expect((await converse(other.simulator.listening, announced)).join('\n')).toMatch(/^552 /m);
    expect(await other.record()).toEqual([]);
    await other.stop();
  });
});

test('a record that exists is continued', async () => {
  const { record } = bench.settings;
  const again = await startBench({ record });
  const one = senderTo(again);
  await one.send(mail({ messageId: '<continued@muster.invalid>' }));
  one.close();
  const lines = await again.record();
  expect(lines).toHaveLength(before + 1);
  expect(lines.at(-1)!.messageId).toBe('<continued@muster.invalid>');
  await again.stop();
});

test('a port that is taken is named with its setting', async () => {
  await expect(startBench({ smtpAddress: bench.simulator.listening })).rejects.toThrow(
    /^MAIL_SMTP_ADDRESS: 127\.0\.0\.1:\d+ .*EADDRINUSE/,
  );
  await expect(startBench({ pageAddress: bench.simulator.page })).rejects.toThrow(/^MAIL_PAGE_ADDRESS: /);
});
