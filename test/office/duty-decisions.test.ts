import { beforeEach, describe, expect, test } from '@jest/globals';
import { officeTime } from '../../domain/calendar/office-day.js';
import type { DutyState } from '../../domain/duties/duty.js';
import type { Actor } from '../../ledger/operators.js';
import { moveRun } from '../../ledger/runs.js';
import { acceptDuty, excuseDuty, extendDuty, returnDuty, unlockDuty } from '../../office/duty-decisions.js';
import { NOW } from '../support/cast.js';
import { dutyOf, openDeadline, ownReport, settleDutyTexts } from '../support/deadlines.js';
import { untilSomebodyWaits } from '../support/until.js';
import { openTestOffice, refusalOf } from './office.js';

const REASON = '李岚的名册缺三人';

const office = await openTestOffice();
const { database, city, clock } = office;
await settleDutyTexts(city);
const whole = office.actor('office');
const county = office.actor('clerk');
const township: Actor = { ...county, name: 'bencheng', scopePath: 'tangshan/luannan/bencheng/' };

let run: number;
let duty: number;

beforeEach(async () => {
  await city.reset();
  clock.set(NOW);
  run = await openDeadline(office, ownReport('防汛检查'));
  duty = await dutyOf(office, run, 'luannan');
  clock.set(new Date('2026-08-05T02:00:00Z'));
});

/** Puts the duty into a state as if it had come there by itself. */
async function stands(state: DutyState): Promise<void> {
  if (state === 'submitted')
    await database`UPDATE duty SET state = 'submitted', first_submitted_at = ${clock.now()}, in_time = true WHERE id = ${duty}`;
  else await database`UPDATE duty SET state = ${state} WHERE id = ${duty}`;
}

async function row() {
  const [found] = await database<
    [{ state: DutyState; dueAt: Date; lockAt: Date; extended: boolean; timesReturned: number }]
  >`SELECT state, due_at, lock_at, extended, times_returned FROM duty WHERE id = ${duty}`;
  return found;
}

/** Rungs still to come, as `day time rung`. */
async function ahead(): Promise<string[]> {
  const rows = await database<{ rung: string; at: Date }[]>`
    SELECT rung, at FROM duty_rung WHERE duty_id = ${duty} AND outcome IS NULL ORDER BY at`;
  return rows.map(({ rung, at }) => `${officeTime(at).slice(5)} ${rung}`);
}

const bell = async (): Promise<boolean> => {
  const [found] = await database<
    [{ rings: boolean }]
  >`SELECT bell_since IS NOT NULL AS rings FROM run WHERE id = ${run}`;
  return found.rings;
};

describe('returning a report', () => {
  test('owes it again, says so on the next workday, and chases it from the rung that was named', async () => {
    await stands('submitted');
    await returnDuty(office, whole, { id: duty, reason: REASON, restart: 'late' });
    expect(await row()).toMatchObject({ state: 'returned', timesReturned: 1 });
    // Whoever was early keeps the day they had, 20 August.
    expect(await ahead()).toEqual([
      ...['08-06 09:00 returned', '08-13 09:00 week before', '08-19 09:00 day before', '08-20 09:00 due'],
      ...[
        '08-21 09:00 late',
        '08-24 09:00 deputy',
        '08-26 09:00 head',
        '08-28 09:00 superior',
        '09-01 09:00 office',
      ],
    ]);
    expect(await bell()).toBe(true);
  });

  test('late, from the rung that was named', async () => {
    clock.set(new Date('2026-08-25T02:00:00Z'));
    await stands('submitted');
    await returnDuty(office, whole, { id: duty, reason: REASON, restart: 'late' });
    expect(await ahead()).toEqual([
      ...[
        '08-26 09:00 returned',
        '08-27 09:00 deputy',
        '08-31 09:00 head',
        '09-02 09:00 superior',
        '09-04 09:00 office',
      ],
    ]);
    expect((await row()).dueAt).toEqual(new Date('2026-08-25T15:59:00Z'));
  });

  test('keeps the reason sealed, and out of the audit log', async () => {
    await stands('submitted');
    await returnDuty(office, whole, { id: duty, reason: REASON });
    const [entry] = await database<[{ action: string; reasonCipher: Buffer }]>`
      SELECT action, reason_cipher FROM duty_entry WHERE duty_id = ${duty}`;
    expect(entry.action).toBe('returned');
    expect(office.keys.decrypt(entry.reasonCipher)).toBe(REASON);
    const [log] = await database<[{ text: string }]>`SELECT string_agg(a::text, ' ') AS text FROM audit a`;
    expect(log.text).toContain('duty returned');
    expect(log.text).not.toContain('李岚');
  });

  test('is refused for what is not handed in, without a reason, from an unknown rung, and in a run that is over', async () => {
    expect(await refusalOf(returnDuty(office, whole, { id: duty, reason: REASON }))).toEqual({
      ...{ kind: 'conflict', reasons: ['stands-otherwise'] },
    });
    await stands('submitted');
    expect(
      await refusalOf((async () => returnDuty(office, whole, { id: duty, reason: ' ' }))()),
    ).toMatchObject({
      reasons: ['no-reason'],
    });
    expect(
      await refusalOf(
        (async () => returnDuty(office, whole, { id: duty, reason: REASON, restart: 'opened' }))(),
      ),
    ).toMatchObject({ reasons: ['unknown-rung'] });
    await moveRun(database, { runId: run, to: 'cancelled', now: clock.now() });
    expect(await refusalOf(returnDuty(office, whole, { id: duty, reason: REASON }))).toEqual({
      ...{ kind: 'conflict', reasons: ['run-over'] },
    });
    expect((await row()).state).toBe('submitted');
  });
});

