import { beforeEach, describe, expect, test } from '@jest/globals';
import { dispatchBatch } from '../../dispatch/dispatch.js';
import { inboxBacklog } from '../../ledger/backlog.js';
import { takeDueBatches } from '../../ledger/batches.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk, workOff } from '../support/desk.js';
import { batchOf, launch, states } from '../support/launch.js';
import { keepPush } from '../support/push.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city, { inboxBacklogLimit: 1 });

const later = (seconds: number) => desk.clock.set(new Date(NOW.getTime() + seconds * 1000));
const push = () => keepPush(database, { kind: 'receipt', provider: 'aliyun', body: '[]', receivedAt: NOW });
const backlog = () => inboxBacklog(database, { limit: 1, now: desk.clock.now() });

/** Each test is an hour after the one before: turns that were taken there say nothing here. */
let hour = 0;
beforeEach(async () => {
  await city.reset();
  desk.sms.restart();
  hour += 3600;
  later(hour);
});

describe('the inbox', () => {
  test('backs up when a push has waited for ten seconds, and no longer once it is read', async () => {
    later(0);
    await push();
    later(10);
    expect(await backlog()).toEqual({ unreadSince: null, tooManyQuestions: false });
    later(11);
    expect(await backlog()).toEqual({ unreadSince: NOW, tooManyQuestions: false });
    await database`UPDATE inbox SET processed_at = ${NOW}`;
    expect(await backlog()).toEqual({ unreadSince: null, tooManyQuestions: false });
  });

  test('backs up with more questions for a clerk than the limit', async () => {
    const ask = () => database`
      WITH pushed AS (INSERT INTO inbox (kind, provider, body, received_at, processed_at)
        VALUES ('reply', 'aliyun', '[]', ${NOW}, ${NOW}) RETURNING id)
      INSERT INTO reply (inbox_id, provider, sequence, address_hash, destination, content_cipher, meaning, received_at, waits_for, reason)
      SELECT id, 'aliyun', id::text, '\\x00', '1', '\\x00', 'unclear', ${NOW}, 'clerk', 'unclear' FROM pushed`;
    await ask();
    expect((await backlog()).tooManyQuestions).toBe(false);
    await ask();
    expect((await backlog()).tooManyQuestions).toBe(true);
  });
});

describe('while it backs up', () => {
  test('bulk goes one batch after another, and what has no turn waits in the ledger; nothing is lost', async () => {
    await push();
    const first = await launch(city, { key: `first-${hour}` });
    const second = await launch(city, { key: `second-${hour}` });
    await workOffOnce();
    expect(desk.sms.calls).toHaveLength(1);
    expect(await batchState(await batchOf(city, second))).toEqual({ state: 'queued', enqueuedAt: null });
    // A second on, the next one has its turn.
    later(hour + 1);
    await workOffOnce();
    expect(desk.sms.calls).toHaveLength(2);
    for (const launched of [first, second]) expect((await states(city, launched))['张蔷']).toBe('sent');
  });

  test('urgent waits for nothing', async () => {
    await push();
    for (const key of ['a', 'b', 'c']) await launch(city, { key: `${key}-${hour}`, lane: 'urgent' });
    await workOff(desk);
    expect(desk.sms.calls).toHaveLength(3);
  });

  test('bulk goes on as before as soon as it has caught up', async () => {
    await push();
    for (const key of ['a', 'b', 'c']) await launch(city, { key: `${key}-${hour}` });
    await workOffOnce();
    expect(desk.sms.calls).toHaveLength(1);
    await database`UPDATE inbox SET processed_at = ${NOW}`;
    later(hour + 1);
    await workOff(desk);
    expect(desk.sms.calls).toHaveLength(3);
  });

  test('two channels do not wait for each other', async () => {
    await push();
    desk.email.restart();
    await launch(city, { key: `both-${hour}`, sms: 'flood', email: 'flood-mail' });
    await workOffOnce();
    expect(desk.sms.calls).toHaveLength(1);
    expect(desk.email.calls.length).toBeGreaterThan(0);
  });
});

/** As dispatchers do with the jobs that are there now; what comes back to the ledger is for the next round. */
async function workOffOnce(): Promise<void> {
  const due = await takeDueBatches(database, { now: desk.clock.now(), limit: 100 });
  await Promise.all(due.map(({ id, channel, lane }) => dispatchBatch(desk, { channel, lane }, id)));
}

async function batchState(id: number) {
  const [row] = await database`SELECT state, enqueued_at FROM batch WHERE id = ${id}`;
  return { ...row };
}
