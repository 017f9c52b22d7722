import { beforeEach, describe, expect, test } from '@jest/globals';
import { listAudit } from '../../ledger/audit.js';
import { calendarYear, resolveDate } from '../../office/calendar.js';
import { examineCalendar } from '../../office/doctor/calendar.js';
import { dropGoal, goals, setGoal } from '../../office/theme-goals.js';
import { listThemes, showTheme } from '../../office/theme-look-up.js';
import { announceTheme, withdrawAnnouncement } from '../../office/theme-years.js';
import { addTheme, changeTheme, switchTheme } from '../../office/themes.js';
import { NOW } from '../support/cast.js';
import { holdActivity, reportCounts, themeRun } from '../support/theme-reports.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const { database, city } = office;
const clerk = office.actor('office');
beforeEach(async () => {
  office.clock.set(NOW);
  await city.reset();
});

const RIVER = { code: 'river-day', name: '滦河安全日', rule: '7-4', owes: ['counts'] };
const announce = (code: string, more: object, year = 2027) =>
  announceTheme(office, clerk, { code, year, ...more });
const daysOf = async (code: string, year = 2027) =>
  (await showTheme(office, clerk, { code, year })).found.map(({ first, last }) => [first.day, last.day]);
const lastEntry = async () => (await listAudit(database, { limit: 1 }))[0];
const refused = async (request: Promise<unknown>) => {
  const entries = (await listAudit(database, { limit: 99 })).length;
  const { reasons } = await refusalOf(request);
  // Whatever is refused has done nothing.
  expect(await listAudit(database, { limit: 99 })).toHaveLength(entries);
  return reasons;
};

describe('who may', () => {
  test('look: everybody; change: who runs campaigns for the whole office', async () => {
    for (const name of ['clerk', 'auditor', 'operator'] as const) {
      const actor = office.actor(name);
      expect((await listThemes(office, actor, 2027)).length).toBeGreaterThan(20);
      const forbidden = [
        switchTheme(office, actor, { code: 'fire-day', wanted: false }),
        addTheme(office, actor, RIVER),
        changeTheme(office, actor, { code: 'fire-day', value: { days: 2 } }),
        announceTheme(office, actor, { code: 'fire-day', year: 2027, wording: '消防' }),
        withdrawAnnouncement(office, actor, { code: 'fire-day', year: 2027, reason: 'x' }),
        setGoal(office, actor, { code: 'fire-day', year: 2027, key: 'a', name: 'a', target: 1, counts: 'a' }),
        dropGoal(office, actor, { code: 'fire-day', year: 2027, key: 'a' }),
      ];
      for (const request of forbidden) expect((await refusalOf(request)).kind).toBe('not-allowed');
    }
  });
});

