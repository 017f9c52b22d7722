import { beforeEach, describe, expect, test } from '@jest/globals';
import { reconcile } from '../../dispatch/reconcile.js';
import { returnToQueue } from '../../ledger/reconcile.js';
import { statementOf } from '../../ledger/statement.js';
import type { Outcome, Provider } from '../../providers/contract.js';
import { SealedDataError } from '../../runtime/keys.js';
import { KEYS, nameAt, NOW, phoneOf, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk, workOff } from '../support/desk.js';
import { batchRow, launch, states } from '../support/launch.js';
import { until } from '../support/until.js';
import { after, all, unknown, unsureOn } from './unsure.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);

beforeEach(async () => {
  await city.reset();
  desk.sms.restart();
  delete desk.sms.nonceScope;
  desk.clock.set(NOW);
});

const taken: Outcome = { kind: 'accepted', reference: 'biz' };
const { unsure, lookAt, epochs, receiptFor } = unsureOn(city, desk);

describe('what may have been sent', () => {
  test('was sent as a whole if a receipt names one of it, and the carrier is not even asked', async () => {
    const { launched, batchId } = await unsure();
    await receiptFor('刘洋', desk.sms.calls[0]!.outId);
    await lookAt(5);
    expect(await states(city, launched)).toEqual({ 陈涛: 'sent', 刘洋: 'delivered', 孙静: 'sent' });
    expect((await batchRow(city, batchId))['state']).toBe('done');
    expect(desk.sms.asked).toEqual([]);
  });

  test('was sent if the carrier finds it by its label', async () => {
    const { launched } = await unsure(unknown, 'found');
    await lookAt(5);
    expect(await states(city, launched)).toEqual(all('sent'));
    expect(desk.sms.asked).toEqual([
      {
        outId: desk.sms.calls[0]!.outId,
        intentAt: NOW,
        addresses: [phoneOf('陈涛'), phoneOf('刘洋'), phoneOf('孙静')],
      },
    ]);
    expect(epochs()).toEqual([0]);
  });

  test('is asked about by those phones that can be opened', async () => {
    const { launched } = await unsure(unknown, 'found');
    const damaged = (names: string[]) => ({
      ...desk,
      keys: {
        ...KEYS,
        decrypt: (sealed: Buffer): string => {
          const phone = KEYS.decrypt(sealed);
          if (names.includes(nameAt(phone)!)) throw new SealedDataError('damaged');
          return phone;
        },
      },
    });
    desk.clock.set(after(5));
    await reconcile(damaged(['陈涛', '刘洋', '孙静']));
    expect(desk.sms.asked).toEqual([]);
    expect(await states(city, launched)).toEqual(all('unknown: link.no-answer'));
    desk.clock.set(after(30));
    await reconcile(damaged(['陈涛']));
    expect(desk.sms.asked.map(({ addresses }) => addresses)).toEqual([[phoneOf('刘洋'), phoneOf('孙静')]]);
    expect(await states(city, launched)).toEqual(all('sent'));
  });

  test('is sent again under the same nonce if it stays out of sight for a while', async () => {
    const { launched, batchId } = await unsure(taken);
    for (const seconds of [2, 25, 50]) await lookAt(seconds);
    expect(epochs()).toEqual([0]);
    await lookAt(75);
    const [first, second] = desk.sms.calls;
    expect(second).toEqual(first);
    expect(await states(city, launched)).toEqual(all('sent'));
    expect((await batchRow(city, batchId))['state']).toBe('done');
    expect(
      await database`SELECT outcome, epoch FROM attempt WHERE batch_id = ${batchId} ORDER BY id`,
    ).toMatchObject([
      { outcome: 'unknown', epoch: 0 },
      { outcome: 'accepted', epoch: 0 },
    ]);
  });

  test('is not sent again under another access key, whose nonce would be another: the query alone says when', async () => {
    desk.sms.nonceScope = 'one key';
    const { launched, batchId } = await unsure(taken);
    desk.sms.nonceScope = 'another key';
    for (const seconds of [75, 150, 850]) await lookAt(seconds);
    expect(epochs()).toEqual([0]);
    await lookAt(901);
    expect(await batchRow(city, batchId)).toMatchObject({ state: 'queued', epoch: 1 });
    await workOff(desk);
    expect(await states(city, launched)).toEqual(all('sent'));
    expect(await database`SELECT epoch, nonce_scope FROM attempt ORDER BY id`).toEqual([
      { epoch: 0, nonceScope: 'one key' },
      { epoch: 1, nonceScope: 'another key' },
    ]);
  });

  test('is sent again under the key it went under first', async () => {
    desk.sms.nonceScope = 'one key';
    await unsure(taken);
    await lookAt(75);
    expect(epochs()).toEqual([0, 0]);
    expect(await database`SELECT DISTINCT nonce_scope FROM attempt`).toEqual([{ nonceScope: 'one key' }]);
  });

  test('gets a new epoch only when the same nonce is too old and the last try would be visible by now', async () => {
    // The gateway has seen the nonce and refuses it, but the text never arrived behind it.
    const { launched, batchId } = await unsure({ kind: 'unknown', code: 'SignatureNonceUsed' });
    let last = 0;
    for (let seconds = 2; (await batchRow(city, batchId))['state'] === 'unknown'; seconds += 21) {
      const calls = desk.sms.calls.length;
      await lookAt(seconds);
      if (desk.sms.calls.length > calls) last = seconds;
    }
    expect(last).toBeGreaterThan(800);
    expect(last).toBeLessThan(900);
    expect(+desk.clock.now()).toBeGreaterThanOrEqual(+after(last + 600));
    expect(new Set(epochs())).toEqual(new Set([0]));
    expect(await batchRow(city, batchId)).toMatchObject({ state: 'queued', epoch: 1, unknownSince: null });
    desk.sms.behaviour = () => taken;
    await workOff(desk);
    expect(desk.sms.calls.at(-1)).toEqual({ ...desk.sms.calls[0]!, epoch: 1 });
    expect(await states(city, launched)).toEqual(all('sent'));
  });

  test('is done for whom a receipt names that comes when it waits to be sent again', async () => {
    const { launched, batchId } = await unsure(taken);
    const { leaseUntil: lease } = await batchRow(city, batchId);
    desk.clock.set(after(1600));
    await returnToQueue(
      database,
      { id: batchId, lease: lease as Date },
      { mayBeThere: false, now: after(1600) },
    );
    expect(await states(city, launched)).toEqual(all('queued'));
    await receiptFor('刘洋', desk.sms.calls[0]!.outId);
    expect(await states(city, launched)).toEqual({ ...all('queued'), 刘洋: 'delivered' });
    await workOff(desk);
    expect(desk.sms.reached()).toEqual(['陈涛', '孙静']);
    expect(await states(city, launched)).toEqual({ ...all('sent'), 刘洋: 'delivered' });
    expect((await batchRow(city, batchId))['state']).toBe('done');
    expect((await statementOf(database, launched.run.id, 'tangshan/')).balanced).toBe(true);
  });

  test.each<[string, Outcome]>([
    ['throttled', { kind: 'throttled', until: after(500), code: 'Throttling' }],
    ['refused', { kind: 'rejected', scope: 'template', code: 'isv.SMS_TEMPLATE_ILLEGAL' }],
  ])('stays open when its resend is %s: the answer may be about the second call', async (_, answer) => {
    const { launched } = await unsure(answer);
    await lookAt(75);
    expect(desk.sms.calls).toHaveLength(2);
    expect(await states(city, launched)).toEqual(all('unknown: link.no-answer'));
  });

  test('is not touched while the carrier cannot answer', async () => {
    const { launched } = await unsure(taken, 'unanswered');
    for (const seconds of [100, 1000, 5000]) await lookAt(seconds);
    expect(epochs()).toEqual([0]);
    expect(await states(city, launched)).toEqual(all('unknown: link.no-answer'));
  });

  test('is asked about from the first try of its epoch on, across midnight', async () => {
    await unsure({ kind: 'unknown', code: 'SignatureNonceUsed' });
    for (const seconds of [100, 200, 300]) await lookAt(seconds);
    expect(desk.sms.asked.map(({ intentAt }) => intentAt)).toEqual([NOW, NOW, NOW]);
  });

  test('is looked at by one reconciler at a time', async () => {
    await unsure(taken);
    desk.clock.set(after(75));
    await Promise.all([reconcile(desk), reconcile(desk), reconcile(desk)]);
    expect(epochs()).toEqual([0, 0]);
  });

  test('of a dispatcher that died is found out by its lease', async () => {
    const launched = await launch(city, { audience: { committees: ['qianxi'] } });
    desk.sms.restart(() => {
      throw new Error('killed');
    });
    await expect(workOff(desk)).rejects.toThrow('killed');
    await lookAt(60);
    expect(await states(city, launched)).toEqual(all('sending'));
    desk.sms.behaviour = () => taken;
    await lookAt(61);
    await lookAt(82);
    expect(await states(city, launched)).toEqual(all('sent'));
    expect(epochs()).toEqual([0, 0]);
  });

  test('and was not noticed for long, is too old for its nonce, and not old enough for another', async () => {
    const launched = await launch(city, { audience: { committees: ['qianxi'] } });
    desk.sms.restart(() => {
      throw new Error('killed');
    });
    await expect(workOff(desk)).rejects.toThrow('killed');
    desk.sms.behaviour = () => taken;
    // The gateway may have forgotten the nonce; and a dispatcher on a machine that slept may only just have sent.
    for (const seconds of [950, 1000, 1500, 1549]) await lookAt(seconds);
    expect(epochs()).toEqual([0]);
    expect(await states(city, launched)).toEqual(all('unknown: dispatcher lost'));
    await lookAt(1570);
    await workOff(desk);
    expect(epochs()).toEqual([0, 1]);
  });

  test('before it could close an empty batch is done at the first look', async () => {
    const { batchId } = await unsure();
    await database`UPDATE message SET state = 'failed'`;
    await lookAt(5);
    expect((await batchRow(city, batchId))['state']).toBe('done');
  });
});

