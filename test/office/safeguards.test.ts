import { beforeEach, describe, expect, test } from '@jest/globals';
import { replanActivities } from '../../activities/replan.js';
import { daysFrom } from '../../domain/calendar/day.js';
import { officeTime } from '../../domain/calendar/office-day.js';
import { listAudit } from '../../ledger/audit.js';
import { moveRun, runById } from '../../ledger/runs.js';
import { calendarYear } from '../../office/calendar.js';
import { setMonthBudget } from '../../office/budget.js';
import { showDeadline } from '../../office/deadlines.js';
import { launchScheduled } from '../../office/launch-scheduled.js';
import { ahead } from '../../office/schedules/ahead.js';
import { triggerSchedule } from '../../office/schedules/trigger.js';
import { safeguards, startSafeguard, stopSafeguard } from '../../office/safeguards.js';
import { NOW } from '../support/cast.js';
import { settleDutyTexts } from '../support/deadlines.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const clerk = office.actor('office');
await settleDutyTexts(office.city);
beforeEach(async () => {
  office.clock.set(NOW);
  await office.city.reset();
});

const FLOODS = { name: '主汛期', from: '2026-07-20', to: '2026-08-10', every: 'day' } as const;
const start = (more: object = {}, by = clerk) => startSafeguard(office, by, { ...FLOODS, ...more });
const names = async (year = 2026) =>
  (await safeguards(office, clerk, year)).map(({ name, to }) => [name, to]);

describe('a time of special care', () => {
  test('says on which days is reported, is audited and stands in the calendar', async () => {
    const added = await start({ every: { workdays: 5 } });
    expect(added).toMatchObject({
      ...{ name: '主汛期', endedEarly: false, overlaps: [], every: { workdays: 5 } },
      reports: ['2026-07-24', '2026-07-31', '2026-08-07', '2026-08-10'],
    });
    const entry = (await listAudit(office.database, { limit: 9 })).find(
      ({ action }) => action === 'safeguard add',
    );
    expect(entry).toMatchObject({ actor: 'office', detail: { rhythm: 'workdays', workdays: 5 } });
    expect((await calendarYear(office, office.actor('auditor'), 2026)).safeguards).toMatchObject([
      { id: added.id },
    ]);
  });

  test('may overlap another, which is shown on both', async () => {
    const first = await start();
    const second = await start({ name: '暑期', from: '2026-08-10', to: '2026-08-20' });
    expect(second.overlaps).toEqual([{ id: first.id, name: '主汛期' }]);
    const [shown] = await safeguards(office, clerk, 2026);
    expect(shown!.overlaps).toEqual([{ id: second.id, name: '暑期' }]);
  });

  test('across new year belongs to both years', async () => {
    await start({ name: '岁末', from: '2026-12-25', to: '2027-01-03' });
    expect([await names(2026), await names(2027), await names(2028)]).toEqual([
      [['岁末', '2027-01-03']],
      [['岁末', '2027-01-03']],
      [],
    ]);
  });

  test('ends with today, and is called off before it begins', async () => {
    const { id } = await start();
    const ended = await stopSafeguard(office, clerk, { id, reason: '汛情缓解' });
    expect(ended).toMatchObject({ to: '2026-08-01', calledOff: false, problems: [] });
    expect(await names()).toEqual([['主汛期', '2026-08-01']]);
    const later = await start({ name: '国庆', from: '2026-09-28', to: '2026-10-08' });
    const off = await stopSafeguard(office, clerk, { id: later.id, reason: '不再需要' });
    expect(off).toMatchObject({ calledOff: true });
    expect(await names()).toEqual([['主汛期', '2026-08-01']]);
    const [entry] = await listAudit(office.database, { limit: 1 });
    expect(entry).toMatchObject({ action: 'safeguard end', detail: { reason: '不再需要' } });
  });
});

