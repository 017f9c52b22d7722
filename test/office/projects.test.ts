import { beforeEach, describe, expect, test } from '@jest/globals';
import type { WrittenProject } from '../../domain/registers/project.js';
import { listAudit } from '../../ledger/audit.js';
import { addProject, loadProjects } from '../../office/load-projects.js';
import { brandProject, endProject, projects, showProject } from '../../office/projects.js';
import { castActivity, castProject, emptyRegisters } from '../support/registers.js';
import { openTestOffice, refusalOf, type TestOffice } from './office.js';

const office = await openTestOffice();
beforeEach(() => emptyRegisters(office.city));

type Who = Parameters<TestOffice['actor']>[0];
const written = (more: Partial<WrittenProject> = {}): WrittenProject => ({
  ...{ committee: 'luannan', title: '农民工安全课堂', targetGroup: '农民工' },
  ...{ from: '2026-03-01', to: '', brandYears: '' },
  ...more,
});
const add = (more: Partial<WrittenProject> = {}, as: Who = 'office') =>
  addProject(office, office.actor(as), written(more));
const load = (rows: Partial<WrittenProject>[], as: Who = 'office') =>
  loadProjects(office, office.actor(as), rows.map(written));
const list = (as: Who = 'office', more: { committee?: string; over?: boolean } = {}) =>
  projects(office, office.actor(as), { over: false, limit: 50, ...more });
const brand = (id: number, year: number, wanted = true, as: Who = 'office') =>
  brandProject(office, office.actor(as), { id, year, brand: wanted });
const end = (id: number, on: string, as: Who = 'office') =>
  endProject(office, office.actor(as), { id, on, reason: '任务完成' });
const newest = async () => (await listAudit(office.database, { limit: 1 }))[0];

describe('adding a project', () => {
  test('enters it as it was written, and notes who did', async () => {
    const { added, project } = await add({ to: '2027-12-31', brandYears: '2026、2027' });
    expect(added).toBe(true);
    expect(project).toMatchObject({
      ...{ committee: 'luannan', committeeName: '滦南县', title: '农民工安全课堂', targetGroup: '农民工' },
      ...{ from: '2026-03-01', to: '2027-12-31', brandYears: [2026, 2027], enteredBy: 'office' },
    });
    expect(await newest()).toMatchObject({
      ...{ actor: 'office', action: 'project add', subject: `project ${project.id}` },
      detail: { committee: 'luannan' },
    });
  });

  test('once more answers with the first, and notes nothing', async () => {
    const first = await add();
    const entry = await newest();
    expect(await add()).toEqual({ added: false, project: first.project });
    expect(await newest()).toEqual(entry);
  });

  test('of two at once enters one', async () => {
    const both = await Promise.all([add(), add()]);
    expect(both.map(({ added }) => added).sort()).toEqual([false, true]);
    expect(both[0].project.id).toBe(both[1].project.id);
  });

  test.each<[Partial<WrittenProject>, string, string]>([
    [{ committee: 'nowhere' }, 'committee', 'unknown-committee'],
    [{ title: '' }, 'title', 'length'],
    [{ title: '项'.repeat(101) }, 'title', 'length'],
    [{ title: '两\n行' }, 'title', 'unprintable'],
    [{ from: '2026-02-30' }, 'from', 'not-a-day'],
    [{ to: '2026-02-28' }, 'to', 'ends-first'],
    [{ brandYears: '2025' }, 'brandYears', 'brand-year'],
    [{ to: '2026-12-31', brandYears: '2027' }, 'brandYears', 'brand-year'],
    [{ brandYears: '明年' }, 'brandYears', 'brand-year'],
  ])('%j is refused at its field', async (more, field, reason) => {
    const refusal = await add(more).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ kind: 'invalid', problems: [{ path: [field], reason }] });
    expect(await list()).toEqual([]);
  });

  test('needs the right, and stays in the actor’s part of the tree', async () => {
    expect((await refusalOf(add({}, 'auditor'))).reasons).toEqual(['no-right']);
    expect((await refusalOf(add({ committee: 'qianxi' }, 'clerk'))).reasons).toEqual(['unknown-committee']);
    expect((await add({ committee: 'bencheng' }, 'clerk')).added).toBe(true);
  });
});

