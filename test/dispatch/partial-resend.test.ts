import { beforeEach, describe, expect, test } from '@jest/globals';
import { addOptOut } from '../../ledger/opt-outs.js';
import { recordAccepted } from '../../ledger/record.js';
import type { Outcome } from '../../providers/contract.js';
import { KEYS, NOW, phoneOf, settleCast, type Name } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk, workOff } from '../support/desk.js';
import { batchRow, states, type Launched } from '../support/launch.js';
import { after, all, unknown, unsureOn } from './unsure.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);

beforeEach(async () => {
  await city.reset();
  desk.sms.restart();
  desk.clock.set(NOW);
});

const { unsure, lookAt, epochs, receiptFor } = unsureOn(city, desk);
const refused: Outcome = { kind: 'unknown', code: 'SignatureNonceUsed' };
const LEFT = 'unknown: link.no-answer';

const optOut = (name: Name) =>
  addOptOut(database, {
    channel: 'sms',
    addressHash: KEYS.fingerprint('phone', phoneOf(name)),
    source: 'clerk',
    now: after(30),
  });

/** 刘洋 opts out while everyone is unsure; the call goes out again without her, and its answer is lost too. */
async function resentWithoutLiu(answer: Outcome = unknown): Promise<{ launched: Launched; batchId: number }> {
  const call = await unsure(answer);
  await optOut('刘洋');
  await lookAt(75);
  expect(desk.sms.reached()).toEqual(['陈涛', '孙静']);
  expect(await states(city, call.launched)).toEqual(all(LEFT));
  return call;
}

/** The carrier has texts to these people only. */
const has = (...names: Name[]): void => {
  desk.sms.sighting = (addresses) =>
    addresses.some((address) => names.map(phoneOf).includes(address)) ? 'found' : 'absent';
};

describe('after a resend to some of them, whose answer is lost too', () => {
  test('a sighting of one of these says nothing of who was left out', async () => {
    const { launched } = await resentWithoutLiu();
    has('陈涛', '孙静');
    await lookAt(100);
    expect(await states(city, launched)).toEqual({ 陈涛: 'sent', 刘洋: LEFT, 孙静: 'sent' });
  });

  test('a receipt of one of these says nothing of who was left out', async () => {
    const { launched } = await resentWithoutLiu();
    await receiptFor('陈涛', desk.sms.calls[0]!.outId);
    await lookAt(100);
    expect(await states(city, launched)).toEqual({ 陈涛: 'delivered', 刘洋: LEFT, 孙静: 'sent' });
  });

  test('who was left out is asked about for as long as it takes, and then suppressed', async () => {
    const { launched, batchId } = await resentWithoutLiu();
    has('陈涛', '孙静');
    for (const seconds of [100, 500, 899, 920]) await lookAt(seconds);
    expect((await states(city, launched))['刘洋']).toBe('queued');
    expect(desk.sms.asked.at(-1)!.addresses).toEqual([phoneOf('刘洋')]);
    await workOff(desk);
    expect(await states(city, launched)).toEqual({
      陈涛: 'sent',
      刘洋: 'suppressed: opted out',
      孙静: 'sent',
    });
    expect(epochs()).toEqual([0, 0]);
    expect((await batchRow(city, batchId))['state']).toBe('done');
  });

  test('a sighting of who was left out proves the first call, and everyone was reached', async () => {
    const { launched, batchId } = await resentWithoutLiu();
    has('刘洋');
    await lookAt(100);
    expect(await states(city, launched)).toEqual(all('sent'));
    expect((await batchRow(city, batchId))['state']).toBe('done');
  });

  test('so does a receipt of hers', async () => {
    const { launched } = await resentWithoutLiu();
    await receiptFor('刘洋', desk.sms.calls[0]!.outId);
    await lookAt(100);
    expect(await states(city, launched)).toEqual({ 陈涛: 'sent', 刘洋: 'delivered', 孙静: 'sent' });
  });

  test('the next resend goes to no one the last one did not go to', async () => {
    const { launched } = await resentWithoutLiu(refused);
    await database`UPDATE opt_out SET revoked_at = ${after(80)} WHERE since = ${after(30)}`;
    await optOut('陈涛');
    await lookAt(150);
    expect(desk.sms.reached()).toEqual(['孙静']);
    has('孙静');
    await lookAt(175);
    expect(await states(city, launched)).toEqual({ 陈涛: LEFT, 刘洋: LEFT, 孙静: 'sent' });
  });

  test('the first call’s own answer, coming late, settles everyone', async () => {
    const { launched, batchId } = await resentWithoutLiu();
    const [first] = await database<[{ id: number }]>`SELECT min(id) AS id FROM attempt`;
    await recordAccepted(database, { batchId, attemptId: first.id, now: after(90) }, 'biz');
    expect(await states(city, launched)).toEqual(all('sent'));
    expect((await batchRow(city, batchId))['state']).toBe('done');
  });
});
