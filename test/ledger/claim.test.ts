import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { claimCall, claimBatch, claimMessages, postponeBatch } from '../../ledger/claim.js';
import { addOptOut } from '../../ledger/opt-outs.js';
import { stopProvider } from '../../ledger/stops.js';
import { moveRun } from '../../ledger/runs.js';
import { KEYS, nameAt, NOW, phoneOf, settleCast, type Name } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { batchOf, batchRow, launch, PROVIDERS, states, type Wish } from '../support/launch.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);

beforeEach(() => city.reset());

const carrier = { channel: 'sms', providers: [{ name: PROVIDERS.sms, weight: 100 }] } as const;
const relay = { channel: 'email', providers: [{ name: PROVIDERS.email, weight: 100 }] } as const;
/** An instant by the office's clock, on the day of the notice. */
const at = (time: string): Date => new Date(`2026-08-01T${time}:00+08:00`);
const QIANXI: Wish = { audience: { committees: ['qianxi'] } };

const claim = (batchId: number, now = NOW) =>
  claimCall(database, {
    batchId,
    ...carrier,
    outId: randomBytes(16).toString('hex'),
    now,
    leaseUntil: new Date(+now + 60_000),
  });

const claimed = async (batchId: number, now = NOW): Promise<(Name | undefined)[] | undefined> =>
  (await claim(batchId, now))?.messages.map(({ addressCipher }) => nameAt(KEYS.decrypt(addressCipher)));

