import { beforeEach, describe, expect, test } from '@jest/globals';
import { dispatchBatch } from '../../dispatch/dispatch.js';
import { reconcile } from '../../dispatch/reconcile.js';
import { expireQueued } from '../../ledger/overdue.js';
import { declareUnknown } from '../../ledger/reconcile.js';
import { addOptOut } from '../../ledger/opt-outs.js';
import { cancelQueued, moveRun } from '../../ledger/runs.js';
import { statementOf } from '../../ledger/statement.js';
import type { Outcome } from '../../providers/contract.js';
import { SealedDataError } from '../../runtime/keys.js';
import { KEYS, NOW, settleCast, type Name } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { accepted, openTestDesk, workOff, type Behaviour } from '../support/desk.js';
import { batchesOf, batchOf, batchRow, launch, states, type Launched } from '../support/launch.js';
import { until } from '../support/until.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);

beforeEach(async () => {
  await city.reset();
  desk.email.restart();
  desk.clock.set(NOW);
});

const READERS: Name[] = ['张蔷', '李岚', '赵敏', '刘洋'];
const after = (seconds: number): Date => new Date(+NOW + seconds * 1000);
const unknown: Outcome = { kind: 'unknown', code: 'link.broken' };
const mails = async (launched: Launched): Promise<(string | undefined)[]> => {
  const seen = await states(city, launched, 'email');
  return READERS.map((name) => seen[name]);
};
/** The answer to somebody who died over the call. */
const NEVER = new Promise<never>(() => undefined);
/** Calls by whom they were for. */
const tries = (): Record<string, number> => {
  const counts: Record<string, number> = {};
  desk.email.calls.forEach(
    (_, at) => (counts[desk.email.reached(at)[0]!] = (counts[desk.email.reached(at)[0]!] ?? 0) + 1),
  );
  return counts;
};

async function sent(behaviour: Behaviour): Promise<{ launched: Launched; batchId: number }> {
  const launched = await launch(city, { email: 'flood-mail' });
  desk.email.restart(behaviour);
  const batchId = await batchOf(city, launched, 'email');
  await dispatchBatch(desk, { channel: 'email', lane: 'bulk' }, batchId);
  return { launched, batchId };
}
/** Does what is told for one reader's mail, and takes the others. */
const only =
  (name: Name, outcome: Outcome): Behaviour =>
  (call, at) =>
    desk.email.reached(at)[0] === name ? outcome : accepted;

