import { beforeEach, describe, expect, test } from '@jest/globals';
import { DUTY_TEMPLATES } from '../../campaigns/deadline/texts.js';
import { NOTICE_TEMPLATES } from '../../campaigns/notice/texts.js';
import { readDefinition } from '../../campaigns/registry.js';
import { addApproved, newTemplate } from '../support/templates.js';
import { examineObstacles } from '../../office/doctor/obstacles.js';
import { examineFirings } from '../../office/doctor/schedules.js';
import { runById } from '../../ledger/runs.js';
import { launch } from '../../office/launch.js';
import { launchScheduled, prepareFiring } from '../../office/launch-scheduled.js';
import { prepare } from '../../office/prepare.js';
import { launchOf, type ScheduleEntry } from '../../schedules/entry.js';
import { nextFirings, plainDay } from '../../schedules/firings.js';
import { compiled, workdaysWith } from '../schedules/office.js';
import { NOW } from '../support/cast.js';
import { AWAY, openEmptyOffice, openTestOffice } from './office.js';

const SCHEDULE = 'monthly-safety-notice';
const HOUR_MILLISECONDS = 3_600_000;

const office = await openTestOffice();
const nobody = await openEmptyOffice();
beforeEach(() => office.clock.set(NOW));

const fire = (hoursLate = 0, meant = NOW) => {
  office.clock.set(new Date(meant.getTime() + hoursLate * HOUR_MILLISECONDS));
  return launchScheduled(office, SCHEDULE, meant);
};
const skips = async () =>
  (
    await office.database<{ detail: object }[]>`
      SELECT detail FROM audit WHERE action = 'schedule skipped' ORDER BY id`
  ).map(({ detail }) => detail);

/** The office has the words of its schedules. */
const addTexts = async () => {
  for (const template of NOTICE_TEMPLATES)
    await addApproved(office.database, newTemplate(template), { carrierCode: 'SMS_154000099', now: NOW });
};

/** What stands in the way of the next firings, and what became of the last. */
const examined = async (of: Parameters<typeof examineObstacles>[0] = office) => {
  const [obstacle] = await examineObstacles(of);
  const fallen = (await examineFirings(of)).filter(({ check }) => check === 'schedule firings');
  return { obstacle: obstacle!, fallen: fallen.map(({ found }) => found.zh) };
};

const [notice] = compiled() as [ScheduleEntry];

test('what a schedule launches can be read, and names no city', () => {
  for (const entry of compiled({ workdays: workdaysWith(2027) })) {
    expect(JSON.stringify(entry.launches)).not.toContain('committees');
    const [firing] = nextFirings(entry.firing, NOW, 1);
    expect(readDefinition(launchOf(entry, firing!, 'anywhere').definition)).toMatchObject({ ok: true });
  }
});

describe('before its templates are there', () => {
  test('a schedule is known to launch nothing', async () => {
    const { obstacle, fallen } = await examined();
    expect(obstacle.found.zh).toBe(`日程到时无法发起：${SCHEDULE}`);
    expect(obstacle.mend!.zh).toContain('没有模板 “safety-notice”');
    expect(fallen).toEqual(['日程没有落空的']);
    // Of an empty office nothing can be launched, all for one reason.
    const empty = await examineObstacles(nobody);
    expect(empty).toHaveLength(1);
    expect(empty[0]!.mend!.zh).toContain('muster office open');
  });

  test('a firing is skipped; its repetition adds nothing to the audit, another day does', async () => {
    expect(await fire()).toEqual({ skipped: 'refused' });
    expect(await fire(1)).toEqual({ skipped: 'refused' });
    expect(await Promise.all([fire(), fire(), fire()])).toHaveLength(3);
    expect(await skips()).toEqual([
      {
        ...{ day: '2026-08-01', skipped: 'refused', reasons: ['unknown-template'] },
        key: `${SCHEDULE}.2026-08-01`,
      },
    ]);
    expect(await fire(100, new Date('2026-07-01T01:00:00Z'))).toEqual({ skipped: 'late' });
    expect(await skips()).toHaveLength(2);
    expect((await examined()).fallen).toEqual([expect.stringContaining('没有发起：来得太晚')]);
  });

  test('of an office that is not open is skipped too', async () => {
    expect(await launchScheduled(nobody, SCHEDULE, NOW)).toEqual({ skipped: 'refused' });
  });
});

