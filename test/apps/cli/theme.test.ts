import { beforeEach, describe, expect, test } from '@jest/globals';
import ICAL from 'ical.js';
import { addTheme } from '../../../office/themes.js';
import { asset } from '../../../runtime/root.js';
import { openTestOffice } from '../../office/office.js';
import { NOW } from '../../support/cast.js';
import { holdActivity, reportCounts, themeRun } from '../../support/theme-reports.js';
import { answered, muster } from './terminal.js';

const office = await openTestOffice();
const { database, city } = office;
beforeEach(async () => {
  office.clock.set(NOW);
  await city.reset();
});

const type = (...line: string[]) => muster(office, line);
const said = async (...line: string[]) => {
  const asks = /announce|withdraw|change/.test(line[1] ?? '');
  const { code, out, err } = await type(...line, ...(asks ? ['--yes'] : []));
  expect([code, err]).toEqual([0, '']);
  return out;
};

describe('themes on the command line', () => {
  test('are listed with their days, reports and what is to be known of them', async () => {
    await said('theme', 'announce', 'lei-feng-day', '--year', '2027', '--held', '2027-03-03');
    await said('theme', 'off', 'constitution-day');
    const listed = await said('theme', 'list', '--year', '2027');
    expect(listed).toMatch(/^春运 +2027-01-22 周五 Fri – 2027-03-02 +spring-travel .*集中活动日/m);
    expect(listed).toMatch(
      /^学雷锋日（第 64 个） +2027-03-05 周五 Fri +lei-feng-day .*本办 2027-03-03 举办/m,
    );
    expect(listed).toMatch(/^宪法日 .*已停用 off$/m);
    expect(answered(await type('theme', 'list', '--year', '2027', '--json'))).toHaveLength(22);
  });

  test('one is shown with its phases, announcement and goals as a bar', async () => {
    const goal = ['theme', 'goal', 'add', 'lei-feng-day', 'villages', '--year', '2026', '--name', '进百村'];
    await said(...goal, '--target', '100');
    await said('theme', 'announce', 'lei-feng-day', ...['--year', '2026', '--wording', '薪火相传']);
    const run = await themeRun(database, 'lei-feng-day', 2026);
    await reportCounts(city, { run, at: 'luannan', figures: { villages: 52 } });
    const shown = await said('theme', 'show', 'lei-feng-day', '--year', '2026');
    expect(shown).toMatch(/^学雷锋日（第 63 个） {2}2026-03-05 周四 Thu .*“薪火相传”.*逢 spring-travel/m);
    expect(shown).toMatch(/^提醒志愿者 volunteers reminded +2026-03-04 周三 Wed +10:00$/m);
    expect(shown).toMatch(/^服务记录截止（法定） records due by law +2026-03-19 周四 Thu +18:00$/m);
    expect(shown).toContain(`${'█'.repeat(10)}${'░'.repeat(10)}  52 / 100（52%）`);
    expect(await said('theme', 'goal', 'list', '--year', '2026')).toContain('52 / 100');
    await said('theme', 'goal', 'remove', 'lei-feng-day', 'villages', '--year', '2026');
    expect(await said('theme', 'goal', 'list', 'lei-feng-day', '--year', '2026')).toContain('没有设定目标');
  });

  test('one of the office’s own comes from a file, and changes by options', async () => {
    expect(await said('theme', 'add', asset('examples', 'own-theme.yaml'))).toContain('滦河安全日');
    const shown = await said('theme', 'show', 'river-safety-day', '--year', '2027');
    expect(shown).toContain('2027-07-03 周六 Sat');
    expect(shown).toMatch(/^部署通知 order out +2027-06-11 周五 Fri +08:30 +暂定/m);
    expect(shown).not.toContain('培训检查');
    await said('theme', 'change', 'river-safety-day', '--rule', '7-10', '--owes', 'none');
    expect(await said('theme', 'show', 'river-safety-day', '--year', '2027')).toMatch(
      /各委员会报送 owed +—$/m,
    );
    const taken = await type('theme', 'add', asset('examples', 'own-theme.yaml'));
    expect([taken.code, taken.err]).toEqual([5, expect.stringMatching(/own-theme\.yaml:3.*已有主题/s)]);
    await said('theme', 'change', 'fire-day', '--name', '消防日');
    expect(await said('theme', 'change', 'fire-day', '--as-shipped')).toContain('119 消防日');
  });

  test('what is wrong is told in both languages, with the code meant', async () => {
    const unknown = await type('theme', 'show', 'fire-dai');
    expect([unknown.code, unknown.err]).toEqual([3, expect.stringContaining('是不是 @fire-day？')]);
    const nothing = await type('theme', 'announce', 'fire-day', '--year', '2027');
    expect([nothing.code, nothing.err]).toEqual([2, expect.stringContaining('nothing is announced')]);
    const file = await type('theme', 'change', 'fire-day');
    expect(file.code).toBe(2);
  });

  test('an announcement is answered with its remarks, and may be taken back', async () => {
    const line = ['theme', 'announce', 'disaster-week', '--year', '2027'];
    const out = await said(...line, '--from', '2027-05-13', '--to', '2027-05-19', '--wording', '人人讲安全');
    expect(out).toContain('2027-05-13 周四 Thu – 2027-05-19  “人人讲安全”');
    expect(out).toContain('不含 2027-05-12');
    const back = ['theme', 'withdraw', 'disaster-week', '--year', '2027', '--reason', '看错了'];
    expect(await said(...back)).toContain('2027-05-08');
  });
});

