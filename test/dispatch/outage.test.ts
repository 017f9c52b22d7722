import { beforeEach, describe, expect, test } from '@jest/globals';
import { dispatchBatch } from '../../dispatch/dispatch.js';
import { reconcile } from '../../dispatch/reconcile.js';
import type { Channel } from '../../domain/plan/plan.js';
import type { Outcome } from '../../providers/contract.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk } from '../support/desk.js';
import { batchOf, batchRow, launch, states, type Launched } from '../support/launch.js';
import { faulty } from '../support/outage.js';
import { after, all, unsureOn } from './unsure.js';

// The ledger goes away while a provider is being called: what came of the call must outlast that.

const { database } = await createTestDatabase();
const city = await settleCast(database);
const sound = await openTestDesk(city);
const ledger = faulty(database);
const errors: object[] = [];
let whenSaid = (): void => undefined;
const log = Object.assign(Object.create(sound.log) as typeof sound.log, {
  error: (what: object) => {
    errors.push(what);
    whenSaid();
  },
});
const desk = { ...sound, database: ledger.database, log };
const { unsure } = unsureOn(city, desk);

beforeEach(async () => {
  await city.reset();
  desk.sms.restart();
  desk.email.restart();
  desk.clock.set(NOW);
  errors.length = 0;
  whenSaid = () => undefined;
});

/** This answer; the next `statements` statements after it find no ledger. */
const thenGone =
  (outcome: Outcome, statements = 1) =>
  (): Outcome => {
    ledger.goAway(statements);
    return outcome;
  };

const tries = async (): Promise<unknown[]> =>
  (await database`SELECT outcome FROM attempt ORDER BY id`).map((row) => row['outcome'] as unknown);

describe('a resend', () => {
  const resend = async (outcome: Outcome): Promise<{ launched: Launched; batchId: number }> => {
    const call = await unsure();
    desk.sms.behaviour = thenGone(outcome, 2);
    desk.clock.set(after(75));
    await reconcile(desk);
    return call;
  };

  test('that was accepted is written down once the ledger is back', async () => {
    const { launched, batchId } = await resend({ kind: 'accepted', reference: 'biz' });
    expect(await states(city, launched)).toEqual(all('sent'));
    expect((await batchRow(city, batchId))['state']).toBe('done');
    expect(await tries()).toEqual(['unknown', 'accepted']);
  });

  test('that was refused is closed, and its batch let go of', async () => {
    const { launched, batchId } = await resend({ kind: 'unknown', code: 'SignatureNonceUsed' });
    expect(await states(city, launched)).toEqual(all('unknown: link.no-answer'));
    expect(await batchRow(city, batchId)).toMatchObject({ state: 'unknown', leaseUntil: after(95) });
    expect(await tries()).toEqual(['unknown', 'unknown']);
  });

  test('over which its reconciler died is closed by the next one', async () => {
    await unsure();
    desk.sms.behaviour = () => {
      throw new Error('killed');
    };
    desk.clock.set(after(75));
    await reconcile(desk);
    expect(await tries()).toEqual(['unknown', null]);
    desk.clock.set(after(140));
    desk.sms.behaviour = () => ({ kind: 'accepted', reference: 'biz' });
    await reconcile(desk);
    expect(await tries()).toEqual(['unknown', 'unknown', 'accepted']);
  });
});

describe.each<[Channel, string]>([
  ['sms', 'carrier'],
  ['email', 'relay'],
])('a refusal of the account (%s)', (channel, provider) => {
  test('stops the provider once the ledger is back, and is said once', async () => {
    const launched = await launch(city, { sms: 'flood', email: 'flood-mail' });
    const id = await batchOf(city, launched, channel);
    // What came of the calls is written first, then the stop.
    desk[channel].restart(thenGone({ kind: 'rejected', scope: 'account', code: 'isv.OUT_OF_SERVICE' }, 2));
    await dispatchBatch(desk, { channel, lane: 'bulk' }, id);
    expect(await batchRow(city, id)).toMatchObject({ state: 'queued', notBefore: NOW });
    expect(await database`SELECT provider, until FROM provider_stop`).toEqual([
      { provider, until: after(300) },
    ]);
    expect(errors).toEqual([{ provider, code: 'isv.OUT_OF_SERVICE', until: after(300) }]);
  });

  test('stops it although the ledger goes away between the two', async () => {
    const launched = await launch(city, { sms: 'flood', email: 'flood-mail' });
    desk[channel].restart(() => ({ kind: 'rejected', scope: 'account', code: 'x' }));
    whenSaid = () => ledger.goAway(1);
    await dispatchBatch(desk, { channel, lane: 'bulk' }, await batchOf(city, launched, channel));
    expect(await database`SELECT provider FROM provider_stop`).toEqual([{ provider }]);
    expect(errors).toHaveLength(1);
  });
});
