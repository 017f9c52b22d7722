import { beforeEach, describe, expect, test } from '@jest/globals';
import { approvalActivities } from '../../activities/approval.js';
import { NOTICE_TEMPLATES } from '../../campaigns/notice/texts.js';
import { approvalOf } from '../../ledger/approvals.js';
import { runById } from '../../ledger/runs.js';
import { answerProposal } from '../../office/approval.js';
import { launchScheduled } from '../../office/launch-scheduled.js';
import { launch } from '../../office/launch.js';
import { prepare } from '../../office/prepare.js';
import { addStandingTexts } from '../../office/standing-texts.js';
import { flood, openTestOffice, refusalOf } from '../office/office.js';
import { NOW, type Name } from '../support/cast.js';
import { addApproved, newTemplate } from '../support/templates.js';

/** Everything needs somebody else's agreement. */
const office = await openTestOffice({ approvalAudience: 0 });
const { database, city, clock } = office;
await database.begin((sql) => addStandingTexts(sql, NOW));
for (const template of NOTICE_TEMPLATES)
  await addApproved(database, newTemplate(template), { carrierCode: 'SMS_154000099', now: NOW });
await database`UPDATE operator SET person_id = ${city.id('张蔷')} WHERE name = 'office'`;
await database`UPDATE operator SET person_id = ${city.id('郑明')} WHERE name = 'head'`;
const { proposeRun, decideRun } = approvalActivities({ database, clock });

const HOUR_MILLISECONDS = 3_600_000;
const hours = (count: number): Date => new Date(+NOW + count * HOUR_MILLISECONDS);
beforeEach(() => clock.set(NOW));

const stateOf = async (runId: number) => (await runById(database, runId))?.state;
/** Who was told what of a run, a line for each telling. */
const told = async (runId: number): Promise<[string, Name][]> => {
  const rows = await database<{ step: string; name: Name }[]>`
    SELECT o.step, p.name FROM run r JOIN occurrence o ON o.run_id = r.id
    JOIN message m ON m.occurrence_id = o.id AND m.channel = 'email'
    JOIN rendering t ON t.id = m.rendering_id JOIN person p ON p.id = m.person_id
    WHERE r.kind = 'standing' AND t.variables ->> 'run' = ${String(runId)} ORDER BY o.id, p.id`;
  return rows.map(({ step, name }) => [step, name]);
};
const sentOf = (runId: number) =>
  database`SELECT FROM occurrence o JOIN recipient r ON r.occurrence_id = o.id WHERE o.run_id = ${runId}`;

describe('a schedule that fires what needs somebody else’s agreement', () => {
  test('proposes it and launches nothing: who may agree is told once, and when it lapses both are', async () => {
    const fire = () => launchScheduled(office, 'monthly-safety-notice', NOW);
    const { runId } = (await fire()) as { runId: number };
    expect(await approvalOf(database, runId)).toMatchObject({
      ...{ askedBy: 'office', until: hours(48), decision: null },
    });
    await proposeRun(runId);
    await proposeRun(runId);
    expect(await stateOf(runId)).toBe('proposed');
    expect(await fire()).toEqual({ runId });
    expect(await told(runId)).toEqual([['approval-asked', '郑明']]);

    clock.set(hours(48));
    expect(await decideRun({ runId, lapses: true })).toBe('cancelled');
    expect(await decideRun({ runId, lapses: true })).toBe('cancelled');
    expect(await stateOf(runId)).toBe('cancelled');
    expect((await told(runId)).slice(1)).toEqual([
      ['approval-lapsed', '张蔷'],
      ['approval-lapsed', '郑明'],
    ]);
    expect(await sentOf(runId)).toHaveLength(0);
    expect(await fire()).toEqual({ runId });
  });

  test('of which nobody may agree is skipped, and the audit says why', async () => {
    await database`UPDATE operator SET role = 'auditor' WHERE name = 'head'`;
    const meant = new Date('2026-09-01T01:00:00Z');
    clock.set(meant);
    expect(await launchScheduled(office, 'monthly-safety-notice', meant)).toEqual({ skipped: 'refused' });
    const [entry] = await database`SELECT detail FROM audit WHERE action = 'schedule skipped'`;
    expect(entry).toMatchObject({ detail: { reasons: ['nobody-to-approve'] } });
    await database`UPDATE operator SET role = 'head' WHERE name = 'head'`;
  });
});

describe('an approval expires', () => {
  const proposed = async (key: string) => {
    const definition = { ...flood, key, expires_after: '3h' };
    const prepared = await prepare(office, office.actor('office'), definition);
    const { run, approval } = await launch(office, office.actor('office'), prepared);
    expect(approval?.until).toEqual(hours(3));
    await proposeRun(run.id);
    return run;
  };
  const approve = ({ id: runId, planHash: hash }: { id: number; planHash: string }) =>
    answerProposal(office, office.actor('head'), { runId, answer: 'approve', hash });

  test('with what it would send: until then it may be given, and the lapse that comes later changes nothing', async () => {
    const run = await proposed('in-time');
    clock.set(new Date(+hours(3) - 1));
    expect(await approve(run)).toMatchObject({ decision: 'approved' });
    clock.set(hours(3));
    expect(await decideRun({ runId: run.id, lapses: true })).toBe('running');
    expect(await approvalOf(database, run.id)).toMatchObject({ decision: 'approved', decidedBy: 'head' });
    expect((await told(run.id)).at(-1)).toEqual(['approval-answered', '张蔷']);
  });

  test('from then on it comes too late, although nobody has written the lapse down yet', async () => {
    const run = await proposed('too-late');
    clock.set(hours(3));
    expect(await decideRun({ runId: run.id, lapses: false })).toBe('proposed');
    expect((await refusalOf(approve(run))).reasons).toEqual(['lapsed']);
    expect(await approvalOf(database, run.id)).toMatchObject({ decision: null });
    expect(await decideRun({ runId: run.id, lapses: true })).toBe('cancelled');
    expect(await approvalOf(database, run.id)).toMatchObject({ decision: 'lapsed', decidedBy: 'muster' });
    const audit = await database`SELECT action FROM audit WHERE subject = ${`run ${run.id}`} ORDER BY id`;
    expect(audit.at(-1)).toEqual({ action: 'run lapsed' });
  });
});
