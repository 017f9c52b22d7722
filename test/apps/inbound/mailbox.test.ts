import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ImapFlow } from 'imapflow';
import { Mailbox, type MailboxDependencies } from '../../../apps/inbound/mailbox.js';
import { storeMails } from '../../../ledger/mail-inbox.js';
import { SettableClock } from '../../../runtime/clock.js';
import { createLogger } from '../../../runtime/log.js';
import { mail, senderTo, startBench, type Bench } from '../../local/simulators/mail-support.js';
import { KEYS, NOW } from '../../support/cast.js';
import { createTestDatabase } from '../../support/database.js';
import { until } from '../../support/until.js';

const { database } = await createTestDatabase();

let bench: Bench;
let open: Mailbox[] = [];
let woken = 0;

beforeEach(async () => {
  await database`TRUNCATE inbox CASCADE`;
  woken = 0;
  bench = await startBench({
    imapAddress: '127.0.0.1:0',
    returns: { seed: 1, rates: { dead: 1 }, addresses: {} },
  });
});
afterEach(async () => {
  await Promise.all(open.map((mailbox) => mailbox.close()));
  open = [];
  await bench.stop();
});

const url = (password = 'office'): string => `imap://office:${password}@${bench.simulator.imap}/INBOX`;

function read(more: Partial<MailboxDependencies> = {}): Mailbox {
  const mailbox = new Mailbox({
    ...{ database, keys: KEYS, clock: new SettableClock(NOW), log: createLogger('test', 'silent') },
    ...{ url: url(), pollMilliseconds: 60_000, pauseMilliseconds: 20, onMail: () => (woken += 1) },
    ...more,
  });
  open.push(mailbox);
  return mailbox;
}

/** So many mails go to nobody there, and come back. */
async function lose(count: number, text = '河水上涨'): Promise<void> {
  const sender = senderTo(bench);
  for (let at = 0; at < count; at++) await sender.send(mail({ text: `${text} ${at}` }));
  sender.close();
}

const kept = async (): Promise<string[]> =>
  (
    await database<{ bodyCipher: Buffer }[]>`SELECT body_cipher FROM inbox WHERE kind = 'mail' ORDER BY id`
  ).map(({ bodyCipher }) => KEYS.decrypt(bodyCipher));

/** What a mail program of the office sees as unread. */
async function unseen(): Promise<number> {
  const client = new ImapFlow({
    ...{ host: '127.0.0.1', port: Number(bench.simulator.imap!.split(':')[1]), secure: false, logger: false },
    auth: { user: 'office', pass: 'office' },
  });
  await client.connect();
  await client.mailboxOpen('INBOX');
  const found = await client.search({ seen: false }, { uid: true });
  await client.logout();
  return found === false || found === undefined ? 0 : found.length;
}

describe('the mailbox', () => {
  test('is read to its end, batch by batch, and what was kept is seen', async () => {
    await lose(45);
    read();
    await until(async () => (await kept()).length === 45 && (await unseen()) === 0);
    const [first] = await kept();
    expect(first).toMatch(
      /^Return-Path: <>\r\nDelivered-To: office@muster.invalid\r\nFrom: Mail Delivery System/,
    );
    expect(woken).toBe(3);
  });

  test('tells of what arrives at once', async () => {
    read();
    await until(async () => (await unseen()) === 0);
    await lose(1);
    await until(async () => (await kept()).length === 1);
    await lose(1, '又一封');
    await until(async () => (await kept()).length === 2);
  });

  test('keeps the beginning of a mail that is too long', async () => {
    await bench.web('/control/returns', {
      ...{ method: 'PUT', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ rates: { complains: 1 } }),
    });
    const sender = senderTo(bench);
    const headers = {
      'X-Long': Array.from({ length: 30_000 }, (_, at) => `word-${at}-${'x'.repeat(40)}`).join(' '),
    };
    await sender.send(mail({ headers }));
    sender.close();
    read();
    await until(async () => (await kept()).length === 1);
    expect((await kept())[0]).toHaveLength(1024 * 1024);
  });

  test('whose reader dies after it has kept and before it has marked is read again, and nothing is kept twice', async () => {
    await lose(3);
    let killed = false;
    const dying = new Proxy(database, {
      apply: async (target, self, given) => {
        await (Reflect.apply(target, self, given) as Promise<unknown>);
        killed = true;
        throw Object.assign(new Error('killed'), { code: 'KILLED' });
      },
    });
    const first = read({ database: dying, pauseMilliseconds: 60_000 });
    await until(() => killed);
    await first.close();
    expect([(await kept()).length, await unseen()]).toEqual([3, 3]);
    read();
    await until(async () => (await unseen()) === 0);
    expect(await kept()).toHaveLength(3);
  });

  test('waits for the ledger: what cannot be kept stays unseen', async () => {
    await lose(1);
    let away = true;
    const moody = new Proxy(database, {
      apply: (target, self, given) => {
        if (away) throw Object.assign(new Error('away'), { code: 'CONNECT_TIMEOUT' });
        return Reflect.apply(target, self, given) as unknown;
      },
    });
    let failures = 0;
    const log = Object.assign(createLogger('test', 'silent'), { warn: () => (failures += 1) });
    read({ database: moody, log });
    await until(() => failures > 1);
    expect([(await kept()).length, await unseen()]).toEqual([0, 1]);
    away = false;
    await until(async () => (await unseen()) === 0);
    expect(await kept()).toHaveLength(1);
  });

  test('with a wrong password is tried again, quietly', async () => {
    const codes: unknown[] = [];
    const log = Object.assign(createLogger('test', 'silent'), {
      warn: (entry: { code: unknown }) => codes.push(entry.code),
    });
    read({ url: url('wrong'), log });
    await until(() => codes.length > 1);
    expect(new Set(codes)).toEqual(new Set(['AUTHENTICATIONFAILED']));
  });

  test('whose server goes away and comes back is read on', async () => {
    read();
    await lose(1);
    await until(async () => (await kept()).length === 1);
    const { imap } = bench.simulator;
    await bench.stop();
    bench = await startBench({ imapAddress: imap!, returns: { seed: 1, rates: { dead: 1 }, addresses: {} } });
    await lose(1, '回来了');
    await until(async () => (await kept()).length === 2);
  });
});

test('a mail that is handed over by both ways is kept once', async () => {
  const sealed = { digest: Buffer.alloc(32, 1), bodyCipher: KEYS.encrypt('mail') };
  const counts = await Promise.all([1, 2, 3].map(() => storeMails(database, [sealed, sealed], NOW)));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
});