describe('a batch of mails', () => {
  test('is one call each, with subject, text and page', async () => {
    const { launched, batchId } = await sent(() => accepted);
    expect(desk.email.calls.map((_, at) => desk.email.reached(at)[0]).sort()).toEqual([...READERS].sort());
    const call = desk.email.calls.find(({ messages }) => messages[0]?.address === 'liu@qianxi.invalid');
    expect(call?.messages).toEqual([
      expect.objectContaining({
        subject: '滦河汛情',
        text: '刘洋您好，请远离滦河岸边。',
        html: expect.stringContaining('刘洋'),
      }),
    ]);
    expect(await mails(launched)).toEqual(['sent', 'sent', 'sent', 'sent']);
    expect((await batchRow(city, batchId))['state']).toBe('done');
  });

  test('goes on with the others when one is refused', async () => {
    const { launched, batchId } = await sent(
      only('李岚', { kind: 'rejected', scope: 'message', code: 'smtp.550' }),
    );
    expect(await mails(launched)).toEqual(['sent', 'failed: smtp.550', 'sent', 'sent']);
    expect((await batchRow(city, batchId))['state']).toBe('done');
  });

  test('fails the one whose name no mail can hold, without a call', async () => {
    await database`UPDATE person SET name = 'a\nb' WHERE id = ${city.id('李岚')}`;
    const { launched } = await sent(() => accepted);
    await database`UPDATE person SET name = '李岚' WHERE id = ${city.id('李岚')}`;
    expect(await mails(launched)).toEqual(['sent', 'failed: text.name.control-character', 'sent', 'sent']);
    expect(desk.email.calls).toHaveLength(3);
  });

  test('fails the one whose address cannot be opened, without a call', async () => {
    const decrypt = (sealed: Buffer): string => {
      const address = KEYS.decrypt(sealed);
      if (address === 'zhao@luannan.invalid') throw new SealedDataError('damaged');
      return address;
    };
    const launched = await launch(city, { email: 'flood-mail' });
    const batchId = await batchOf(city, launched, 'email');
    await dispatchBatch({ ...desk, keys: { ...KEYS, decrypt } }, { channel: 'email', lane: 'bulk' }, batchId);
    expect(await mails(launched)).toEqual(['sent', 'sent', 'failed: address.sealed', 'sent']);
    expect(desk.email.calls).toHaveLength(3);
    expect((await batchRow(city, batchId))['state']).toBe('done');
  });

  test('tries a throttled one again at its time, under the same label, and the others not at all', async () => {
    const { launched, batchId } = await sent(
      only('刘洋', { kind: 'throttled', until: after(20), code: 'smtp.421' }),
    );
    expect(await mails(launched)).toEqual(['sent', 'sent', 'sent', 'queued']);
    expect(await batchRow(city, batchId)).toMatchObject({ state: 'queued', notBefore: after(20) });
    const first = desk.email.calls.find((_, at) => desk.email.reached(at)[0] === '刘洋');
    desk.email.restart();
    desk.clock.set(after(20));
    await workOff(desk);
    expect(desk.email.calls).toEqual([{ ...first!, epoch: 1 }]);
    expect(await mails(launched)).toEqual(['sent', 'sent', 'sent', 'sent']);
  });

  test('is kept when the account is refused, and the relay is left alone', async () => {
    const { launched, batchId } = await sent(() => ({
      kind: 'rejected',
      scope: 'account',
      code: 'smtp.535',
    }));
    expect(await mails(launched)).toEqual(['queued', 'queued', 'queued', 'queued']);
    expect(await batchRow(city, batchId)).toMatchObject({ state: 'queued', notBefore: NOW });
    expect((await database`SELECT provider, until, code FROM provider_stop`)[0]).toEqual({
      provider: 'relay',
      until: after(300),
      code: 'smtp.535',
    });
  });

  test('resends the ambiguous one after a while, under the same label and first date, and it alone', async () => {
    const { launched, batchId } = await sent(only('赵敏', unknown));
    expect(await batchRow(city, batchId)).toMatchObject({ state: 'unknown', unknownSince: NOW });
    const first = desk.email.calls.find((_, at) => desk.email.reached(at)[0] === '赵敏')!;
    desk.email.restart();
    desk.clock.set(after(59));
    await reconcile(desk);
    await workOff(desk);
    expect(desk.email.calls).toEqual([]);
    desk.clock.set(after(61));
    await reconcile(desk);
    await workOff(desk);
    expect(desk.email.calls).toEqual([{ ...first, epoch: expect.any(Number) }]);
    expect(desk.email.calls[0]!.intentAt).toEqual(NOW);
    expect(await mails(launched)).toEqual(['sent', 'sent', 'sent', 'sent']);
  });

  test('that was claimed by a dispatcher who died before the first mail is sent by another', async () => {
    const launched = await launch(city, { email: 'flood-mail' });
    const batchId = await batchOf(city, launched, 'email');
    const dying = { ...desk, pace: { ...desk.pace, reserve: () => Promise.reject(new Error('killed')) } };
    await expect(dispatchBatch(dying, { channel: 'email', lane: 'bulk' }, batchId)).rejects.toThrow('killed');
    expect((await batchRow(city, batchId))['state']).toBe('sending');
    for (const seconds of [61, 130, 200]) {
      desk.clock.set(after(seconds));
      await reconcile(desk);
      await workOff(desk);
    }
    expect(await mails(launched)).toEqual(['sent', 'sent', 'sent', 'sent']);
    expect(tries()).toEqual({ 张蔷: 1, 李岚: 1, 赵敏: 1, 刘洋: 1 });
  });

  test('keeps the results of the others when the provider fails at one, which may have been sent', async () => {
    const { launched, batchId } = await sent((call, at) => {
      if (desk.email.reached(at)[0] === '李岚')
        throw new TypeError(`cannot cope with ${call.messages[0]!.text}`);
      return accepted;
    });
    expect(await mails(launched)).toEqual(['sent', 'unknown: send fault', 'sent', 'sent']);
    expect((await batchRow(city, batchId))['state']).toBe('unknown');
    desk.email.behaviour = () => accepted;
    desk.clock.set(after(61));
    await reconcile(desk);
    await workOff(desk);
    expect(await mails(launched)).toEqual(['sent', 'sent', 'sent', 'sent']);
    expect(tries()).toEqual({ 张蔷: 1, 李岚: 2, 赵敏: 1, 刘洋: 1 });
  });

  test('whose dispatcher died in the midst loses none; only the open calls are repeated', async () => {
    const launched = await launch(city, { email: 'flood-mail' });
    desk.email.restart((_, at) => (at === 2 ? NEVER : accepted));
    const batchId = await batchOf(city, launched, 'email');
    void dispatchBatch(desk, { channel: 'email', lane: 'bulk' }, batchId);
    await until(() => desk.email.calls.length === 4);
    for (const seconds of [61, 130, 200]) {
      desk.clock.set(after(seconds));
      await reconcile(desk);
      await workOff(desk);
    }
    expect(await mails(launched)).toEqual(['sent', 'sent', 'sent', 'sent']);
    expect(Object.values(tries()).sort()).toEqual([1, 1, 2, 2]);
    expect(new Set(desk.email.calls.map(({ outId }) => outId)).size).toBe(4);
  });
});

