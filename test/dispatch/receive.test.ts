import { beforeEach, describe, expect, test } from '@jest/globals';
import { receive } from '../../dispatch/receive.js';
import { tidyInbox } from '../../office/tidy-inbox.js';
import { SettableClock } from '../../runtime/clock.js';
import type { Database, Statement } from '../../runtime/database.js';
import { NOW, phoneOf, settleCast, type Name } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk, workOff } from '../support/desk.js';
import { launch, states, type Launched } from '../support/launch.js';
import { keepPush } from '../support/push.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);

let launched: Launched;
beforeEach(async () => {
  await city.reset();
  desk.sms.restart(() => ({ kind: 'accepted', reference: '154^0' }));
  launched = await launch(city, { audience: { committees: ['qianxi'] } });
  await workOff(desk);
});

const outId = (): string => desk.sms.calls[0]!.outId;

/** A receipt as the carrier writes it. */
const report = (name: Name, more: object = {}): object => ({
  ...{
    phone_number: phoneOf(name),
    send_time: '2026-08-01 09:00:00',
    report_time: '2026-08-01 09:00:30',
    success: true,
  },
  ...{ err_code: 'DELIVERED', err_msg: '用户接收成功', sms_size: '1', biz_id: '154^0', out_id: outId() },
  ...more,
});

async function push(...bodies: (object[] | string)[]): Promise<void> {
  for (const body of bodies) {
    const raw = typeof body === 'string' ? body : JSON.stringify(body);
    await keepPush(database, { kind: 'receipt', provider: 'aliyun', body: raw, receivedAt: NOW });
  }
}
const problems = async (): Promise<unknown[]> =>
  (await database`SELECT problems FROM inbox ORDER BY id`).map((row) => row['problems'] as unknown);
const after = async (...bodies: (object[] | string)[]) => {
  await push(...bodies);
  expect(await receive(desk)).toBe(bodies.length);
  return states(city, launched);
};
const failure = { success: false, err_code: 'MK:0001' };

