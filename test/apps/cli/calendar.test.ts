import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { openTestOffice } from '../../office/office.js';
import { answered, muster } from './terminal.js';

const office = await openTestOffice();
const { database } = office;
const folder = await mkdtemp(join(tmpdir(), 'muster-calendar-'));
afterAll(() => rm(folder, { recursive: true }));

/** Invented, and in order. */
const YEAR_2027 = `
year: 2027
source: 试用
holidays:
  - { name: 元旦, from: 2027-01-01, to: 2027-01-03 }
  - { name: 春节, from: 2027-02-05, to: 2027-02-11, make_up: [2027-02-20] }
  - { name: 清明节, from: 2027-04-03, to: 2027-04-05 }
  - { name: 劳动节, from: 2027-05-01, to: 2027-05-05, make_up: [2027-05-08] }
  - { name: 端午节, from: 2027-06-09 }
  - { name: 中秋节, from: 2027-09-15 }
  - { name: 国庆节, from: 2027-10-01, to: 2027-10-07, make_up: [2027-10-09, 2027-10-10] }
`;

async function load(text: string, ...options: string[]) {
  const file = join(folder, 'holidays.yaml');
  await writeFile(file, text);
  return muster(office, ['calendar', 'load', file, ...(options.length > 0 ? options : ['--yes'])]);
}

describe('a date is explained', () => {
  test('step by step', async () => {
    const { code, out } = await muster(office, ['calendar', 'resolve', '农历1-1 -15天', '--year', '2027']);
    expect([code, out]).toEqual([
      0,
      [
        '2027-01-22 周五 Fri  十二月十五',
        '  农历正月初一是 2027-02-06 / 农历正月初一 is 2027-02-06',
        '  往前 15 天，到 2027-01-22 / 15 days before it: 2027-01-22',
      ].join('\n'),
    ]);
  });

  test('also where the rule is not quoted', async () => {
    const line = ['calendar', 'resolve', '农历1-1', '-15天', '遇休提前', '--year', '2026'];
    expect((await muster(office, line)).out).toMatch(/^2026-02-02 周一 Mon/);
  });

  test('with the holidays it leaps, also for a program', async () => {
    const line = ['calendar', 'resolve', '季度末', '+10个工作日', '--year', '2026'];
    expect((await muster(office, line)).out).toContain('跳过休息日 10 天（含国庆节），到 2026-10-20');
    expect(answered(await muster(office, [...line, '--json']))).toMatchObject({
      rule: '季度末 +10个工作日',
      found: [{}, {}, { day: '2026-10-20', provisional: false }, { day: '2027-01-15', provisional: true }],
    });
  });

  test('where the month has no 30th', async () => {
    const eve = async (year: string) =>
      (await muster(office, ['calendar', 'resolve', '除夕', '--year', year])).out;
    expect(await eve('2027')).toContain('农历腊月三十是 2027-02-05（那个月没有三十，取最后一天）');
    expect(await eve('2024')).toContain('农历腊月三十是 2024-02-09 /');
  });

  test('or there is none, or no rule', async () => {
    const none = await muster(office, ['calendar', 'resolve', '2-29', '--year', '2027']);
    expect([none.code, none.out]).toEqual([0, expect.stringContaining('2027 年没有这一天')]);
    const wrong = await muster(office, ['calendar', 'resolve', '下周三']);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('可以写：3月5日')]);
    const theme = await muster(office, ['calendar', 'resolve', '@safety-mont +14天']);
    expect([theme.code, theme.err]).toEqual([3, expect.stringContaining('是不是 @safety-month？')]);
  });
});

