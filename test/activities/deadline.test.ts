import { beforeEach, describe, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities } from '../../activities/index.js';
import type { Chased } from '../../activities/deadline.js';
import { DIGEST_STEP } from '../../campaigns/deadline/chasing.js';
import { officeTime } from '../../domain/calendar/office-day.js';
import { cancelQueued, moveRun } from '../../ledger/runs.js';
import { statementOf } from '../../ledger/statement.js';
import { openTestOffice } from '../office/office.js';
import { KEYS, NOW } from '../support/cast.js';
import { dutyOf, openDeadline, ownReport, settleDutyTexts } from '../support/deadlines.js';
import { openTestDesk } from '../support/desk.js';
import { PROVIDERS } from '../support/launch.js';
import { speaksFor } from '../support/questions.js';

const office = await openTestOffice();
const { database, city, clock } = office;
await settleDutyTexts(city);
await speaksFor(city, '孙静', { code: 'tangshan', role: 'liaison' });
const desk = await openTestDesk(city);
const activities = createActivities({
  ...{ database, lanes: desk.lanes, clock, waits: desk.waits, providerNames: PROVIDERS },
  keys: KEYS,
  audienceGrowthPercent: 10,
  launchScheduled: async () => ({ skipped: 'nobody' }),
  launchPlanned: async () => ({ skipped: 'nobody' }),
});

beforeEach(async () => {
  await city.reset();
  clock.set(NOW);
});

const logger = new DefaultLogger('ERROR', () => undefined);
const at = (text: string): Date => new Date(`${text}:00+08:00`);

/** Chases a run at a time of the office, as its workflow would. */
function chase(run: number, time: string): Promise<Chased> {
  clock.set(at(time));
  return new MockActivityEnvironment({}, { logger }).run<[number], Chased, typeof activities.chase>(
    activities.chase,
    run,
  );
}

/** What somebody was told in each digest: its time, and the lines of the list. */
async function digests(name: '何军' | '林夏' | '孙静' | '冯雪'): Promise<string[]> {
  const rows = await database<{ at: Date; list: string }[]>`
    SELECT o.frozen_at AS at, v.variables ->> 'duty_list' AS list
    FROM recipient_value v JOIN occurrence o ON o.id = v.occurrence_id
    WHERE v.person_id = ${city.id(name)} AND o.step = ${DIGEST_STEP} ORDER BY o.id`;
  return rows.map((row) => `${officeTime(row.at)} ${row.list.replaceAll('\n', ' | ')}`);
}

/** Messages somebody got, by channel and state. */
async function messages(name: '何军' | '林夏'): Promise<string[]> {
  const rows = await database<{ said: string }[]>`
    SELECT m.channel || ' ' || m.state || coalesce(' ' || m.reason, '') AS said FROM message m
    WHERE m.person_id = ${city.id(name)} ORDER BY m.id`;
  return rows.map(({ said }) => said);
}

