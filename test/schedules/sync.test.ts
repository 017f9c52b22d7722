import { describe, expect, test } from '@jest/globals';
import { SCHEDULES, type ScheduleEntry } from '../../schedules/catalogue.js';
import { nextFirings } from '../../schedules/firings.js';
import { describeSchedule, syncSchedules, type SyncResult } from '../../schedules/sync.js';
import { createTestNamespace } from '../support/temporal.js';
import { until } from '../support/until.js';

const { temporal } = await createTestNamespace();
const { client } = temporal;
const [monthly] = SCHEDULES as [ScheduleEntry];

const schedule = (id: string, more: Partial<ScheduleEntry> = {}): ScheduleEntry => ({
  ...monthly,
  id,
  ...more,
});
const sync = (...entries: ScheduleEntry[]): Promise<SyncResult[]> => syncSchedules(client, entries);
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
  expect(next.slice(0, number)).toEqual(foreseen);
});
