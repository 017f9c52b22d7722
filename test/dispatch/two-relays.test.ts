import { beforeEach, describe, expect, test } from '@jest/globals';
import { dispatchBatch } from '../../dispatch/dispatch.js';
import { reconcile } from '../../dispatch/reconcile.js';
import { returnToQueue } from '../../ledger/reconcile.js';
import { stopByHand } from '../../ledger/stops.js';
import type { Outcome } from '../../providers/contract.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { accepted, openTestDesk, ScriptedProvider, workOff } from '../support/desk.js';
import { batchesOf, batchOf, batchRow, launch, states } from '../support/launch.js';
import { until } from '../support/until.js';
import { after, unknown } from './unsure.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);
const second = new ScriptedProvider('email', undefined, 'relay-2', 0);
/** The second one stands by: whatever is sent first goes to the first. */
const two = { ...desk, providers: { ...desk.providers, email: [desk.email, second] } };

beforeEach(async () => {
  await city.reset();
  desk.email.restart();
  second.restart();
  desk.clock.set(NOW);
});

const refused: Outcome = { kind: 'rejected', scope: 'account', code: '535 5.7.8' };
const mails = async (launched: Awaited<ReturnType<typeof launch>>): Promise<string[]> =>
  Object.values(await states(city, launched, 'email')).filter((state) => !state.startsWith('suppressed'));

/** Four mails in one batch; the relay does so with them, one after the other. */
async function sent(...outcomes: Outcome[]) {
  const launched = await launch(city, { email: 'flood-mail' });
  const batchId = await batchOf(city, launched, 'email');
  desk.email.restart((_, at) => outcomes[at] ?? accepted);
  await dispatchBatch(two, { channel: 'email', lane: 'bulk' }, batchId);
  return { launched, batchId };
}

describe('a mail that may be with a relay', () => {
  test('is sent again by that relay and no other, though it is stopped for a while', async () => {
    const { launched, batchId } = await sent(accepted, unknown);
    const inDoubt = desk.email.calls[1]!.outId;
    desk.email.restart();
    desk.clock.set(after(61));
    await stopByHand(database, { provider: 'relay', by: '何军', now: after(61) });
    await reconcile(two);
    await workOff(two);
    expect([desk.email.calls, second.calls]).toEqual([[], []]);
    expect(await batchRow(city, batchId)).toMatchObject({ state: 'queued', bound: true, provider: 'relay' });
    await database`DELETE FROM provider_stop`;
    desk.clock.set(after(120));
    await workOff(two);
    expect(desk.email.calls.map(({ outId }) => outId)).toEqual([inDoubt]);
    expect(second.calls).toEqual([]);
    expect(new Set(await mails(launched))).toEqual(new Set(['sent']));
  });

  test('does not hold up those beside it: they go elsewhere at once when the account is refused', async () => {
    const { launched, batchId } = await sent(unknown, refused);
    const [, others, ...more] = await batchesOf(city, launched, 'email');
    expect(more).toEqual([]);
    expect(await batchRow(city, batchId)).toMatchObject({ state: 'unknown', provider: 'relay' });
    expect(await batchRow(city, others!)).toMatchObject({
      state: 'queued',
      bound: false,
      epoch: 0,
      notBefore: NOW,
    });
    await workOff(two);
    expect(second.calls).toHaveLength(3);
    expect((await mails(launched)).sort()).toEqual(['sent', 'sent', 'sent', 'unknown: link.no-answer']);
    // Under labels of their own: a receiver must not take one for a repetition.
    const labels = [...desk.email.calls, ...second.calls].map(({ outId }) => outId);
    expect(new Set(labels).size).toBe(labels.length);
  });

  test('was one of a dispatcher that died: the rest of its batch is free', async () => {
    const launched = await launch(city, { email: 'flood-mail' });
    const batchId = await batchOf(city, launched, 'email');
    desk.email.restart(() => new Promise<never>(() => undefined));
    void dispatchBatch(two, { channel: 'email', lane: 'bulk' }, batchId);
    await until(() => desk.email.calls.length === 2);
    await stopByHand(database, { provider: 'relay', by: '何军', now: NOW });
    desk.clock.set(after(61));
    await reconcile(two);
    desk.clock.set(after(125));
    await reconcile(two);
    await workOff(two);
    expect(second.calls).toHaveLength(2);
    expect((await mails(launched)).sort()).toEqual(['queued', 'queued', 'sent', 'sent']);
    expect(await batchRow(city, batchId)).toMatchObject({ state: 'queued', bound: true });
  });
});

test('a mail that somebody has found not to have arrived is free for any relay', async () => {
  const { batchId } = await sent(accepted, unknown);
  for (const mayBeThere of [true, false]) {
    desk.clock.advance(61_000);
    await database`UPDATE batch SET state = 'sending' WHERE id = ${batchId} AND state = 'queued'`;
    await database`UPDATE batch SET state = 'unknown' WHERE id = ${batchId} AND state = 'sending'`;
    await database`UPDATE message SET state = 'sending' WHERE batch_id = ${batchId} AND state = 'queued'`;
    await database`UPDATE message SET state = 'unknown' WHERE batch_id = ${batchId} AND state = 'sending'`;
    const lease = desk.clock.now();
    await database`UPDATE batch SET lease_until = ${lease} WHERE id = ${batchId}`;
    await returnToQueue(database, { id: batchId, lease }, { mayBeThere, now: lease });
    expect(await batchRow(city, batchId)).toMatchObject({ state: 'queued', bound: mayBeThere });
  }
});

test('an account that is refused is left to the other at once, and the operators are told', async () => {
  const { launched } = await sent(refused, refused);
  await workOff(two);
  expect(desk.email.calls).toHaveLength(2);
  expect(second.calls).toHaveLength(4);
  expect(new Set(await mails(launched))).toEqual(new Set(['sent']));
  expect(await database`SELECT cause, subject, detail, cleared_at FROM alert`).toEqual([
    { cause: 'provider stopped', subject: 'relay', detail: { code: '535 5.7.8' }, clearedAt: null },
  ]);
});

test('where every relay refuses, the mails wait', async () => {
  const { launched } = await sent(refused, refused);
  second.restart(() => refused);
  await workOff(two);
  expect(new Set(await mails(launched))).toEqual(new Set(['queued']));
  desk.email.restart();
  desk.clock.set(after(301));
  await workOff(two);
  expect(new Set(await mails(launched))).toEqual(new Set(['sent']));
});