describe('a dispatcher of mails', () => {
  /** Opening addresses, the machine falls asleep once, until a lease taken now has run out. */
  function asleepFor(seconds: number): (sealed: Buffer) => string {
    let awake = false;
    return (sealed) => {
      if (!awake) desk.clock.set(after(seconds));
      awake = true;
      return KEYS.decrypt(sealed);
    };
  }
  const fates = (batchId: number) =>
    database`SELECT outcome, code, count(*)::int FROM attempt WHERE batch_id = ${batchId} GROUP BY 1, 2 ORDER BY 1`;

  test('that was held up beyond its lease sends none of the mails it held, and takes them anew', async () => {
    const launched = await launch(city, { email: 'flood-mail' });
    const batchId = await batchOf(city, launched, 'email');
    const leases: unknown[] = [];
    desk.email.restart(async () => {
      leases.push((await batchRow(city, batchId))['leaseUntil']);
      return accepted;
    });
    const slept = { ...desk, keys: { ...KEYS, decrypt: asleepFor(60) } };
    await dispatchBatch(slept, { channel: 'email', lane: 'bulk' }, batchId);
    expect(await fates(batchId)).toEqual([
      { outcome: 'abandoned', code: 'held up beyond its lease', count: 2 },
      { outcome: 'accepted', code: null, count: 4 },
    ]);
    expect(leases).toEqual([after(120), after(120), after(120), after(120)]);
    expect(tries()).toEqual({ 张蔷: 1, 李岚: 1, 赵敏: 1, 刘洋: 1 });
    expect(await mails(launched)).toEqual(['sent', 'sent', 'sent', 'sent']);
  });

  test('that wakes when its batch is in doubt sends nothing, and another sends each mail once', async () => {
    const launched = await launch(city, { email: 'flood-mail' });
    const batchId = await batchOf(city, launched, 'email');
    let declared: Promise<number> = Promise.resolve(0);
    const sleep = asleepFor(61);
    const decrypt = (sealed: Buffer): string => {
      const address = sleep(sealed);
      declared = declared.then(() => declareUnknown(database, desk.clock.now()));
      return address;
    };
    // Its next group waits for the sweeper.
    const pace = { ...desk.pace, reserve: () => declared.then(() => ({ wait: 0, between: 0 })) };
    const slept = { ...desk, pace, keys: { ...KEYS, decrypt } };
    await dispatchBatch(slept, { channel: 'email', lane: 'bulk' }, batchId);
    expect(desk.email.calls).toEqual([]);
    for (const seconds of [130, 200]) {
      desk.clock.set(after(seconds));
      await reconcile(desk);
      await workOff(desk);
    }
    expect(tries()).toEqual({ 张蔷: 1, 李岚: 1, 赵敏: 1, 刘洋: 1 });
    expect(await mails(launched)).toEqual(['sent', 'sent', 'sent', 'sent']);
  });

  test('holds its batch for as long as its pace keeps the mails of a group apart', async () => {
    const batchId = await batchOf(city, await launch(city, { email: 'flood-mail' }), 'email');
    const leases: unknown[] = [];
    desk.email.restart(async () => {
      leases.push((await batchRow(city, batchId))['leaseUntil']);
      return accepted;
    });
    const pace = { ...desk.pace, reserve: () => Promise.resolve({ wait: 0, between: 2 }) };
    await dispatchBatch({ ...desk, pace }, { channel: 'email', lane: 'bulk' }, batchId);
    expect(leases).toEqual(Array.from({ length: 4 }, () => new Date(+after(60) + 2)));
  });
});