describe('the digest of a day', () => {
  test('tells each contact once of everything that has come due in any run, and the second run finds nothing left', async () => {
    const first = await openDeadline(office, ownReport('防汛检查'));
    const second = await openDeadline(office, ownReport('队伍名册', { due: '2026-08-14 17:00' }));
    expect(await chase(first, '2026-08-03T09:00')).toMatchObject({ told: 3 });
    expect(await chase(second, '2026-08-03T09:00')).toMatchObject({
      told: 0,
      next: at('2026-08-07T09:00').toISOString(),
    });
    expect(await digests('何军')).toEqual([
      '2026-08-03 09:00 1. 队伍名册，期限2026年8月14日，请报送 | 2. 防汛检查，期限2026年8月20日，请报送',
    ]);
    // 卫生健康 has no contact: the city's is told for it.
    expect(await digests('孙静')).toEqual([
      '2026-08-03 09:00 1. 卫生健康：队伍名册，期限2026年8月14日，请报送 | 2. 卫生健康：防汛检查，期限2026年8月20日，请报送',
    ]);
    expect(await messages('何军')).toEqual(['sms queued', 'email queued']);
    expect(await messages('林夏')).toEqual(['sms queued', 'email suppressed no address']);
    for (const run of [first, second])
      expect((await statementOf(database, run, 'tangshan/')).balanced).toBe(true);
  });

  test('by two runs at once tells nobody twice', async () => {
    const runs = [await openDeadline(office, ownReport('一')), await openDeadline(office, ownReport('二'))];
    const chased = await Promise.all(runs.map((run) => chase(run, '2026-08-03T09:00')));
    expect(chased.map(({ told }) => told).sort()).toEqual([0, 3]);
    expect(await digests('何军')).toHaveLength(1);
  });

  test('repeated after a worker has died says nothing anew', async () => {
    const run = await openDeadline(office, ownReport('防汛检查'));
    await chase(run, '2026-08-03T09:00');
    expect(await chase(run, '2026-08-03T09:00')).toMatchObject({ told: 0 });
    expect(await messages('何军')).toHaveLength(2);
  });

  test('waits on a rest day and before its minute', async () => {
    const run = await openDeadline(office, ownReport('防汛检查'));
    // The first of August 2026 is a Saturday; the opening is said on Monday.
    expect(await chase(run, '2026-08-01T10:00')).toMatchObject({
      told: 0,
      next: at('2026-08-03T09:00').toISOString(),
    });
    expect(await chase(run, '2026-08-03T08:59')).toMatchObject({ told: 0 });
    expect(await chase(run, '2026-08-03T11:30')).toMatchObject({ told: 3 });
  });

  test('of one who was told today says the rest tomorrow', async () => {
    const first = await openDeadline(office, ownReport('一'));
    await chase(first, '2026-08-03T09:00');
    clock.set(NOW);
    const late = await openDeadline(office, ownReport('二'));
    expect(await chase(late, '2026-08-03T10:00')).toMatchObject({
      told: 0,
      next: at('2026-08-04T09:00').toISOString(),
    });
    expect(await chase(late, '2026-08-04T09:00')).toMatchObject({ told: 3 });
    expect(await digests('何军')).toEqual([
      '2026-08-03 09:00 1. 一，期限2026年8月20日，请报送',
      '2026-08-04 09:00 1. 二，期限2026年8月20日，请报送',
    ]);
  });

  test('of what was due at this very hour says that it is due, and the day after that it is one day late', async () => {
    const run = await openDeadline(office, ownReport('防汛检查', { due: '2026-08-20 09:00' }));
    await chase(run, '2026-08-20T09:01');
    const [today] = await digests('何军');
    expect(today).toMatch(/^2026-08-20 09:0\d 1\. 防汛检查，期限2026年8月20日，(?!逾期)/);
    await chase(run, '2026-08-21T09:01');
    expect((await digests('何军')).at(-1)).toContain('逾期1天');
  });

  test('of rungs that were missed says only the last, and climbs on', async () => {
    const run = await openDeadline(office, ownReport('防汛检查'));
    expect(await chase(run, '2026-08-24T09:00')).toMatchObject({ told: 3 });
    expect(await digests('冯雪')).toEqual([
      '2026-08-24 09:00 1. 防汛检查，期限2026年8月20日，逾期4天，请尽快报送',
    ]);
    expect(await digests('何军')).toEqual([]);
    const [{ passed }] = await database<[{ passed: number }]>`
      SELECT count(*) AS passed FROM duty_rung WHERE outcome = 'passed' AND duty_id = ${await dutyOf(office, run, 'luannan')}`;
    expect(passed).toBe(5);
  });

  test('says nothing of a run that is paused, and nothing of what is handed in', async () => {
    const paused = await openDeadline(office, ownReport('停'));
    const run = await openDeadline(office, ownReport('行'));
    await moveRun(database, { runId: paused, to: 'paused', now: NOW });
    await database`UPDATE duty SET state = 'submitted', first_submitted_at = ${NOW}, in_time = true WHERE id = ${await dutyOf(office, run, 'qianxi')}`;
    await chase(run, '2026-08-03T09:00');
    expect(await digests('何军')).toEqual(['2026-08-03 09:00 1. 行，期限2026年8月20日，请报送']);
    expect(await digests('林夏')).toEqual([]);
  });

  test('that was cancelled with its run before it went out is said again', async () => {
    const first = await openDeadline(office, ownReport('一'));
    const second = await openDeadline(office, ownReport('二'));
    await chase(first, '2026-08-03T09:00');
    await moveRun(database, { runId: first, to: 'cancelled', now: clock.now() });
    while ((await cancelQueued(database, { runId: first, now: clock.now() })) > 0);
    expect(await chase(second, '2026-08-03T10:00')).toMatchObject({
      told: 0,
      next: at('2026-08-04T09:00').toISOString(),
    });
    expect(await chase(second, '2026-08-04T09:00')).toMatchObject({ told: 3 });
    expect((await digests('何军')).at(-1)).toBe('2026-08-04 09:00 1. 二，期限2026年8月20日，请报送');
  });

  test('goes to whoever speaks for the committee that day', async () => {
    const run = await openDeadline(office, ownReport('防汛检查'));
    await chase(run, '2026-08-03T09:00');
    await speaksFor(city, '张蔷', { code: 'luannan', role: 'liaison', from: '2026-08-10' });
    await chase(run, '2026-08-13T09:00');
    const [told] = await database<[{ name: string }]>`
      SELECT p.name FROM duty_told t JOIN person p ON p.id = t.person_id
      WHERE t.duty_id = ${await dutyOf(office, run, 'luannan')} AND t.rung = 'week before'`;
    expect(told.name).toBe('张蔷');
    await speaksFor(city, '何军', { code: 'luannan', role: 'liaison' });
  });

  test('that nobody is there to hear is passed over, and the next rung comes', async () => {
    const health = ownReport('防汛检查', { committees: ['health'] });
    await database`UPDATE contact_role SET to_date = '2026-08-02' WHERE person_id = ${city.id('孙静')}`;
    const run = await openDeadline(office, health);
    expect(await chase(run, '2026-08-03T09:00')).toMatchObject({
      told: 0,
      next: at('2026-08-13T09:00').toISOString(),
    });
    await database`UPDATE contact_role SET to_date = NULL WHERE person_id = ${city.id('孙静')}`;
  });
});

