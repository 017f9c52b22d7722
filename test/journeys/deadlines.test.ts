import { expect, test } from '@jest/globals';
import { addDays, daysFrom, weekdayOf } from '../../domain/calendar/day.js';
import { officeTime } from '../../domain/calendar/office-day.js';
import { acceptDuty, extendDuty, returnDuty } from '../../office/duty-decisions.js';
import { runById } from '../../ledger/runs.js';
import { startSafeguard, stopSafeguard } from '../../office/safeguards.js';
import { showDeadline, summariseDeadline } from '../../office/deadlines.js';
import { skippedTime } from '../../rehearsal/place.js';
import { openTestFiles } from '../support/files.js';
import { speaksFor } from '../support/questions.js';
import { castProject } from '../support/registers.js';
import {
  CHASING_TEMPLATES,
  MOST_EVENTS,
  dutyIn,
  handIn,
  skipTo,
  textsSaying,
  toldOf,
  withoutSchedules,
} from './duties.js';
import { openMuster } from './muster.js';
import { closed } from './notices.js';

const LONG_MILLISECONDS = 120_000;
const PLAN = { plan: '全年开展六场活动。', activities: '6', responsible: '副主任' };
const SUMMARY = {
  summary: '张蔷带队走访。',
  ...{ sessions: '3', participants: '120', consultations: '40', leaflets: '500', issues: '缺少讲师' },
};

const muster = await openMuster({ place: skippedTime, templates: CHASING_TEMPLATES });
const { office, operator, city, place } = muster;
const files = await openTestFiles();
await speaksFor(city, '孙静', { code: 'tangshan', role: 'liaison' });
await muster.work();
muster.dispatch();
muster.sweep();

test(
  'the annual plan: one in time, one late, one never; each is chased until it is there, and the last is locked',
  async () => {
    await skipTo(muster, '2027-01-01 08:00');
    const { run } = await muster.launch({ kind: 'deadline', obligation: 'annual-plan', period: '2027' });
    await skipTo(muster, '2027-01-20 10:00');
    await handIn(muster, files, await dutyIn(muster, run, 'luannan'), PLAN);
    await skipTo(muster, '2027-02-03 15:00');
    await handIn(muster, files, await dutyIn(muster, run, 'qianxi'), PLAN);
    await skipTo(muster, '2027-02-19 12:00');
    await acceptDuty(office, operator, await dutyIn(muster, run, 'luannan'));
    expect(await closed(muster, run)).toBeLessThanOrEqual(MOST_EVENTS);
    // Due on Monday 1 February, since 31 January is a Sunday; the 5th to the 8th are off by law.
    expect(await toldOf(muster, run)).toEqual([
      ...[
        '01-04 09:00 孙静: opened health',
        '01-04 09:00 何军: opened luannan',
        '01-04 09:00 林夏: opened qianxi',
      ],
      ...['01-25 09:00 孙静: week before health', '01-25 09:00 林夏: week before qianxi'],
      ...['01-29 09:00 孙静: day before health', '01-29 09:00 林夏: day before qianxi'],
      ...['02-01 09:00 孙静: due health', '02-01 09:00 林夏: due qianxi'],
      ...['02-02 09:00 孙静: late health', '02-02 09:00 林夏: late qianxi'],
      ...['02-03 09:00 孙静: deputy health', '02-03 09:00 林夏: deputy qianxi'],
      ...['02-09 09:00 孙静: head health', '02-11 09:00 孙静: superior health'],
    ]);
    expect(await summariseDeadline(office, operator, run.id)).toMatchObject({
      ...{ expected: 3, handedIn: 2, inTime: 1, late: 1, missing: 1 },
      committees: [
        { place: 1, code: 'luannan' },
        { place: 2, code: 'qianxi' },
        { place: 3, code: 'health' },
      ],
    });
    const { duties } = await showDeadline(office, operator, run.id);
    expect(duties.map(({ code, state }) => `${code} ${state}`)).toEqual([
      ...['health locked', 'qianxi submitted', 'luannan accepted'],
    ]);
    expect(await textsSaying(muster, '2027年度活动规划应报')).toEqual([
      '孙静 报送情况：2027年度活动规划应报3，已报1，按时1，迟报0，退回0，未报2。名单和排名见邮件。',
      '孙静 报送情况：2027年度活动规划应报3，已报2，按时1，迟报1，退回0，未报1。名单和排名见邮件。',
    ]);
  },
  LONG_MILLISECONDS,
);