describe('a year to pin to the wall', () => {
  test('marks what is off and what is worked instead', async () => {
    const { out } = await muster(office, ['calendar', 'show', '2026']);
    expect(out).toContain('2026 年：工作日 248 天');
    expect(out).toMatch(/ 9　 +10　 +11　 +12　 +13　 +14班 +15休/);
    expect(out).toMatch(
      /春节 +2026-02-15 周日 Sun – 2026-02-23 周一 Mon +2026-02-14 周六 Sat、2026-02-28 周六 Sat/,
    );
    expect(out).toMatch(
      /^学雷锋日（第 63 个） +2026-03-05 周四 Thu +lei-feng-day +集中活动日 held by everybody；逢 spring-travel/m,
    );
    expect(out).toMatch(
      /^防灾减灾宣传周 +2026-05-09 周六 Sat – 2026-05-15 +disaster-week +暂定 provisional$/m,
    );
  });

  test('shows where a theme falls on a holiday', async () => {
    const { out } = await muster(office, ['calendar', 'show', '2029']);
    expect(out).toMatch(/^安全宣传咨询日 +2029-06-16 .* safety-consultation-day .*正逢端午节假期/m);
  });

  test('shows what a table moves before it is loaded, and loads nothing without a yes', async () => {
    const shown = await load(YEAR_2027, '--preview');
    expect(shown.out).toMatch(/今后 18 个月有 \d+ 个日期移动/);
    expect(shown.out).toContain('不影响已发起的活动');
    expect(shown.err).toContain('什么都没有改变');
    expect(answered(await load(YEAR_2027, '--preview', '--json'))).toMatchObject({
      ...{ year: 2027, preview: true },
      effects: { moved: expect.arrayContaining([expect.objectContaining({ before: expect.any(String) })]) },
    });
    const script = await load(YEAR_2027, '--json');
    expect([script.code, script.err]).toEqual([2, expect.stringContaining('--yes')]);
    const file = join(folder, 'holidays.yaml');
    const no = await muster(office, ['calendar', 'load', file], { answer: 'no' });
    expect(no.err).toContain('没有改');
    expect(await database`SELECT FROM holiday_table`).toHaveLength(0);
  });

  test('says what is not announced, until the table is loaded', async () => {
    expect((await muster(office, ['calendar', 'show', '2027'])).out).toContain('还没有公布');
    const loaded = await load(YEAR_2027);
    expect([loaded.code, loaded.out]).toEqual([
      0,
      expect.stringContaining('已载入 2027 年假期（试用）；14 天因此变化'),
    ]);
    expect(loaded.out).toMatch(/2027-02-20 周六 Sat +上班 worked +春节/);
    const shown = await muster(office, ['calendar', 'show', '2027']);
    expect(shown.out).toContain('依据 试用');
    expect((await load(YEAR_2027)).out).toContain('代替了原来的；没有一天因此变化');
    const [audited] = await database`SELECT actor, action, subject FROM audit ORDER BY id LIMIT 1`;
    expect(audited).toEqual({ actor: 'office', action: 'calendar load', subject: 'year 2027' });
    const resolved = await muster(office, [
      'calendar',
      'resolve',
      '1-31 遇休顺延',
      '--year',
      '2027',
      '--json',
    ]);
    expect(answered(resolved)).toMatchObject({ found: [{ day: '2027-02-01', provisional: false }] });
  });
});

describe('a table is refused', () => {
  test('that contradicts the law, at its place in the file', async () => {
    const { code, err } = await load(YEAR_2027.replace('from: 2027-02-05', 'from: 2027-02-06'));
    expect([code, err]).toEqual([2, expect.stringContaining('2027-02-05 是法定节日（春节），表里没有放假')]);
    expect(err).toMatch(/holidays\.yaml:6/);
  });

  test('that gives a day for nothing, by how many', async () => {
    const { code, err } = await load(YEAR_2027.replace(', make_up: [2027-02-20]', ''));
    expect([code, err]).toEqual([2, expect.stringContaining('应等于法定的 13 天，表里是 14 天')]);
  });

  test('unless it says that so many are given beyond the law', async () => {
    const more = YEAR_2027.replace(', make_up: [2027-02-20]', '').replace(
      'holidays:',
      'extra_days: 1\nholidays:',
    );
    expect((await load(more)).out).toContain('其中法定之外另放 1 天');
    const [audited] = await database`SELECT detail FROM audit ORDER BY id DESC LIMIT 1`;
    expect(audited).toMatchObject({ detail: { extraDays: 1 } });
    expect(await database`SELECT extra_days FROM holiday_table WHERE year = 2027`).toEqual([
      { extraDays: 1 },
    ]);
    const { code, err } = await load(YEAR_2027.replace('holidays:', 'extra_days: 1\nholidays:'));
    expect([code, err]).toEqual([2, expect.stringContaining('法定的 13 天加另放的 1 天，表里是 13 天')]);
  });

  test('that names no day', async () => {
    const { code, err } = await load(YEAR_2027.replace('2027-06-09', '2027-06-31'));
    expect([code, err]).toEqual([2, expect.stringContaining('日期写作 2027-02-05')]);
  });

  test('from whom it is not for', async () => {
    expect((await load(YEAR_2027, '--as', 'clerk')).code).toBe(4);
  });
});
