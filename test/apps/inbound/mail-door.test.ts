import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { MailDoor, type MailDoorDependencies } from '../../../apps/inbound/mail-door.js';
import { mailAddresses, openMailDoors } from '../../../apps/inbound/mail-doors.js';
import { freePort } from '../../../local/stack/free-port.js';
import { SettableClock } from '../../../runtime/clock.js';
import { createLogger } from '../../../runtime/log.js';
import { converse, mail, senderTo, startBench } from '../../local/simulators/mail-support.js';
import { KEYS, NOW } from '../../support/cast.js';
import { createTestDatabase } from '../../support/database.js';
import { bounceTo, deliveryReport, OUT_ID } from '../../support/returned-mails.js';
import { until } from '../../support/until.js';

const { database } = await createTestDatabase();
const ADDRESSES = ['bounce@muster.invalid', 'notice@muster.invalid'];

let door: MailDoor | undefined;
let address: string;
let woken = 0;

async function openDoor(more: Partial<MailDoorDependencies> = {}): Promise<void> {
  await door?.close();
  door = new MailDoor({
    ...{ database, keys: KEYS, clock: new SettableClock(NOW), log: createLogger('test', 'silent') },
    ...{ addresses: ADDRESSES, onMail: () => (woken += 1) },
    ...more,
  });
  address = `127.0.0.1:${await door.listen({ host: '127.0.0.1', port: 0 })}`;
}

beforeEach(async () => {
  await database`TRUNCATE inbox CASCADE`;
  woken = 0;
  await openDoor();
});
afterEach(async () => {
  await door?.close();
  door = undefined;
});

/** Hands a mail over with nodemailer; answers `250`, or the refusal's digits and first code. */
async function hand(raw: string | Buffer, { to = bounceTo(OUT_ID), from = '' } = {}): Promise<string> {
  const [host, port] = address.split(':');
  const transport = createTransport({ host, port: Number(port), ignoreTLS: true } as object);
  try {
    const { response } = await transport.sendMail({ envelope: { from, to: [to] }, raw });
    return response;
  } catch (error) {
    return (error as { response?: string }).response ?? String(error);
  } finally {
    transport.close();
  }
}

const kept = async (): Promise<string[]> =>
  (
    await database<{ bodyCipher: Buffer }[]>`SELECT body_cipher FROM inbox WHERE kind = 'mail' ORDER BY id`
  ).map(({ bodyCipher }) => KEYS.decrypt(bodyCipher));

