import { beforeEach, describe, expect, test } from '@jest/globals';
import { claimCall } from '../../ledger/claim.js';
import { declareUnknown, returnToQueue, takeUnsure } from '../../ledger/reconcile.js';
import {
  recordAccepted,
  recordFailed,
  recordSplit,
  recordThrottled,
  recordUnknown,
  type CallResult,
} from '../../ledger/record.js';
import { stopProvider } from '../../ledger/stops.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { batchesOf, batchOf, batchRow, launch, PROVIDERS, states, type Launched } from '../support/launch.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
beforeEach(() => city.reset());

const after = (seconds: number): Date => new Date(+NOW + seconds * 1000);
const attemptRow = async (id: number) => (await database`SELECT * FROM attempt WHERE id = ${id}`)[0];

/** Three people of 迁西, their batch claimed for one call. */
async function claimedCall(): Promise<{
  launched: Launched;
  call: CallResult;
  again(now: Date): Promise<CallResult>;
}> {
  const launched = await launch(city, { audience: { committees: ['qianxi'] } });
  const batchId = await batchOf(city, launched);
  const again = async (now: Date): Promise<CallResult> => {
    const claim = await claimCall(database, {
      batchId,
      channel: 'sms',
      providers: [{ name: PROVIDERS.sms, weight: 100 }],
      outId: 'label',
      now,
      leaseUntil: new Date(+now + 60_000),
    });
    return { batchId, attemptId: claim!.attemptId, now };
  };
  return { launched, again, call: await again(NOW) };
}

/** The only unsure batch is found not to have arrived. */
async function comeBack(now: Date): Promise<void> {
  const [unsure] = await takeUnsure(database, { now, lookAgainAt: new Date(+now + 20_000), limit: 16 });
  await returnToQueue(database, unsure!, { mayBeThere: false, now });
}

const all = (state: string) => ({ 陈涛: state, 刘洋: state, 孙静: state });

describe('the result of a call', () => {
  test('accepted: everyone was sent a text, under the reference', async () => {
    const { launched, call } = await claimedCall();
    await recordAccepted(database, call, 'biz-1');
    expect(await states(city, launched)).toEqual(all('sent'));
    expect(await batchRow(city, call.batchId)).toMatchObject({ state: 'done', leaseUntil: null });
    expect(await attemptRow(call.attemptId)).toMatchObject({
      outcome: 'accepted',
      reference: 'biz-1',
      finishedAt: NOW,
    });
  });

  test('throttled: back to the queue until then, under a new epoch', async () => {
    const { launched, call } = await claimedCall();
    await recordThrottled(database, call, { notBefore: after(90), code: 'Throttling', outcome: 'throttled' });
    expect(await states(city, launched)).toEqual(all('queued'));
    expect(await batchRow(city, call.batchId)).toMatchObject({
      state: 'queued',
      epoch: 1,
      notBefore: after(90),
      enqueuedAt: null,
      leaseUntil: null,
    });
    expect(await attemptRow(call.attemptId)).toMatchObject({ outcome: 'throttled', code: 'Throttling' });
  });

  test('refused for good: everyone failed, with the word of the provider', async () => {
    const { launched, call } = await claimedCall();
    await recordFailed(database, call, 'isv.SMS_TEMPLATE_ILLEGAL');
    expect(await states(city, launched)).toEqual(all('failed: isv.SMS_TEMPLATE_ILLEGAL'));
    expect((await batchRow(city, call.batchId)).state).toBe('done');
  });

  test('unknown: everyone is kept for the reconciler', async () => {
    const { launched, call } = await claimedCall();
    await recordUnknown(database, call, { code: 'link.no-answer', lookAt: after(1) });
    expect(await states(city, launched)).toEqual(all('unknown: link.no-answer'));
    expect(await batchRow(city, call.batchId)).toMatchObject({
      state: 'unknown',
      epoch: 0,
      unknownSince: NOW,
      leaseUntil: after(1),
    });
  });

  test('refused for one of many: two halves, each a batch of its own without a label yet', async () => {
    const { launched, call } = await claimedCall();
    await recordSplit(database, call, 'isv.MOBILE_NUMBER_ILLEGAL');
    const [parent, ...halves] = await batchesOf(city, launched);
    expect((await batchRow(city, parent!)).state).toBe('done');
    const sizes = await Promise.all(
      halves.map(
        async (id) => (await database`SELECT FROM message WHERE batch_id = ${id} AND state = 'queued'`).count,
      ),
    );
    expect(sizes).toEqual([2, 1]);
    for (const half of halves) {
      expect(await batchRow(city, half)).toMatchObject({
        state: 'queued',
        parentId: parent,
        outId: null,
        epoch: 0,
        notBefore: NOW,
        provider: 'carrier',
      });
    }
  });

  test('is never changed again once it is written', async () => {
    const { call } = await claimedCall();
    await recordAccepted(database, call, 'biz-1');
    await recordFailed(database, call, 'late');
    await expect(
      database`UPDATE attempt SET code = 'other' WHERE id = ${call.attemptId}`,
    ).rejects.toMatchObject({ code: 'MU002' });
    expect(await attemptRow(call.attemptId)).toMatchObject({ outcome: 'accepted', code: null });
  });
});

