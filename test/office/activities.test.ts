import { beforeEach, describe, expect, test } from '@jest/globals';
import type { WrittenActivity } from '../../domain/registers/activity.js';
import { listAudit } from '../../ledger/audit.js';
import { addActivity, cancelActivity, loadActivities, moveActivity } from '../../office/activities.js';
import { countActivity } from '../../office/count-activity.js';
import { activities, showActivity, type ActivityFilter } from '../../office/activity-list.js';
import { castActivity, castProject, emptyRegisters } from '../support/registers.js';
import { openTestOffice, refusalOf, type TestOffice } from './office.js';

const office = await openTestOffice();
beforeEach(() => emptyRegisters(office.city));

type Who = Parameters<TestOffice['actor']>[0];
const written = (more: Partial<WrittenActivity> = {}): WrittenActivity => ({
  ...{
    committee: 'luannan',
    title: '消防演练',
    place: '县消防站',
    begins: '2026-09-10 09:00',
    ends: '11:30',
  },
  ...{ project: '', theme: '', themeYear: '', venue: '', origin: '', online: '' },
  ...more,
});
const add = (more: Partial<WrittenActivity> = {}, as: Who = 'office') =>
  addActivity(office, office.actor(as), written(more));
const load = (rows: Partial<WrittenActivity>[], as: Who = 'office') =>
  loadActivities(office, office.actor(as), rows.map(written));
const move = (id: number, begins: string, more: { ends?: string; place?: string } = {}, as: Who = 'office') =>
  moveActivity(office, office.actor(as), { id, begins, reason: '下雨', ...more });
const cancel = (id: number, as: Who = 'office') =>
  cancelActivity(office, office.actor(as), { id, reason: '没有场地' });
const ALL = { sessions: 1, participants: 30, consultations: 100, leaflets: 1000 };
const count = (id: number, counts: object, reason = '', as: Who = 'office') =>
  countActivity(office, office.actor(as), { id, reason, counts });
const list = (more: Partial<ActivityFilter> = {}, as: Who = 'office') =>
  activities(office, office.actor(as), { which: 'open', limit: 50, ...more });
const newest = async () => (await listAudit(office.database, { limit: 1 }))[0];