describe('a cancelled run', () => {
  test('counts an ambiguous mail as one that may have gone out, and asks nobody', async () => {
    const { launched } = await sent(only('赵敏', unknown));
    await moveRun(database, { runId: launched.run.id, to: 'cancelled', now: NOW });
    desk.clock.set(after(100));
    await reconcile(desk);
    expect(await mails(launched)).toEqual(['sent', 'sent', 'cancelled: may have been sent', 'sent']);
  });

  test('ends although an ambiguous mail waits beside a throttled one', async () => {
    const { launched, batchId } = await sent(
      (_, at) =>
        [accepted, accepted, unknown, { kind: 'throttled', until: after(20), code: 'smtp.421' } as const][
          at
        ]!,
    );
    expect(await batchRow(city, batchId)).toMatchObject({ state: 'unknown', unknownSince: NOW });
    await moveRun(database, { runId: launched.run.id, to: 'cancelled', now: NOW });
    while ((await cancelQueued(database, { runId: launched.run.id, now: NOW })) > 0);
    expect(await mails(launched)).toEqual(['sent', 'sent', 'unknown: link.broken', 'cancelled']);
    desk.clock.set(after(100));
    await reconcile(desk);
    expect(await mails(launched)).toEqual(['sent', 'sent', 'cancelled: may have been sent', 'cancelled']);
    expect((await batchRow(city, batchId))['state']).toBe('done');
    expect(await batchesOf(city, launched, 'email')).toHaveLength(2);
    expect((await statementOf(database, launched.run.id, 'tangshan/')).balanced).toBe(true);
  });
});

test('an ambiguous mail of someone who opted out meanwhile is not sent again, and may have been', async () => {
  const { launched } = await sent(only('赵敏', unknown));
  await addOptOut(database, {
    channel: 'email',
    addressHash: KEYS.fingerprint('email', 'zhao@luannan.invalid'),
    source: 'clerk',
    now: NOW,
  });
  desk.email.restart();
  desk.clock.set(after(100));
  await reconcile(desk);
  await workOff(desk);
  expect(desk.email.calls).toEqual([]);
  expect((await mails(launched))[2]).toBe('suppressed: may have been sent');
});

describe('an ambiguous mail that becomes too old', () => {
  const tooOld = async () => {
    const launched = await launch(city, { email: 'flood-mail', expiresAt: after(90).toISOString() });
    desk.email.restart((_, at) => [accepted, unknown, throttled, accepted][at]!);
    await dispatchBatch(desk, { channel: 'email', lane: 'bulk' }, await batchOf(city, launched, 'email'));
    desk.email.restart();
    desk.clock.set(after(61));
    await reconcile(desk);
    desk.clock.set(after(90));
    return launched;
  };
  const throttled: Outcome = { kind: 'throttled', until: after(3600), code: 'smtp.421' };
  const ended = ['sent', 'expired: may have been sent', 'expired: expired', 'sent'];

  test('when its turn comes may have been sent; what was never taken was not', async () => {
    const launched = await tooOld();
    await database`UPDATE batch SET not_before = ${after(90)} WHERE state = 'queued'`;
    await workOff(desk);
    expect(desk.email.calls).toEqual([]);
    expect((await mails(launched)).sort()).toEqual([...ended].sort());
  });

  test('while nobody claims it may have been sent; what was never taken was not', async () => {
    const launched = await tooOld();
    while ((await expireQueued(database, after(90))) > 0);
    expect((await mails(launched)).sort()).toEqual([...ended].sort());
  });
});