describe('the themes of the office', () => {
  test('one that is off is listed last, and no calendar shows it; its name goes on', async () => {
    const off = await switchTheme(office, clerk, { code: 'lei-feng-day', wanted: false });
    expect(off).toMatchObject({ wanted: false, own: false, changed: true });
    expect(await lastEntry()).toMatchObject({ action: 'theme off', subject: 'theme lei-feng-day' });
    expect((await listThemes(office, clerk, 2027)).at(-1)).toMatchObject({ wanted: false });
    const { themes } = await calendarYear(office, clerk, 2027);
    expect(themes.map(({ theme }) => theme.code)).not.toContain('lei-feng-day');
    const { found } = await resolveDate(office, clerk, { rule: '@lei-feng-day +1天', year: 2027 });
    expect(found[0]!.day).toBe('2027-03-06');
    // Said again it changes nothing, and stands in no log.
    const again = await switchTheme(office, clerk, { code: 'lei-feng-day', wanted: false });
    expect(again.changed).toBe(false);
    expect(await listAudit(database, { limit: 9 })).toMatchObject([{ action: 'theme off' }]);
    await switchTheme(office, clerk, { code: 'lei-feng-day', wanted: true });
    expect((await calendarYear(office, clerk, 2027)).themes).toHaveLength(themes.length + 1);
  });

  test('of its own stands in the calendar, and others may name it', async () => {
    expect(await addTheme(office, clerk, RIVER)).toMatchObject({ own: true, theme: { length: { days: 1 } } });
    expect(await lastEntry()).toMatchObject({ action: 'theme add', detail: { written: RIVER } });
    expect(await daysOf('river-day')).toEqual([['2027-07-04', '2027-07-04']]);
    await addTheme(office, clerk, { code: 'after', name: '后', rule: '@river-day +7天' });
    expect(await daysOf('after')).toEqual([['2027-07-11', '2027-07-11']]);
  });

  test('changed keep the rest, change after change, until they are as shipped again', async () => {
    const change = (value: object | null) => changeTheme(office, clerk, { code: 'safety-month', value });
    await change({ phases: { chase: { days: -5 } } });
    await change({ days: 10, phases: { plan: { days: -20 } } });
    const { theme } = await change({ name: '安全月' });
    expect(theme).toMatchObject({
      ...{ name: '安全月', rule: '6-1', length: { days: 10 }, project: '安全进万家、幸福你我他' },
      phases: { chase: { offset: { days: -5 } }, plan: { offset: { days: -20 } } },
    });
    expect((await change({ until: '6-20' })).theme.length).toEqual({ until: '6-20' });
    expect((await change({ until: '6-20' })).changed).toBe(false);
    expect((await change(null)).theme).toMatchObject({ name: '安全生产月', length: { until: '6-30' } });
  });

  test('changed phase by phase: what a change does not name of a phase stays', async () => {
    const change = (value: object) => changeTheme(office, clerk, { code: 'safety-month', value });
    await change({ phases: { chase: { days: -5, time: '10:30' } } });
    const { theme } = await change({ phases: { chase: { workdays: -4 } } });
    expect(theme.phases!.chase).toEqual({ offset: { workdays: -4 }, time: '10:30' });
  });

  test.each<[string, () => Promise<unknown>, string]>([
    [
      'a code of an obligation',
      () => addTheme(office, clerk, { ...RIVER, code: 'annual-plan' }),
      'obligation-exists',
    ],
    ['an unknown code', () => switchTheme(office, clerk, { code: 'fire-dai', wanted: true }), 'no-theme'],
    ['a code that is taken', () => addTheme(office, clerk, { ...RIVER, code: 'fire-day' }), 'theme-exists'],
    ['no rule', () => addTheme(office, clerk, { ...RIVER, rule: '下周三' }), 'not-as-written'],
    ['an unknown field', () => addTheme(office, clerk, { ...RIVER, day: '7-4' }), 'unknown-word'],
    ['two lengths', () => addTheme(office, clerk, { ...RIVER, days: 2, until: '7-9' }), 'not-as-written'],
    ['a report nobody knows', () => addTheme(office, clerk, { ...RIVER, owes: ['song'] }), 'unknown-word'],
    ['a rule without a day', () => addTheme(office, clerk, { ...RIVER, rule: '农历闰12-1' }), 'no-such-day'],
    ['no end in most years', () => addTheme(office, clerk, { ...RIVER, until: '2-29' }), 'no-end'],
    ['a theme there is not', () => addTheme(office, clerk, { ...RIVER, rule: '@fire-dai' }), 'no-theme'],
    ['itself', () => addTheme(office, clerk, { ...RIVER, rule: '@river-day +1天' }), 'no-theme'],
    [
      'nothing to change',
      () => changeTheme(office, clerk, { code: 'fire-day', value: {} }),
      'not-as-written',
    ],
  ])('are refused for %s', async (_, request, reason) => {
    const reasons = await refused(request());
    expect(reasons).toEqual([reason === 'no-theme' && _ === 'itself' ? 'themes-in-circle' : reason]);
  });

  test('that would wait for each other are refused', async () => {
    await addTheme(office, clerk, { ...RIVER, rule: '@fire-day +1天' });
    const circle = changeTheme(office, clerk, { code: 'fire-day', value: { rule: '@river-day -1天' } });
    expect(await refused(circle)).toEqual(['themes-in-circle']);
    expect(await refused(changeTheme(office, clerk, { code: 'river-day', value: null }))).toEqual([
      'not-shipped',
    ]);
  });
});

test('two changes at once make no circle: the second sees what the first has done', async () => {
  const change = (code: string, rule: string) => changeTheme(office, clerk, { code, value: { rule } });
  const ends = await Promise.allSettled([
    change('fire-day', '@traffic-day -1天'),
    change('traffic-day', '@fire-day +1天'),
  ]);
  expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await daysOf('fire-month')).toEqual([['2027-11-01', '2027-11-30']]);
});

