import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { putTable } from '../../ledger/holiday-tables.js';
import { askApproval, decide } from '../../ledger/approvals.js';
import { putObligationSetting } from '../../ledger/obligation-settings.js';
import { letGo, writeSkip, writeWait } from '../../ledger/skips.js';
import { alerts } from '../../office/alerts.js';
import { Watch } from '../../office/watch.js';
import { serveLane, LANES } from '../../queue/lanes.js';
import { connectDatabase } from '../../runtime/database.js';
import { createLogger } from '../../runtime/log.js';
import { NOW } from '../support/cast.js';
import { openTestDesk, workOff } from '../support/desk.js';
import { batchOf, launch } from '../support/launch.js';
import { keepPush } from '../support/push.js';
import { emptyWorkerRedis } from '../support/worker-redis.js';
import { openTestOffice } from './office.js';

const office = await openTestOffice({ inboxBacklogLimit: 2 });
const { database, city, clock } = office;
const desk = await openTestDesk(city);
const redisUrl = await emptyWorkerRedis();
const NOWHERE = 'redis://127.0.0.1:1/0';
const log = createLogger('test', 'silent');

/** Dispatchers that take nothing, on every lane but those named. */
const serving = LANES.filter(([channel, lane]) => `${channel}-${lane}` !== 'sms-bulk').map(
  ([channel, lane]) =>
    serveLane(
      redisUrl,
      { channel, lane, concurrency: 1, lockSeconds: 30 },
      async () => {},
      () => {},
    ),
);
afterAll(async () => {
  await Promise.all(serving.map((each) => each.close()));
});

let watch: Watch;
const watcher = (url = redisUrl) => new Watch({ office, redisUrl: url, log });
beforeEach(async () => {
  await city.reset();
  await database`TRUNCATE alert`;
  clock.set(NOW);
  watch = watcher();
});

const lookAt = async (seconds: number, by = watch) => {
  clock.set(new Date(NOW.getTime() + seconds * 1000));
  await by.look();
};
const open = async (cause?: string) =>
  (await alerts(office, office.actor('office'), { openOnly: true, limit: 99 }))
    .filter((alert) => cause === undefined || alert.cause === cause)
    .map(({ subject, detail }) => ({ subject, ...detail }));

describe('an engine', () => {
  test('that is away for a moment is no news; for half a minute it is, until it is back', async () => {
    const away = watcher(NOWHERE);
    await lookAt(0, away);
    await lookAt(29, away);
    expect(await open('engine down')).toEqual([]);
    await lookAt(30, away);
    // Temporal is away in this test from its beginning; so is Redis.
    expect(await open('engine down')).toEqual([
      { subject: 'temporal', code: 'UNAVAILABLE' },
      { subject: 'redis', code: 'ECONNREFUSED' },
    ]);
    await lookAt(40);
    expect(await open('engine down')).toEqual([{ subject: 'temporal', code: 'UNAVAILABLE' }]);
  });

  test('that was away, back and away again has not been away all the time', async () => {
    const away = watcher(NOWHERE);
    await lookAt(0, away);
    await lookAt(20);
    await lookAt(25, away);
    // The same watcher would have forgotten it; this one has seen it since the beginning, as another sweeper may.
    expect(await open('engine down')).toEqual([]);
  });

  test('the ledger itself away: the watch says so in its log, and goes on', async () => {
    const nobody = connectDatabase('postgres://muster@127.0.0.1:1/muster', { name: 'watch test', max: 1 });
    const said: unknown[] = [];
    const loud = { ...log, error: (entry: unknown) => void said.push(entry) } as unknown as typeof log;
    await new Watch({ office: { ...office, database: nobody }, redisUrl, log: loud }).look();
    expect(said).toEqual([{ code: 'ECONNREFUSED' }]);
    await nobody.end({ timeout: 1 });
  });
});

describe('a lane', () => {
  test('that nobody serves is named; with Redis away nobody knows, and it stays named', async () => {
    await lookAt(0);
    await lookAt(30);
    expect(await open('lane stopped')).toEqual([{ subject: 'sms-bulk' }]);
    await lookAt(60, watcher(NOWHERE));
    expect(await open('lane stopped')).toEqual([{ subject: 'sms-bulk' }]);
    const served = serveLane(
      redisUrl,
      { channel: 'sms', lane: 'bulk', concurrency: 1, lockSeconds: 30 },
      async () => {},
      () => {},
    );
    await lookAt(90);
    for (let round = 0; round < 50 && (await open('lane stopped')).length > 0; round++) await watch.look();
    expect(await open('lane stopped')).toEqual([]);
    await served.close();
  });
});