describe('a table of projects', () => {
  test('is loaded whole, and the second time changes nothing', async () => {
    const rows = [{}, { title: '百村行', committee: 'qianxi' }, { from: '2027-01-01' }];
    expect(await load(rows)).toEqual({ added: 3, unchanged: 0 });
    expect(await newest()).toMatchObject({ action: 'project load', detail: { added: 3, unchanged: 0 } });
    const entry = await newest();
    expect(await load(rows)).toEqual({ added: 0, unchanged: 3 });
    expect(await newest()).toEqual(entry);
  });

  test('with anything wrong is refused whole, by row and field', async () => {
    await castProject(office.city, { title: '旧项目', brandYears: [2026] });
    const rows = [
      { title: '甲', brandYears: '2026' },
      { title: '乙', brandYears: '2026' },
      { title: '甲' },
      { title: '旧项目', from: '2026-01-01', targetGroup: '学生' },
    ];
    const refusal = await load(rows).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      kind: 'invalid',
      problems: [
        { path: [1, 'brandYears'], reason: 'brands-full' },
        { path: [2, 'title'], reason: 'repeated' },
        { path: [3, 'title'], reason: 'other-project' },
      ],
    });
    expect(String(refusal)).toContain('旧项目、甲');
    expect((await list()).map(({ title }) => title)).toEqual(['旧项目']);
    const unread = await refusalOf(load([{ from: 'x' }, { committee: 'nowhere', from: '' }]));
    expect(unread.reasons).toEqual(['not-a-day', 'not-a-day', 'unknown-committee']);
  });
});

describe('brand projects', () => {
  test('are two a committee and year: a third is refused, naming the two', async () => {
    const [one, two, three] = [
      await castProject(office.city, { title: '甲' }),
      await castProject(office.city, { title: '乙' }),
      await castProject(office.city, { title: '丙' }),
    ];
    expect(await brand(one, 2027)).toEqual({ project: one, brandYears: [2027], changed: true });
    expect(await newest()).toMatchObject({ action: 'project brand', detail: { year: 2027, brand: true } });
    await brand(two, 2027);
    const refusal = await brand(three, 2027).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      kind: 'conflict',
      problems: [{ path: ['year'], reason: 'brands-full' }],
    });
    expect(String(refusal)).toContain('甲、乙');
    expect(await brand(one, 2027)).toMatchObject({ changed: false });
    expect(await brand(three, 2026)).toMatchObject({ brandYears: [2026] });
    expect(await brand(one, 2027, false)).toEqual({ project: one, brandYears: [], changed: true });
    expect(await brand(three, 2027)).toMatchObject({ brandYears: [2026, 2027] });
  });

  test('of two named at once for the last place one is refused', async () => {
    await castProject(office.city, { title: '甲', brandYears: [2027] });
    const two = [
      await castProject(office.city, { title: '乙' }),
      await castProject(office.city, { title: '丙' }),
    ];
    const both = await Promise.allSettled(two.map((id) => brand(id, 2027)));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('are refused outside the project’s years, and elsewhere', async () => {
    const id = await castProject(office.city, { to: '2026-12-31' });
    expect((await refusalOf(brand(id, 2027))).reasons).toEqual(['brand-year']);
    const theirs = await castProject(office.city, { committee: 'qianxi' });
    expect(await refusalOf(brand(theirs, 2026, true, 'clerk'))).toEqual({
      kind: 'not-found',
      reasons: ['no-such-entry'],
    });
  });
});

