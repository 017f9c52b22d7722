import { beforeEach, describe, expect, test } from '@jest/globals';
import { DUTY_TEMPLATES } from '../../../campaigns/deadline/texts.js';
import { listAudit } from '../../../ledger/audit.js';
import { changeObligation } from '../../../office/deadlines.js';
import { examineFirings } from '../../../office/doctor/schedules.js';
import { launchScheduled } from '../../../office/launch-scheduled.js';
import { loadHolidays } from '../../../office/calendar.js';
import { pauseSchedule, resumeSchedule } from '../../../office/schedules/pause.js';
import { schedules } from '../../../office/schedules/states.js';
import { syncDeclared } from '../../../office/schedules/sync.js';
import { skipFiring, triggerSchedule } from '../../../office/schedules/trigger.js';
import { NOW } from '../../support/cast.js';
import { INVENTED_2027 } from '../../support/holidays.js';
import { addApproved, newTemplate } from '../../support/templates.js';
import { createTestNamespace } from '../../support/temporal.js';
import { until } from '../../support/until.js';
import { AWAY, openTestOffice, refusalOf } from '../office.js';

const { temporal } = await createTestNamespace();
const office = { ...(await openTestOffice()), temporal };
const away = { ...office, temporal: AWAY };
const { database, clock } = office;
for (const template of DUTY_TEMPLATES)
  await addApproved(database, newTemplate(template), { carrierCode: 'SMS_154000098', now: NOW });
const [operator, county, auditor] = [
  office.actor('operator'),
  office.actor('clerk'),
  office.actor('auditor'),
];
await syncDeclared(office, operator);
beforeEach(() => clock.set(NOW));

const at = (day: string) => clock.set(new Date(`${day}T10:00:00+08:00`));
const stateOf = async (id: string) =>
  (await schedules(office, operator)).find((one) => one.id === `obligation-${id}`)!;
const logged = async () => {
  const [{ actor, action, subject, detail }] = (await listAudit(database, { limit: 1 })) as [
    Awaited<ReturnType<typeof listAudit>>[number],
  ];
  return { actor, action, subject, detail };
};

describe('a schedule is triggered', () => {
  const trigger = (id: string, day?: string) =>
    triggerSchedule(office, operator, { id: `obligation-${id}`, ...(day === undefined ? {} : { day }) });

  test('for the day it is meant for, in the name of the office, once', async () => {
    const { run, ...done } = await trigger('annual-plan', '2027-01-01');
    expect(done).toEqual({ id: 'obligation-annual-plan', day: '2027-01-01', period: '2027' });
    expect(run.title).toBe('2027年度活动规划');
    const [launched, asked] = await listAudit(database, { limit: 2 });
    expect(launched).toMatchObject({ actor: 'office', action: 'run launch', subject: `run ${run.id}` });
    expect(asked).toMatchObject({
      ...{ actor: 'operator', action: 'schedule trigger', subject: 'schedule obligation-annual-plan' },
      detail: { day: '2027-01-01', key: 'annual-plan.2027.tangshan' },
    });
    const again = trigger('annual-plan', '2027-01-01');
    await expect(again).rejects.toThrow(`2027 已经发起：活动 ${run.id}（2027年度活动规划，2026-08-01 发起）`);
    expect(await refusalOf(trigger('annual-plan', '2027-01-01'))).toEqual({
      ...{ kind: 'conflict', reasons: ['launched'] },
    });
    // When its day comes the firing finds it.
    at('2027-01-01');
    const fired = await launchScheduled(office, 'obligation-annual-plan', new Date('2027-01-01T00:00:00Z'));
    expect(fired).toEqual({ runId: run.id });
  });

  test('without a day for the last that has come', async () => {
    at('2026-08-21');
    expect(await trigger('activity-records')).toMatchObject({ day: '2026-08-01', period: '2026-08' });
  });

  test('not on a day that is none of its own: its days are named', async () => {
    await expect(trigger('model-cases', '2026-12-01')).rejects.toThrow(/2026-06-01 \(2026-H1\)/);
    expect(await refusalOf(trigger('model-cases', 'soon'))).toEqual({
      ...{ kind: 'invalid', reasons: ['no-such-day'] },
    });
    // What may still move is launched by nobody by its schedule.
    expect((await refusalOf(trigger('quarterly-summary', '2026-12-24'))).reasons).toEqual(['no-such-day']);
  });

  test('nor where something stands in its way, and not by those who may not', async () => {
    at('2026-09-30');
    expect(await refusalOf(trigger('quarterly-summary'))).toEqual({
      kind: 'invalid',
      reasons: ['nobody-owes'],
    });
    expect(await logged()).toMatchObject({
      ...{ action: 'schedule trigger refused', subject: 'schedule obligation-quarterly-summary' },
      detail: { day: '2026-09-22', because: 'nobody-owes' },
    });
    expect((await refusalOf(trigger('annual-plans'))).reasons).toEqual(['unknown-schedule']);
    const meant = { id: 'obligation-brand-projects' };
    expect((await refusalOf(triggerSchedule(office, auditor, meant))).reasons).toEqual(['no-right']);
    const here = { ...county, role: 'clerk' as const };
    expect((await refusalOf(triggerSchedule(office, here, meant))).reasons).toEqual(['whole-office-only']);
  });
});

