import { expect, test } from '@jest/globals';
import { officeTime } from '../../domain/calendar/office-day.js';
import type { Plan } from '../../domain/plan/plan.js';
import { insertOperators } from '../../ledger/load.js';
import { runById, runByKey, type LaunchedRun, type Run } from '../../ledger/runs.js';
import { actorNamed } from '../../office/actor.js';
import { answerProposal } from '../../office/approval.js';
import { loadHolidays } from '../../office/calendar.js';
import { announceTheme } from '../../office/theme-years.js';
import { showTheme } from '../../office/theme-look-up.js';
// The test server has no schedules to bring in line.
import { AWAY } from '../office/office.js';
import { skippedTime } from '../../rehearsal/place.js';
import { openTestFiles } from '../support/files.js';
import { INVENTED_2027 } from '../support/holidays.js';
import { castActivity } from '../support/registers.js';
import { speaksFor } from '../support/questions.js';
import { until } from '../support/until.js';
import { CHASING_TEMPLATES, dutyIn, handIn, skipTo, textsSaying, toldOf } from './duties.js';
import { openMuster } from './muster.js';
import { closed, stateOf } from './notices.js';

const LONG_MILLISECONDS = 180_000;

const muster = await openMuster({
  ...{ place: skippedTime, templates: CHASING_TEMPLATES },
  settings: { APPROVAL_AUDIENCE: '1000' },
});
const { office, operator, city, database } = muster;
const files = await openTestFiles();
await speaksFor(city, '孙静', { code: 'tangshan', role: 'liaison' });
await insertOperators(database, [
  { name: 'head', committeeId: city.committee('tangshan'), maySeePersonalData: true, role: 'head' },
]);
const head = await actorNamed(office, 'head');
await muster.work();
muster.dispatch();
muster.sweep();

type ThemePlan = Extract<Plan, { kind: 'theme' }>;

/** Opens a theme and has somebody else agree to it. */
async function open(definition: object): Promise<LaunchedRun> {
  const { run, approval } = await muster.launch({ kind: 'theme', ...definition });
  expect(approval?.approvers).toEqual(['head']);
  await until(async () => (await stateOf(muster, run)) === 'proposed');
  await answerProposal(office, head, { runId: run.id, answer: 'approve', hash: run.planHash.slice(0, 8) });
  return run;
}

const planOf = async ({ id }: Run): Promise<ThemePlan> => (await runById(database, id))!.plan as ThemePlan;

/** When the steps of a run were written, as `step month-day time`. */
async function stepsOf({ id }: Run): Promise<string[]> {
  const rows = await database<{ step: string; frozenAt: Date }[]>`
    SELECT step, frozen_at FROM occurrence WHERE run_id = ${id} AND step <> 'digest' ORDER BY frozen_at`;
  return rows.map(({ step, frozenAt }) => `${step} ${officeTime(frozenAt)}`);
}

const COUNTS = { sessions: '1', participants: '30', consultations: '100', leaflets: '1000' };
let travel: LaunchedRun;
let leiFeng: LaunchedRun;
let month: LaunchedRun;
let consultation: LaunchedRun;

test(
  'Spring Festival 2027 is prepared before its holidays are announced, marked provisional, and keeps its plan when they are',
  async () => {
    await skipTo(muster, '2026-12-15 08:00');
    travel = await open({ theme: 'spring-travel', year: 2027 });
    const plan = await planOf(travel);
    expect(plan).toMatchObject({ first: '2027-01-22', last: '2027-03-02', provisional: true });
    await skipTo(muster, '2026-12-20 08:00');
    await loadHolidays({ ...office, temporal: AWAY }, operator, INVENTED_2027);
    expect(await planOf(travel)).toEqual(plan);
    await skipTo(muster, '2027-01-05 12:00');
    await handIn(muster, files, await dutyIn(muster, travel, 'luannan', 'plan'), {
      ...{ plan: '车站宣传', activities: '3', responsible: '副主任' },
    });
    expect((await toldOf(muster, travel)).filter((line) => line.startsWith('12-23'))).toEqual([
      ...['12-23 09:00 孙静: due health', '12-23 09:00 何军: due luannan', '12-23 09:00 林夏: due qianxi'],
    ]);
  },
  LONG_MILLISECONDS,
);

