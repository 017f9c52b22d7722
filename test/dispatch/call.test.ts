import { beforeEach, describe, expect, test } from '@jest/globals';
import { dispatchBatch } from '../../dispatch/dispatch.js';
import { moveRun } from '../../ledger/runs.js';
import { statementOf } from '../../ledger/statement.js';
import type { Outcome } from '../../providers/contract.js';
import { KEYS, NOW, phoneOf, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk, workOff } from '../support/desk.js';
import { batchesOf, batchOf, batchRow, launch, states, type Launched, type Wish } from '../support/launch.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);

beforeEach(async () => {
  await city.reset();
  desk.sms.restart();
  desk.clock.set(NOW);
});

const QIANXI: Wish = { audience: { committees: ['qianxi'] } };
const send = (batchId: number) => dispatchBatch(desk, { channel: 'sms', lane: 'bulk' }, batchId);
const after = (seconds: number): Date => new Date(+NOW + seconds * 1000);
const rejected = (scope: 'message' | 'template' | 'account', code: string): Outcome => ({
  kind: 'rejected',
  scope,
  code,
});

async function sent(
  wish: Wish,
  outcome: Outcome,
): Promise<{ launched: Launched; batch: Record<string, unknown> }> {
  const launched = await launch(city, wish);
  desk.sms.restart(() => outcome);
  const id = await batchOf(city, launched);
  await send(id);
  return { launched, batch: await batchRow(city, id) };
}

describe('a dispatcher', () => {
  test('that was held up beyond its lease sends nothing any more', async () => {
    const launched = await launch(city, QIANXI);
    const id = await batchOf(city, launched);
    const slept = { ...desk, keys: { ...KEYS, decrypt: asleep } };
    await dispatchBatch(slept, { channel: 'sms', lane: 'bulk' }, id);
    expect(desk.sms.calls).toEqual([]);
    expect(await batchRow(city, id)).toMatchObject({ state: 'queued', epoch: 1, notBefore: after(60) });
    expect((await database`SELECT outcome, code FROM attempt WHERE batch_id = ${id}`)[0]).toEqual({
      outcome: 'abandoned',
      code: 'held up beyond its lease',
    });
    await workOff(desk);
    expect(desk.sms.calls.map(({ epoch }) => epoch)).toEqual([1]);
  });
});

/** Opening a phone, the machine falls asleep for as long as the lease lasts. */
function asleep(sealed: Buffer): string {
  desk.clock.set(after(60));
  return KEYS.decrypt(sealed);
}