describe('a firing that waits', () => {
  const ID = 'obligation-three-teams';
  const wait = async () => {
    at('2026-11-27');
    return launchScheduled(office, ID, new Date('2026-09-01T00:00:00Z'));
  };

  test('is seen, and let go with a reason, once; what has not come is not', async () => {
    expect(await wait()).toEqual({ waits: true });
    expect((await stateOf('three-teams')).waiting).toEqual(['2026-09-01']);
    const meant = { id: ID, day: '2026-09-01' };
    expect((await refusalOf(skipFiring(office, operator, { ...meant, reason: ' ' }))).reasons).toEqual([
      'no-reason',
    ]);
    await skipFiring(office, operator, { ...meant, reason: '今年另行布置' });
    expect(await logged()).toMatchObject({
      ...{ actor: 'operator', action: 'schedule let go', subject: `schedule ${ID}` },
      detail: { day: '2026-09-01', reason: '今年另行布置' },
    });
    expect((await stateOf('three-teams')).waiting).toEqual([]);
    const again = skipFiring(office, operator, { ...meant, reason: '再次' });
    expect(await refusalOf(again)).toEqual({ kind: 'conflict', reasons: ['let-go'] });
    const future = skipFiring(office, operator, { id: ID, day: '2027-09-01', reason: '提前' });
    expect(await refusalOf(future)).toEqual({ kind: 'conflict', reasons: ['not-come'] });
    // The firing that comes once more, late, finds it decided.
    expect(await wait()).toEqual({ waits: true });
    expect((await stateOf('three-teams')).waiting).toEqual([]);
  });

  test('is launched by hand, also after it was let go', async () => {
    const { run } = await triggerSchedule(office, operator, { id: ID, day: '2026-09-01' });
    expect(await wait()).toEqual({ runId: run.id });
    const launched = skipFiring(office, operator, { id: ID, day: '2026-09-01', reason: '太晚' });
    expect(await refusalOf(launched)).toEqual({ kind: 'conflict', reasons: ['launched'] });
  });
});

test('a firing of which nothing is known ten minutes later was missed, until it is launched or let go', async () => {
  // Temporal has made the schedule today, whatever the office's clock shows.
  const year = new Date().getUTCFullYear() + 1;
  const minute = (minutes: number) =>
    clock.set(new Date(Date.parse(`${year}-01-01T00:00:00Z`) + minutes * 60_000));
  const missed = async () => {
    const schedule = (await examineFirings(office)).find(({ check }) => check === 'schedules')!;
    return schedule.watch!.alerts.filter(({ subject }) => subject.startsWith('obligation-plan-and-budget'));
  };
  minute(9);
  expect(await missed()).toEqual([]);
  minute(11);
  expect(await missed()).toEqual([
    { subject: 'obligation-plan-and-budget (Temporal)', detail: { day: `${year}-01-01` } },
  ]);
  expect((await stateOf('plan-and-budget')).missed).toBe(`${year}-01-01`);
  const meant = { id: 'obligation-plan-and-budget', day: `${year}-01-01` };
  await skipFiring(office, operator, { ...meant, reason: '已另行布置' });
  expect(await missed()).toEqual([]);
});