describe('the calendar', () => {
  test('shows what was announced, mottos, safeguards and themes of the year before', async () => {
    await said('theme', 'announce', 'disaster-week', ...['--year', '2027', '--day', '2027-05-10']);
    await said('theme', 'announce', 'safety-month', ...['--year', '2027', '--wording', '人人讲安全']);
    await said('safeguard', 'add', '春节保障', '--from', '2027-02-01', '--to', '2027-02-21');
    await said(
      'safeguard',
      'add',
      '两会',
      ...['--from', '2027-02-20', '--to', '2027-03-12', '--every', 'week'],
    );
    const shown = await said('calendar', 'show', '2027');
    expect(shown).toMatch(/^取暖季防范一氧化碳 +2026-11-15 周日 Sun – 2027-03-15 .*上年开始/m);
    expect(shown).toMatch(/^防灾减灾宣传周 +2027-05-10 周一 Mon – 2027-05-16 +disaster-week +已公布/m);
    expect(shown).toMatch(/^安全生产月（第 26 个） .*“人人讲安全”$/m);
    expect(shown).toMatch(/春节保障 +2027-02-01 – 2027-02-21 +每日 daily，共 21 次.*与“两会”重叠/);
    expect(await said('calendar', 'resolve', '@disaster-week', '--year', '2027')).toContain(
      '已公布为 2027-05-10',
    );
  });

  test('says of a past year what was expected, and of one long past by which law', async () => {
    expect(await said('calendar', 'show', '2024')).toMatch(/^防灾减灾宣传周 .*按规则，未登记公布/m);
    expect(await said('calendar', 'resolve', '@disaster-week', '--year', '2024')).not.toContain('暂定');
    const old = await said('calendar', 'show', '1990');
    expect(old).toContain('休息日按后来的法定节日推算');
    expect(old).not.toContain('还没有公布');
    expect(await said('calendar', 'resolve', '季度末 +1个工作日', '--year', '1990')).toContain(
      '后来的法定节日',
    );
  });

  test('of the last covered year says that its end may change', async () => {
    expect(await said('calendar', 'show', '2026')).toContain('2026-12-26 以后的休和班还可能变动');
    expect(await said('calendar', 'show', '2025')).not.toContain('还可能变动');
  });

  test('goes from 1901 to 2100', async () => {
    expect(await said('calendar', 'show', '2100')).toContain('2100');
    expect(await said('calendar', 'show', '1901')).toContain('1901');
    for (const year of ['1900', '2101']) expect((await type('calendar', 'show', year)).code).toBe(2);
  });

  test('one day is one day', async () => {
    const out = await said('calendar', 'resolve', '3-5', '+1天', '--year', '2027');
    expect(out).toContain('1 day after it');
  });
});

