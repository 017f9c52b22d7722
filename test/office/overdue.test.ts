import { beforeEach, describe, expect, test } from '@jest/globals';
import { enqueueDue } from '../../dispatch/enqueue.js';
import { dispatchBatch } from '../../dispatch/dispatch.js';
import { moveReview } from '../../ledger/template-reviews.js';
import { clearAlert, raiseAlert } from '../../ledger/alerts.js';
import { stopProvider } from '../../ledger/stops.js';
import { moveRun } from '../../ledger/runs.js';
import { statementOf } from '../../ledger/statement.js';
import { overdue, sweepOverdue } from '../../office/overdue.js';
import { why } from '../../office/why.js';
import { NOW } from '../support/cast.js';
import { openTestDesk, workOff } from '../support/desk.js';
import { batchOf, batchRow, launch, states, type Launched, type Wish } from '../support/launch.js';
import { openTestOffice } from './office.js';

const office = await openTestOffice();
const desk = await openTestDesk(office.city);
const clerk = office.actor('office');
const QIANXI: Wish = { audience: { committees: ['qianxi'] } };
/** As the office's settings have it; `carrier` of the other tests reviews nothing. */
const REVIEWERS = ['aliyun'];
const minutes = (count: number): Date => new Date(NOW.getTime() + count * 60_000);

beforeEach(async () => {
  await office.city.reset();
  await office.database`TRUNCATE alert, provider_stop, provider_share`;
  desk.sms.restart();
  at(NOW);
});

function at(instant: Date): void {
  office.clock.set(instant);
  desk.clock.set(instant);
}

const decide = (to: 'approved' | 'rejected') =>
  office.database.begin((sql) =>
    moveReview(
      sql,
      { templateId: office.city.template('flood').id, provider: 'aliyun', to },
      office.clock.now(),
    ),
  );
const reasons = async () => (await overdue(office, clerk)).map(({ reason, messages }) => [reason, messages]);
const open = async () =>
  office.database`SELECT subject, detail FROM alert WHERE cause = 'overdue messages' AND cleared_at IS NULL ORDER BY subject`;
const pause = ({ run }: Launched) => moveRun(office.database, { runId: run.id, to: 'paused', now: NOW });