describe('adding an activity', () => {
  test('enters it as it was written, in office time, and notes who did', async () => {
    const project = await castProject(office.city, { committee: 'tangshan', title: '全市项目' });
    const { added, activity } = await add({
      ...{ project: String(project), theme: '消防宣传月', venue: '社区', origin: '统一部署', online: '是' },
    });
    expect(added).toBe(true);
    expect(activity).toMatchObject({
      ...{
        committee: 'luannan',
        title: '消防演练',
        place: '县消防站',
        venue: 'community',
        origin: 'assigned',
      },
      ...{ online: true, project: { id: project, title: '全市项目' }, theme: 'fire-month', themeYear: 2026 },
      ...{ beginsAt: new Date('2026-09-10T01:00:00Z'), endsAt: new Date('2026-09-10T03:30:00Z') },
      ...{ state: 'ahead', counts: null, cancelledAt: null, enteredBy: 'office' },
    });
    expect(await newest()).toMatchObject({
      ...{ action: 'activity add', subject: `activity ${activity.id}` },
      detail: { committee: 'luannan', beginsAt: '2026-09-10T01:00:00.000Z' },
    });
  });

  test('of the same title and beginning answers with the first, also at once, and notes nothing more', async () => {
    const both = await Promise.all([add(), add({ place: '别处' })]);
    expect(both.map(({ added }) => added).sort()).toEqual([false, true]);
    const entry = await newest();
    const again = await add({ begins: '2026/9/10 9:00', ends: '2026-09-10T12:00:00+08:00' });
    expect(again).toEqual({ added: false, activity: both.find(({ added }) => added)!.activity });
    expect(await newest()).toEqual(entry);
    expect((await add({ begins: '2026-09-10 09:30' })).added).toBe(true);
    expect((await add({ committee: 'qianxi' })).added).toBe(true);
  });

  test.each<[Partial<WrittenActivity>, string, string]>([
    [{ committee: 'nowhere' }, 'committee', 'unknown-committee'],
    [{ title: ' ' }, 'title', 'length'],
    [{ place: '' }, 'place', 'length'],
    [{ begins: '2026-02-29 09:00' }, 'begins', 'not-a-time'],
    [{ begins: '2026-09-10' }, 'begins', 'not-a-time'],
    [{ begins: '1926-09-10 09:00' }, 'begins', 'year'],
    [{ ends: '09:00' }, 'ends', 'ends-first'],
    [{ ends: '2026-09-09 11:00' }, 'ends', 'ends-first'],
    [{ ends: '2027-09-10 11:00' }, 'ends', 'too-long'],
    [{ ends: '25:00' }, 'ends', 'not-a-time'],
    [{ venue: '太空' }, 'venue', 'choice'],
    [{ origin: '别人' }, 'origin', 'choice'],
    [{ online: '也许' }, 'online', 'choice'],
    [{ project: '4711' }, 'project', 'no-project'],
    [{ project: '没有的项目' }, 'project', 'no-project'],
    [{ theme: 'lei-feng-dya' }, 'theme', 'no-theme'],
    [{ theme: 'fire-day', themeYear: '2028' }, 'themeYear', 'theme-year'],
    [{ themeYear: '2026' }, 'theme', 'year-alone'],
  ])('%j is refused at its field', async (more, field, reason) => {
    const refusal = await add(more).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ kind: 'invalid', problems: [{ path: [field], reason }] });
    expect(await list({ which: 'all' })).toEqual([]);
  });

  test('of a theme nobody knows names the one probably meant', async () => {
    expect(String(await add({ theme: 'lei-feng-dya' }).catch((error: unknown) => error))).toContain(
      '是不是 lei-feng-day？',
    );
  });

  test('belongs to the theme’s year that lies nearest: January still to last winter', async () => {
    const heating = { theme: '@heating-season', begins: '2027-01-10 09:00' };
    expect((await add(heating)).activity).toMatchObject({ theme: 'heating-season', themeYear: 2026 });
    expect((await add({ ...heating, title: '另一场', themeYear: '2027' })).activity.themeYear).toBe(2027);
    const early = { theme: 'lei-feng-day', begins: '2027-03-03 09:00' };
    expect((await add(early)).activity).toMatchObject({ theme: 'lei-feng-day', themeYear: 2027 });
  });

  test('needs the right, and stays in the actor’s part of the tree', async () => {
    expect((await refusalOf(add({}, 'operator'))).reasons).toEqual(['no-right']);
    expect((await refusalOf(add({ committee: 'tangshan' }, 'clerk'))).reasons).toEqual(['unknown-committee']);
    expect((await add({ committee: 'dongjie' }, 'clerk')).added).toBe(true);
  });
});

describe('an activity and its project', () => {
  test('are of the same committee or the project of one above', async () => {
    const county = await castProject(office.city, { title: '县项目' });
    expect((await add({ committee: 'bencheng', project: '县项目' })).activity.project?.id).toBe(county);
    const refusal = await add({ committee: 'qianxi', project: String(county) }).catch(
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({ problems: [{ path: ['project'], reason: 'other-branch' }] });
    expect(String(refusal)).toContain('属于滦南县');
    expect((await refusalOf(add({ committee: 'tangshan', project: String(county) }))).reasons).toEqual([
      'other-branch',
    ]);
    expect((await refusalOf(add({ committee: 'qianxi', project: '县项目' }))).reasons).toEqual([
      'no-project',
    ]);
  });

  test('a clerk may name the city’s project, and not one beside', async () => {
    const city = await castProject(office.city, { committee: 'tangshan' });
    const beside = await castProject(office.city, { committee: 'qianxi' });
    expect((await add({ project: String(city) }, 'clerk')).activity.project?.id).toBe(city);
    expect((await refusalOf(add({ title: '又', project: String(beside) }, 'clerk'))).reasons).toEqual([
      'no-project',
    ]);
  });

  test('of a title that several have is told by number', async () => {
    const two = [await castProject(office.city), await castProject(office.city, { committee: 'tangshan' })];
    const refusal = await add({ project: '安全进万家' }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ problems: [{ path: ['project'], reason: 'several-projects' }] });
    expect(String(refusal)).toContain(two.join('、'));
  });

  test('is not held before it begins, nor after it has ended', async () => {
    const id = String(await castProject(office.city, { from: '2026-09-11', to: '2026-09-30' }));
    expect((await refusalOf(add({ project: id }))).reasons).toEqual(['before-project']);
    expect((await refusalOf(add({ project: id, begins: '2026-10-01 00:00' }))).reasons).toEqual([
      'after-project',
    ]);
    expect((await add({ project: id, begins: '2026-09-30 09:00' })).added).toBe(true);
  });
});