describe('its reports', () => {
  const AHEAD = { name: '国庆', from: '2026-09-28', to: '2026-10-08' };
  const duties = async (run: number) =>
    (await showDeadline(office, clerk, run)).duties.map(({ state, dueAt }) => [state, officeTime(dueAt)]);
  const ofDay = async (run: number, day: string) =>
    (await duties(run)).filter(([, at]) => at!.startsWith(day)).map(([state]) => state);

  test('are asked for by its schedule, ahead of it, and once', async () => {
    const added = await start(AHEAD);
    expect(added).toMatchObject({ opens: '2026-09-13', run: null, problems: [] });
    const lines = (await ahead(office, clerk, 1)).lines.filter(({ title }) => title.zh === '国庆零报告');
    expect(lines.map(({ at, due }) => [officeTime(at), due?.day])).toEqual([
      ['2026-09-13 08:00', '2026-09-28'],
    ]);
    const at = new Date('2026-09-13T00:00:00Z');
    office.clock.set(at);
    const opened = await launchScheduled(office, `safeguard-${added.id}`, at);
    expect(await launchScheduled(office, `safeguard-${added.id}`, at)).toEqual(opened);
    const [shown] = await safeguards(office, clerk, 2026);
    expect({ runId: shown!.run }).toEqual(opened);
  });

  test('are asked for at once where it has begun or begins soon, for the days that are left', async () => {
    const { run } = await start();
    expect(new Set((await duties(run!)).map(([, at]) => at))).toEqual(
      new Set(daysFrom('2026-08-01', '2026-08-10').map((day) => `${day} 17:00`)),
    );
    expect(await runById(office.database, run!)).toMatchObject({ title: '主汛期零报告', kind: 'deadline' });
  });

  test('that nobody could be asked for are said, and the time stands', async () => {
    const august = (yuan: string) => setMonthBudget(office, office.actor('head'), { month: '2026-08', yuan });
    await august('0.01');
    const added = await start();
    expect(added).toMatchObject({ run: null });
    expect(added.problems.map(({ reason }) => reason)).toEqual(['beyond-budget']);
    await august('5000');
    const { run } = await triggerSchedule(office, office.actor('operator'), { id: `safeguard-${added.id}` });
    expect((await safeguards(office, clerk, 2026))[0]).toMatchObject({ run: run.id });
  });

  test('are not asked for after it has ended, and nobody has to agree to less', async () => {
    const strict = { ...office, config: { ...office.config, approvalAudience: 0 } };
    const { id, run } = await startSafeguard(strict, clerk, FLOODS);
    const [asked] =
      await office.database`UPDATE approval SET decision = 'approved', decided_by = 'head', decided_at = ${NOW}, plan_hash = plan_hash RETURNING run_id`;
    expect(asked).toEqual({ runId: run });
    await moveRun(office.database, { runId: run!, to: 'running', now: NOW });
    office.clock.set(new Date('2026-08-03T02:00:00Z'));
    expect(await stopSafeguard(strict, clerk, { id, reason: '汛情缓解' })).toMatchObject({
      run,
      problems: [],
    });
    await replanActivities({ database: office.database, clock: office.clock }).replanRun(run!);
    expect(new Set(await ofDay(run!, '2026-08-03'))).toEqual(new Set(['owed']));
    expect(new Set(await ofDay(run!, '2026-08-04'))).toEqual(new Set(['excused']));
    const { endsAt } = await showDeadline(office, clerk, run!);
    expect(officeTime(endsAt)).toBe('2026-08-07 09:00');
  });

  test('of one that ends on the evening on which it was set are asked for by nobody either', async () => {
    office.clock.set(new Date('2026-08-01T13:00:00Z'));
    const { id, run } = await start();
    expect(new Set(await ofDay(run!, '2026-08-01'))).toEqual(new Set());
    const { problems } = await stopSafeguard(office, clerk, { id, reason: '误设' });
    // What is left to do is to cancel its run, which Temporal, away here, would do.
    expect(problems.map(({ reason }) => reason)).toEqual(['temporal-away']);
  });

  test('of one that is called off are asked for by nobody: its run is cancelled, or it is said what keeps it', async () => {
    const { id, run } = await start({ name: '演练', from: '2026-08-05', to: '2026-08-07' });
    const off = await stopSafeguard(office, clerk, { id, reason: '不再需要' });
    // Temporal is away here; a cancellation is an answer of the workflow.
    expect(off).toMatchObject({ calledOff: true, run });
    expect(off.problems.map(({ reason }) => reason)).toEqual(['temporal-away']);
    expect((await listAudit(office.database, { limit: 3 })).map(({ action }) => action)).toContain(
      'run cancel requested',
    );
  });
});

describe('refused is', () => {
  const reasonsOf = async (request: Promise<unknown>) => (await refusalOf(request)).reasons;

  test.each<[string, object, string]>([
    ['one without a name', { name: ' ' }, 'no-name'],
    ['one with a name no text has room for', { name: '保障'.repeat(16) }, 'no-name'],
    ['a day there is not', { to: '2026-08-32' }, 'no-day'],
    ['one that ends before it begins', { to: '2026-07-19' }, 'ends-before-it-begins'],
    ['one that is over', { from: '2026-07-01', to: '2026-07-31' }, 'past'],
    ['one of more than a year', { to: '2027-08-10' }, 'too-long'],
    ['one with more reports than anybody reads', { to: '2027-01-10' }, 'too-often'],
    ['one without a workday', { from: '2026-08-01', to: '2026-08-02', every: 'week' }, 'no-day'],
    ['one beyond the calendar', { from: '2101-01-01', to: '2101-01-02' }, 'no-year'],
  ])('%s', async (_, more, reason) => {
    expect(await reasonsOf(start(more))).toEqual([reason]);
    expect(await office.database`SELECT FROM safeguard_period`).toHaveLength(0);
  });

  test('the same twice, one for a part of the tree, ending what is over or unknown or for no reason', async () => {
    const { id } = await start();
    expect(await reasonsOf(start())).toEqual(['safeguard-exists']);
    expect(await reasonsOf(start({ name: '县里' }, office.actor('clerk')))).toEqual(['whole-office-only']);
    const stop = (which: number, reason = '试') => stopSafeguard(office, clerk, { id: which, reason });
    expect(await reasonsOf(stop(id, ''))).toEqual(['no-reason']);
    expect(await reasonsOf(stop(id + 1))).toEqual(['no-safeguard']);
    await stop(id);
    expect(await reasonsOf(stop(id))).toEqual(['safeguard-over']);
    office.clock.set(new Date('2026-09-01T01:00:00Z'));
    expect(await reasonsOf(stop(id))).toEqual(['safeguard-over']);
  });
});
