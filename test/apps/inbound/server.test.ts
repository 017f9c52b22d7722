import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createInbound } from '../../../apps/inbound/server.js';
import { SettableClock } from '../../../runtime/clock.js';
import { connectDatabase, type Database } from '../../../runtime/database.js';
import { createLogger } from '../../../runtime/log.js';
import { KEYS, NOW } from '../../support/cast.js';
import { createTestDatabase } from '../../support/database.js';

const { database } = await createTestDatabase();
const TOKEN = 'b5c2f0e4a91d4c3f8a7e6d5b4c3a2f10';

let woken = 0;
const openDoor = (to: Database) =>
  createInbound({
    ...{ database: to, keys: KEYS, clock: new SettableClock(NOW), pushToken: TOKEN },
    log: createLogger('test', 'silent'),
    onPush: () => {
      woken += 1;
    },
  });
const door = openDoor(database);
afterAll(() => door.close());
beforeEach(async () => {
  woken = 0;
  await database`TRUNCATE inbox CASCADE`;
});

const RECEIPTS = `/push/sms/${TOKEN}/receipts`;
const REPLIES = `/push/sms/${TOKEN}/replies`;
const stored = async () => {
  const rows = await database<{ body: string | null; bodyCipher: Buffer }[]>`
    SELECT kind, provider, body, body_cipher, received_at, processed_at FROM inbox ORDER BY id`;
  return rows.map(({ bodyCipher, ...row }) => ({ ...row, opened: KEYS.decrypt(bodyCipher) }));
};

async function push(url: string, payload: string, { to = door, contentType = 'application/json' } = {}) {
  const response = await to.inject({
    method: 'POST',
    url,
    payload,
    headers: { 'content-type': contentType },
  });
  return {
    status: response.statusCode,
    answer: JSON.parse(response.body) as { code: number; msg: string },
  };
}

describe('a push', () => {
  test('is kept word for word and sealed, answered with code 0, and read later', async () => {
    const body = '[ {"phone_number":"15400000001","content":"收到"} ]\n';
    expect(await push(RECEIPTS, body)).toMatchObject({ status: 200, answer: { code: 0, msg: '接收成功' } });
    expect(await push(REPLIES, body)).toMatchObject({ status: 200, answer: { code: 0 } });
    const row = { provider: 'aliyun', body: null, opened: body, receivedAt: NOW, processedAt: null };
    expect(await stored()).toEqual([
      { kind: 'receipt', ...row },
      { kind: 'reply', ...row },
    ]);
    expect(woken).toBe(2);
  });

  test.each(['text/plain', 'application/json; charset=utf-8', 'application/octet-stream'])(
    'as %s is kept, too',
    async (contentType) => {
      expect(await push(RECEIPTS, '[]', { contentType })).toMatchObject({ status: 200 });
      expect(await stored()).toHaveLength(1);
    },
  );

  test('without a content type is kept, too', async () => {
    expect(
      (await door.inject({ method: 'POST', url: RECEIPTS, payload: Buffer.from('[]') })).statusCode,
    ).toBe(200);
  });

  test.each(['', 'no json', '{"phone_number":1}', '"text"', '[{]', '\0'])(
    'of %j, which is no JSON array, is refused and not kept',
    async (body) => {
      expect(await push(RECEIPTS, body)).toMatchObject({
        status: 400,
        answer: { code: 400, msg: expect.stringContaining('a JSON array is expected') },
      });
      expect(await stored()).toEqual([]);
      expect(woken).toBe(0);
    },
  );

  test('of a megabyte is kept, and of more is refused', async () => {
    const array = (length: number): string => `["${'x'.repeat(length - 4)}"]`;
    expect(await push(RECEIPTS, array(1024 * 1024))).toMatchObject({ status: 200 });
    expect(await push(RECEIPTS, array(1024 * 1024 + 1))).toMatchObject({
      status: 413,
      answer: { code: 413 },
    });
    expect(await stored()).toHaveLength(1);
  });

  test('of a hundred at once are each kept, or refused so that the carrier tries again', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => push(RECEIPTS, JSON.stringify(Array(100).fill({ out_id: 'x' })))),
    );
    // A slow machine may refuse some: how quick the door is, the bench measures.
    const kept = answers.filter(({ status }) => status === 200);
    expect(kept.length).toBeGreaterThan(0);
    expect(answers.every(({ status }) => status === 200 || status === 500)).toBe(true);
    expect((await stored()).length).toBeGreaterThanOrEqual(kept.length);
  });
});

describe('the door', () => {
  test.each([RECEIPTS, REPLIES])('answers the carrier’s probe', async (url) => {
    const { statusCode, body } = await door.inject({ method: 'GET', url });
    expect([statusCode, JSON.parse(body)]).toEqual([200, { code: 0, msg: '成功' }]);
  });

  test.each([
    ['a wrong token', `/push/sms/${TOKEN.replace('b', 'c')}/receipts`],
    ['a longer token', `/push/sms/${TOKEN}0/receipts`],
    ['a shorter token', `/push/sms/${TOKEN.slice(1)}/receipts`],
    ['no token', '/push/sms//receipts'],
    ['a token of other letters', `/push/sms/${encodeURIComponent('滦'.repeat(32))}/receipts`],
    ['a broken token', '/push/sms/%ff%/receipts'],
  ])('looks with %s like a path that is not there', async (_, url) => {
    const nowhere = { url: '/nowhere', payload: '[]' };
    for (const method of ['GET', 'POST', 'PUT'] as const) {
      const [wrong, missing] = await Promise.all([
        door.inject({ ...nowhere, method, url }),
        door.inject({ ...nowhere, method }),
      ]);
      const seen = ({ statusCode, body, headers }: typeof wrong) => ({
        statusCode,
        body,
        type: headers['content-type'],
      });
      expect(seen(wrong)).toEqual(seen(missing));
      expect(wrong.statusCode).toBe(404);
    }
    expect(await stored()).toEqual([]);
  });

  test('tells a stranger nothing by the size of what it takes', async () => {
    const payload = `["${'x'.repeat(1024 * 1024)}"]`;
    const [wrong, missing] = [
      await push(`/push/sms/${'0'.repeat(32)}/receipts`, payload),
      await push('/nowhere', payload),
    ];
    expect(wrong).toEqual(missing);
  });

  test('says that it is well as long as the ledger is', async () => {
    expect((await door.inject({ method: 'GET', url: '/health' })).statusCode).toBe(200);
  });
});

describe('while the ledger cannot take it', () => {
  test('a push is answered in time with 500, so that the carrier tries again', async () => {
    const away = connectDatabase('postgres://nobody@127.0.0.1:1/none', { name: 'test', max: 1 });
    const to = openDoor(away);
    for (const _ of [1, 2, 3]) {
      const { status, answer } = await push(RECEIPTS, '[]', { to });
      expect([status, answer.code]).toEqual([500, 500]);
    }
    expect(woken).toBe(0);
    expect((await to.inject({ method: 'GET', url: '/health' })).statusCode).toBe(500);
    expect((await to.inject({ method: 'GET', url: RECEIPTS })).statusCode).toBe(200);
    await to.close();
    await away.end({ timeout: 0 });
  });

  test('nor when it hangs: then too the answer is in time', async () => {
    const holder = await database.reserve();
    await holder`BEGIN`;
    await holder`LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE`;
    // It would wait for ever.
    const { status } = await push(RECEIPTS, '[]');
    await holder`ROLLBACK`;
    holder.release();
    expect(status).toBe(500);
  });
});
