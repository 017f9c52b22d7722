import { describe, expect, test } from '@jest/globals';
import type { MonthlyFiring, ScheduleEntry } from '../../schedules/entry.js';
import { MINUTE_MILLISECONDS, officeTime } from '../../domain/calendar/office-day.js';
import { nextFirings, plainDay } from '../../schedules/firings.js';
import {
  describeSchedule,
  OUR_NOTE,
  setPaused,
  syncSchedules,
  type SyncResult,
} from '../../schedules/sync.js';
import { createTestNamespace } from '../support/temporal.js';
import { until } from '../support/until.js';
import { compiled, entryOf, workdaysWith } from './office.js';

const { temporal } = await createTestNamespace();
const { client } = temporal;
const [monthly] = compiled() as [ScheduleEntry & { firing: MonthlyFiring }];

const schedule = (id: string, more: Partial<ScheduleEntry> = {}): ScheduleEntry => ({
  ...monthly,
  id,
  ...more,
});
const sync = (...entries: ScheduleEntry[]): Promise<SyncResult[]> =>
  syncSchedules(client, entries, new Date());
const handleOf = (id: string) => client.schedule.getHandle(`muster/schedule/${id}`);

/** Temporal's list lags behind what it was told. */
const listed = (id: string): Promise<void> =>
  until(async () => {
    for await (const { scheduleId } of client.schedule.list()) if (scheduleId === id) return true;
    return false;
  });

describe('a sync', () => {
  test('creates what is declared; again it finds everything in order', async () => {
    expect(await sync(schedule('first'))).toEqual([{ id: 'first', outcome: 'created' }]);
    expect(await sync(schedule('first'))).toEqual([{ id: 'first', outcome: 'unchanged' }]);
  });

  test('brings a change over, and keeps the pause of an operator', async () => {
    await handleOf('first').pause('the office is moving');
    const earlier = schedule('first', { firing: { ...monthly.firing, time: '08:30' } });
    expect(await sync(earlier)).toEqual([{ id: 'first', outcome: 'updated' }]);
    await until(
      async () => (await handleOf('first').describe()).spec.calendars?.[0]?.minute?.[0]?.start === 30,
    );
    const { state } = await handleOf('first').describe();
    expect(state).toMatchObject({ paused: true, note: 'the office is moving' });
    expect(await describeSchedule(client, 'first')).toMatchObject({ paused: true });
    expect(await sync(earlier)).toEqual([{ id: 'first', outcome: 'unchanged' }]);
  });

  test('deletes what is no longer declared, and only of ours', async () => {
    await client.schedule.create({
      scheduleId: 'somebody-else',
      spec: { intervals: [{ every: '1 day' }] },
      action: { type: 'startWorkflow', workflowType: 'other', taskQueue: 'other', workflowId: 'other' },
    });
    await listed('somebody-else');
    await listed('muster/schedule/first');
    expect(await sync(schedule('second'))).toEqual([
      { id: 'second', outcome: 'created' },
      { id: 'first', outcome: 'deleted' },
    ]);
    expect(await describeSchedule(client, 'first')).toBeUndefined();
    expect((await client.schedule.getHandle('somebody-else').describe()).scheduleId).toBe('somebody-else');
    // The list may still name what is gone.
    expect(await sync(schedule('second'))).toEqual([{ id: 'second', outcome: 'unchanged' }]);
  });

  test('by two at once ends as if by one', async () => {
    const entries = ['second', 'third', 'fourth', 'fifth', 'sixth'].map((id) => schedule(id));
    const both = await Promise.all([sync(...entries), sync(...entries)]);
    const created = both.flat().filter(({ outcome }) => outcome === 'created');
    expect(created.map(({ id }) => id).sort()).toEqual(['fifth', 'fourth', 'sixth', 'third']);
  });
});

test.each([
  ['monthly', 5, monthly.firing],
  ['month-ends', 5, { daysOfMonth: [30, 31], time: '23:59' }],
  // Nobody looks further ahead than five years.
  ['leap-days', 1, { daysOfMonth: [29], months: [2], time: '00:00' }],
  ['may-week', 5, { daysOfMonth: [6, 9, 12], months: [5, 11], time: '08:05' }],
])('%s: what is foreseen is what Temporal will do', async (id, number, firing) => {
  await sync(schedule(id, { firing }));
  const foreseen = nextFirings(firing, new Date(), 5);
  const { next } = (await describeSchedule(client, id))!;
  expect(foreseen).toHaveLength(number);
  expect(next.slice(0, number)).toEqual(foreseen.map(({ at }) => at));
});

describe('explicit days', () => {
  // The years to come from today, whatever day it is: what an office with those tables would have.
  const year = new Date().getUTCFullYear();
  const today = new Date().toISOString().slice(0, 10);
  const ground = { today, workdays: workdaysWith(year, year + 1, year + 2) };

  test('of everything an office asks for are made at once, fire when they should, and again nothing changes', async () => {
    const all = compiled(ground);
    const made = await sync(...all);
    expect(made.filter(({ outcome }) => outcome === 'created')).toHaveLength(all.length);
    for (const { id, firing } of all) {
      const { next } = (await describeSchedule(client, id))!;
      const foreseen = nextFirings(firing, new Date(), 5).map(({ at }) => at);
      expect([id, next.slice(0, foreseen.length)]).toEqual([id, foreseen]);
    }
    const again = await sync(...all);
    expect(new Set(again.map(({ outcome }) => outcome))).toEqual(new Set(['unchanged']));
  });

  test('that have all passed are no schedule: what Temporal has removed is not made again', async () => {
    const entry = entryOf('obligation-quarterly-summary', { today: '2020-06-01', workdays: workdaysWith() });
    const passed = { ...entry, id: 'passed' };
    const others = compiled(ground);
    const result = await sync(...others, passed);
    expect(result.find(({ id }) => id === 'passed')).toEqual({ id: 'passed', outcome: 'over' });
    expect(await describeSchedule(client, 'passed')).toBeUndefined();
  });
});

test('a pause leaves nothing of who and why in Temporal, and says whether there was something to pause', async () => {
  await sync(schedule('paused-here'));
  expect(await setPaused(client, 'paused-here', true)).toBe(true);
  await until(async () => (await describeSchedule(client, 'paused-here'))!.paused);
  expect((await describeSchedule(client, 'paused-here'))!.note).toBe(OUR_NOTE);
  expect(await setPaused(client, 'paused-here', false)).toBe(true);
  await until(async () => !(await describeSchedule(client, 'paused-here'))!.paused);
  expect(await setPaused(client, 'nowhere', true)).toBe(false);
});

test('a change does not swallow the firing that is due: it is asked for again', async () => {
  // Another spec stands for an outage: when the minute came, nothing was fired.
  await client.schedule.create({
    ...{ scheduleId: 'muster/schedule/due', spec: { intervals: [{ every: '1000 days' }] } },
    action: { type: 'startWorkflow', workflowType: 'other', taskQueue: 'other', workflowId: 'other' },
  });
  const { made } = (await describeSchedule(client, 'due'))!;
  const [day, time] = officeTime(new Date(made.getTime() + MINUTE_MILLISECONDS)).split(' ') as [
    string,
    string,
  ];
  const firing = { days: [{ ...plainDay(day), period: '2026' }], provisional: [], time };
  const later = new Date(made.getTime() + 2 * MINUTE_MILLISECONDS);
  expect(await syncSchedules(client, [schedule('due', { firing })], later)).toContainEqual({
    ...{ id: 'due', outcome: 'updated' },
  });
  await until(async () => (await handleOf('due').describe()).info.numActionsTaken === 1);
});
