import { beforeEach, describe, expect, test } from '@jest/globals';
import { replanActivities } from '../../activities/replan.js';
import { officeTime } from '../../domain/calendar/office-day.js';
import { listAudit } from '../../ledger/audit.js';
import { versionsOf } from '../../ledger/plan-versions.js';
import { moveRun, runById, type Run } from '../../ledger/runs.js';
import { loadHolidays } from '../../office/calendar.js';
import { launch } from '../../office/launch.js';
import type { Office } from '../../office/office.js';
import { prepare } from '../../office/prepare.js';
import { answerRun, waitingReplan } from '../../office/replan-answer.js';
import { tellReplans } from '../../office/replan-tell.js';
import { previewReplan, replanRun } from '../../office/replan.js';
import { createLogger } from '../../runtime/log.js';
import { dutyOf, settleDutyTexts } from '../support/deadlines.js';
import { INVENTED_2027 } from '../support/holidays.js';
import { castActivity } from '../support/registers.js';
import { THEME_TEMPLATES } from '../../campaigns/theme/texts.js';
import { changeTheme } from '../../office/themes.js';
import { addApproved, newTemplate } from '../support/templates.js';
import { NOW } from '../support/cast.js';
import { flood, openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const { database, city, clock } = office;
await settleDutyTexts(city);
for (const [at, template] of THEME_TEMPLATES.entries())
  await addApproved(database, newTemplate(template), {
    ...{ carrierCode: template.channel === 'sms' ? `SMS_1543600${10 + at}` : null, now: NOW },
  });
const [clerk, head] = [office.actor('office'), office.actor('head')];
const strict: Office = { ...office, config: { ...office.config, approvalAudience: 0 } };
const follow = replanActivities({ database, clock });

const LAUNCHED = new Date('2027-01-04T00:30:00Z');
const LATER = new Date('2027-01-20T02:00:00Z');
let run: number;

async function open(definition: object, from: Office = office): Promise<Run> {
  const opened = await launch(from, clerk, await prepare(from, clerk, definition));
  if (from === office) await moveRun(database, { runId: opened.run.id, to: 'running', now: clock.now() });
  return opened.run;
}

beforeEach(async () => {
  await city.reset();
  await database`TRUNCATE holiday_table`;
  clock.set(LAUNCHED);
  run = (await open({ kind: 'deadline', obligation: 'annual-plan', period: '2027' })).id;
  clock.set(LATER);
});

const load = () => loadHolidays(office, clerk, INVENTED_2027);
const replan = (from = office as Office, actor = clerk) =>
  replanRun(from, actor, { runId: run, reason: '通知已公布' });
const stateOf = async (code: string) => {
  const [row] = await database<{ state: string; dueAt: Date; lockAt: Date; provisional: boolean }[]>`
    SELECT state, due_at, lock_at, provisional FROM duty WHERE id = ${await dutyOf(office, run, code)}`;
  return { ...row!, dueAt: officeTime(row!.dueAt) };
};
const ahead = async (code: string) => {
  const rows = await database<{ rung: string; at: Date; ladder: number }[]>`
    SELECT rung, at, ladder FROM duty_rung WHERE duty_id = ${await dutyOf(office, run, code)} AND outcome IS NULL ORDER BY at, rung`;
  return rows.map(({ rung, at, ladder }) => `${ladder} ${officeTime(at).slice(5)} ${rung}`);
};
const actions = async () => (await listAudit(database, { limit: 4 })).map(({ action }) => action);

describe('planned anew', () => {
  test('what is owed moves, with a further ladder for what lies ahead', async () => {
    await load();
    expect(await replan()).toMatchObject({ version: 2, carriedOut: false, approval: null, settled: 1 });
    // Temporal is away: nothing is half done.
    expect(await stateOf('luannan')).toMatchObject({ dueAt: '2027-02-01 23:59', provisional: true });
    await follow.replanRun(run);
    expect(await stateOf('luannan')).toMatchObject({ dueAt: '2027-01-31 23:59', provisional: false });
    expect((await ahead('luannan')).slice(0, 4)).toEqual([
      ...['1 01-04 09:00 opened', '2 01-25 09:00 week before', '2 01-29 09:00 day before'],
      '2 01-31 09:00 due',
    ]);
    expect((await actions())[0]).toBe('run replanned');
    const versions = await versionsOf(database, run);
    expect(versions.map(({ version, carriedOutAt }) => [version, carriedOutAt !== null])).toEqual([
      [1, true],
      [2, true],
    ]);
    expect((await runById(database, run))!.planHash).toBe(versions[1]!.planHash);
  });

  test('a second time it does nothing more', async () => {
    await load();
    await replan();
    const first = await follow.replanRun(run);
    const before = await ahead('luannan');
    expect(await follow.replanRun(run)).toEqual(first);
    expect(await ahead('luannan')).toEqual(before);
  });

  test('whoever was told of another day hears of the new one, and of nothing twice', async () => {
    await tell('luannan', 'opened');
    await load();
    await replan();
    await follow.replanRun(run);
    const rungs = await ahead('luannan');
    expect(rungs[0]).toBe('2 01-21 09:00 moved');
    expect(rungs.some((line) => line.endsWith('opened'))).toBe(false);
    // Nobody has told 迁西县 anything yet: its opening comes with the next digest.
    expect(await ahead('qianxi')).toEqual(expect.arrayContaining([expect.stringMatching(/opened/)]));
    expect(await ahead('qianxi')).not.toEqual(expect.arrayContaining([expect.stringMatching(/moved/)]));
  });

  test.each([
    ['extended', 'extended = true'],
    ['returned', "state = 'returned', times_returned = 1"],
    ['handed in', "state = 'submitted', first_submitted_at = now(), in_time = true"],
    ['excused', "state = 'excused'"],
    ['locked', "state = 'locked'"],
  ])('one that is %s keeps its own days', async (_name, change) => {
    const id = await dutyOf(office, run, 'luannan');
    await database`ALTER TABLE duty DISABLE TRIGGER duty_moves`;
    await database.unsafe(`UPDATE duty SET ${change} WHERE id = ${id}`);
    await database`ALTER TABLE duty ENABLE TRIGGER duty_moves`;
    const before = await ahead('luannan');
    await load();
    await replan();
    await follow.replanRun(run);
    expect(await stateOf('luannan')).toMatchObject({ dueAt: '2027-02-01 23:59' });
    expect(await ahead('luannan')).toEqual(before);
    expect(await stateOf('qianxi')).toMatchObject({ dueAt: '2027-01-31 23:59' });
  });

  test('what is due from days of its own moves by those', async () => {
    await castActivity(city, {
      beginsAt: new Date('2027-01-22T01:00:00Z'),
      endsAt: new Date('2027-01-22T03:00:00Z'),
    });
    run = (await open({ kind: 'deadline', obligation: 'activity-records', period: '2027-01' })).id;
    expect(await stateOf('luannan')).toMatchObject({ dueAt: '2027-02-09 23:59' });
    await load();
    const { moves } = await previewReplan(office, clerk, run);
    expect(moves).toContainEqual(
      expect.objectContaining({
        what: 'due',
        after: '2027-02-04T15:59:00.000Z',
        title: expect.stringContaining('2027-01-22'),
      }),
    );
    await replan();
    await follow.replanRun(run);
    expect(await stateOf('luannan')).toMatchObject({ dueAt: '2027-02-04 23:59', provisional: false });
    expect((await refusalOf(replan())).reasons).toEqual(['nothing-changes']);
  });

  test('what a theme asks for no more is excused, what it asks for now is opened; what was handed in stays', async () => {
    const change = (owes: string[]) => changeTheme(office, clerk, { code: 'lei-feng-day', value: { owes } });
    await change(['plan', 'counts']);
    run = (await open({ kind: 'theme', theme: 'lei-feng-day', year: 2027 })).id;
    const handedIn = await dutyOf(office, run, 'qianxi');
    await database`UPDATE duty SET state = 'submitted', first_submitted_at = ${LATER}, in_time = true WHERE id = ${handedIn}`;
    const { effects } = await change(['counts', 'summary']);
    expect(effects.runs).toEqual([expect.objectContaining({ run, steps: 2, words: 1, problems: [] })]);
    await replan();
    await follow.replanRun(run);
    const duties = await database<{ key: string; state: string; count: number }[]>`
      SELECT key, state, count(*) FROM duty WHERE run_id = ${run} AND key IN ('plan', 'counts', 'summary') GROUP BY key, state ORDER BY key, state`;
    expect(duties.map(({ key, state, count }) => `${key} ${state} ${count}`)).toEqual([
      ...['counts owed 3', 'plan submitted 1', 'plan excused 2', 'summary owed 3'],
    ]);
    expect((await refusalOf(replan())).reasons).toEqual(['nothing-changes']);
  });
});

async function tell(code: string, rung: string): Promise<void> {
  const [firing] = await database<{ id: number }[]>`
    INSERT INTO occurrence (run_id, step, number, lane, class, topic, frozen_at) VALUES (${run}, 'digest', 1, 'bulk', 'notice', 'reports', ${LAUNCHED})
    RETURNING id`;
  await database`UPDATE duty_rung SET outcome = 'told', settled_at = ${LAUNCHED}, occurrence_id = ${firing!.id}
    WHERE duty_id = ${await dutyOf(office, run, code)} AND rung = ${rung}`;
}

describe('is refused', () => {
  test('where nothing would change, the run is over, of another kind, or another’s', async () => {
    expect(await refusalOf(replan())).toEqual({ kind: 'conflict', reasons: ['nothing-changes'] });
    expect(await previewReplan(office, clerk, run)).toMatchObject({ differs: false, moves: [] });
    expect((await refusalOf(replan(office, office.actor('clerk')))).reasons).toEqual(['beyond-scope']);
    expect((await refusalOf(replanRun(office, clerk, { runId: run, reason: ' ' }))).reasons).toEqual([
      'no-reason',
    ]);
    await load();
    await moveRun(database, { runId: run, to: 'cancelled', now: LATER });
    expect(await refusalOf(replan())).toEqual({ kind: 'conflict', reasons: ['over'] });
    const notice = await open(flood);
    const other = replanRun(office, clerk, { runId: notice.id, reason: 'x' });
    expect(await refusalOf(other)).toEqual({ kind: 'invalid', reasons: ['other-kind'] });
  });

  test('in the middle of a step', async () => {
    await load();
    const query = () =>
      Promise.resolve({ state: 'running', step: 'digest', stage: 'sending', grownTo: null });
    const temporal = {
      ...office.temporal,
      client: {
        connection: { withDeadline: (_at: number, ask: () => unknown) => ask() },
        workflow: { getHandle: () => ({ query }) },
      },
    } as unknown as Office['temporal'];
    expect((await refusalOf(replan({ ...office, temporal }))).reasons).toEqual(['step-under-way']);
    expect(await versionsOf(database, run)).toHaveLength(0);
  });

  test('while another version waits: of two at once the second is told of the first', async () => {
    await load();
    const both = await Promise.allSettled([replan(strict), replan(strict, head)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await refusalOf(replan())).reasons).toEqual(['replan-waits']);
  });

  test('by the database, unless a version was approved', async () => {
    const frozen = database`UPDATE run SET plan_hash = 'x' WHERE id = ${run}`;
    await expect(frozen).rejects.toMatchObject({ code: 'MU002' });
    await load();
    await replan(strict);
    await expect(database`UPDATE plan_version SET plan_hash = 'x'`).rejects.toMatchObject({ code: 'MU002' });
    await expect(database`DELETE FROM plan_version`).rejects.toMatchObject({ code: 'MU002' });
  });
});

describe('where somebody else must agree', () => {
  test('it waits, and is carried out once they have, by its own hash', async () => {
    await load();
    const { planHash, approval } = await replan(strict);
    expect(approval).toMatchObject({ approvers: ['head'] });
    await follow.replanRun(run);
    expect(await stateOf('luannan')).toMatchObject({ dueAt: '2027-02-01 23:59' });
    expect(await waitingReplan(office, head, run)).toMatchObject({ version: 2, planHash, madeBy: 'office' });
    const yes = (hash: string) => ({ runId: run, answer: 'approve', hash }) as const;
    expect((await refusalOf(answerRun(office, clerk, yes(planHash)))).reasons).toEqual(['own-run']);
    const old = (await runById(database, run))!.planHash;
    expect((await refusalOf(answerRun(office, head, yes(old)))).reasons).toEqual(['other-plan']);
    expect(await answerRun(office, head, yes(planHash))).toMatchObject({
      decision: 'approved',
      heard: false,
    });
    await follow.replanRun(run);
    expect(await stateOf('luannan')).toMatchObject({ dueAt: '2027-01-31 23:59' });
    expect((await versionsOf(database, run))[1]).toMatchObject({ decision: 'approved', decidedBy: 'head' });
  });

  test('a no, a withdrawal and a lapse leave the run as it was; another may be made', async () => {
    await load();
    await replan(strict);
    const no = { runId: run, answer: 'refuse', reason: '来不及' } as const;
    expect(await answerRun(office, head, no)).toMatchObject({ decision: 'refused', state: 'running' });
    await replan(strict);
    const back = { runId: run, answer: 'withdraw', reason: '看错了' } as const;
    expect((await refusalOf(answerRun(office, head, back))).reasons).toEqual(['not-the-author']);
    expect(await answerRun(office, clerk, back)).toMatchObject({ decision: 'withdrawn' });
    await replan(strict);
    clock.set(new Date(LATER.getTime() + 49 * 3_600_000));
    await tellReplans({ ...office, log: createLogger('test', 'silent') });
    expect((await versionsOf(database, run)).map(({ decision }) => decision)).toEqual([
      ...['approved', 'refused', 'withdrawn', 'lapsed'],
    ]);
    await follow.replanRun(run);
    expect(await stateOf('luannan')).toMatchObject({ dueAt: '2027-02-01 23:59' });
    expect((await replan()).version).toBe(5);
  });

  test('a run that is itself still to be agreed to is agreed to as it is then', async () => {
    const { id, planHash } = await open(
      { kind: 'deadline', obligation: 'annual-plan', period: '2027', committees: ['qianxi'] },
      strict,
    );
    await moveRun(database, { runId: id, to: 'proposed', now: LATER });
    await load();
    const other = replanRun(strict, head, { runId: id, reason: 'x' });
    expect((await refusalOf(other)).reasons).toEqual(['not-the-author']);
    const made = await replanRun(strict, clerk, { runId: id, reason: '通知已公布' });
    expect(made.approval).toBeNull();
    await follow.replanRun(id);
    const yes = (hash: string) => ({ runId: id, answer: 'approve', hash }) as const;
    expect((await refusalOf(answerRun(office, head, yes(planHash)))).reasons).toEqual(['other-plan']);
    expect(await answerRun(office, head, yes(made.planHash))).toMatchObject({ decision: 'approved' });
  });
});