describe('more time', () => {
  test('moves the day, the lock and the ladder of one debtor alone', async () => {
    await extendDuty(office, whole, { id: duty, until: '2026-08-27', reason: '机构调整' });
    expect(await row()).toMatchObject({
      ...{ state: 'owed', extended: true },
      ...{ dueAt: new Date('2026-08-27T15:59:00Z'), lockAt: new Date('2026-09-10T15:59:00Z') },
    });
    expect((await ahead()).slice(0, 3)).toEqual([
      '08-06 09:00 extended',
      '08-20 09:00 week before',
      '08-26 09:00 day before',
    ]);
    const [others] = await database<[{ moved: number }]>`SELECT count(*) AS moved FROM duty WHERE extended`;
    expect(others.moved).toBe(1);
  });

  test('by two at once is given once, and the second is told who was faster', async () => {
    // Both have seen the duty as it stood and wait for it before either may decide.
    const { settled } = await database.begin(async (sql) => {
      await sql`SELECT FROM duty WHERE id = ${duty} FOR UPDATE`;
      const both = Promise.allSettled([
        extendDuty(office, whole, { id: duty, until: '2026-08-27', reason: '一' }),
        extendDuty(office, office.actor('head'), { id: duty, until: '2026-09-03', reason: '二' }),
      ]);
      await untilSomebodyWaits(database, 2);
      return { settled: both };
    });
    const [first, second] = await settled;
    expect([first.status, second.status].sort()).toEqual(['fulfilled', 'rejected']);
    const refused = (first.status === 'rejected' ? first : second) as PromiseRejectedResult;
    expect((refused.reason as { problems: { reason: string; zh: string }[] }).problems[0]).toMatchObject({
      ...{ reason: 'extended-meanwhile', zh: expect.stringMatching(/刚被 (office|head) 改到 2026-/) },
    });
  });

  test('is refused to an earlier day, one that is past or none, for what is in, and to whoever may not', async () => {
    const until = (day: string) =>
      refusalOf((async () => extendDuty(office, whole, { id: duty, until: day, reason: '一' }))());
    expect(await until('2026-08-20')).toMatchObject({ reasons: ['not-later'] });
    await extendDuty(office, office.actor('head'), { id: duty, until: '2026-08-26', reason: '一' });
    const shorter = extendDuty(office, whole, { id: duty, until: '2026-08-25', reason: '一' });
    await expect(shorter).rejects.toMatchObject({ problems: [{ zh: expect.stringContaining('head 所延') }] });
    expect(await until('2026-08-01')).toMatchObject({ reasons: ['not-a-day'] });
    expect(await until('2026-02-30')).toMatchObject({ reasons: ['not-a-day'] });
    expect(
      await refusalOf(extendDuty(office, county, { id: duty, until: '2026-08-27', reason: '一' })),
    ).toMatchObject({
      reasons: ['no-right'],
    });
    await stands('submitted');
    expect(await until('2026-08-27')).toMatchObject({ reasons: ['stands-otherwise'] });
  });
});

test('what is locked is opened again until a day, stays late, and is chased until then', async () => {
  clock.set(new Date('2026-09-07T02:00:00Z'));
  await stands('locked');
  const before = await row();
  await unlockDuty(office, whole, { id: duty, until: '2026-09-11', reason: '补报' });
  expect(await row()).toMatchObject({
    state: 'owed',
    dueAt: before.dueAt,
    lockAt: new Date('2026-09-11T15:59:00Z'),
  });
  expect(await ahead()).toEqual(['09-08 09:00 unlocked', '09-10 09:00 day before', '09-11 09:00 due']);
  expect(
    await refusalOf(unlockDuty(office, whole, { id: duty, until: '2026-09-11', reason: '补报' })),
  ).toMatchObject({
    reasons: ['stands-otherwise'],
  });
});

test('what is accepted or excused is chased no more', async () => {
  await stands('submitted');
  expect(await acceptDuty(office, whole, duty)).toMatchObject({ state: 'accepted', next: null });
  expect(await ahead()).toEqual([]);
  const other = await dutyOf(office, run, 'qianxi');
  expect(await excuseDuty(office, whole, { id: other, reason: '撤并' })).toMatchObject({
    state: 'excused',
    next: null,
  });
  const [{ rungs }] = await database<[{ rungs: number }]>`
    SELECT count(*) AS rungs FROM duty_rung WHERE duty_id = ${other} AND outcome IS NULL`;
  expect(rungs).toBe(0);
});

test('nobody decides about what their own committee owes, nor about what lies elsewhere', async () => {
  await stands('submitted');
  expect(await refusalOf(acceptDuty(office, county, duty))).toEqual({
    kind: 'not-allowed',
    reasons: ['own-report'],
  });
  expect(await refusalOf(acceptDuty(office, township, duty))).toEqual({
    kind: 'not-found',
    reasons: ['no-such-duty'],
  });
  expect(await refusalOf(acceptDuty(office, county, await dutyOf(office, run, 'qianxi')))).toMatchObject({
    reasons: ['no-such-duty'],
  });
});