describe('what is announced', () => {
  test('counts everywhere, and is certain', async () => {
    const { found, remarks } = await announce('disaster-week', { day: '2027-05-10', wording: '人人讲安全' });
    expect(found).toMatchObject([
      {
        first: { day: '2027-05-10', provisional: false },
        last: { day: '2027-05-16' },
        wording: '人人讲安全',
      },
    ]);
    expect(remarks).toEqual([]);
    expect(await lastEntry()).toMatchObject({
      ...{ actor: 'office', action: 'theme announce', subject: 'theme disaster-week 2027' },
      detail: { days: { day: '2027-05-10', lastDay: null }, wording: '人人讲安全' },
    });
    const resolved = await resolveDate(office, clerk, { rule: '@disaster-week -30天', year: 2027 });
    expect(resolved.found).toMatchObject([{ day: '2027-04-10', provisional: false }]);
    const shown = (await calendarYear(office, clerk, 2027)).themes.find(
      ({ theme }) => theme.code === 'disaster-week',
    );
    expect(shown).toMatchObject({ announced: { source: null }, wording: '人人讲安全' });
  });

  test('bit by bit: what is not named stays; a new day takes its last day along', async () => {
    await announce('disaster-week', { from: '2027-05-10', to: '2027-05-14', source: '国减办' });
    await announce('disaster-week', { wording: '人人讲安全' });
    expect(await daysOf('disaster-week')).toEqual([['2027-05-10', '2027-05-14']]);
    await announce('disaster-week', { day: '2027-05-08' });
    expect(await daysOf('disaster-week')).toEqual([['2027-05-08', '2027-05-14']]);
    const view = await showTheme(office, clerk, { code: 'disaster-week', year: 2027 });
    expect(view.announced).toMatchObject({ source: '国减办', wording: '人人讲安全', announcedBy: 'office' });
  });

  test('a week without 5·12, or of a theme that is off, is taken with a remark', async () => {
    const { remarks } = await announce('disaster-week', { from: '2027-05-13', to: '2027-05-19' });
    expect(remarks.map(({ zh }) => zh)).toEqual([expect.stringContaining('不含 2027-05-12')]);
    await switchTheme(office, clerk, { code: 'fire-day', wanted: false });
    expect((await announce('fire-day', { wording: '消防' })).remarks).toHaveLength(1);
  });

  test('the office’s own day moves the phases, not the theme', async () => {
    await announce('lei-feng-day', { held: '2027-03-03' });
    const { found } = await showTheme(office, clerk, { code: 'lei-feng-day', year: 2027 });
    expect(found[0]).toMatchObject({ first: { day: '2027-03-05' }, held: { day: '2027-03-03' } });
    const at = Object.fromEntries(found[0]!.phases.map(({ phase, day }) => [phase, day]));
    expect(at).toMatchObject({ reminder: '2027-03-02', day: '2027-03-03', counts: '2027-03-03' });
  });

  test('may be taken back, with a reason', async () => {
    await announce('disaster-week', { day: '2027-05-10' });
    const back = (reason: string) =>
      withdrawAnnouncement(office, clerk, { code: 'disaster-week', year: 2027, reason });
    expect(await refused(back(' '))).toEqual(['no-reason']);
    expect((await back('看错了')).found[0]!.first).toMatchObject({ day: '2027-05-08', provisional: true });
    expect(await refused(back('再来'))).toEqual(['nothing-announced']);
  });

  test.each<[string, object, string]>([
    ['nothing', {}, 'nothing-announced'],
    ['a blank motto', { wording: ' ' }, 'nothing-announced'],
    ['no day', { day: '2027-02-30' }, 'no-day'],
    ['another year', { day: '2026-05-10' }, 'other-year'],
    ['another year’s own day', { held: '2026-05-10' }, 'other-year'],
    ['an own day far away', { held: '2027-11-03' }, 'far-away'],
    ['a day and a span', { day: '2027-05-10', from: '2027-05-10' }, 'day-or-span'],
    ['half a span', { from: '2027-05-10' }, 'half-span'],
    ['an end before the beginning', { from: '2027-05-10', to: '2027-05-09' }, 'ends-before-it-begins'],
    ['more than a year', { from: '2027-05-10', to: '2028-05-11' }, 'too-long'],
    ['a motto of two lines', { wording: '一\n二' }, 'not-one-line'],
  ])('is refused: %s', async (_, written, reason) => {
    expect(await refused(announce('disaster-week', written))).toEqual([reason]);
    expect(await database`SELECT FROM theme_year`).toHaveLength(0);
  });

  test('is refused for a theme or a year there is not', async () => {
    expect(await refused(announce('disaster', { wording: 'x' }))).toEqual(['no-theme']);
    expect(await refused(announce('fire-day', { wording: 'x' }, 2101))).toEqual(['no-year']);
  });
});