describe('what is overdue says why', () => {
  test('nothing is, while it is young or has been sent', async () => {
    await launch(office.city, QIANXI);
    at(minutes(9));
    expect(await reasons()).toEqual([]);
    await workOff(desk);
    at(minutes(20));
    expect(await reasons()).toEqual([]);
  });

  test('a paused run', async () => {
    await pause(await launch(office.city, QIANXI));
    at(minutes(11));
    expect(await reasons()).toEqual([['run paused', 3]]);
  });

  test('a stopped provider, with its code and until when', async () => {
    await launch(office.city, QIANXI);
    at(minutes(11));
    const stop = { provider: 'carrier', code: 'isv.AMOUNT_NOT_ENOUGH', now: minutes(11), until: minutes(16) };
    await stopProvider(office.database, stop);
    expect(await overdue(office, clerk)).toMatchObject([
      { reason: 'provider stopped', code: stop.code, until: stop.until, since: NOW, channel: 'sms' },
    ]);
  });

  test('a template that nobody who would send it has approved; a stop of all who have', async () => {
    await office.database`INSERT INTO provider_share (provider, channel, weight, share, changed_at, reason, judged_at)
      VALUES ('aliyun', 'sms', 100, 100, ${NOW}, 'settings', ${NOW})`;
    await launch(office.city, QIANXI);
    at(minutes(11));
    expect(await reasons()).toEqual([['not enqueued', 3]]);
    await decide('rejected');
    const [found] = await overdue(office, clerk);
    expect(found).toMatchObject({
      ...{ reason: 'template not approved', messages: 3, code: null, until: null },
      ...{ template: { code: 'flood', version: 1 }, zh: expect.stringContaining('没有通过') },
    });
    // Another carrier that has not approved it is no way out; one that reviews nothing is.
    const two = { ...office, config: { ...office.config, alibabaCloudAccessKeyId2: 'x' } };
    await office.database`INSERT INTO provider_share (provider, channel, weight, share, changed_at, reason, judged_at)
      VALUES ('aliyun-2', 'sms', 100, 100, ${NOW}, 'settings', ${NOW})`;
    expect((await overdue(two, clerk)).map(({ reason }) => reason)).toEqual(['template not approved']);
    expect(await reasons()).toEqual([['not enqueued', 3]]);
    await decide('approved');
    const stop = { provider: 'aliyun', code: 'isv.AMOUNT_NOT_ENOUGH', now: minutes(11), until: minutes(16) };
    await stopProvider(office.database, stop);
    expect(await overdue(two, clerk)).toMatchObject([{ reason: 'provider stopped', provider: 'aliyun' }]);
    expect(await reasons()).toEqual([['not enqueued', 3]]);
  });

  test('what a stop has held is given time once it is over', async () => {
    await launch(office.city, QIANXI);
    const stop = { provider: 'carrier', code: 'isv.AMOUNT_NOT_ENOUGH', now: NOW, until: minutes(16) };
    await stopProvider(office.database, stop);
    at(minutes(25));
    expect(await reasons()).toEqual([]);
    at(minutes(26));
    expect(await reasons()).toEqual([['not enqueued', 3]]);
  });

  test('a closed window, a queue without sweeper, a queue without dispatcher', async () => {
    const { run } = await launch(office.city, { ...QIANXI, window: { from: '08:00', to: '09:05' } });
    at(minutes(11));
    expect(await reasons()).toEqual([['window closed', 3]]);
    await office.database`UPDATE occurrence SET window_from = NULL, window_to = NULL WHERE run_id = ${run.id}`;
    expect(await reasons()).toEqual([['not enqueued', 3]]);
    await enqueueDue(desk);
    expect(await reasons()).toEqual([['not taken', 3]]);
  });

  test('a long queue that is being worked off is not overdue', async () => {
    await launch(office.city, QIANXI);
    await enqueueDue(desk);
    at(minutes(11));
    const other = await launch(office.city, { ...QIANXI, now: minutes(11) });
    await dispatchBatch(desk, { channel: 'sms', lane: 'bulk' }, await batchOf(office.city, other));
    expect(await reasons()).toEqual([]);
  });

  test('a provider that asks for patience again and again', async () => {
    const launched = await launch(office.city, QIANXI);
    desk.sms.restart(() => ({ kind: 'throttled', code: 'isv.BUSINESS_LIMIT_CONTROL', until: minutes(60) }));
    await dispatchBatch(desk, { channel: 'sms', lane: 'bulk' }, await batchOf(office.city, launched));
    at(minutes(11));
    expect(await reasons()).toEqual([['throttled', 3]]);
  });

  test('a call in doubt for longer than it takes to settle one; receipts that never come', async () => {
    const doubtful = await launch(office.city, QIANXI);
    desk.sms.restart(() => ({ kind: 'unknown', code: 'link.no-answer' }));
    await dispatchBatch(desk, { channel: 'sms', lane: 'bulk' }, await batchOf(office.city, doubtful));
    at(minutes(44));
    expect(await reasons()).toEqual([]);
    at(minutes(46));
    expect(await reasons()).toEqual([['in doubt', 3]]);
    desk.sms.restart();
    at(minutes(60));
    await launch(office.city, { ...QIANXI, now: minutes(60) });
    await workOff(desk);
    at(minutes(91));
    expect((await reasons()).map(([reason]) => reason)).toEqual(['in doubt', 'receipts silent']);
  });

  test('receipts that never come, however much was sent after those texts', async () => {
    await launch(office.city, QIANXI);
    await workOff(desk);
    await office.database`
      INSERT INTO attempt (batch_id, message_id, out_id, epoch, intent_at, finished_at, outcome, provider)
      SELECT 0, n, md5(n::text), 0, ${minutes(20)}, ${minutes(20)}, 'accepted', 'relay' FROM generate_series(1, 3000) n`;
    at(minutes(29));
    expect(await reasons()).toEqual([]);
    at(minutes(31));
    expect((await reasons()).map(([reason]) => reason)).toEqual(['receipts silent']);
    at(minutes(181));
    expect(await reasons()).toEqual([]);
  });

  test('is cut to the part of the tree', async () => {
    await pause(await launch(office.city, QIANXI));
    at(minutes(11));
    expect(await overdue(office, office.actor('clerk'))).toEqual([]);
  });
});

