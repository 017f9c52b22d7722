import { beforeEach, describe, expect, test } from '@jest/globals';
import { addOptOut } from '../../ledger/opt-outs.js';
import { cancelQueued, moveRun } from '../../ledger/runs.js';
import type { Outcome } from '../../providers/contract.js';
import { KEYS, NOW, phoneOf, settleCast, type Name } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk, workOff } from '../support/desk.js';
import { batchRow, states } from '../support/launch.js';
import { after, all, unknown, unsureOn } from './unsure.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);

beforeEach(async () => {
  await city.reset();
  desk.sms.restart();
  desk.clock.set(NOW);
});

const taken: Outcome = { kind: 'accepted', reference: 'biz' };
const { unsure, lookAt, epochs, receiptFor } = unsureOn(city, desk);
const optOut = (name: Name) =>
  addOptOut(database, {
    channel: 'sms',
    addressHash: KEYS.fingerprint('phone', phoneOf(name)),
    source: 'clerk',
    now: after(30),
  });

describe('somebody who opted out while it was unsure', () => {
  test('is left out of the resend, and suppressed once it is certain that nothing arrived', async () => {
    const { launched } = await unsure(taken);
    await optOut('刘洋');
    await lookAt(75);
    expect(desk.sms.reached()).toEqual(['陈涛', '孙静']);
    await workOff(desk);
    expect(await states(city, launched)).toEqual({
      陈涛: 'sent',
      刘洋: 'suppressed: opted out',
      孙静: 'sent',
    });
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
