import { beforeEach, describe, expect, test } from '@jest/globals';
import { NOTICE_TEMPLATES } from '../../campaigns/notice/texts.js';
import { readDefinition } from '../../campaigns/registry.js';
import { addApproved, newTemplate } from '../support/templates.js';
import { examineSchedules } from '../../office/doctor/schedules.js';
import { launchScheduled, prepareFiring } from '../../office/launch-scheduled.js';
import { SCHEDULES } from '../../schedules/catalogue.js';
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

/** Verdict, sentence and how to mend it. */
const examined = async (of: Parameters<typeof examineSchedules>[0] = office) => {
  const [finding] = await examineSchedules(of);
  return { verdict: finding!.verdict, found: finding!.found.zh, mend: finding!.mend?.zh };
};

test.each(SCHEDULES.map((entry) => [entry.id, entry] as const))(
  'what %s launches can be read, and names no city',
  (_, { definition }) => {
    expect(definition.audience).not.toHaveProperty('committees');
    const written = { ...definition, audience: { committees: ['anywhere'], ...definition.audience } };
    expect(readDefinition(written)).toMatchObject({ ok: true });
  },
);

describe('before its templates are there', () => {
  test('a schedule is known to launch nothing', async () => {
    expect(await examined()).toEqual({
      verdict: 'warning',
      found: `日程 ${SCHEDULE} 到时无法发起`,
      mend: expect.stringContaining('没有模板 “safety-notice”'),
    });
    expect((await examined(nobody)).mend).toContain('muster office open');
  });

  test('a firing is skipped; its repetition adds nothing to the audit, another day does', async () => {
    expect(await fire()).toEqual({ skipped: 'refused' });
    expect(await fire(1)).toEqual({ skipped: 'refused' });
    expect(await Promise.all([fire(), fire(), fire()])).toHaveLength(3);
    expect(await skips()).toEqual([{ day: '2026-08-01', skipped: 'refused', reasons: ['unknown-template'] }]);
    expect(await fire(100, new Date('2026-07-01T01:00:00Z'))).toEqual({ skipped: 'late' });
    expect(await skips()).toHaveLength(2);
    expect((await examined()).found).toContain('没有发起：来得太晚');
  });

  test('of an office that is not open is skipped too', async () => {
    expect(await launchScheduled(nobody, SCHEDULE, NOW)).toEqual({ skipped: 'refused' });
  });
});

describe('once its templates are there', () => {
  test('it would launch, to the whole tree, in the name of the first who works for all of it', async () => {
    await addTexts();
    const { actor, prepared } = await prepareFiring(office, SCHEDULES[0]!, '2026-08-01');
    expect(actor).toEqual(office.actor('office'));
    expect(prepared.plan.steps[0]).toMatchObject({
      audience: { committees: ['tangshan'], roles: ['liaison'] },
    });
    expect(await examined()).toMatchObject({
      verdict: 'warning',
      mend: expect.stringContaining('下次会照常发起'),
    });
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
    expect(await examined()).toEqual({
      verdict: 'ok',
      found: `日程 ${SCHEDULE} 到时会照常发起`,
      mend: undefined,
    });
  });
});

const refuse = (): Promise<never> => Promise.reject(Object.assign(new Error('no'), { code: 3 }));