describe('claiming a batch', () => {
  test('hands it out once, to one of many who ask at the same moment', async () => {
    const batchId = await batchOf(city, await launch(city, QIANXI));
    const claims = await Promise.all(Array.from({ length: 12 }, () => claim(batchId)));
    const won = claims.filter((each) => each !== undefined);
    expect(won).toHaveLength(1);
    expect(won[0]).toMatchObject({ batch: { id: batchId, epoch: 0, provider: 'carrier', intentAt: NOW } });
    const tries = await database`SELECT * FROM attempt WHERE batch_id = ${batchId}`;
    expect(tries).toHaveLength(1);
    expect(tries[0]).toMatchObject({ outId: won[0]?.batch.outId, epoch: 0, intentAt: NOW, outcome: null });
  });

  test('writes the intent of every message before it is sent', async () => {
    const launched = await launch(city, { ...QIANXI, sms: 'named' });
    const { messages, attemptId } = (await claim(await batchOf(city, launched)))!;
    expect(await states(city, launched)).toEqual({ 陈涛: 'sending', 刘洋: 'sending', 孙静: 'sending' });
    expect(messages.map(({ variables }) => variables)).toContainEqual({
      name: '孙静',
      committee: '迁西县',
      river: '滦河',
    });
    expect(new Set(messages.map((message) => message.attemptId))).toEqual(new Set([attemptId]));
  });

  test('waits for the moment it is due', async () => {
    const batchId = await batchOf(city, await launch(city, QIANXI));
    expect(await claim(batchId, new Date(+NOW - 1))).toBeUndefined();
    expect(await claim(batchId, NOW)).toBeDefined();
  });

  test.each(['paused', 'cancelled'] as const)('waits while its run is %s', async (to) => {
    const { run } = await launch(city, QIANXI);
    const batchId = await batchOf(city, { run });
    await moveRun(database, { runId: run.id, to, now: NOW });
    expect(await claim(batchId)).toBeUndefined();
    expect((await batchRow(city, batchId)).state).toBe('queued');
  });

  test.each([
    ['08:00', '20:00', ['07:59', '20:00', '00:00'], ['08:00', '19:59', '12:00']],
    ['20:00', '06:00', ['06:00', '19:59', '12:00'], ['20:00', '00:00', '05:59', '23:59']],
    ['20:00', '24:00', ['00:00', '19:59'], ['20:00', '23:59']],
    ['07:00', '07:00', [], ['07:00', '06:59']],
  ])('in a window from %s to %s is for its open hours', async (from, to, closed, open) => {
    const launched = await launch(city, { ...QIANXI, window: { from, to } });
    const batchId = await batchOf(city, launched);
    await database`UPDATE batch SET not_before = ${at('00:00')}`;
    for (const time of closed) expect(await claim(batchId, at(time))).toBeUndefined();
    for (const time of open) {
      await expect(
        database.begin(async (sql) => {
          const won = await claimCall(sql, {
            ...{ batchId, ...carrier, outId: time, now: at(time) },
            leaseUntil: at('23:59'),
          });
          throw new Error(won ? 'won' : 'lost');
        }),
      ).rejects.toThrow('won');
    }
  });

  test('waits until its provider takes the account again', async () => {
    const batchId = await batchOf(city, await launch(city, QIANXI));
    await stopProvider(database, {
      provider: PROVIDERS.sms,
      code: 'isv.OUT_OF_SERVICE',
      now: NOW,
      until: at('09:05'),
    });
    expect(await claim(batchId, at('09:04'))).toBeUndefined();
    expect(await claim(batchId, at('09:05'))).toBeDefined();
  });

  test('leaves out who opted out, or lost the phone since it was queued', async () => {
    const launched = await launch(city, { audience: { committees: ['tangshan'] } });
    await addOptOut(database, {
      channel: 'sms',
      addressHash: KEYS.fingerprint('phone', phoneOf('陈涛')),
      source: 'reply',
      now: NOW,
    });
    await database`UPDATE person SET phone_cipher = NULL, phone_hash = NULL WHERE id = ${city.id('孙静')}`;
    expect(await claimed(await batchOf(city, launched))).toEqual(['张蔷', '李岚', '刘洋']);
    expect(await states(city, launched)).toMatchObject({
      陈涛: 'suppressed: opted out',
      孙静: 'suppressed: no address',
      张蔷: 'sending',
    });
  });

  test('does not hang on somebody erased from the ledger since it was queued', async () => {
    const [passing] = await database<
      [{ id: number }]
    >`INSERT INTO person (name, phone_cipher, phone_hash, home_committee_id, created_at)
      VALUES ('路人', '\\x00', '\\x00', ${city.committee('qianxi')}, ${NOW}) RETURNING id`;
    await database`INSERT INTO membership VALUES (${passing.id}, ${city.committee('qianxi')}, '2020-01-01')`;
    const batchId = await batchOf(city, await launch(city, QIANXI));
    await database`DELETE FROM person WHERE id = ${passing.id}`;
    expect(await claimed(batchId)).toEqual(['陈涛', '刘洋', '孙静']);
    const [message] = await database`SELECT state, reason FROM message WHERE person_id = ${passing.id}`;
    expect(message).toEqual({ state: 'suppressed', reason: 'no address' });
  });

  test('finds everyone too late once the notice has expired', async () => {
    const launched = await launch(city, { ...QIANXI, expiresAt: at('10:00').toISOString() });
    expect(await claimed(await batchOf(city, launched), at('10:00'))).toEqual([]);
    expect(await states(city, launched)).toEqual({
      陈涛: 'expired: expired',
      刘洋: 'expired: expired',
      孙静: 'expired: expired',
    });
  });

  test('applies the cap again: the other notice may have been faster', async () => {
    const wish: Wish = { ...QIANXI, cap: { perDay: 1, perWeek: null } };
    const [slow, fast] = [
      await launch(city, wish),
      await launch(city, { audience: { committees: ['qianxi'], skills: ['first-aid'] } }),
    ];
    expect(await claimed(await batchOf(city, fast))).toEqual(['陈涛']);
    expect(await claimed(await batchOf(city, slow))).toEqual(['刘洋', '孙静']);
    expect((await states(city, slow))['陈涛']).toBe('suppressed: frequency cap');
  });

  test('keeps the label and the first intent of its content', async () => {
    const batchId = await batchOf(city, await launch(city, QIANXI));
    const { batch } = (await claim(batchId))!;
    await database`UPDATE message SET state = 'queued' WHERE batch_id = ${batchId}`;
    await database`UPDATE batch SET state = 'queued', epoch = 1 WHERE id = ${batchId}`;
    const again = (await claim(batchId, at('09:30')))!.batch;
    expect(again).toMatchObject({ outId: batch.outId, epoch: 1, intentAt: NOW });
  });
});

