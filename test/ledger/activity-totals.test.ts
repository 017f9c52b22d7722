import { beforeEach, describe, expect, test } from '@jest/globals';
import { activityTotals, totalFigures, type TotalsOf } from '../../ledger/activity-totals.js';
import { settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { holdActivity, reportCounts, themeRun, type TestActivity } from '../support/theme-reports.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);

const THEME = ['lei-feng-day', 2026] as const;
const DAY: TotalsOf = { theme: 'lei-feng-day', year: 2026 };
const at = (day: string) => new Date(`${day}T18:00:00+08:00`);
const hold = (committee: string, figures: TestActivity['figures'], more: Partial<TestActivity> = {}) =>
  holdActivity(city, { at: committee, figures, theme: THEME, ...more });
const totals = async (of: TotalsOf = DAY, scope = 'tangshan/') =>
  Object.fromEntries((await activityTotals(database, of, scope)).map(({ code, figures }) => [code, figures]));
const whole = async (of: TotalsOf = DAY, scope = 'tangshan/') =>
  totalFigures(await activityTotals(database, of, scope));

beforeEach(async () => {
  await database`TRUNCATE activity, submission_figure, submission, duty CASCADE`;
});

describe('where nobody has reported', () => {
  test('activities count, each once, in the second-level committee they lie in', async () => {
    await hold('dongjie', { sessions: 1, participants: 30 });
    await hold('bencheng', { sessions: 2, participants: 40, leaflets: 1000 });
    await hold('luannan', { sessions: 1 });
    await hold('health', { sessions: 1, consultations: 100 });
    await hold('tangshan', { sessions: 1, participants: 200 });
    expect(await totals()).toEqual({
      luannan: { sessions: 4, participants: 70, leaflets: 1000 },
      health: { sessions: 1, consultations: 100 },
      tangshan: { sessions: 1, participants: 200 },
    });
    expect(await whole()).toEqual({ sessions: 6, participants: 270, consultations: 100, leaflets: 1000 });
  });

  test('not those that were called off, or are of another theme or year, or not counted', async () => {
    await hold('bencheng', { sessions: 5 }, { cancelled: true });
    await hold('bencheng', { sessions: 5 }, { theme: ['lei-feng-day', 2025] });
    await hold('bencheng', { sessions: 5 }, { theme: ['fire-day', 2026] });
    await hold('bencheng', {});
    expect(await totals()).toEqual({});
  });
});

describe('a count that was handed in', () => {
  test('stands for its whole subtree, also for counts below it', async () => {
    const run = await themeRun(database, 'lei-feng-day', 2026);
    await hold('luannan', { sessions: 9, participants: 900 });
    await hold('dongjie', { sessions: 9, participants: 900 });
    await hold('xingcheng', { sessions: 3, participants: 60 });
    await reportCounts(city, { run, at: 'bencheng', figures: { sessions: 7, participants: 70 } });
    expect(await totals()).toEqual({
      luannan: { sessions: 16, participants: 970 },
      qianxi: { sessions: 3, participants: 60 },
    });
    await reportCounts(city, { run, at: 'luannan', figures: { sessions: 10, participants: 300 } });
    expect(await activityTotals(database, DAY, 'tangshan/')).toEqual([
      { code: 'luannan', name: '滦南县', figures: { sessions: 10, participants: 300 }, reported: true },
      { code: 'qianxi', name: '迁西县', figures: { sessions: 3, participants: 60 }, reported: false },
    ]);
  });

  test('stands figure by figure: what it does not name is added up below it', async () => {
    const run = await themeRun(database, 'lei-feng-day', 2026);
    await hold('dongjie', { sessions: 2, leaflets: 50 });
    await reportCounts(city, { run, at: 'bencheng', figures: { sessions: 7, villages: 12 } });
    await reportCounts(city, { run, at: 'luannan', figures: { sessions: 10 } });
    expect(await totals()).toEqual({ luannan: { sessions: 10, villages: 12, leaflets: 50 } });
  });

  test('counts in its last version, and not while it is returned', async () => {
    const run = await themeRun(database, 'lei-feng-day', 2026);
    await hold('bencheng', { sessions: 1 });
    const duty = await reportCounts(city, { run, at: 'luannan', figures: { sessions: 10 } });
    await reportCounts(city, { run, at: 'luannan', figures: { sessions: 11 }, version: 2 });
    expect(await whole()).toEqual({ sessions: 11 });
    await database`UPDATE duty SET state = 'returned' WHERE id = ${duty}`;
    expect(await whole()).toEqual({ sessions: 1 });
  });

  test('of two runs of a theme counts once; of one that was cancelled, not at all', async () => {
    const [first, second] = [
      await themeRun(database, 'lei-feng-day', 2026),
      await themeRun(database, 'lei-feng-day', 2026),
    ];
    await reportCounts(city, { run: first, at: 'luannan', figures: { sessions: 10 } });
    await reportCounts(city, { run: second, at: 'luannan', figures: { sessions: 12 } });
    expect(await whole()).toEqual({ sessions: 12 });
    await database`UPDATE run SET state = 'cancelled' WHERE id = ${second}`;
    expect(await whole()).toEqual({ sessions: 10 });
  });
});

describe('a period', () => {
  const march: TotalsOf = { from: at('2026-03-01'), to: at('2026-04-01') };
  const april: TotalsOf = { from: at('2026-04-01'), to: at('2026-05-01') };

  test('takes what ended in it, of any theme or none', async () => {
    await hold('luannan', { sessions: 1 }, { ends: at('2026-03-03') });
    await hold('luannan', { sessions: 1 }, { ends: at('2026-03-09'), theme: ['fire-day', 2026] });
    await holdActivity(city, { at: 'qianxi', figures: { sessions: 1 }, ends: at('2026-03-31') });
    await hold('luannan', { sessions: 1 }, { ends: at('2026-04-01') });
    expect([await whole(march), await whole(april)]).toEqual([{ sessions: 3 }, { sessions: 1 }]);
  });

  test('a count belongs to the day it was due, and its activities nowhere else', async () => {
    const run = await themeRun(database, 'lei-feng-day', 2026);
    const due = at('2026-03-05');
    await reportCounts(city, { run, at: 'luannan', figures: { sessions: 10 }, due });
    await hold('dongjie', { sessions: 4 }, { ends: at('2026-04-02') });
    await holdActivity(city, { at: 'dongjie', figures: { sessions: 1 }, ends: at('2026-04-02') });
    expect([await whole(march), await whole(april)]).toEqual([{ sessions: 10 }, { sessions: 1 }]);
  });
});

test('whoever works for a part sees that part', async () => {
  const run = await themeRun(database, 'lei-feng-day', 2026);
  await hold('dongjie', { sessions: 4 });
  await hold('qianxi', { sessions: 2 });
  await reportCounts(city, { run, at: 'luannan', figures: { sessions: 10 } });
  expect(await totals(DAY, 'tangshan/qianxi/')).toEqual({ qianxi: { sessions: 2 } });
  expect(await whole(DAY, 'tangshan/luannan/')).toEqual({ sessions: 10 });
  // The county's count is not theirs; what lies in their part is.
  expect(await whole(DAY, 'tangshan/luannan/bencheng/')).toEqual({ sessions: 4 });
});