describe('a receipt', () => {
  test('settles its message, and only its own', async () => {
    expect(await after([report('陈涛'), report('刘洋', failure)])).toEqual({
      陈涛: 'delivered',
      刘洋: 'undelivered: MK:0001',
      孙静: 'sent',
    });
  });

  test('pushed again, or twice in one push, changes nothing more', async () => {
    const once = [report('陈涛'), report('陈涛')];
    expect(await after(once, once)).toMatchObject({ 陈涛: 'delivered', 孙静: 'sent' });
    expect(await after(once)).toMatchObject({ 陈涛: 'delivered' });
    expect(await database`SELECT FROM receipt`).toHaveLength(1);
  });

  test('that contradicts another: the earlier report stands, in whatever order they are pushed together', async () => {
    const [early, late] = [report('陈涛', failure), report('陈涛', { report_time: '2026-08-01 09:02:00' })];
    expect(await after([late], [early])).toMatchObject({ 陈涛: 'undelivered: MK:0001' });
    expect(await database`SELECT delivered, code FROM receipt ORDER BY reported_at`).toEqual([
      { delivered: false, code: 'MK:0001' },
      { delivered: true, code: 'DELIVERED' },
    ]);
  });

  test('that contradicts one of the same second: whoever got it, got it', async () => {
    expect(await after([report('陈涛', failure), report('陈涛')])).toMatchObject({ 陈涛: 'delivered' });
    expect(await after([report('刘洋'), report('刘洋', failure)])).toMatchObject({ 刘洋: 'delivered' });
  });

  test('that contradicts what was read before is kept, and moves nothing', async () => {
    expect(await after([report('陈涛')])).toMatchObject({ 陈涛: 'delivered' });
    expect(await after([report('陈涛', { ...failure, report_time: '2026-08-01 09:00:10' })])).toMatchObject({
      陈涛: 'delivered',
    });
    expect(await database`SELECT FROM receipt`).toHaveLength(2);
  });

  test('without a label is known by the reference of the call', async () => {
    expect(
      await after([report('陈涛', { out_id: '' }), report('孙静', { out_id: null, biz_id: '999^9' })]),
    ).toEqual({ 陈涛: 'delivered', 刘洋: 'sent', 孙静: 'sent' });
  });

  test.each([
    ['an unknown label', () => report('陈涛', { out_id: 'f'.repeat(32) })],
    ['a phone that was not in the call', () => report('张蔷')],
    ['a phone nobody has', () => report('陈涛', { phone_number: '15499999999' })],
  ])('with %s is nobody’s', async (_, forged) => {
    expect(await after([forged()])).toEqual({ 陈涛: 'sent', 刘洋: 'sent', 孙静: 'sent' });
    expect(await database`SELECT FROM receipt`).toHaveLength(0);
  });

  test('knows the phone with its country code, too', async () => {
    expect(await after([report('陈涛', { phone_number: `+86${phoneOf('陈涛')}` })])).toMatchObject({
      陈涛: 'delivered',
    });
  });

  test('that is malformed is noted by its place and reason, and harms no other', async () => {
    const seen = await after(
      [report('陈涛'), { ...report('刘洋'), report_time: 'soon' }, [], report('孙静')],
      '{"not":"an array"}',
      'no json',
      '[]',
      [report('刘洋', { out_id: 'a\0b' })],
      [report('刘洋')],
    );
    expect(seen).toEqual({ 陈涛: 'delivered', 刘洋: 'delivered', 孙静: 'delivered' });
    expect(await problems()).toEqual([
      [
        { item: 1, reason: 'field', field: 'report_time' },
        { item: 2, reason: 'not-an-object', field: null },
      ],
      [{ item: null, reason: 'not-an-array', field: null }],
      [{ item: null, reason: 'not-json', field: null }],
      null,
      [{ item: 0, reason: 'field', field: 'out_id' }],
      null,
    ]);
  });

  test('is read once by two readers, more than they read at a time', async () => {
    await database`INSERT INTO inbox (kind, provider, body, received_at)
      SELECT 'receipt', 'aliyun', ${JSON.stringify([report('陈涛')])}, ${NOW} FROM generate_series(1, 450)`;
    const read = await Promise.all([receive(desk), receive(desk)]);
    expect(read[0] + read[1]).toBe(450);
    expect(await receive(desk)).toBe(0);
    expect(await database`SELECT body FROM inbox WHERE processed_at IS NULL`).toHaveLength(0);
  });

  const kept = () => database`SELECT kind, body, body_cipher FROM inbox ORDER BY id`;
  const inClear = (body: string, kind = 'receipt') => database`
    INSERT INTO inbox (kind, provider, body, received_at) VALUES (${kind}, 'aliyun', ${body}, ${NOW})`;
  const DAY = 86_400_000;
  const tidied = (days: number) =>
    tidyInbox({ database, clock: new SettableClock(new Date(+NOW + days * DAY + 1)) }, 30);

  test('is read in clear where it came in before pushes were sealed', async () => {
    await inClear(JSON.stringify([report('陈涛')]));
    await inClear('[]', 'reply');
    expect(await receive(desk)).toBe(2);
    expect(await states(city, launched)).toMatchObject({ 陈涛: 'delivered' });
  });

  test('is emptied once it was read and is old, whether sealed or in clear', async () => {
    await push([report('陈涛')]);
    await inClear(JSON.stringify([report('张蔷')]));
    await tidied(31);
    expect(await kept()).toMatchObject([{ bodyCipher: expect.any(Buffer) }, { body: expect.any(String) }]);
    await receive(desk);
    await tidied(29);
    expect(await kept()).toMatchObject([{ bodyCipher: expect.any(Buffer) }, { body: expect.any(String) }]);
    await tidied(30);
    const emptied = { kind: 'receipt', body: null, bodyCipher: null };
    expect(await kept()).toEqual([emptied, emptied]);
    // Put back by hand: nothing is left of it, and nothing happens.
    await database`UPDATE inbox SET processed_at = NULL`;
    expect([await receive(desk), await problems()]).toEqual([2, [null, null]]);
  });

  test('is never changed, nor emptied before it was read', async () => {
    await push([report('陈涛')]);
    for (const change of [database`body_cipher = 'other'`, database`body = ''`, database`body_cipher = NULL`])
      await expect(database`UPDATE inbox SET ${change}`).rejects.toMatchObject({ code: 'MU002' });
    await receive(desk);
    const changes = [database`body_cipher = NULL, body = '[]'`, database`kind = 'reply'`];
    for (const change of changes)
      await expect(database`UPDATE inbox SET ${change}`).rejects.toMatchObject({ code: 'MU002' });
  });
});

test('a receipt that overtakes our own record of the call is not lost', async () => {
  const early = await launch(city, { audience: { committees: ['luannan'] } });
  desk.sms.restart(async (call) => {
    await push([{ ...report('张蔷'), out_id: call.outId }]);
    await receive(desk);
    expect((await states(city, early))['张蔷']).toBe('delivered');
    return { kind: 'accepted', reference: 'biz' };
  });
  await workOff(desk);
  expect(await states(city, early)).toMatchObject({ 张蔷: 'delivered', 李岚: 'sent' });
});

test('what is read is marked in the same transaction: a reader that dies leaves it to the next', async () => {
  await push([report('陈涛')]);
  const begin = (work: (sql: Statement) => Promise<unknown>) =>
    database.begin(async (sql) => {
      await work(sql);
      throw new Error('killed');
    });
  const dying = { ...desk, database: { begin } as unknown as Database };
  await expect(receive(dying)).rejects.toThrow('killed');
  expect((await states(city, launched))['陈涛']).toBe('sent');
  expect(await receive(desk)).toBe(1);
  expect((await states(city, launched))['陈涛']).toBe('delivered');
});