test(
  'Lei Feng Day is held on 3 March, and everything is counted from there',
  async () => {
    await announceTheme({ ...office, temporal: AWAY }, operator, {
      code: 'lei-feng-day',
      year: 2027,
      held: '2027-03-03',
      wording: '弘扬雷锋精神',
    });
    await skipTo(muster, '2027-01-22 12:00');
    leiFeng = await open({ theme: 'lei-feng-day', year: 2027 });
    expect(await planOf(leiFeng)).toMatchObject({
      first: '2027-03-03',
      last: '2027-03-03',
      provisional: false,
    });
    await skipTo(muster, '2027-03-03 12:00');
    const activity = { theme: 'lei-feng-day', themeYear: 2027 };
    const day = { beginsAt: new Date('2027-03-03T01:00:00Z'), endsAt: new Date('2027-03-03T03:00:00Z') };
    const held = await castActivity(city, {
      ...activity,
      ...day,
      committee: 'qianxi',
      title: '万达小区学雷锋',
    });
    await database`UPDATE activity SET sessions = 2, participants = 60, consultations = 0, leaflets = 0, counted_by = 'office', counted_at = ${day.endsAt} WHERE id = ${held}`;
    await skipTo(muster, '2027-03-03 15:00');
    await handIn(muster, files, await dutyIn(muster, leiFeng, 'luannan', 'counts'), COUNTS);
    await closed(muster, leiFeng);
    const steps = await stepsOf(leiFeng);
    expect(steps.map((line) => line.split(' ')[0])).toEqual([
      'order',
      'summary-before',
      'eve',
      'summary-counts',
      'summary-close',
    ]);
    expect(steps[2]).toBe('eve 2027-03-02 10:00');
    expect(steps[3]).toBe('summary-counts 2027-03-04 09:00');
    // 滦南县 has reported, 迁西县 has only held an activity: each counts once.
    expect((await textsSaying(muster, '第64个学雷锋日总结')).at(-1)).toMatch(
      /活动3场，参与90人次，咨询100人次，资料1000份/,
    );
    const dues = (await toldOf(muster, leiFeng)).filter((line) => line.startsWith('03-03'));
    expect(dues).toEqual(expect.arrayContaining([expect.stringMatching(/何军: due luannan/)]));
    const counts = (await toldOf(muster, leiFeng)).filter(
      (line) => line.startsWith('03-04') && line.includes('late'),
    );
    expect(counts.some((line) => line.includes('luannan'))).toBe(false);
  },
  LONG_MILLISECONDS,
);

test(
  'Safety Month launches the consultation day of 16 June as a notice of its own, and both come to their end',
  async () => {
    await muster.place.skip(1);
    await closed(muster, travel);
    await muster.place.skip(1);
    const year = Number(officeTime(muster.place.clock.now()).slice(0, 4)) + 1;
    await skipTo(muster, `${year}-04-24 12:00`);
    month = await open({
      ...{ theme: 'safety-month', year, channels: ['sms'] },
      launches: [
        {
          ...{ key: 'oath', day: 15, time: '10:00' },
          definition: {
            ...{
              kind: 'notice',
              title: '六一六集体宣誓',
              audience: { committees: ['tangshan'], skills: ['first-aid'] },
            },
            channels: [{ channel: 'sms', template: 'flood', variables: { river: '滦河' } }],
          },
        },
      ],
    });
    consultation = await open({ theme: 'safety-consultation-day', year });
    await closed(muster, month);
    await closed(muster, consultation);
    const oath = (await runByKey(database, `${month.key}.oath`))!;
    expect(officeTime(oath.launchedAt)).toBe(`${year}-06-16 10:00`);
    await closed(muster, oath);
    expect(await database`SELECT FROM alert WHERE cause = 'schedule missed'`).toHaveLength(0);
    const { duties } = await showTheme(office, operator, { code: 'safety-consultation-day', year });
    expect(duties.map(({ key }) => key)).toEqual(['plan', 'roster', 'counts', 'summary']);
  },
  LONG_MILLISECONDS,
);
