import { beforeAll, describe, expect, test } from '@jest/globals';
import { DUTY_TEMPLATES } from '../../../campaigns/deadline/texts.js';
import { officeTime } from '../../../domain/calendar/office-day.js';
import { moveRun } from '../../../ledger/runs.js';
import { writeWait } from '../../../ledger/skips.js';
import { launch } from '../../../office/launch.js';
import { prepare } from '../../../office/prepare.js';
import { ahead, type AheadLine } from '../../../office/schedules/ahead.js';
import { triggerSchedule } from '../../../office/schedules/trigger.js';
import { NOW } from '../../support/cast.js';
import { addApproved, newTemplate } from '../../support/templates.js';
import { flood, openTestOffice, refusalOf } from '../office.js';

const office = await openTestOffice();
const { database } = office;
const [whole, county] = [office.actor('operator'), office.actor('clerk')];
for (const template of DUTY_TEMPLATES)
  await addApproved(database, newTemplate(template), { carrierCode: 'SMS_154000098', now: NOW });

const year = async (actor = whole) => (await ahead(office, actor, 1)).lines;
const shown = ({ at, what, title, period, due, provisional }: AheadLine): string =>
  [
    ...[officeTime(at), what, title.zh, period ?? '', due?.day ?? ''],
    ...[provisional ? 'provisional' : '', due?.provisional ? 'due provisional' : ''],
  ]
    .filter((part) => part !== '')
    .join(' ');

describe('before anything is under way', () => {
  test('every opening of a year is known, certain or not, and on what it rests', async () => {
    const lines = await year();
    // Months: notice, records, ten twice; quarters: summaries, the office's reports and data; half-years: cases twice; eight a year.
    const [themes, others] = [true, false].map((theme) =>
      lines.filter(({ schedule }) => (schedule?.startsWith('theme-') ?? false) === theme),
    );
    expect(others).toHaveLength(4 * 12 + 3 * 4 + 2 * 2 + 8);
    expect(themes!.map(shown)).toContain('2026-12-01 08:00 opens 春运 2027 2027-01-22');
    expect([...lines].sort((one, other) => +one.at - +other.at)).toEqual(lines);
    const of = (schedule: string) => lines.filter((line) => line.schedule === schedule).map(shown);
    expect(of('obligation-quarterly-summary')).toEqual([
      '2026-09-22 08:00 opens 项目季度总结 2026-Q3 2026-10-20',
      '2026-12-24 08:00 opens 项目季度总结 2026-Q4 2027-01-15 provisional due provisional',
      '2027-03-24 08:00 opens 项目季度总结 2027-Q1 2027-04-15 provisional due provisional',
      '2027-06-23 08:00 opens 项目季度总结 2027-Q2 2027-07-14 provisional due provisional',
    ]);
    expect(of('obligation-annual-plan')).toEqual([
      '2027-01-01 08:00 opens 年度活动规划 2027 2027-02-01 due provisional',
    ]);
    expect(new Set(lines.map(({ restsOn }) => restsOn))).toEqual(new Set([null, 2027, 'announcement']));
    for (const { restsOn, provisional, due } of lines)
      expect(restsOn !== null).toBe(provisional || due?.provisional === true);
    // Whose week those above announce waits for them and for no holiday table.
    expect(lines.filter(({ restsOn }) => restsOn === 'announcement').map(({ schedule }) => schedule)).toEqual(
      ['theme-disaster-week'],
    );
  });

  test('five years hold five times as much, and more than that is refused', async () => {
    expect((await ahead(office, whole, 5)).lines.length).toBeGreaterThan(4 * (await year()).length);
    for (const years of [0, 6, Number.NaN])
      expect((await refusalOf(ahead(office, whole, years))).reasons).toEqual(['years']);
  });
});

describe('with runs under way', () => {
  beforeAll(async () => {
    const { run } = await triggerSchedule(office, whole, { id: 'obligation-three-teams', day: '2026-09-01' });
    await moveRun(database, { runId: run.id, to: 'running', now: NOW });
    const notice = { ...flood, at: '2026-08-20 10:00' };
    await launch(office, office.actor('office'), await prepare(office, office.actor('office'), notice));
  });
  const done = async (title: string, actor = whole) =>
    (await year(actor)).filter((line) => line.run !== null && line.title.zh.startsWith(title));

  test('what is open already opens no more, and what it still does stands in its place', async () => {
    const lines = await year();
    expect(lines.filter(({ schedule }) => schedule === 'obligation-three-teams')).toEqual([]);
    const teams = await done('2026年三支队伍');
    const [{ count }] = await database<[{ count: number }]>`SELECT count(*) FROM duty`;
    expect(teams.map(({ at, what, rung, reports }) => [officeTime(at), what, rung, reports])).toEqual([
      ['2026-08-03 09:00', 'reminds', 'opened', count],
      ['2026-11-23 09:00', 'reminds', 'week before', count],
      ['2026-11-27 09:00', 'reminds', 'day before', count],
      ['2026-11-30 09:00', 'reminds', 'due', count],
      ['2026-11-30 23:59', 'due', null, count],
      ['2026-12-01 09:00', 'reminds', 'late', count],
      ['2026-12-01 09:00', 'summary', null, null],
      ['2026-12-02 09:00', 'reminds', 'deputy', count],
      ['2026-12-04 09:00', 'reminds', 'head', count],
      ['2026-12-08 09:00', 'reminds', 'superior', count],
      ['2026-12-10 09:00', 'reminds', 'office', count],
      ['2026-12-21 23:59', 'locks', null, count],
      ['2026-12-22 09:00', 'summary', null, null],
    ]);
    expect(await done('滦河汛情')).toMatchObject([
      { what: 'sends', at: new Date('2026-08-20T02:00:00Z'), state: 'starting', reports: null },
    ]);
  });

  test('a county sees of it what its own part owes', async () => {
    const here = (await done('2026年三支队伍', county)).find(({ what }) => what === 'due')!;
    const [{ count }] = await database<[{ count: number }]>`
      SELECT count(*) FROM duty d JOIN committee c ON c.id = d.committee_id WHERE starts_with(c.path, ${county.scopePath})`;
    expect(count).toBeGreaterThan(0);
    expect(here.reports).toBe(count);
  });

  test('what has been handed in is reminded of no more', async () => {
    await database`UPDATE duty SET state = 'submitted', first_submitted_at = ${NOW}, in_time = true`;
    expect((await done('2026年三支队伍')).map(({ what }) => what)).toEqual(['summary', 'summary']);
    await database`UPDATE run SET state = 'cancelled' WHERE kind = 'notice'`;
    expect(await done('滦河汛情')).toEqual([]);
  });

  test('what waits for a decision is said first', async () => {
    const firing = {
      scheduleId: 'obligation-pilot-villages',
      day: '2026-03-01',
      key: 'pilot-villages.2026.tangshan',
    };
    await writeWait(database, firing, NOW);
    expect((await ahead(office, whole, 1)).waiting).toEqual([
      {
        ...{ schedule: 'obligation-pilot-villages', day: '2026-03-01' },
        title: { zh: '试点村（社区）', en: 'pilot villages' },
      },
    ]);
  });
});