describe('the inbox', () => {
  test('backs up with pushes unread for a minute, by leaps and not by each push', async () => {
    const push = () =>
      keepPush(database, { kind: 'receipt', provider: 'aliyun', body: '[]', receivedAt: NOW });
    for (let count = 0; count < 3; count++) await push();
    await lookAt(60);
    expect(await open('inbox backing up')).toEqual([]);
    await lookAt(61);
    expect(await open('inbox backing up')).toEqual([{ subject: 'pushes', waiting: 2 }]);
    await push();
    await lookAt(62);
    expect(await open('inbox backing up')).toEqual([{ subject: 'pushes', waiting: 2 }]);
    await push();
    await lookAt(63);
    expect(await open('inbox backing up')).toEqual([{ subject: 'pushes', waiting: 5 }]);
    await database`UPDATE inbox SET processed_at = ${NOW}`;
    await lookAt(64);
    expect(await open('inbox backing up')).toEqual([]);
  });

  test('backs up with more replies than a clerk can settle', async () => {
    await database`INSERT INTO inbox (kind, provider, body, received_at, processed_at)
      VALUES ('reply', 'aliyun', '[]', ${NOW}, ${NOW})`;
    const ask = (sequence: string) => database`
      INSERT INTO reply (inbox_id, provider, sequence, address_hash, destination, content_cipher, meaning, received_at, waits_for, reason)
      SELECT max(id), 'aliyun', ${sequence}, '\\x00', '1', '\\x00', 'unclear', ${NOW}, 'clerk', 'unclear' FROM inbox`;
    for (const sequence of ['1', '2']) await ask(sequence);
    await lookAt(0);
    expect(await open('inbox backing up')).toEqual([]);
    await ask('3');
    await lookAt(1);
    expect(await open('inbox backing up')).toEqual([{ subject: 'replies', waiting: 2 }]);
    await database`UPDATE reply SET waits_for = NULL`;
    await lookAt(2);
    expect(await open('inbox backing up')).toEqual([]);
  });
});

describe('receipts', () => {
  const sent = async (texts: number) => {
    const launched = await launch(city, { sms: 'flood' });
    await workOff(desk);
    // The cast is small; its few texts stand for more of the same.
    const batch = await batchOf(city, launched);
    await database`
      INSERT INTO message (occurrence_id, person_id, committee_id, channel, state, batch_id, changed_at)
      SELECT ${launched.occurrence.id}, 900000 + n, 1, 'sms', 'sent', ${batch}, ${NOW} FROM generate_series(1, ${texts}::int) n`;
    return batch;
  };

  test('that most texts lack after ten minutes are late, until they come', async () => {
    const batch = await sent(30);
    await lookAt(599);
    expect(await open('receipts late')).toEqual([]);
    await lookAt(601);
    expect(await open('receipts late')).toEqual([{ subject: 'carrier', without: '100%' }]);
    await database`UPDATE message SET state = 'delivered' WHERE batch_id = ${batch} AND person_id % 3 <> 0`;
    await lookAt(620);
    expect(await open('receipts late')).toEqual([]);
  });

  test('of a handful of texts say nothing, nor do those of hours ago', async () => {
    await sent(5);
    await lookAt(700);
    expect(await open('receipts late')).toEqual([]);
    await sent(30);
    await lookAt(3700);
    expect(await open('receipts late')).toEqual([]);
  });
});

describe('a statement', () => {
  test('that does not balance is named by its run, looked at every ten minutes, until it does', async () => {
    const { run, occurrence } = await launch(city);
    await lookAt(0);
    expect(await open('statement unbalanced')).toEqual([]);
    await database`DELETE FROM message WHERE occurrence_id = ${occurrence.id} AND person_id IN (${city.id('张蔷')}, ${city.id('刘洋')})`;
    await lookAt(599);
    expect(await open('statement unbalanced')).toEqual([]);
    await lookAt(600);
    expect(await open('statement unbalanced')).toEqual([{ subject: `run ${run.id}`, missing: 2 }]);
    // Days later it is still not forgotten.
    await lookAt(3 * 86_400);
    expect(await open('statement unbalanced')).toHaveLength(1);
    await database`DELETE FROM recipient WHERE occurrence_id = ${occurrence.id} AND person_id IN (${city.id('张蔷')}, ${city.id('刘洋')})`;
    await lookAt(4 * 86_400);
    expect(await open('statement unbalanced')).toEqual([]);
  });
});