describe('claiming mails', () => {
  const group = (batchId: number, limit: number, now = NOW) =>
    claimMessages(database, {
      ...{ batchId, ...relay, epoch: 0, limit, now },
      leaseUntil: new Date(+now + 60_000),
    });

  async function claimedMails(
    wish: Wish = {},
  ): Promise<{ batchId: number; launched: Awaited<ReturnType<typeof launch>> }> {
    const launched = await launch(city, { email: 'flood-mail', ...wish });
    const batchId = await batchOf(city, launched, 'email');
    const leaseUntil = new Date(+NOW + 1000);
    const claimed = { batchId, ...relay, now: NOW, leaseUntil };
    expect(await claimBatch(database, { ...claimed, outId: 'out' })).toMatchObject({
      id: batchId,
      provider: 'relay',
    });
    expect(await claimBatch(database, { ...claimed, outId: 'other' })).toBeUndefined();
    return { batchId, launched };
  }

  test('takes a few at a time, each with a label of its own that is the same at every try', async () => {
    const { batchId, launched } = await claimedMails();
    const first = await group(batchId, 3);
    expect(first.messages).toHaveLength(3);
    expect(new Set(first.messages.map(({ outId }) => outId)).size).toBe(3);
    expect((await group(batchId, 3)).messages).toHaveLength(1);
    expect(await group(batchId, 3)).toEqual({ judged: 0, messages: [] });
    expect(+(await batchRow(city, batchId))['leaseUntil']).toBe(+NOW + 60_000);
    await database`UPDATE message SET state = 'queued' WHERE batch_id = ${batchId}`;
    const again = await group(batchId, 3);
    expect(again.messages.map(({ outId }) => outId)).toEqual(first.messages.map(({ outId }) => outId));
    expect(
      Object.values(await states(city, launched, 'email')).filter((state) => state === 'sending'),
    ).toHaveLength(3);
  });

  test('looks past those who opted out, and stops for a paused run', async () => {
    const { batchId, launched } = await claimedMails();
    await addOptOut(database, {
      channel: 'email',
      addressHash: KEYS.fingerprint('email', 'zhang@luannan.invalid'),
      source: 'clerk',
      now: NOW,
    });
    expect(await group(batchId, 1)).toEqual({ judged: 1, messages: [] });
    await moveRun(database, { runId: launched.run.id, to: 'paused', now: NOW });
    expect(await group(batchId, 4)).toEqual({ judged: 0, messages: [] });
  });
});

describe('postponing what could not be claimed', () => {
  test('gives a batch back until its window opens or its provider is to be tried again, whichever is later', async () => {
    const batchId = await batchOf(
      city,
      await launch(city, { ...QIANXI, window: { from: '10:00', to: '20:00' } }),
    );
    const windowOpensAt = (from: number, to: number): Date => {
      expect([from, to]).toEqual([600, 1200]);
      return at('10:00');
    };
    await database`UPDATE batch SET enqueued_at = ${NOW}`;
    await postponeBatch(database, { batchId, ...carrier, now: NOW, lookAt: at('11:30'), windowOpensAt });
    expect(await batchRow(city, batchId)).toMatchObject({
      state: 'queued',
      notBefore: at('10:00'),
      enqueuedAt: null,
    });
    await stopProvider(database, { provider: 'carrier', code: 'x', now: NOW, until: at('11:00') });
    await postponeBatch(database, { batchId, ...carrier, now: NOW, lookAt: at('11:30'), windowOpensAt });
    expect((await batchRow(city, batchId))['notBefore']).toEqual(at('11:00'));
  });

  test('leaves a batch alone that somebody has claimed meanwhile', async () => {
    const batchId = await batchOf(city, await launch(city, QIANXI));
    await claim(batchId);
    const before = await batchRow(city, batchId);
    await postponeBatch(database, {
      batchId,
      ...carrier,
      now: at('12:00'),
      lookAt: at('12:00'),
      windowOpensAt: () => at('12:00'),
    });
    expect(await batchRow(city, batchId)).toEqual(before);
  });
});