describe('a batch of texts', () => {
  test('is one call with the words and values of each, under an unguessable label', async () => {
    const launched = await launch(city, { ...QIANXI, sms: 'named' });
    const id = await batchOf(city, launched);
    await send(id);
    expect(desk.sms.calls).toHaveLength(1);
    const [call] = desk.sms.calls;
    expect(call).toMatchObject({
      epoch: 0,
      intentAt: NOW,
      template: { code: 'named', carrierCode: 'SMS_154000002', class: 'notice' },
    });
    expect(call!.outId).toMatch(/^[0-9a-f]{32}$/);
    expect(
      call!.messages.map(({ address, text, variables }) => ({ address, text, variables })),
    ).toContainEqual({
      address: phoneOf('孙静'),
      text: '孙静您好，迁西县提醒：请远离滦河。',
      variables: { name: '孙静', committee: '迁西县', river: '滦河' },
    });
    expect(await states(city, launched)).toEqual({ 陈涛: 'sent', 刘洋: 'sent', 孙静: 'sent' });
  });

  test('is sent once, however often and at once its job is delivered', async () => {
    const id = await batchOf(city, await launch(city, QIANXI));
    await Promise.all([send(id), send(id), send(id)]);
    await send(id);
    expect(desk.sms.calls).toHaveLength(1);
  });

  test('that the provider throttles waits until then, and goes again under a new epoch and the same label', async () => {
    const { launched } = await sent(QIANXI, { kind: 'throttled', until: after(30), code: 'Throttling' });
    desk.clock.advance(29_000);
    await workOff(desk);
    expect(desk.sms.calls).toHaveLength(1);
    desk.clock.advance(1000);
    desk.sms.behaviour = () => ({ kind: 'accepted', reference: 'biz' });
    await workOff(desk);
    const [first, second] = desk.sms.calls;
    expect(second).toEqual({ ...first!, epoch: 1 });
    expect(await states(city, launched)).toMatchObject({ 孙静: 'sent' });
  });

  test('of a refused template fails as a whole, without a second call', async () => {
    const { launched, batch } = await sent(QIANXI, rejected('template', 'isv.SMS_TEMPLATE_ILLEGAL'));
    expect(new Set(Object.values(await states(city, launched)))).toEqual(
      new Set(['failed: isv.SMS_TEMPLATE_ILLEGAL']),
    );
    expect(batch['state']).toBe('done');
    await workOff(desk);
    expect(desk.sms.calls).toHaveLength(1);
  });

  test('whose account is refused is kept, and the provider is left alone for a while', async () => {
    const { launched, batch } = await sent(QIANXI, rejected('account', 'isv.OUT_OF_SERVICE'));
    expect(batch).toMatchObject({ state: 'queued', notBefore: NOW, epoch: 1 });
    const other = await launch(city, QIANXI);
    await send(await batchOf(city, other));
    expect(desk.sms.calls).toHaveLength(1);
    // Looked at now and then: somebody may start it by hand.
    expect(await batchRow(city, await batchOf(city, other))).toMatchObject({
      state: 'queued',
      notBefore: after(10),
    });
    desk.sms.restart();
    desk.clock.set(after(300));
    await workOff(desk);
    expect(desk.sms.calls).toHaveLength(2);
    expect([await states(city, launched), await states(city, other)]).toEqual([
      { 陈涛: 'sent', 刘洋: 'sent', 孙静: 'sent' },
      { 陈涛: 'sent', 刘洋: 'sent', 孙静: 'sent' },
    ]);
  });

  test('without a clear answer is kept for the reconciler', async () => {
    const { launched, batch } = await sent(QIANXI, { kind: 'unknown', code: 'link.no-answer' });
    expect(batch).toMatchObject({ state: 'unknown', unknownSince: NOW, leaseUntil: after(1), epoch: 0 });
    expect((await states(city, launched))['孙静']).toBe('unknown: link.no-answer');
  });

  test('with one bad number is split until that number stands alone: the others are sent once each', async () => {
    const launched = await launch(city);
    const bad = phoneOf('陈涛');
    desk.sms.restart((call) =>
      call.messages.some(({ address }) => address === bad)
        ? rejected('message', 'isv.MOBILE_NUMBER_ILLEGAL')
        : { kind: 'accepted', reference: 'biz' },
    );
    await workOff(desk);
    expect(await states(city, launched)).toMatchObject({
      ...{ 张蔷: 'sent', 李岚: 'sent', 刘洋: 'sent', 孙静: 'sent' },
      陈涛: 'failed: isv.MOBILE_NUMBER_ILLEGAL',
    });
    const taken = desk.sms.calls.filter(({ messages }) => !messages.some(({ address }) => address === bad));
    expect(taken.flatMap(({ messages }) => messages.map(({ address }) => address)).sort()).toEqual(
      [phoneOf('张蔷'), phoneOf('李岚'), phoneOf('刘洋'), phoneOf('孙静')].sort(),
    );
    expect(new Set(desk.sms.calls.map(({ outId }) => outId)).size).toBe(desk.sms.calls.length);
    const rows = await Promise.all((await batchesOf(city, launched)).map((id) => batchRow(city, id)));
    expect(rows.map(({ state }) => state as string)).toEqual(desk.sms.calls.map(() => 'done'));
    expect((await statementOf(database, launched.run.id, 'tangshan/')).balanced).toBe(true);
  });

  test('leaves out the one whose name no text can hold, by a code without the name', async () => {
    await database`UPDATE person SET name = 'www.jing' WHERE id = ${city.id('孙静')}`;
    const launched = await launch(city, { ...QIANXI, sms: 'named' });
    await database`UPDATE person SET name = '孙静' WHERE id = ${city.id('孙静')}`;
    await send(await batchOf(city, launched));
    expect(desk.sms.reached()).toEqual(['陈涛', '刘洋']);
    expect(await states(city, launched)).toEqual({
      陈涛: 'sent',
      刘洋: 'sent',
      孙静: 'failed: text.name.link',
    });
  });

  test('leaves out the one whose phone cannot be opened, by a code of its own', async () => {
    const launched = await launch(city, QIANXI);
    await database`UPDATE person SET phone_cipher = set_byte(phone_cipher, 12, get_byte(phone_cipher, 12) # 1) WHERE id = ${city.id('孙静')}`;
    await send(await batchOf(city, launched));
    await database`UPDATE person SET phone_cipher = set_byte(phone_cipher, 12, get_byte(phone_cipher, 12) # 1) WHERE id = ${city.id('孙静')}`;
    expect(desk.sms.reached()).toEqual(['陈涛', '刘洋']);
    expect(await states(city, launched)).toEqual({
      陈涛: 'sent',
      刘洋: 'sent',
      孙静: 'failed: address.sealed',
    });
  });

  test('in which nobody can be written to is closed without a call', async () => {
    await database`UPDATE person SET name = 'a\nb' WHERE home_committee_id = ${city.committee('xingcheng')}`;
    const launched = await launch(city, { audience: { committees: ['xingcheng'] }, sms: 'named' });
    for (const name of ['陈涛', '刘洋'] as const)
      await database`UPDATE person SET name = ${name} WHERE id = ${city.id(name)}`;
    const id = await batchOf(city, launched);
    await send(id);
    expect(desk.sms.calls).toEqual([]);
    expect(await batchRow(city, id)).toMatchObject({ state: 'done', leaseUntil: null });
    expect((await database`SELECT outcome, code FROM attempt WHERE batch_id = ${id}`)[0]).toEqual({
      outcome: 'abandoned',
      code: 'nobody left to send to',
    });
  });

  test('that expired in the queue is closed without a call', async () => {
    const written = new Date(NOW.getTime() - 1000);
    const launched = await launch(city, { ...QIANXI, now: written, expiresAt: NOW.toISOString() });
    await workOff(desk);
    expect(desk.sms.calls).toEqual([]);
    expect(await states(city, launched)).toEqual({
      陈涛: 'expired: expired',
      刘洋: 'expired: expired',
      孙静: 'expired: expired',
    });
    expect((await batchRow(city, await batchOf(city, launched)))['state']).toBe('done');
  });

  test('outside its window goes back until the window opens, past midnight too', async () => {
    const launched = await launch(city, { ...QIANXI, window: { from: '20:00', to: '06:00' } });
    await database`UPDATE batch SET not_before = ${NOW}`;
    await workOff(desk);
    const id = await batchOf(city, launched);
    expect(await batchRow(city, id)).toMatchObject({
      state: 'queued',
      notBefore: new Date('2026-08-01T20:00:00+08:00'),
      enqueuedAt: null,
    });
    desk.clock.set(new Date('2026-08-02T05:59:59+08:00'));
    await workOff(desk);
    expect(desk.sms.calls).toHaveLength(1);
  });

  test('of a paused run stays until the run goes on', async () => {
    const { run } = await launch(city, QIANXI);
    await moveRun(database, { runId: run.id, to: 'paused', now: NOW });
    await send(await batchOf(city, { run }));
    await workOff(desk);
    expect(desk.sms.calls).toEqual([]);
    await moveRun(database, { runId: run.id, to: 'running', now: NOW });
    await workOff(desk);
    expect(desk.sms.calls).toHaveLength(1);
  });
});