describe('two reconcilers', () => {
  /** A desk whose carrier answers questions, and takes calls, only when it is let go. */
  function heldUp() {
    const gates: (() => void)[] = [];
    const gate = () => new Promise<void>((open) => gates.push(open));
    const { name, channel, weight, maxMessagesPerCall, maxOpenCalls } = desk.sms;
    const sms: Provider = {
      ...{ name, channel, weight, maxMessagesPerCall, maxOpenCalls },
      send: (call) => gate().then(() => desk.sms.send(call)),
      find: (call) => gate().then(() => desk.sms.find!(call)),
      close: async () => undefined,
    };
    const held = { ...desk, providers: { ...desk.providers, sms: [sms] } };
    const look = async (seconds: number) => {
      desk.clock.set(after(seconds));
      return reconcile(held);
    };
    return { gates, look };
  }

  test('never both resend: who was held up has lost the batch', async () => {
    const { batchId } = await unsure();
    const { gates, look } = heldUp();
    const first = look(880);
    await until(() => gates.length === 1);
    const second = look(905);
    await until(() => gates.length === 2);
    gates[0]!();
    await first;
    gates[1]!();
    await second;
    // The first would have resent under the old nonce, when the second had already judged that nothing was on its way.
    expect(epochs()).toEqual([0]);
    expect(await batchRow(city, batchId)).toMatchObject({ epoch: 1, state: 'queued' });
  });

  test('do not look at a batch whose resend is on its way', async () => {
    const { batchId } = await unsure();
    const { gates, look } = heldUp();
    const first = look(880);
    await until(() => gates.length === 1);
    gates[0]!();
    await until(() => gates.length === 2);
    expect(await look(935)).toBe(0);
    gates[1]!();
    await first;
    expect(epochs()).toEqual([0, 0]);
    expect(await batchRow(city, batchId)).toMatchObject({
      epoch: 0,
      state: 'unknown',
      leaseUntil: after(955),
    });
  });
});
