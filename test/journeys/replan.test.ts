import { expect, test } from '@jest/globals';
import { officeTime } from '../../domain/calendar/office-day.js';
import { insertOperators } from '../../ledger/load.js';
import { runById, type LaunchedRun, type Run } from '../../ledger/runs.js';
import { actorNamed } from '../../office/actor.js';
import { loadHolidays } from '../../office/calendar.js';
import { answerRun } from '../../office/replan-answer.js';
import { tellReplans } from '../../office/replan-tell.js';
import { replanRun } from '../../office/replan.js';
import { announceTheme } from '../../office/theme-years.js';
import { skippedTime } from '../../rehearsal/place.js';
import { createLogger } from '../../runtime/log.js';
import { AWAY } from '../office/office.js';
import { INVENTED_2027 } from '../support/holidays.js';
import { speaksFor } from '../support/questions.js';
import { CHASING_TEMPLATES, skipTo, toldOf } from './duties.js';
import { openMuster } from './muster.js';
import { auditOf, closed } from './notices.js';

const LONG_MILLISECONDS = 120_000;

const muster = await openMuster({ place: skippedTime, templates: CHASING_TEMPLATES });
const { office, operator, city, database } = muster;
await speaksFor(city, '孙静', { code: 'tangshan', role: 'liaison' });
await insertOperators(database, [
  { name: 'head', committeeId: city.committee('tangshan'), maySeePersonalData: true, role: 'head' },
]);
const head = await actorNamed(office, 'head');
// The test server has no schedules to bring in line, and answers no question about them.
const away = { ...office, temporal: AWAY };
const strict = { ...office, config: { ...office.config, approvalAudience: 0 } };
await muster.work();
muster.dispatch();
muster.sweep();

let plan: LaunchedRun;
let leiFeng: LaunchedRun;

const stepsOf = async ({ id }: Run): Promise<string[]> => {
  const rows = await database<{ step: string; number: number; frozenAt: Date }[]>`
    SELECT step, number, frozen_at FROM occurrence WHERE run_id = ${id} AND step <> 'digest' ORDER BY frozen_at`;
  return rows.map(({ step, number, frozenAt }) => `${step} ${number} ${officeTime(frozenAt)}`);
};

const toldTo = async (run: Run, name: string): Promise<string[]> =>
  (await toldOf(muster, run)).filter((line) => line.includes(` ${name}: `));

test(
  'a table that is loaded names the runs it touches, and changes none of them',
  async () => {
    await skipTo(muster, '2026-12-18 08:00');
    ({ run: plan } = await muster.launch({ kind: 'deadline', obligation: 'annual-plan', period: '2027' }));
    ({ run: leiFeng } = await muster.launch({
      // By mail: carriers take only so many texts to one number, and months pass here in seconds.
      ...{ kind: 'theme', theme: 'lei-feng-day', year: 2027, channels: ['email'] },
    }));
    await skipTo(muster, '2026-12-20 12:00');
    const before = (await runById(database, plan.id))!.planHash;
    const { effects } = await loadHolidays(away, operator, INVENTED_2027);
    expect((await runById(database, plan.id))!.planHash).toBe(before);
    expect(effects.moved).toContainEqual(
      expect.objectContaining({
        code: 'annual-plan',
        what: 'due',
        before: '2027-02-01',
        after: '2027-01-31',
      }),
    );
    expect(effects.runs.map(({ run }) => run)).toEqual([plan.id, leiFeng.id]);
    // 31 January is worked by the table: the report is due on it, no longer on Monday 1 February.
    expect(effects.runs[0]).toMatchObject({
      ...{ run: plan.id, settled: 1, problems: [] },
      first: { what: 'reminder', rung: 'due' },
    });
    expect(effects.runs[0]!.dueDays).toBe(2);
  },
  LONG_MILLISECONDS,
);

test(
  'a run is planned anew: its reminders come at the new minutes, and none twice',
  async () => {
    await skipTo(muster, '2027-01-06 12:00');
    expect(await toldTo(plan, '何军')).toEqual(['12-18 09:00 何军: opened luannan']);
    const done = await replanRun(office, operator, { runId: plan.id, reason: '通知已公布' });
    expect(done).toMatchObject({ version: 2, carriedOut: true, approval: null });
    const [duty] = await database<{ dueAt: Date; provisional: boolean }[]>`
      SELECT due_at, provisional FROM duty WHERE run_id = ${plan.id} AND committee_id = ${city.committee('luannan')}`;
    expect([officeTime(duty!.dueAt), duty!.provisional]).toEqual(['2027-01-31 23:59', false]);
    await skipTo(muster, '2027-02-03 12:00');
    expect(await toldTo(plan, '何军')).toEqual([
      '12-18 09:00 何军: opened luannan',
      '01-07 09:00 何军: moved luannan',
      '01-25 09:00 何军: week before luannan',
      '01-29 09:00 何军: day before luannan',
      '01-31 09:00 何军: due luannan',
      '02-01 09:00 何军: late luannan',
    ]);
    expect((await auditOf(muster, plan)).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['run replan', 'run replanned']),
    );
  },
  LONG_MILLISECONDS,
);

test(
  'a theme goes on by a new plan once somebody else has agreed, also where Temporal was away when they did',
  async () => {
    const written = await stepsOf(leiFeng);
    expect(written.map((line) => line.split(' ')[0])).toEqual(['order']);
    const { effects } = await announceTheme(away, operator, {
      ...{ code: 'lei-feng-day', year: 2027, held: '2027-03-10' },
    });
    expect(effects.runs).toContainEqual(expect.objectContaining({ run: leiFeng.id }));
    const asked = await replanRun(strict, operator, { runId: leiFeng.id, reason: '改在植树周举办' });
    expect(asked).toMatchObject({ version: 2, carriedOut: false, approval: { approvers: ['head'] } });
    const yes = { runId: leiFeng.id, answer: 'approve', hash: asked.planHash } as const;
    expect(await answerRun(away, head, yes)).toMatchObject({ decision: 'approved', heard: false });
    expect((await runById(database, leiFeng.id))!.planHash).toBe(leiFeng.planHash);
    await skipTo(muster, '2027-02-03 12:05');
    await tellReplans({ ...office, log: createLogger('test', 'silent') });
    expect((await runById(database, leiFeng.id))!.planHash).toBe(asked.planHash);
    await closed(muster, plan);
    await closed(muster, leiFeng);
    const steps = await stepsOf(leiFeng);
    // The order went out by the old plan and does not go out again.
    expect(steps.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      ...['order 1', 'summary-before 1', 'eve 1', 'summary-counts 1', 'summary-close 1'],
    ]);
    expect(steps[0]).toBe(written[0]);
    expect(steps[2]).toBe('eve 1 2027-03-09 10:00');
  },
  LONG_MILLISECONDS,
);

test('nothing is told twice, in any run', async () => {
  const twice = await database`
    SELECT t.duty_id, t.rung FROM duty_told t
    GROUP BY t.duty_id, t.rung HAVING count(DISTINCT t.occurrence_id) > 1`;
  expect(twice).toHaveLength(0);
  const late =
    await database`SELECT FROM duty_rung WHERE outcome = 'told' AND settled_at >= at + interval '1 minute'`;
  expect(late).toHaveLength(0);
  expect((await stepsOf(plan)).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    'summary-due 1',
    'summary-close 1',
  ]);
});