test(
  'the quarterly summary: a report is returned and chased again from a rung on, another gets more time, a third climbs',
  async () => {
    // The one before ran on by its receipts; the server's time is where it ended.
    await place.skip(1);
    const year = Number(officeTime(place.clock.now()).slice(0, 4)) + 1;
    await castProject(city, { title: '农民工兄弟', from: `${year}-01-01` });
    await castProject(city, { committee: 'qianxi', title: '进百村', from: `${year}-01-01` });
    await castProject(city, { committee: 'health', title: '健康讲座', from: `${year}-01-01` });
    // The one of a project that is over is owed by nobody.
    await castProject(city, { committee: 'qianxi', title: '去年的', from: '2026-01-01', to: '2026-12-31' });
    await skipTo(muster, `${year}-03-26 08:00`);
    const { run } = await muster.launch({
      ...{
        kind: 'deadline',
        obligation: 'quarterly-summary',
        period: `${year}-Q1`,
        due: `${year}-04-15 17:00`,
        grace: 15,
      },
    });
    const [returned, longer] = [await dutyIn(muster, run, 'luannan'), await dutyIn(muster, run, 'qianxi')];
    await skipTo(muster, `${year}-04-12 10:00`);
    await handIn(muster, files, returned, SUMMARY);
    await extendDuty(office, operator, { id: longer, until: `${year}-04-25`, reason: '机构调整' });
    await skipTo(muster, `${year}-04-16 11:00`);
    await returnDuty(office, operator, { id: returned, reason: '场次与名册不符', restart: 'late' });
    await skipTo(muster, `${year}-04-21 11:00`);
    await handIn(muster, files, returned, { ...SUMMARY, sessions: '2' });
    expect(await closed(muster, run)).toBeLessThanOrEqual(MOST_EVENTS);
    const told = await toldOf(muster, run);
    const of = (code: string): string[] =>
      told.filter((line) => line.includes(` ${code}`)).map((line) => line.split(': ')[1]!);
    expect(of('luannan').slice(0, 3)).toEqual(['opened luannan', 'week before luannan', 'returned luannan']);
    expect(of('luannan')).not.toContain('office luannan');
    expect(of('qianxi').slice(0, 3)).toEqual(['opened qianxi', 'week before qianxi', 'extended qianxi']);
    expect(of('qianxi')).toContain('head qianxi');
    expect(told.filter((line) => line.includes('superior')).at(0)).toMatch(/孙静: superior health/);
    const { duties } = await showDeadline(office, operator, run.id);
    expect(duties.find(({ id }) => id === returned)).toMatchObject({
      state: 'submitted',
      inTime: true,
      timesReturned: 1,
    });
    expect(duties.find(({ id }) => id === longer)).toMatchObject({ state: 'locked', extended: true });
    expect(duties).toHaveLength(3);
  },
  LONG_MILLISECONDS,
);

test(
  'a time of special care: a report every day, chased where it is missing, until it is ended early',
  async () => {
    await place.skip(1);
    const year = officeTime(place.clock.now()).slice(0, 4);
    const days = firstWeekdays(`${year}-08-01`);
    const [monday, tuesday, wednesday] = days as [string, string, string];
    await skipTo(muster, `${monday} 08:10`);
    const own = withoutSchedules(muster);
    const set = { name: '主汛期', from: monday, to: days.at(-1)!, every: 'day' as const };
    const { id, run: runId, problems } = await startSafeguard(own, operator, set);
    expect(problems).toEqual([]);
    const run = (await runById(muster.database, runId!))!;
    const zero = { state: '无情况', on_duty: '12' };
    const report = async (code: string, day: string) =>
      handIn(muster, files, await dutyIn(muster, run, code, day), zero);
    await skipTo(muster, `${monday} 10:00`);
    for (const code of ['luannan', 'qianxi']) await report(code, monday);
    await skipTo(muster, `${tuesday} 10:00`);
    await report('luannan', tuesday);
    await skipTo(muster, `${wednesday} 10:00`);
    for (const code of ['luannan', 'qianxi']) await report(code, wednesday);
    expect(await stopSafeguard(own, operator, { id, reason: '汛情缓解' })).toMatchObject({
      ...{ to: wednesday, calledOff: false, run: runId, problems: [] },
    });
    expect(await closed(muster, run)).toBeLessThanOrEqual(MOST_EVENTS);
    const told = await toldOf(muster, run);
    const of = (code: string): string[] =>
      told.flatMap((line) =>
        line.includes(` ${code}`) ? [`${line.slice(0, 5)} ${line.split(': ')[1]!}`] : [],
      );
    const [mon, tue, wed, thu, fri] = days.map((day) => day.slice(5)) as [
      string,
      string,
      string,
      string,
      string,
    ];
    expect(of('luannan')).toEqual([`${mon} due luannan`, `${tue} due luannan`, `${wed} due luannan`]);
    expect(of('qianxi')).toEqual([
      ...[`${mon} due qianxi`, `${tue} due qianxi`, `${wed} late qianxi, due qianxi`],
      `${thu} deputy qianxi`,
    ]);
    expect(of('health')).toEqual([
      ...[`${mon} due health`, `${tue} late health, due health`],
      `${wed} deputy health, late health, due health`,
      ...[`${thu} deputy health, late health`, `${fri} deputy health`],
    ]);
    // Thursday's and Friday's are asked of nobody.
    expect(await summariseDeadline(office, operator, run.id)).toMatchObject({
      ...{ expected: 9, handedIn: 5, inTime: 5, late: 0, missing: 4 },
    });
  },
  LONG_MILLISECONDS,
);

/** The first Monday from a day on, and the four days after it. */
function firstWeekdays(from: string): string[] {
  const monday = daysFrom(from, addDays(from, 6)).find((day) => weekdayOf(day) === 1)!;
  return daysFrom(monday, addDays(monday, 4));
}

test(
  'nobody is reminded in the night, on a rest day, or twice a day, in any of these runs',
  async () => {
    const rows = await muster.database<{ at: Date; person: number }[]>`
      SELECT DISTINCT o.frozen_at AS at, t.person_id AS person FROM duty_told t JOIN occurrence o ON o.id = t.occurrence_id`;
    expect(rows.length).toBeGreaterThan(20);
    for (const { at } of rows) {
      expect(officeTime(at).slice(11)).toBe('09:00');
      expect([1, 2, 3, 4, 5]).toContain(new Date(at.getTime() + 8 * 3_600_000).getUTCDay());
    }
    const days = rows.map(({ at, person }) => `${officeTime(at).slice(0, 10)} ${person}`);
    expect(new Set(days).size).toBe(days.length);
  },
  LONG_MILLISECONDS,
);