describe('goals', () => {
  const set = (more: object = {}) =>
    setGoal(office, clerk, {
      ...{ code: 'lei-feng-day', year: 2026, key: 'villages', name: '进百村', target: 100 },
      ...{ counts: 'villages', ...more },
    });

  test('are reached by what was reported, and elsewhere by what was held', async () => {
    await set();
    await set({ key: 'people', name: '万人参与', target: 10_000, counts: 'participants' });
    const run = await themeRun(database, 'lei-feng-day', 2026);
    await reportCounts(city, { run, at: 'luannan', figures: { participants: 3000, villages: 52 } });
    const theme = ['lei-feng-day', 2026] as const;
    await holdActivity(city, { at: 'dongjie', figures: { participants: 500 }, theme });
    await holdActivity(city, { at: 'qianxi', figures: { participants: 1500 }, theme });
    expect(await goals(office, clerk, { year: 2026 })).toMatchObject([
      { key: 'people', reached: 4500, percent: 45 },
      { key: 'villages', reached: 52, percent: 52 },
    ]);
    // A county sees its part of it.
    expect(await goals(office, office.actor('clerk'), { year: 2026, code: 'lei-feng-day' })).toMatchObject([
      { key: 'people', reached: 3000 },
      { key: 'villages', reached: 52 },
    ]);
    expect((await showTheme(office, clerk, { code: 'lei-feng-day', year: 2026 })).goals).toHaveLength(2);
    expect(await goals(office, clerk, { year: 2027 })).toEqual([]);
  });

  test('are set and dropped, both audited', async () => {
    await set();
    expect(await lastEntry()).toMatchObject({ action: 'theme goal add', detail: { target: 100 } });
    const drop = (key: string) => dropGoal(office, clerk, { code: 'lei-feng-day', year: 2026, key });
    expect(await refused(drop('village'))).toEqual(['no-goal']);
    await drop('villages');
    expect(await lastEntry()).toMatchObject({ action: 'theme goal remove', detail: { key: 'villages' } });
  });

  test.each<[string, object, string]>([
    ['a key that is no word', { key: '进百村' }, 'no-word'],
    ['no name', { name: ' ' }, 'no-target'],
    ['nothing to reach', { target: 0 }, 'no-target'],
    ['a slip of the pen', { counts: 'session' }, 'no-figure'],
    ['what nobody reports', { code: 'constitution-day' }, 'nobody-counts'],
    ['a theme there is not', { code: 'nobody' }, 'no-theme'],
  ])('are refused: %s', async (_, more, reason) => {
    expect(await refused(set(more))).toEqual([reason]);
  });

  test('are refused twice', async () => {
    await set();
    expect(await refused(set({ target: 200 }))).toEqual(['goal-exists']);
  });
});

describe('the doctor', () => {
  const themes = async (day: string) => {
    office.clock.set(new Date(`${day}T09:00:00+08:00`));
    return (await examineCalendar(office)).find(({ check }) => check === 'themes');
  };

  test('names a theme that is soon to be prepared and not announced', async () => {
    expect(await themes('2026-03-01')).toMatchObject({ verdict: 'ok' });
    expect(await themes('2026-03-03')).toMatchObject({
      verdict: 'warning',
      facts: { codes: ['disaster-week'] },
    });
    await announce('disaster-week', { day: '2026-05-11' }, 2026);
    expect(await themes('2026-03-03')).toMatchObject({ verdict: 'ok' });
  });

  test('also one that does without any phase', async () => {
    const without = [
      'order',
      'plan',
      'materials',
      'roster',
      'training',
      'chase',
      'reminder',
      'day',
      'counts',
    ];
    const bare = { announced_yearly: true, without: [...without, 'records', 'summary'] };
    await addTheme(office, clerk, { ...RIVER, ...bare });
    expect(await themes('2026-06-02')).toMatchObject({ verdict: 'ok' });
    expect(await themes('2026-06-03')).toMatchObject({ facts: { codes: ['river-day'] } });
  });

  test('and not one that is over', async () => {
    expect(await themes('2026-05-16')).toMatchObject({ verdict: 'ok' });
  });
});
