import { beforeEach, describe, expect, test } from '@jest/globals';
import { dispatchBatch } from '../../dispatch/dispatch.js';
import { receive } from '../../dispatch/receive.js';
import { reconcile } from '../../dispatch/reconcile.js';
import { storePush } from '../../ledger/inbox.js';
import { addOptOut } from '../../ledger/opt-outs.js';
import { cancelQueued, moveRun } from '../../ledger/runs.js';
import type { Outcome, Provider, Sighting } from '../../providers/contract.js';
import { KEYS, NOW, phoneOf, settleCast, type Name } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk, workOff } from '../support/desk.js';
import { batchOf, batchRow, launch, states, type Launched } from '../support/launch.js';
import { until } from '../support/until.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);

beforeEach(async () => {
  await city.reset();
  desk.sms.restart();
  desk.clock.set(NOW);
});

const after = (seconds: number): Date => new Date(+NOW + seconds * 1000);
const unknown: Outcome = { kind: 'unknown', code: 'link.no-answer' };
const taken: Outcome = { kind: 'accepted', reference: 'biz' };
const all = (state: string) => ({ 陈涛: state, 刘洋: state, 孙静: state });

/** Three texts of one call without a clear answer, and what the carrier will say from now on. */
async function unsure(answer: Outcome = unknown, sighting: Sighting = 'absent'): Promise<{ launched: Launched; batchId: number }> {
  const launched = await launch(city, { audience: { committees: ['qianxi'] } });
  const batchId = await batchOf(city, launched);
  desk.sms.restart(() => unknown);
  await dispatchBatch(desk, { channel: 'sms', lane: 'bulk' }, batchId);
  desk.sms.behaviour = () => answer;
  desk.sms.sighting = sighting;
  return { launched, batchId };
}

/** Looks once, so many seconds after the notice. */
async function lookAt(seconds: number): Promise<void> {
  desk.clock.set(after(seconds));
  await reconcile(desk);
}
const epochs = (): number[] => desk.sms.calls.map(({ epoch }) => epoch);
const optOut = (name: Name) =>
  addOptOut(database, { channel: 'sms', addressHash: KEYS.fingerprint('phone', phoneOf(name)), source: 'clerk', now: after(30) });

async function receiptFor(name: Name, outId: string): Promise<void> {
  const body = JSON.stringify([
    { phone_number: phoneOf(name), report_time: '2026-08-01 09:00:20', success: true, err_code: 'DELIVERED', biz_id: 'biz', out_id: outId },
  ]);
  await storePush(database, { kind: 'receipt', provider: 'aliyun', body, receivedAt: desk.clock.now() });
  await receive(desk);
}

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
      { outId: desk.sms.calls[0]!.outId, intentAt: NOW, addresses: [phoneOf('陈涛'), phoneOf('刘洋'), phoneOf('孙静')] },
    ]);
    expect(epochs()).toEqual([0]);
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
    expect(await database`SELECT outcome, epoch FROM attempt WHERE batch_id = ${batchId} ORDER BY id`).toMatchObject([
      { outcome: 'unknown', epoch: 0 },
      { outcome: 'accepted', epoch: 0 },
    ]);
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
});

describe('somebody who opted out while it was unsure', () => {
  test('is left out of the resend, and suppressed once it is certain that nothing arrived', async () => {
    const { launched } = await unsure(taken);
    await optOut('刘洋');
    await lookAt(75);
    expect(desk.sms.reached()).toEqual(['陈涛', '孙静']);
    await workOff(desk);
    expect(await states(city, launched)).toEqual({ 陈涛: 'sent', 刘洋: 'suppressed: opted out', 孙静: 'sent' });
    expect(desk.sms.calls).toHaveLength(2);
  });

  test('is not counted as reached for the receipts of the others from an earlier epoch', async () => {
    const { launched, batchId } = await unsure(taken);
    await optOut('刘洋');
    await lookAt(75);
    const { outId } = desk.sms.calls[0]!;
    await database`UPDATE opt_out SET revoked_at = ${after(80)} WHERE since = ${after(30)}`;
    desk.sms.behaviour = () => unknown;
    await workOff(desk);
    expect((await states(city, launched))['刘洋']).toBe('unknown: link.no-answer');
    await receiptFor('陈涛', outId);
    await lookAt(100);
    expect((await states(city, launched))['刘洋']).toBe('unknown: link.no-answer');
    await receiptFor('刘洋', outId);
    await lookAt(130);
    expect((await batchRow(city, batchId))['state']).toBe('done');
  });
});

describe('a run that does not want it any more', () => {
  test('paused, never resends: what did not arrive waits for the run to go on', async () => {
    const { launched, batchId } = await unsure(taken);
    await moveRun(database, { runId: launched.run.id, to: 'paused', now: NOW });
    for (const seconds of [75, 500, 899, 930]) await lookAt(seconds);
    expect(epochs()).toEqual([0]);
    expect(await batchRow(city, batchId)).toMatchObject({ state: 'queued', epoch: 1 });
    await workOff(desk);
    expect(epochs()).toEqual([0]);
  });

  test('cancelled, cancels what certainly did not arrive, and keeps what did', async () => {
    const { launched, batchId } = await unsure(taken);
    await moveRun(database, { runId: launched.run.id, to: 'cancelled', now: NOW });
    await cancelQueued(database, { runId: launched.run.id, now: NOW });
    for (const seconds of [75, 500, 899]) await lookAt(seconds);
    expect(await states(city, launched)).toEqual(all('unknown: link.no-answer'));
    await lookAt(930);
    expect(await states(city, launched)).toEqual(all('cancelled'));
    expect((await batchRow(city, batchId))['state']).toBe('done');
    expect(epochs()).toEqual([0]);
  });
});

describe('two reconcilers', () => {
  /** A desk whose carrier answers questions, and takes calls, only when it is let go. */
  function heldUp() {
    const gates: (() => void)[] = [];
    const gate = () => new Promise<void>((open) => gates.push(open));
    const { name, channel, maxMessagesPerCall, maxOpenCalls } = desk.sms;
    const sms: Provider = {
      ...{ name, channel, maxMessagesPerCall, maxOpenCalls },
      send: (call) => gate().then(() => desk.sms.send(call)),
      find: () => gate().then(() => desk.sms.sighting),
      close: async () => undefined,
    };
    const held = { ...desk, providers: { ...desk.providers, sms } };
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
    expect(await batchRow(city, batchId)).toMatchObject({ epoch: 0, state: 'unknown', leaseUntil: after(955) });
  });
});
