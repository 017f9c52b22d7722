import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Desk } from '../../dispatch/desk.js';
import { dispatchBatch } from '../../dispatch/dispatch.js';
import { reconcile } from '../../dispatch/reconcile.js';
import { stopProvider } from '../../ledger/stops.js';
import type { Outcome } from '../../providers/contract.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk, ScriptedProvider, workOff } from '../support/desk.js';
import { batchOf, batchRow, launch, states, type Wish } from '../support/launch.js';
import { after, all, unsureOn } from './unsure.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);
/** Another carrier is set now; what is in the ledger was written for the one of `desk`. */
const other = new ScriptedProvider('sms', undefined, 'other');
const switched = { ...desk, providers: { ...desk.providers, sms: [other] } };

beforeEach(async () => {
  await city.reset();
  desk.sms.restart();
  other.restart();
  desk.clock.set(NOW);
});

const { unsure, receiptFor } = unsureOn(city, desk);
const QIANXI: Wish = { audience: { committees: ['qianxi'] } };
const send = (by: Desk, id: number) => dispatchBatch(by, { channel: 'sms', lane: 'bulk' }, id);

describe('a batch written for another carrier', () => {
  test('goes out by the one set now, and under its name', async () => {
    const launched = await launch(city, QIANXI);
    await workOff(switched);
    expect([desk.sms.calls.length, other.calls.length]).toEqual([0, 1]);
    expect(await batchRow(city, await batchOf(city, launched))).toMatchObject({
      state: 'done',
      provider: 'other',
    });
  });

  test('that was not taken by the other may be taken by this one', async () => {
    const id = await batchOf(city, await launch(city, QIANXI));
    const throttled: Outcome = { kind: 'throttled', until: NOW, code: 'Throttling' };
    desk.sms.restart(() => throttled);
    await send(desk, id);
    await send(switched, id);
    expect(await batchRow(city, id)).toMatchObject({ state: 'done', provider: 'other', epoch: 1 });
  });

  test('waits for stops of the one set now, not of the other', async () => {
    const id = await batchOf(city, await launch(city, QIANXI));
    const stop = (provider: string, seconds: number) =>
      stopProvider(database, { provider, code: 'isv.OUT_OF_SERVICE', now: NOW, until: after(seconds) });
    await stop('carrier', 900);
    await stop('other', 300);
    await send(switched, id);
    expect(await batchRow(city, id)).toMatchObject({ state: 'queued', notBefore: after(10) });
    desk.clock.set(after(300));
    await send(switched, id);
    expect(other.calls).toHaveLength(1);
  });
});

describe('a call the former carrier may have', () => {
  const lookAt = async (seconds: number): Promise<string[]> => {
    desk.clock.set(after(seconds));
    const warnings: string[] = [];
    const log = Object.assign(Object.create(desk.log) as typeof desk.log, {
      warn: (_: object, text: string) => warnings.push(text),
    });
    await reconcile({ ...switched, log });
    return warnings;
  };

  test('is neither asked of another nor sent by another, and said to be left', async () => {
    const { launched } = await unsure();
    for (const seconds of [75, 1600, 3000])
      expect(await lookAt(seconds)).toEqual(['unsure: only the provider called could tell']);
    expect([other.calls, other.asked]).toEqual([[], []]);
    expect(await states(city, launched)).toEqual(all('unknown: link.no-answer'));
  });

  test('is settled by its receipts all the same', async () => {
    const { launched } = await unsure();
    await receiptFor('陈涛', desk.sms.calls[0]!.outId);
    expect(await lookAt(75)).toEqual([]);
    expect(await states(city, launched)).toMatchObject({ 陈涛: 'delivered', 孙静: 'sent' });
  });
});