test('a try ends as the provider said, or is abandoned; what a query finds out later is no outcome of it', async () => {
  const { call } = await claimedCall();
  const end = (outcome: string) =>
    database`UPDATE attempt SET outcome = ${outcome} WHERE id = ${call.attemptId}`;
  for (const outcome of ['found', 'absent'])
    await expect(end(outcome)).rejects.toMatchObject({ code: '23514' });
  await end('abandoned');
});

describe('a result that comes late', () => {
  test('leaves alone who has a receipt already', async () => {
    const { launched, call } = await claimedCall();
    await database`UPDATE message SET state = 'delivered' WHERE person_id = ${city.id('陈涛')}`;
    await database`UPDATE message SET state = 'undelivered' WHERE person_id = ${city.id('刘洋')}`;
    await recordAccepted(database, call, 'biz-1');
    expect(await states(city, launched)).toEqual({ 陈涛: 'delivered', 刘洋: 'undelivered', 孙静: 'sent' });
    expect((await batchRow(city, call.batchId)).state).toBe('done');
  });

  test('accepted settles what was declared unknown meanwhile', async () => {
    const { launched, call } = await claimedCall();
    expect(await declareUnknown(database, after(61))).toBe(1);
    expect(await states(city, launched)).toEqual(all('unknown: dispatcher lost'));
    await recordAccepted(database, { ...call, now: after(62) }, 'biz-1');
    expect(await states(city, launched)).toEqual(all('sent'));
    expect((await batchRow(city, call.batchId)).state).toBe('done');
  });

  test('throttled does not free what the reconciler already holds', async () => {
    const { launched, call } = await claimedCall();
    await declareUnknown(database, after(61));
    await recordThrottled(database, call, { notBefore: after(62), code: 'Throttling', outcome: 'throttled' });
    expect(await states(city, launched)).toEqual(all('unknown: dispatcher lost'));
    expect((await batchRow(city, call.batchId)).state).toBe('unknown');
  });

  const LATE: [string, (call: CallResult) => Promise<void>][] = [
    ['accepted', (call) => recordAccepted(database, call, 'biz-0')],
    [
      'throttled',
      (call) => recordThrottled(database, call, { notBefore: NOW, code: 'late', outcome: 'throttled' }),
    ],
    ['refused', (call) => recordFailed(database, call, 'late')],
    ['unknown', (call) => recordUnknown(database, call, { code: 'late', lookAt: NOW })],
    ['split', (call) => recordSplit(database, call, 'late')],
  ];
  test.each(LATE)(
    '(%s) changes nothing in the hands of the dispatcher that has the batch now',
    async (_, write) => {
      const { launched, call, again } = await claimedCall();
      await declareUnknown(database, after(61));
      await comeBack(after(700));
      const second = await again(after(701));
      const held = await batchRow(city, call.batchId);
      await write({ ...call, now: after(702) });
      expect(await batchRow(city, call.batchId)).toEqual(held);
      expect(await states(city, launched)).toEqual(all('sending'));
      expect(await batchesOf(city, launched)).toHaveLength(1);
      await recordThrottled(database, second, {
        notBefore: after(710),
        code: 'Throttling',
        outcome: 'throttled',
      });
      expect(await batchRow(city, call.batchId)).toMatchObject({ state: 'queued', epoch: 2 });
    },
  );
});

test('a stop of a provider is prolonged, and counts from its beginning', async () => {
  const stop = (now: Date, until: Date) =>
    stopProvider(database, { provider: 'carrier', code: 'isv.OUT_OF_SERVICE', now, until });
  await stop(NOW, after(300));
  await stop(after(100), after(400));
  expect((await database`SELECT since, until FROM provider_stop`)[0]).toEqual({
    since: NOW,
    until: after(400),
  });
  await stop(after(500), after(800));
  expect((await database`SELECT since, until FROM provider_stop`)[0]).toEqual({
    since: after(500),
    until: after(800),
  });
});

test('a batch without a lease in force is declared unknown once, and looked at by one reconciler', async () => {
  await claimedCall();
  expect(await declareUnknown(database, after(60))).toBe(0);
  expect(await declareUnknown(database, after(61))).toBe(1);
  expect(await declareUnknown(database, after(62))).toBe(0);
  const looks = await Promise.all(
    [1, 2, 3].map(() => takeUnsure(database, { now: after(62), lookAgainAt: after(82), limit: 16 })),
  );
  expect(looks.flat()).toHaveLength(1);
});