describe('an approval', () => {
  const lapsed = async (seconds: number) => {
    const { run } = await launch(city);
    const until = new Date(NOW.getTime() + seconds * 1000);
    await askApproval(database, {
      ...{ runId: run.id, planHash: run.planHash, askedBy: 'office', askedAt: NOW, until },
    });
    await decide(database, { runId: run.id, decision: 'lapsed', by: 'muster', reason: null }, until);
    return run;
  };

  test('that lapsed is named by its run, until the same is launched again', async () => {
    const run = await lapsed(60);
    await lookAt(60);
    expect(await open('approval lapsed')).toEqual([{ subject: `run ${run.id}`, until: '2026-08-01 09:01' }]);
    await launch(city, { now: new Date(NOW.getTime() + 120_000) });
    await lookAt(130);
    expect(await open('approval lapsed')).toEqual([]);
  });

  test('that lapsed days ago is let go of', async () => {
    const run = await lapsed(0);
    await lookAt(3 * 86_400 - 1);
    expect(await open('approval lapsed')).toMatchObject([{ subject: `run ${run.id}` }]);
    await lookAt(3 * 86_400);
    expect(await open('approval lapsed')).toEqual([]);
  });
});

describe('the calendar', () => {
  test('that ends within a month is named by the year, until its holidays are loaded', async () => {
    const day = (date: string) => (Date.parse(`${date}T09:00:00+08:00`) - NOW.getTime()) / 1000;
    await lookAt(day('2026-11-30'));
    expect(await open('calendar running out')).toEqual([]);
    await lookAt(day('2026-12-01'));
    expect(await open('calendar running out')).toEqual([{ subject: 'year 2027' }]);
    // Only what is there counts here; what may be loaded is the loader's affair.
    await putTable(database, { year: 2027, holidays: [], source: 'test' }, { name: 'office', now: NOW });
    await lookAt(day('2026-12-02'));
    expect(await open('calendar running out')).toEqual([]);
    await database`DELETE FROM holiday_table`;
  });
});

describe('a schedule', () => {
  const NOTICE = 'monthly-safety-notice';
  const PLAN = 'obligation-annual-plan';

  test('whose firing launched nothing is named with the day and the reason, until it is let go', async () => {
    const firing = { scheduleId: NOTICE, day: '2026-08-01', key: `${NOTICE}.2026-08-01` };
    await writeSkip(database, { ...firing, skipped: 'refused', reasons: ['x'] }, NOW);
    await lookAt(0);
    expect(await open('schedule missed')).toEqual([
      { subject: NOTICE, day: '2026-08-01', skipped: 'refused' },
    ]);
    await letGo(database, firing, { by: 'office', reason: '不再需要', now: NOW });
    await lookAt(1);
    expect(await open('schedule missed')).toEqual([]);
  });

  test('that the office asks for no more is told of no more', async () => {
    const skip = { scheduleId: PLAN, day: '2026-01-01', key: 'annual-plan.2026.tangshan' };
    await writeSkip(database, { ...skip, skipped: 'refused', reasons: ['x'] }, NOW);
    await lookAt(0);
    expect(await open('schedule missed')).toMatchObject([{ subject: PLAN }]);
    await putObligationSetting(database, {
      ...{ code: 'annual-plan', wanted: false, due: null, graceWorkdays: null },
      ...{ changedBy: 'office', changedAt: NOW },
    });
    await lookAt(1);
    expect(await open('schedule missed')).toEqual([]);
    await database`DELETE FROM obligation_setting`;
  });

  test('whose firing waits is named with its day, until somebody lets it go', async () => {
    const [id, day] = ['obligation-brand-projects', '2026-02-01'];
    const firing = { scheduleId: id, day, key: 'brand-projects.2026.tangshan' };
    await writeWait(database, firing, NOW);
    await lookAt(0);
    expect(await open('schedule waiting')).toEqual([{ subject: `${id} ${day}`, day }]);
    expect(await letGo(database, firing, { by: 'office', reason: '已另行布置', now: NOW })).toBe(true);
    await lookAt(1);
    expect(await open('schedule waiting')).toEqual([]);
  });

  test('that will have no certain day in two months is named by the year that is missing', async () => {
    const day = (date: string) => (Date.parse(`${date}T09:00:00+08:00`) - NOW.getTime()) / 1000;
    // The model cases of the second half-year open on 3 December; nothing that counts workdays follows.
    await lookAt(day('2026-10-03'));
    expect(await open('schedule running out')).toEqual([]);
    await lookAt(day('2026-10-04'));
    expect(await open('schedule running out')).toEqual([
      { subject: 'year 2027', until: '2026-12-03', schedules: 1 },
    ]);
    await lookAt(day('2026-10-27'));
    expect(await open('schedule running out')).toEqual([
      { subject: 'year 2027', until: '2026-12-03', schedules: 4 },
    ]);
    await putTable(database, { year: 2027, holidays: [], source: 'test' }, { name: 'office', now: NOW });
    await lookAt(day('2026-10-28'));
    expect(await open('schedule running out')).toEqual([]);
    await database`DELETE FROM holiday_table`;
  });
});