describe('the calendar file', () => {
  const events = async (year: string) => {
    const file = await said('calendar', 'show', year, '--ics');
    return new ICAL.Component(ICAL.parse(file) as string[]).getAllSubcomponents('vevent').map((event) => {
      const { uid, summary, startDate } = new ICAL.Event(event);
      const status = event.getFirstPropertyValue('status');
      return { uid, summary, start: startDate.toString(), status };
    });
  };

  test('of a year that is not announced has the law’s days, tentative; uids are of the name', async () => {
    const found = await events('2027');
    expect(found).toContainEqual({
      ...{ uid: 'holiday-2027-春节@muster.invalid', summary: '春节放假' },
      ...{ start: '2027-02-05', status: 'TENTATIVE' },
    });
    expect(await events('2026')).toContainEqual({
      ...{ uid: 'holiday-2026-春节@muster.invalid', summary: '春节放假' },
      ...{ start: '2026-02-15', status: 'CONFIRMED' },
    });
  });

  test('has each uid once, also of a theme that falls twice; the motto and the held day stand in it', async () => {
    await addTheme(office, office.actor('office'), { code: 'laba', name: '腊八', rule: '腊八' });
    await said(
      'theme',
      'announce',
      'lei-feng-day',
      '--year',
      '2027',
      ...['--held', '2027-03-03', '--wording', '薪火'],
    );
    for (const year of ['2003', '2027', '2018']) {
      const uids = (await events(year)).map(({ uid }) => uid);
      expect(new Set(uids).size).toBe(uids.length);
    }
    const twice = (await events('2003')).filter(({ summary }) => summary === '腊八');
    expect(twice.map(({ uid, start }) => [uid, start])).toEqual([
      ['laba-2003@muster.invalid', '2003-01-10'],
      ['laba-2003-2@muster.invalid', '2003-12-30'],
    ]);
    expect(await said('theme', 'list', '--year', '2004')).toMatch(/^腊八 +这一年没有/m);
    const leiFeng = (await events('2027')).filter(({ uid }) => uid.startsWith('lei-feng-day'));
    expect(leiFeng.map(({ summary, start }) => [summary, start])).toEqual([
      ['学雷锋日：薪火', '2027-03-05'],
      ['学雷锋日（本办举办）', '2027-03-03'],
    ]);
  });

  test('goes before --json, and says so', async () => {
    const both = await type('calendar', 'show', '2026', '--ics', '--json');
    expect([both.code, both.out.slice(0, 15)]).toEqual([0, 'BEGIN:VCALENDAR']);
    expect(both.err).toContain('--ics 优先');
  });
});

test('a time of special care is set, listed and ended', async () => {
  const line = ['safeguard', 'add', '主汛期', '--from', '2026-07-20', '--to', '2026-08-10'];
  const added = answered(await type(...line, '--every', '2wd', '--json')) as { id: number };
  expect(added).toMatchObject({ name: '主汛期', every: { workdays: 2 } });
  expect(await said('safeguard', 'list')).toContain('每 2 个工作日');
  expect(await said('safeguard', 'end', String(added.id), '--reason', '汛情缓解')).toContain(
    '到 2026-08-01 为止',
  );
  expect(await said('safeguard', 'list', '--year', '2027')).toContain('没有重要时段');
  expect((await type(...line, '--every', '21wd')).code).toBe(2);
});

test('activities that nobody has reported count for a goal too', async () => {
  const goal = ['theme', 'goal', 'add', 'fire-day', 'people', '--year', '2026', '--name', '千人参与'];
  await said(...goal, '--target', '1000', '--counts', 'participants');
  const theme = ['fire-day', 2026] as const;
  await holdActivity(city, { at: 'dongjie', figures: { participants: 1200 }, theme });
  expect(await said('theme', 'show', 'fire-day', '--year', '2026')).toContain(
    `${'█'.repeat(20)}  1200 / 1000（120%）`,
  );
});