describe('a table of activities', () => {
  test('is loaded whole, the same row counting once', async () => {
    const rows = [{}, {}, { title: '宣讲', committee: 'qianxi' }];
    expect(await load(rows)).toEqual({ added: 2, unchanged: 1 });
    expect(await newest()).toMatchObject({ action: 'activity load', detail: { added: 2, unchanged: 1 } });
    expect(await load(rows)).toEqual({ added: 0, unchanged: 3 });
  });

  test('with anything wrong is refused whole, by row and field', async () => {
    const refusal = await load([{}, { begins: 'x' }, { committee: 'nowhere' }]).catch(
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({
      problems: [
        { path: [1, 'begins'], reason: 'not-a-time' },
        { path: [2, 'committee'], reason: 'unknown-committee' },
      ],
    });
    const bound = await load([{}, { theme: 'x' }, { project: 'y' }]).catch((error: unknown) => error);
    expect(bound).toMatchObject({
      problems: [
        { path: [1, 'theme'], reason: 'no-theme' },
        { path: [2, 'project'], reason: 'no-project' },
      ],
    });
    expect(await list({ which: 'all' })).toEqual([]);
  });
});

describe('moving an activity', () => {
  test('keeps its identity and how long it lasts; both times stand in the log', async () => {
    const { id } = (await add()).activity;
    const { activity, before } = await move(id, '2026-09-12 14:00');
    expect(activity).toMatchObject({ id, place: '县消防站', endsAt: new Date('2026-09-12T08:30:00Z') });
    expect(before.beginsAt).toEqual(new Date('2026-09-10T01:00:00Z'));
    expect(await newest()).toMatchObject({
      ...{ action: 'activity move', subject: `activity ${id}` },
      detail: {
        ...{ reason: '下雨', beginsAt: '2026-09-12T06:00:00.000Z', elsewhere: false },
        before: { beginsAt: '2026-09-10T01:00:00.000Z' },
      },
    });
    const elsewhere = await move(id, '2026-09-13 14:00', { ends: '15:00', place: '县体育馆' });
    expect(elsewhere.activity).toMatchObject({ place: '县体育馆', endsAt: new Date('2026-09-13T07:00:00Z') });
    expect(JSON.stringify(await newest())).not.toContain('体育馆');
  });

  test('is refused where it cannot be: bad times, before its project, onto its like, once it was held', async () => {
    const project = await castProject(office.city, { from: '2026-09-01' });
    const { id } = (await add({ project: String(project) })).activity;
    const other = (await add({ begins: '2026-09-20 09:00' })).activity.id;
    expect((await refusalOf(move(id, '2026-09-31 09:00'))).reasons).toEqual(['not-a-time']);
    expect((await refusalOf(move(id, '2026-09-12 09:00', { ends: '08:00' }))).reasons).toEqual([
      'ends-first',
    ]);
    expect((await refusalOf(move(id, '2026-08-31 09:00'))).reasons).toEqual(['before-project']);
    const onto = await move(id, '2026-09-20 09:00').catch((error: unknown) => error);
    expect(onto).toMatchObject({ kind: 'conflict', problems: [{ reason: 'same-activity' }] });
    expect(String(onto)).toContain(`${other} 号活动`);
    await cancel(id);
    expect((await refusalOf(move(id, '2026-09-12 09:00'))).reasons).toEqual(['cancelled']);
    const held = await castActivity(office.city, { counts: ALL });
    expect((await refusalOf(move(held, '2026-09-12 09:00'))).reasons).toEqual(['counted']);
    expect((await refusalOf(move(4711, '2026-09-12 09:00'))).kind).toBe('not-found');
  });
});

describe('cancelling an activity', () => {
  test('is noted once, and the activity stays to be seen', async () => {
    const { id } = (await add()).activity;
    expect(await cancel(id)).toMatchObject({ changed: true, activity: { state: 'cancelled' } });
    const entry = await newest();
    expect(entry).toMatchObject({ action: 'activity cancel', detail: { reason: '没有场地' } });
    expect(await cancel(id)).toMatchObject({ changed: false });
    expect(await newest()).toEqual(entry);
    expect(await list()).toEqual([]);
    expect(await list({ which: 'cancelled' })).toMatchObject([{ id }]);
    expect(await add()).toMatchObject({ added: false, activity: { id, state: 'cancelled' } });
  });

  test('is refused once it is counted, and beyond the actor’s part', async () => {
    const id = await castActivity(office.city, { counts: ALL });
    expect(await refusalOf(cancel(id))).toEqual({ kind: 'conflict', reasons: ['counted'] });
    const theirs = await castActivity(office.city, { committee: 'qianxi' });
    expect((await refusalOf(cancel(theirs, 'clerk'))).reasons).toEqual(['no-such-entry']);
  });
});

describe('counting an activity', () => {
  test('takes all four figures once it has ended, and keeps the old ones of a correction in the log', async () => {
    const id = await castActivity(office.city);
    expect(await count(id, { ...ALL, leaflets: '1000' })).toMatchObject({ before: null, changed: true });
    expect(await showActivity(office, office.actor('clerk'), id)).toMatchObject({
      ...{ state: 'counted', counts: ALL, countedBy: 'office' },
    });
    expect(await newest()).toMatchObject({ action: 'activity count', detail: ALL });
    expect((await refusalOf(count(id, { participants: 31 }))).reasons).toEqual(['no-reason']);
    expect(await count(id, { participants: '31' }, '漏计一人')).toMatchObject({
      ...{ before: ALL, activity: { counts: { ...ALL, participants: 31 } } },
    });
    const entry = await newest();
    expect(entry!.detail).toEqual({ ...ALL, participants: 31, reason: '漏计一人', before: ALL });
    expect(await count(id, { participants: 31 })).toMatchObject({ changed: false });
    expect(await newest()).toEqual(entry);
  });

  test.each([
    [{ ...ALL, participants: '-1' }, 'count'],
    [{ ...ALL, participants: '1.5' }, 'count'],
    [{ ...ALL, participants: '' }, 'count'],
    [{ ...ALL, leaflets: '15400000001' }, 'count'],
    [{ sessions: 1, participants: 2, consultations: 3 }, 'missing'],
  ])('refuses %j', async (counts, reason) => {
    const id = await castActivity(office.city);
    expect((await refusalOf(count(id, counts))).reasons).toEqual([reason]);
    expect((await showActivity(office, office.actor('office'), id)).counts).toBeNull();
  });

  test('is refused before it has ended, and of what was cancelled', async () => {
    const { id } = (await add()).activity;
    expect((await refusalOf(count(id, ALL))).reasons).toEqual(['not-ended']);
    await cancel(id);
    expect((await refusalOf(count(id, ALL))).reasons).toEqual(['cancelled']);
  });
});

describe('the list of activities', () => {
  test('is by time, cut to what is ahead, to be counted, past, a theme, a committee or a project', async () => {
    const project = await castProject(office.city);
    const at = (day: string) => ({
      beginsAt: new Date(`${day}T01:00:00Z`),
      endsAt: new Date(`${day}T02:00:00Z`),
    });
    await castActivity(office.city, { title: '后', ...at('2026-08-20'), projectId: project });
    await castActivity(office.city, { title: '先', ...at('2026-08-02'), committee: 'qianxi' });
    await castActivity(office.city, {
      title: '待',
      ...at('2026-07-20'),
      theme: 'flood-season',
      themeYear: 2026,
    });
    await castActivity(office.city, { title: '毕', ...at('2026-07-10'), counts: ALL });
    await castActivity(office.city, {
      title: '早',
      ...at('2025-07-10'),
      theme: 'flood-season',
      themeYear: 2025,
    });
    const titles = async (more: Partial<ActivityFilter> = {}, as: Who = 'office') =>
      (await list(more, as)).map(({ title }) => title).join('');
    expect(await titles()).toBe('早待先后');
    expect(await titles({ which: 'ahead' })).toBe('先后');
    expect(await titles({ which: 'to-count' })).toBe('早待');
    expect(await titles({ which: 'past' })).toBe('待毕早');
    expect(await titles({ which: 'all', limit: 2 })).toBe('早毕');
    expect(await titles({}, 'clerk')).toBe('早待后');
    expect(await titles({ committee: 'qianxi' })).toBe('先');
    expect(await titles({ theme: '汛期' })).toBe('早待');
    expect(await titles({ theme: 'flood-season', themeYear: 2026 })).toBe('待');
    expect(await titles({ project })).toBe('后');
    expect((await refusalOf(list({ theme: '无' }))).reasons).toEqual(['no-theme']);
    expect((await refusalOf(list({ committee: 'qianxi' }, 'clerk'))).kind).toBe('not-found');
  });

  test('what goes on is still ahead', async () => {
    await castActivity(office.city, {
      ...{ beginsAt: new Date('2026-08-01T00:00:00Z'), endsAt: new Date('2026-08-01T01:00:01Z') },
    });
    expect(await list()).toMatchObject([{ state: 'ahead' }]);
  });
});