test('what is not there when its grace is over is locked, once, and chased no more', async () => {
  const run = await openDeadline(office, ownReport('防汛检查'));
  expect(await chase(run, '2026-09-04T09:00')).toMatchObject({
    unsettled: 0,
    next: null,
    lastLock: null,
    told: 0,
  });
  await chase(run, '2026-09-05T09:00');
  const entries = await database`SELECT action, by FROM duty_entry`;
  expect(entries).toEqual([1, 2, 3].map(() => ({ action: 'locked', by: 'muster' })));
});

test('a summary tells each county how its own part stood the time before, and those who had none that there is nothing', async () => {
  const towns = (year: string, committees: string[]) =>
    openDeadline(office, {
      ...{ kind: 'deadline', obligation: 'annual-plan', period: year, due: '2026-08-20 17:00' },
      ...{ key: `annual-plan.${year}.tangshan`, committees },
    });
  const before = await towns('2025', ['bencheng', 'health']);
  await database`
    UPDATE duty SET state = 'submitted', first_submitted_at = ${NOW}, in_time = true WHERE id = ${await dutyOf(office, before, 'bencheng')}`;
  const run = await towns('2026', ['bencheng', 'xingcheng', 'health']);
  clock.set(at('2026-08-21T09:00'));
  const firing = { runId: run, step: 'summary-due', occurrence: 1 };
  await new MockActivityEnvironment({}, { logger }).run(activities.summarise, firing);
  const rows = await database<{ name: string; expected: string; before: string }[]>`
    SELECT p.name, v.variables ->> 'report_expected' AS expected, v.variables ->> 'report_before' AS before
    FROM recipient_value v JOIN occurrence o ON o.id = v.occurrence_id JOIN person p ON p.id = v.person_id
    WHERE o.run_id = ${run} ORDER BY p.id`;
  expect(rows.map(({ name, ...said }) => [name, ...Object.values(said)])).toEqual([
    ['孙静', '3', '应报2，已报1，按时1，迟报0'],
    ['何军', '1', '应报1，已报1，按时1，迟报0'],
    ['林夏', '1', '没有记录'],
  ]);
});

test('a province of 2,978 counties is chased in one firing, set-based', async () => {
  const counties = 2978;
  await database`
    INSERT INTO committee (code, name, kind, level, parent_id, path)
    SELECT 'county-' || n, '县' || n, 'area', 2, ${city.committee('tangshan')}, 'tangshan/county-' || n || '/' FROM generate_series(1, ${counties}) n`;
  await database`
    INSERT INTO person (name, phone_cipher, phone_hash, home_committee_id, created_at)
    SELECT '联络员' || c.id, decode('00', 'hex'), int8send(c.id) || int8send(c.id), c.id, ${NOW} FROM committee c WHERE starts_with(c.code, 'county-')`;
  await database`
    INSERT INTO contact_role (committee_id, person_id, role, from_date)
    SELECT p.home_committee_id, p.id, 'liaison', '2026-01-01' FROM person p JOIN committee c ON c.id = p.home_committee_id WHERE starts_with(c.code, 'county-')`;
  const run = await openDeadline(office, ownReport('防汛检查'));
  expect(await chase(run, '2026-08-03T09:00')).toMatchObject({ told: counties + 3 });
  const [firings] = await database<[{ firings: number; recipients: number }]>`
    SELECT count(DISTINCT o.id) AS firings, count(r.person_id) AS recipients FROM occurrence o JOIN recipient r ON r.occurrence_id = o.id WHERE o.run_id = ${run}`;
  expect(firings).toEqual({ firings: 1, recipients: counties + 3 });
  expect((await statementOf(database, run, 'tangshan/')).balanced).toBe(true);
});