describe('the door', () => {
  test.each([
    ['a bounce', bounceTo(OUT_ID), ''],
    ['a bounce in capitals', `BOUNCE+${OUT_ID.toUpperCase()}@muster.invalid`, ''],
    ['a bounce without its tag', 'bounce@muster.invalid', ''],
    ['an answer', 'Notice@muster.invalid', 'zhang@luannan.invalid'],
  ])('takes %s, envelope and all', async (_what, to, from) => {
    expect(await hand(deliveryReport(), { to, from })).toBe('250 2.0.0 Kept');
    expect(await kept()).toEqual([`Return-Path: <${from}>\r\nDelivered-To: ${to}\r\n${deliveryReport()}`]);
    expect(woken).toBe(1);
  });

  test.each([
    'somebody@muster.invalid',
    'bounce+short@muster.invalid',
    `notice+${OUT_ID}@muster.invalid`,
    `bounce+${OUT_ID}@elsewhere.invalid`,
  ])('refuses mail to %s: it is no relay', async (to) => {
    expect(await hand(deliveryReport(), { to })).toBe('550 5.1.1 No such address here');
    expect(await kept()).toEqual([]);
  });

  test('hangs up on whoever tries out addresses', async () => {
    const tries = Array.from({ length: 20 }, (_, at) => `RCPT TO:<a${at}@muster.invalid>\r\n`);
    const heard = await converse(address, ['EHLO x\r\n', 'MAIL FROM:<>\r\n', ...tries]);
    expect(heard.filter((line) => line.startsWith('550'))).toHaveLength(4);
    expect(heard.at(-1)).toBe('421 4.7.0 Too many wrong addresses');
  });

  test('takes one recipient at a time, so that each mail is about one message', async () => {
    const heard = await converse(address, [
      ...['EHLO x\r\n', 'MAIL FROM:<>\r\n', `RCPT TO:<${bounceTo(OUT_ID)}>\r\n`],
      ...['RCPT TO:<notice@muster.invalid>\r\n', 'QUIT\r\n'],
    ]);
    expect(heard.some((line) => line.startsWith('452'))).toBe(true);
  });

  test('handed the same mail again says so again, and keeps it once', async () => {
    expect(await hand(deliveryReport())).toBe('250 2.0.0 Kept');
    expect(await hand(deliveryReport())).toBe('250 2.0.0 Kept');
    expect(await kept()).toHaveLength(1);
  });

  test('keeps the first megabyte of twenty', async () => {
    const long = Buffer.concat([
      Buffer.from(`${deliveryReport()}\r\n`),
      Buffer.alloc(20 * 1024 * 1024, 'long text\r\n'),
    ]);
    expect(await hand(long)).toBe('250 2.0.0 Kept');
    const [source] = await kept();
    expect(source).toHaveLength(1024 * 1024);
    expect(source).toContain('Status: 5.1.1');
  });

  test('refuses forty before they are sent', async () => {
    const heard = await converse(address, ['EHLO x\r\n', 'MAIL FROM:<> SIZE=41943040\r\n', 'QUIT\r\n']);
    expect(heard.some((line) => line.startsWith('552'))).toBe(true);
  });

  test('says "later" while the ledger is away or does not answer, and means it', async () => {
    const broken = new Proxy(database, {
      apply: () => Promise.reject(Object.assign(new Error('away'), { code: 'CONNECT_TIMEOUT' })),
    });
    await openDoor({ database: broken });
    expect(await hand(deliveryReport())).toMatch(/^451 4\.3\.0 /);
    const silent = new Proxy(database, { apply: () => new Promise(() => undefined) });
    await openDoor({ database: silent, patienceMilliseconds: 50 });
    expect(await hand(deliveryReport())).toMatch(/^451 4\.3\.0 /);
    expect(woken).toBe(0);
    await openDoor();
    expect(await hand(deliveryReport())).toBe('250 2.0.0 Kept');
  });

  test('whose sender breaks off inside the text has been handed nothing', async () => {
    await converse(address, [
      ...['EHLO x\r\n', 'MAIL FROM:<>\r\n', `RCPT TO:<${bounceTo(OUT_ID)}>\r\n`, 'DATA\r\n'],
      'Subject: half\r\n\r\nhalf of it',
    ]);
    expect(await hand(deliveryReport())).toBe('250 2.0.0 Kept');
    expect(await kept()).toHaveLength(1);
  });
});

test('what comes back from the simulated relay comes in by this door, also what was lost on the way first', async () => {
  const port = await freePort();
  const bench = await startBench({
    returnTo: `127.0.0.1:${port}`,
    returns: { seed: 1, rates: { dead: 1 }, addresses: {} },
  });
  const sender = senderTo(bench);
  await sender.send(mail({ from: 'notice@muster.invalid' }));
  sender.close();
  const doors = await openMailDoors({
    ...{ database, keys: KEYS, clock: new SettableClock(NOW), log: createLogger('test', 'silent') },
    ...{ addresses: ADDRESSES, onMail: () => undefined, mailbox: undefined, pollMilliseconds: 1000 },
    door: { host: '127.0.0.1', port },
  });
  await until(async () => (await kept()).length === 1);
  expect((await kept())[0]).toContain('Action: failed');
  await doors.close();
  await bench.stop();
});

test('whose mail is taken follows from who writes', () => {
  const settings = { mailFrom: '唐山 <notice@muster.invalid>', mailBounceTo: 'bounce@muster.invalid' };
  expect(mailAddresses(settings)).toEqual(ADDRESSES);
  expect(mailAddresses({ mailFrom: 'notice@muster.invalid', mailBounceTo: undefined })).toEqual([
    'notice@muster.invalid',
  ]);
});