describe('once its templates are there', () => {
  test('it would launch, to the whole tree, in the name of the first who works for all of it', async () => {
    await addTexts();
    const { actor, prepared } = await prepareFiring(office, notice, plainDay('2026-08-01'));
    expect(actor).toEqual(office.actor('office'));
    expect(prepared.plan.steps[0]).toMatchObject({
      audience: { committees: ['tangshan'], roles: ['liaison'] },
    });
    expect((await examined()).obstacle.found.zh).not.toContain(SCHEDULE);
  });

  test('a firing repeated after its answer was lost finds the first run, however late it is by then', async () => {
    const refusing = { ...AWAY, client: { ...AWAY.client, connection: { withDeadline: refuse } } };
    await expect(launchScheduled({ ...office, temporal: refusing as never }, SCHEDULE, NOW)).rejects.toThrow(
      '已登记',
    );
    const before = await skips();
    const [run] = await office.database<{ id: number }[]>`SELECT id FROM run`;
    expect(await fire()).toEqual({ runId: run!.id });
    await office.database`UPDATE contact_role SET to_date = '2026-07-31' WHERE to_date IS NULL`;
    expect(await fire(1000)).toEqual({ runId: run!.id });
    expect(await skips()).toEqual(before);
    await office.database`UPDATE contact_role SET to_date = NULL WHERE to_date = '2026-07-31'`;
  });

  test('what it launched since has put the skipped firing right', async () => {
    office.clock.advance(HOUR_MILLISECONDS);
    expect(await fire(1, new Date('2026-09-01T01:00:00Z'))).toHaveProperty('runId');
    expect((await examined()).fallen).toEqual(['日程没有落空的']);
  });
});

describe('what the office asks for', () => {
  const day = (date: string, time = '08:00') => new Date(`${date}T${time}:00+08:00`);
  const open = (code: string, meant: Date, now = meant) => {
    office.clock.set(now);
    return launchScheduled(office, `obligation-${code}`, meant);
  };
  const keysOf = async () =>
    (await office.database<{ key: string }[]>`SELECT key FROM run WHERE kind = 'deadline' ORDER BY id`).map(
      ({ key }) => key,
    );
  const logged = async (action: string) =>
    (
      await office.database<{ subject: string; detail: object }[]>`
        SELECT subject, detail FROM audit WHERE action = ${action} ORDER BY id`
    ).map(({ subject, detail }) => ({ subject, ...detail }));

  test('opens on its day for the period that it stands for, once, whoever opened it', async () => {
    for (const template of DUTY_TEMPLATES)
      await addApproved(office.database, newTemplate(template), { carrierCode: 'SMS_154000098', now: NOW });
    const opened = (await open('three-teams', day('2026-09-01'))) as { runId: number };
    expect(await keysOf()).toEqual(['three-teams.2026.tangshan']);
    expect(await runById(office.database, opened.runId)).toMatchObject({
      ...{ kind: 'deadline', title: '2026年三支队伍', launchedBy: 'office' },
    });
    expect(await open('three-teams', day('2026-09-01'))).toEqual(opened);

    // The clerk was earlier; with other words even.
    const written = { kind: 'deadline', obligation: 'monthly-ten', period: '2026-09', grace: 3 };
    const { run } = await launch(
      office,
      office.actor('office'),
      await prepare(office, office.actor('office'), written),
    );
    expect(await open('monthly-ten', day('2026-09-18'))).toEqual({ runId: run.id });
    expect(await open('monthly-ten', day('2026-09-18'), day('2026-11-17'))).toEqual({ runId: run.id });
  });

  test('opens late while five workdays are left, and after that waits, once, until somebody decides', async () => {
    // Due on 27 August, a Thursday: from the 21st only four workdays are left.
    expect(await open('monthly-ten', day('2026-08-19'), day('2026-08-21'))).toEqual({ waits: true });
    expect(await open('monthly-ten', day('2026-08-19'), day('2026-08-26'))).toEqual({ waits: true });
    const waiting = { subject: 'schedule obligation-monthly-ten', day: '2026-08-19' };
    expect(await logged('schedule waits')).toEqual([{ ...waiting, key: 'monthly-ten.2026-08.tangshan' }]);
    expect(await open('annual-plan', day('2026-01-01'), day('2026-01-05'))).toHaveProperty('runId');
  });

  test('launches nothing on a day that is none of its own, or that nobody asks for any more', async () => {
    expect(await open('monthly-ten', day('2026-10-01'))).toEqual({ skipped: 'refused' });
    expect(await open('contest', day('2026-10-19'))).toEqual({ skipped: 'refused' });
    const reasons = (await logged('schedule skipped')).map(
      (entry) => (entry as unknown as { reasons: string[] }).reasons,
    );
    expect(reasons.slice(-2)).toEqual([['no-such-day'], ['not-declared']]);
  });

  test('that nobody owes is skipped for want of debtors', async () => {
    expect(await open('quarterly-summary', day('2026-09-22'))).toEqual({ skipped: 'nobody' });
  });
});

const refuse = (): Promise<never> => Promise.reject(Object.assign(new Error('no'), { code: 3 }));
