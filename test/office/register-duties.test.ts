import { beforeEach, describe, expect, test } from '@jest/globals';
import { officeTime } from '../../domain/calendar/office-day.js';
import { addActivity, moveActivity } from '../../office/activities.js';
import { changeObligation, deadlines } from '../../office/deadlines.js';
import { excuseDuty, extendDuty } from '../../office/duty-decisions.js';
import { NOW } from '../support/cast.js';
import { openDeadline, settleDutyTexts } from '../support/deadlines.js';
import { castActivity, emptyRegisters } from '../support/registers.js';
import { untilSomebodyWaits } from '../support/until.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const { database, city, clock } = office;
await settleDutyTexts(city);
const whole = office.actor('office');

beforeEach(async () => {
  await city.reset();
  await emptyRegisters(city);
  clock.set(NOW);
});

/** An activity of 滦南县 on a day of September 2026. */
const heldOn = (day: number, title: string) =>
  castActivity(city, {
    ...{ title, beginsAt: new Date(Date.UTC(2026, 8, day, 1)), endsAt: new Date(Date.UTC(2026, 8, day, 3)) },
  });
const open = () =>
  openDeadline(office, { kind: 'deadline', obligation: 'activity-records', period: '2026-09' });
const owed = async () => {
  const rows = await database<{ id: number; dueAt: Date; rungs: number }[]>`
    SELECT id, due_at, (SELECT count(*) FROM duty_rung WHERE duty_id = d.id AND outcome IS NULL) AS rungs FROM duty d ORDER BY id`;
  return rows.map(({ dueAt, rungs }) => [officeTime(dueAt), rungs]);
};

describe('records of a weekend', () => {
  test('are due on one day, each with one ladder, at the opening and afterwards', async () => {
    await heldOn(11, '周五宣讲');
    await heldOn(12, '周六义诊');
    await open();
    const [[due, rungs]] = (await owed()) as [[string, number]];
    expect(due).toBe('2026-09-24 23:59');
    expect(rungs).toBeGreaterThan(3);
    await addActivity(office, whole, {
      ...{
        committee: 'luannan',
        title: '周日清洁',
        place: '县消防站',
        begins: '2026-09-13 09:00',
        ends: '11:30',
      },
      ...{ project: '', theme: '', themeYear: '', venue: '', origin: '', online: '' },
    });
    expect(await owed()).toEqual(Array(3).fill([due, rungs]));
  });
});

test('an activity that moves takes back no day that was granted', async () => {
  const activity = await heldOn(11, '周五宣讲');
  await open();
  const [{ id }] = await database<[{ id: number }]>`SELECT id FROM duty`;
  await extendDuty(office, whole, { id, until: '2026-09-30', reason: '人手不足' });
  await moveActivity(office, whole, { id: activity, begins: '2026-09-10 09:00', reason: '下雨' });
  expect((await owed())[0]![0]).toBe('2026-09-30 23:59');
  await moveActivity(office, whole, { id: activity, begins: '2026-09-28 09:00', reason: '下雨' });
  expect((await owed())[0]![0]! > '2026-10-01').toBe(true);
});

test('a report that was let off counts neither as owed nor as handed in', async () => {
  await heldOn(11, '周五宣讲');
  await open();
  const [{ id }] = await database<[{ id: number }]>`SELECT id FROM duty`;
  await database`UPDATE duty SET state = 'submitted', first_submitted_at = ${NOW}, in_time = true WHERE id = ${id}`;
  await excuseDuty(office, whole, { id, reason: '没有举办' });
  const [run] = await deadlines(office, whole, { openOnly: true, limit: 1 });
  expect(run).toMatchObject({ expected: 0, handedIn: 0, inTime: 0, late: 0, missing: 0 });
});

describe('changing what is asked for', () => {
  test('by two at once keeps what both have said', async () => {
    const { both } = await database.begin(async (sql) => {
      await sql`LOCK TABLE obligation_setting IN SHARE ROW EXCLUSIVE MODE`;
      const asked = Promise.all([
        changeObligation(office, whole, { code: 'annual-plan', asked: false }),
        changeObligation(office, whole, { code: 'annual-plan', graceWorkdays: 7 }),
      ]);
      await untilSomebodyWaits(database, 2);
      return { both: asked };
    });
    await both;
    expect(
      await database`SELECT wanted, grace_workdays FROM obligation_setting WHERE code = 'annual-plan'`,
    ).toEqual([{ wanted: false, graceWorkdays: 7 }]);
  });

  test('a rule that hangs on a theme nobody knows is refused', async () => {
    expect(
      await refusalOf(changeObligation(office, whole, { code: 'annual-plan', due: '@nosuch' })),
    ).toMatchObject({ kind: 'not-found' });
  });
});