describe('a pause', () => {
  const ID = 'obligation-pilot-villages';
  const pause = (of: typeof office, reason = '等新文件') => pauseSchedule(of, operator, { id: ID, reason });
  const resume = () => resumeSchedule(office, operator, { id: ID });

  test('says who and why, lasts over a sync, and its end says what was missed', async () => {
    expect(await pause(office)).toEqual({ id: ID, paused: true, passed: [] });
    await until(async () => (await stateOf('pilot-villages')).state === 'paused');
    expect(await stateOf('pilot-villages')).toMatchObject({
      ...{ next: null, missed: null, pause: { by: 'operator', at: NOW, reason: '等新文件' } },
    });
    const note = (await temporal.client.schedule.getHandle(`muster/schedule/${ID}`).describe()).state.note;
    expect(note).not.toContain('文件');
    expect(await refusalOf(pause(office))).toEqual({ kind: 'conflict', reasons: ['paused'] });

    const changed = { id: ID, outcome: 'unchanged' };
    expect(await syncDeclared(office, operator)).toContainEqual(changed);
    expect((await stateOf('pilot-villages')).state).toBe('paused');

    at('2027-03-02');
    expect(await resume()).toEqual({
      id: ID,
      paused: false,
      passed: [{ day: '2027-03-01', period: '2027' }],
    });
    expect(await logged()).toMatchObject({ action: 'schedule resume', subject: `schedule ${ID}` });
    await until(async () => (await stateOf('pilot-villages')).state === 'active');
    // What passed while it was paused was meant to.
    expect((await stateOf('pilot-villages')).missed).toBeNull();
    expect(await refusalOf(resume())).toEqual({ kind: 'conflict', reasons: ['not-paused'] });
  });

  test('made in Temporal itself shows what was noted there', async () => {
    const handle = temporal.client.schedule.getHandle(`muster/schedule/${ID}`);
    await handle.pause('moving house');
    await until(async () => (await stateOf('pilot-villages')).state === 'paused');
    expect((await stateOf('pilot-villages')).pause).toEqual({ by: null, at: null, reason: 'moving house' });
    await handle.unpause();
  });

  test('needs a reason, a schedule that Temporal knows, and Temporal', async () => {
    expect((await refusalOf(pause(office, ''))).reasons).toEqual(['no-reason']);
    expect(await refusalOf(pause(away))).toEqual({ kind: 'engine-down', reasons: ['temporal-away'] });
    await temporal.client.schedule.getHandle('muster/schedule/obligation-ambassadors').delete();
    const unknown = pauseSchedule(office, operator, { id: 'obligation-ambassadors', reason: 'x' });
    expect(await refusalOf(unknown)).toEqual({ kind: 'conflict', reasons: ['unsynced'] });
    expect((await stateOf('ambassadors')).state).toBe('unsynced');
  });
});

describe('schedules follow what they rest on', () => {
  const set = (asked: boolean, of = office) =>
    changeObligation(of, of.actor('head'), { code: 'brand-projects', asked });
  const schedule = 'obligation-brand-projects';

  test('what the office asks for, and asks for no more', async () => {
    await until(async () => {
      for await (const { scheduleId } of temporal.client.schedule.list())
        if (scheduleId === `muster/schedule/${schedule}`) return true;
      return false;
    });
    expect((await set(false)).schedules).toContainEqual({ id: schedule, outcome: 'deleted' });
    expect((await set(true)).schedules).toContainEqual({ id: schedule, outcome: 'created' });
    expect((await set(true)).schedules).toEqual([]);
  });

  test('a table of holidays, which makes a year certain', async () => {
    expect((await stateOf('quarterly-summary')).runsOut).toEqual({ last: '2026-09-22', next: '2026-12-24' });
    const { schedules: moved } = await loadHolidays(office, office.actor('head'), INVENTED_2027);
    expect(moved).toContainEqual({ id: 'obligation-quarterly-summary', outcome: 'updated' });
    expect((await stateOf('quarterly-summary')).runsOut).toMatchObject({
      last: expect.stringMatching(/^2027-09/),
    });
    await database`DELETE FROM holiday_table`;
  });

  test('while Temporal is away the change stands, and says that they have not followed', async () => {
    const changed = await set(false, away);
    expect(changed).toMatchObject({ asked: false, schedules: null });
    await set(true, away);
  });
});