describe('a project that ends', () => {
  test('tells what is to begin after its last day, and gives up its later brand years', async () => {
    const id = await castProject(office.city, { brandYears: [2026, 2027] });
    const at = (day: string) => ({
      beginsAt: new Date(`${day}T01:00:00Z`),
      endsAt: new Date(`${day}T02:00:00Z`),
      projectId: id,
    });
    await castActivity(office.city, at('2026-08-20'));
    const after = await castActivity(office.city, { title: '秋季课', ...at('2026-09-20') });
    const ended = await end(id, '2026-08-31');
    expect(ended).toMatchObject({ project: id, to: '2026-08-31', brandYearsLost: [2027] });
    expect(ended.ahead.map((one) => one.id)).toEqual([after]);
    expect(await newest()).toMatchObject({
      action: 'project end',
      detail: { reason: '任务完成', to: '2026-08-31', before: null },
    });
    expect(await end(id, '2026-12-31')).toMatchObject({ to: '2026-12-31', ahead: [] });
    expect(await newest()).toMatchObject({ detail: { before: '2026-08-31' } });
  });

  test('needs a day that is not before its first, a reason, and to be the actor’s', async () => {
    const id = await castProject(office.city);
    expect((await refusalOf(end(id, '2025-12-31'))).reasons).toEqual(['ends-first']);
    expect((await refusalOf(end(id, '2026-13-01'))).reasons).toEqual(['not-a-day']);
    const noReason = endProject(office, office.actor('office'), { id, on: '2026-12-31', reason: ' ' });
    expect((await refusalOf(noReason)).reasons).toEqual(['no-reason']);
    const city = await castProject(office.city, { committee: 'tangshan' });
    expect((await refusalOf(end(city, '2026-12-31', 'clerk'))).reasons).toEqual(['no-such-entry']);
  });
});

describe('the list of projects', () => {
  test('counts the activities of the asker’s part; those above may be named, those beside not', async () => {
    const city = await castProject(office.city, { committee: 'tangshan', title: '全市' });
    await castProject(office.city, { committee: 'qianxi', title: '迁西' });
    const counts = { sessions: 1, participants: 2, consultations: 3, leaflets: 4 };
    const over = { beginsAt: new Date('2026-07-01T01:00:00Z'), endsAt: new Date('2026-07-01T02:00:00Z') };
    await castActivity(office.city, { projectId: city });
    await castActivity(office.city, { projectId: city, title: '已统计', counts, ...over });
    const ahead = { beginsAt: new Date('2026-08-03T01:00:00Z'), endsAt: new Date('2026-08-03T02:00:00Z') };
    await castActivity(office.city, { projectId: city, committee: 'qianxi', ...ahead });
    expect(await list()).toMatchObject([
      { title: '全市', activities: 3, ahead: 1, toCount: 1 },
      { title: '迁西', activities: 0, ahead: 0, toCount: 0 },
    ]);
    expect(await list('clerk')).toMatchObject([{ title: '全市', activities: 2, ahead: 0, toCount: 1 }]);
    expect((await list('office', { committee: 'qianxi' })).map(({ title }) => title)).toEqual(['迁西']);
    const shown = await showProject(office, office.actor('clerk'), { id: city, limit: 10 });
    expect(shown.held.map(({ title, state }) => [title, state])).toEqual([
      ['学法用法', 'to count'],
      ['已统计', 'counted'],
    ]);
  });

  test('leaves out what is over, but on demand', async () => {
    await castProject(office.city, { title: '去年', from: '2025-01-01', to: '2026-07-31' });
    await castProject(office.city, { title: '到今天', to: '2026-08-01' });
    expect((await list()).map(({ title }) => title)).toEqual(['到今天']);
    expect(await list('office', { over: true })).toHaveLength(2);
  });

  test('is refused for a committee, and a project, beyond the actor’s part', async () => {
    expect(await refusalOf(list('clerk', { committee: 'qianxi' }))).toEqual({
      ...{ kind: 'not-found', reasons: ['unknown-committee'] },
    });
    const id = await castProject(office.city, { committee: 'qianxi' });
    const showing = showProject(office, office.actor('clerk'), { id, limit: 1 });
    expect((await refusalOf(showing)).kind).toBe('not-found');
  });
});