describe('the sweeper', () => {
  test('tells of what is overdue once, until it is over; what somebody decided alarms nobody', async () => {
    const launched = await launch(office.city, QIANXI);
    await enqueueDue(desk);
    await pause(await launch(office.city, QIANXI));
    at(minutes(11));
    await sweepOverdue(desk, REVIEWERS);
    const subject = `run ${launched.run.id}: not taken`;
    expect(await open()).toEqual([
      { subject, detail: { run: launched.run.id, reason: 'not taken', code: null } },
    ]);
    at(minutes(12));
    await sweepOverdue(desk, REVIEWERS);
    expect(await open()).toHaveLength(1);
    await dispatchBatch(desk, { channel: 'sms', lane: 'bulk' }, await batchOf(office.city, launched));
    await sweepOverdue(desk, REVIEWERS);
    expect(await open()).toEqual([]);
  });

  test('tells of a cause once: what is open of it already is not told again run by run', async () => {
    const { run } = await launch(office.city, QIANXI);
    const stop = { provider: 'carrier', code: 'isv.AMOUNT_NOT_ENOUGH', now: NOW };
    await stopProvider(office.database, { ...stop, until: minutes(30) });
    const stopped = { cause: 'provider stopped', subject: 'carrier' } as const;
    await raiseAlert(office.database, { ...stopped, detail: {} }, NOW);
    at(minutes(11));
    expect(await reasons()).toEqual([['provider stopped', 3]]);
    await sweepOverdue(desk, REVIEWERS);
    expect(await open()).toEqual([]);
    await clearAlert(office.database, stopped, minutes(12));
    await sweepOverdue(desk, REVIEWERS);
    expect(await open()).toMatchObject([{ subject: `run ${run.id}: provider stopped` }]);
    // One that has been told stays until it is over.
    await raiseAlert(office.database, { ...stopped, detail: {} }, minutes(12));
    await sweepOverdue(desk, REVIEWERS);
    expect(await open()).toHaveLength(1);
    await office.database`TRUNCATE alert`;
    await raiseAlert(office.database, { ...stopped, subject: 'another', detail: {} }, NOW);
    await sweepOverdue(desk, REVIEWERS);
    expect(await open()).toHaveLength(1);
  });

  test.each([
    ['not enqueued', 'engine down', 'redis'],
    ['not taken', 'engine down', 'redis'],
    ['not taken', 'lane stopped', 'sms-bulk'],
    ['template not approved', 'template rejected', 'template flood v1 at aliyun'],
    ['receipts silent', 'receipts late', 'carrier'],
  ] as const)('%s is not told beside %s of %s', async (reason, cause, subject) => {
    await launch(office.city, QIANXI);
    if (reason === 'not taken') await enqueueDue(desk);
    if (reason === 'receipts silent') await workOff(desk);
    if (reason === 'template not approved') {
      await office.database`UPDATE batch SET provider = 'aliyun'`;
      await decide('rejected');
      await office.database`TRUNCATE alert`;
    }
    at(minutes(31));
    expect((await reasons()).map(([found]) => found)).toEqual([reason]);
    await raiseAlert(office.database, { cause, subject, detail: {} }, NOW);
    await sweepOverdue(desk, REVIEWERS);
    expect(await open()).toEqual([]);
    await office.database`TRUNCATE alert`;
    await sweepOverdue(desk, REVIEWERS);
    expect(await open()).toMatchObject([{ detail: { reason } }]);
    await decide('approved');
  });

  test('lets go of what is too old though nobody claims it, and the account balances', async () => {
    const launched = await launch(office.city, { ...QIANXI, expiresAt: minutes(60).toISOString() });
    await pause(launched);
    at(minutes(59));
    expect(await sweepOverdue(desk, REVIEWERS)).toBe(0);
    at(minutes(60));
    expect(await sweepOverdue(desk, REVIEWERS)).toBe(3);
    expect(await states(office.city, launched)).toEqual({
      陈涛: 'expired: expired',
      刘洋: 'expired: expired',
      孙静: 'expired: expired',
    });
    expect((await batchRow(office.city, await batchOf(office.city, launched))).state).toBe('done');
    expect((await statementOf(office.database, launched.run.id, 'tangshan/')).balanced).toBe(true);
    const { fates } = await why(office, clerk, { runId: launched.run.id, person: '陈涛' });
    expect(fates[0]?.sentence.zh).toBe(
      '短信：没有发送：2026-08-01 10:00 轮到时已过有效期（有效期至 2026-08-01 10:00）',
    );
    expect(await sweepOverdue(desk, REVIEWERS)).toBe(0);
  });

  test('gives up after 72 hours what nobody will ever say, not while a call of it is under way', async () => {
    const launched = await launch(office.city, QIANXI);
    const batch = await batchOf(office.city, launched);
    desk.sms.restart(() => ({ kind: 'unknown', code: 'link.no-answer' }));
    await dispatchBatch(desk, { channel: 'sms', lane: 'bulk' }, batch);
    at(minutes(72 * 60 - 1));
    expect(await sweepOverdue(desk, REVIEWERS)).toBe(0);
    at(minutes(72 * 60));
    const [attempt] = await office.database<{ id: number }[]>`
      INSERT INTO attempt (batch_id, out_id, epoch, intent_at) VALUES (${batch}, 'x', 0, ${NOW}) RETURNING id`;
    expect(await sweepOverdue(desk, REVIEWERS)).toBe(0);
    await office.database`UPDATE attempt SET outcome = 'unknown', finished_at = ${NOW} WHERE id = ${attempt!.id}`;
    expect(await sweepOverdue(desk, REVIEWERS)).toBe(3);
    expect((await states(office.city, launched)).陈涛).toBe('expired: never settled');
    expect((await batchRow(office.city, batch)).state).toBe('done');
  });
});
