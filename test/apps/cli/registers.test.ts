import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { addCommittees } from '../../../ledger/committees.js';
import { writeXlsx } from '../../../office/roster/table-file.js';
import { asset } from '../../../runtime/root.js';
import { openTestOffice } from '../../office/office.js';
import { textRow, workbookOf } from '../../office/roster/roster-files.js';
import { castActivity, castProject, castTerm, emptyRegisters } from '../../support/registers.js';
import { answered, muster } from './terminal.js';

const office = await openTestOffice();
const folder = await mkdtemp(join(tmpdir(), 'muster-cli-'));
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => emptyRegisters(office.city));

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe('project', () => {
  const ADD = ['project', 'add', '--committee', 'luannan', '--title', '安全课堂', '--from', '2026-03-01'];

  test('add, list, show, brand and end', async () => {
    const added = await muster(office, [...ADD, '--for', '农民工', '--brand', '2026', '2027']);
    expect(added).toMatchObject({ code: 0, out: expect.stringContaining('已登记项目 1：安全课堂') });
    expect((await muster(office, [...ADD, '--for', '农民工', '--brand', '2026', '2027'])).out).toContain(
      '先前已登记，编号 1',
    );
    expect((await muster(office, ['project', 'list'])).out).toMatch(
      /^ *1 +滦南县 luannan +安全课堂 +农民工 +2026-03-01 +— +2026、2027 +0 +0 +0$/m,
    );
    expect(answered(await muster(office, ['project', 'list', '--json']))).toMatchObject([
      { id: 1, brandYears: [2026, 2027] },
    ]);
    const removed = await muster(office, ['project', 'brand', '1', '--year', '2026', '--remove']);
    expect(removed.out).toContain('1 号项目的品牌年度：2027');
    const beginsAt = new Date('2026-10-01T01:00:00Z');
    await castActivity(office.city, {
      projectId: 1,
      title: '秋季课',
      beginsAt,
      endsAt: new Date('2026-10-01T02:00:00Z'),
    });
    const ended = await muster(office, ['project', 'end', '1', '--on', '2026-09-30', '--reason', '完成']);
    expect(ended.out).toContain('不再是 2027 年的品牌项目');
    expect(ended.out).toMatch(/此后还有 1 场活动[^]*秋季课/);
    expect((await muster(office, ['project', 'show', '1'])).out).toMatch(/2026-03-01 – 2026-09-30[^]*秋季课/);
  });

  test('a third brand is a conflict; what is wrong is told by its field', async () => {
    await castProject(office.city, { title: '甲', brandYears: [2027] });
    await castProject(office.city, { title: '乙', brandYears: [2027] });
    const third = await castProject(office.city, { title: '丙' });
    const { code, err } = await muster(office, ['project', 'brand', String(third), '--year', '2027']);
    expect([code, err]).toEqual([
      5,
      expect.stringMatching(/^year: 2027 年的品牌项目已有：甲、乙.* \/ .*甲 and 乙/),
    ]);
    expect((await muster(office, ['project', 'show', '99'])).code).toBe(3);
    expect((await muster(office, ['project', 'list', '--committee', 'qianxi', '--as', 'clerk'])).code).toBe(
      3,
    );
  });

  test('load tells what is wrong by line and field, and loads nothing', async () => {
    const path = await file('projects.csv', '组织,名称,开始\nluannan,甲,2026-01-01\nnowhere,乙,2026-13-01\n');
    const { code, err } = await muster(office, ['project', 'load', path]);
    expect(code).toBe(2);
    expect(err).toContain('projects.csv:3:1 committee: 没有组织 “nowhere”');
    expect(err).toContain('projects.csv:3:1 from: 不是有效的日期');
    expect((await muster(office, ['project', 'list'])).out).toContain('没有项目');
    expect((await muster(office, ['project', 'load', await file('x.csv', '名称\n甲\n')])).err).toContain(
      'x.csv:1:1 首行缺少列：组织',
    );
  });
});

describe('activity', () => {
  const ADD = ['activity', 'add', '--committee', 'luannan', '--title', '消防演练', '--place', '消防站'];
  const WHEN = ['--begins', '2026-09-10 09:00', '--ends', '11:30'];

  test('add, list, show, move and cancel', async () => {
    const added = await muster(office, [
      ...ADD,
      ...WHEN,
      '--theme',
      '消防宣传月',
      '--online',
      '--venue',
      '社区',
    ]);
    expect(added).toMatchObject({ code: 0, out: expect.stringContaining('已登记活动 1') });
    expect((await muster(office, [...ADD, ...WHEN])).out).toContain('先前已登记，编号 1');
    expect((await muster(office, ['activity', 'list'])).out).toMatch(
      /^ *1 +2026-09-10 09:00 – 11:30 +消防演练 +滦南县 +消防站（线上 online） +@fire-month 2026 +待举办 ahead +—$/m,
    );
    const moved = await muster(office, [
      'activity',
      'move',
      '1',
      '--begins',
      '2026-09-11 14:00',
      '--reason',
      '雨',
    ]);
    expect(moved.out).toContain('2026-09-10 09:00 – 11:30 → 2026-09-11 14:00 – 16:30，消防站');
    expect((await muster(office, ['activity', 'show', '1'])).out).toMatch(/七进 venue +社区 community/);
    const cancel = ['activity', 'cancel', '1', '--reason', '场地'];
    expect((await muster(office, cancel)).out).toContain('已取消 1 号活动');
    expect((await muster(office, cancel)).out).toContain('先前已取消');
    expect((await muster(office, [...ADD, '--begins', '2026-09-11 14:00', '--ends', '16:30'])).out).toContain(
      '但已取消',
    );
    expect((await muster(office, ['activity', 'list', '--which', 'cancelled', '--json'])).out).toContain(
      '"cancelled"',
    );
  });

  test('count, and a correction with the old figures beside', async () => {
    const id = String(await castActivity(office.city));
    const figures = ['--sessions', '1', '--participants', '30', '--consultations', '0', '--leaflets', '200'];
    const missing = await muster(office, ['activity', 'count', id, '--participants', '30']);
    expect([missing.code, missing.err]).toEqual([
      2,
      expect.stringContaining('sessions: 缺少活动场次；没有请写 0'),
    ]);
    expect((await muster(office, ['activity', 'count', id, ...figures])).out).toMatch(
      /已统计[^]*参与人次 participants +30/,
    );
    const fixed = ['activity', 'count', id, '--participants', '31', '--reason', '漏计'];
    expect((await muster(office, fixed)).out).toMatch(/已更正[^]*participants +30 → 31\n[^]*leaflets +200$/);
    expect((await muster(office, fixed)).out).toContain('没有变化');
    const cancel = await muster(office, ['activity', 'cancel', id, '--reason', '场地']);
    expect([cancel.code, cancel.err]).toEqual([5, expect.stringContaining('已经统计')]);
  });

  test('load of the examples: projects first, and again changes nothing', async () => {
    const node = { kind: 'area', level: 2, parent: 'tangshan' };
    await addCommittees(office.database, [
      { ...node, code: '130281', name: '遵化市', path: 'tangshan/130281/' },
    ]);
    const load = async (what: string) =>
      answered(
        await muster(office, [
          what,
          'load',
          asset('examples', what === 'project' ? 'projects.csv' : 'activities.csv'),
          '--json',
        ]),
      );
    expect(await load('project')).toEqual({ added: 3, unchanged: 0 });
    expect(await load('activity')).toEqual({ added: 3, unchanged: 0 });
    expect(await load('project')).toEqual({ added: 0, unchanged: 3 });
    expect(await load('activity')).toEqual({ added: 0, unchanged: 3 });
    const listed = answered(await muster(office, ['activity', 'list', '--json'])) as {
      theme: string;
      themeYear: number;
    }[];
    expect(listed.map(({ theme, themeYear }) => `${theme} ${themeYear}`)).toEqual([
      'spring-travel 2027',
      'spring-travel 2027',
      'lei-feng-day 2027',
    ]);
  });
});

describe('a workbook', () => {
  const HEAD = textRow(1, '组织', '活动名称', '地点', '开始时间', '结束时间');
  const text = (value: string) => `<c t="inlineStr"><is><t>${value}</t></is></c>`;
  const number = (value: string) => `<c><v>${value}</v></c>`;

  test('is loaded like a CSV; its days and times may be numbers', async () => {
    // 46275 is 2026-09-10; .375 of a day is nine hours.
    const row = `<row r="3">${text('luannan')}${text('演练')}${text('广场')}${number('46275.375')}${number('46275.479166666664')}</row>`;
    const path = await file('activities.xlsx', workbookOf({ sheets: [HEAD + textRow(2, '', '') + row] }));
    expect(answered(await muster(office, ['activity', 'load', path, '--json']))).toEqual({
      added: 1,
      unchanged: 0,
    });
    expect((await muster(office, ['activity', 'list'])).out).toContain('2026-09-10 09:00 – 11:30');
    const written = join(folder, 'projects.xlsx');
    const headings = ['committee', 'title', 'from', 'brand years'];
    await writeXlsx(written, [
      { name: '项目', headings, rows: [['luannan', '甲', '2026/3/1', '2026、2027']] },
    ]);
    await muster(office, ['project', 'load', written]);
    expect(answered(await muster(office, ['project', 'list', '--json']))).toMatchObject([
      { title: '甲', from: '2026-03-01', brandYears: [2026, 2027] },
    ]);
  });

  test('tells what is wrong by its row; formulas and errors by their cell', async () => {
    const bad = `<row r="4">${text('luannan')}${text('演练')}${text('广场')}${text('九点')}${number('46275.5')}</row>`;
    const path = await file('bad.xlsx', workbookOf({ sheets: [HEAD + bad] }));
    const { code, err } = await muster(office, ['activity', 'load', path]);
    expect([code, err]).toEqual([2, expect.stringMatching(/bad\.xlsx:4:1 begins: 应写作/)]);
    const odd = `<row r="2">${text('luannan')}<c><f>A1</f><v>1</v></c>${text('广场')}<c t="e"><v>#REF!</v></c>${text('x')}</row>`;
    const formula = await muster(office, [
      'activity',
      'load',
      await file('odd.xlsx', workbookOf({ sheets: [HEAD + odd] })),
    ]);
    expect(formula.err).toContain('odd.xlsx:2:2 title: 是公式');
    expect(formula.err).toContain('odd.xlsx:2:4 begins: 是出错的单元格：#REF!');
    expect((await muster(office, ['activity', 'list', '--which', 'all'])).out).toContain('没有活动');
  });

  test('that is none is refused with its name', async () => {
    const old = await muster(office, [
      'project',
      'load',
      await file('old.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex')),
    ]);
    expect([old.code, old.err]).toEqual([2, expect.stringMatching(/old\.xls 这是旧版 \.xls/)]);
    const broken = await muster(office, [
      'project',
      'load',
      await file('broken.xlsx', Buffer.from('504b030400', 'hex')),
    ]);
    expect([broken.code, broken.err]).toEqual([2, expect.stringContaining('broken.xlsx')]);
  });
});

describe('term', () => {
  test('add, list, renew and end', async () => {
    const pairing = [
      'term',
      'add',
      '--committee',
      'luannan',
      '--kind',
      'school-pairing',
      '--title',
      '滦南一中',
    ];
    const days = ['--from', '2025-10-01', '--until', '2026-09-30'];
    expect((await muster(office, [...pairing, ...days])).out).toContain(
      '已登记：1 滦南一中 2025-10-01 – 2026-09-30',
    );
    expect((await muster(office, [...pairing, ...days])).out).toContain('先前已登记');
    const ambassador = [
      'term',
      'add',
      '--committee',
      'luannan',
      '--kind',
      '形象大使',
      '--title',
      '大使',
      ...days,
    ];
    const nobody = await muster(office, ambassador);
    expect([nobody.code, nobody.err]).toEqual([2, expect.stringContaining('person: 形象大使须写明是谁')]);
    await muster(office, [...ambassador, '--person', '张蔷']);
    expect((await muster(office, ['term', 'list', '--as', 'clerk'])).out).toMatch(
      /^ *2 +形象大使 ambassador +大使 +\d+ 张\* +滦南县 +2025-10-01 +2026-09-30 +60 +即将到期 expiring$/m,
    );
    const renewed = await muster(office, ['term', 'renew', '1', '--until', '2027-09-30']);
    expect(renewed.out).toContain('1 号已续期：3 滦南一中 2026-10-01 – 2027-09-30');
    expect((await muster(office, ['term', 'renew', '1', '--until', '2027-09-30'])).code).toBe(5);
    expect((await muster(office, ['term', 'end', '2', '--reason', '离任'])).out).toContain('已终止：2 大使');
    expect(answered(await muster(office, ['term', 'list', '--json']))).toMatchObject([{ id: 3 }]);
    expect((await muster(office, ['term', 'list', '--all'])).out).toMatch(/— +已续期 renewed → 3$/m);
  });

  test('of nobody’s number is not there', async () => {
    await castTerm(office.city, { committee: 'qianxi' });
    const line = ['term', 'end', '1', '--reason', '离任', '--as', 'clerk'];
    expect(await muster(office, line)).toMatchObject({
      code: 3,
      err: expect.stringContaining('没有 1 号任期'),
    });
  });
});

test('before there is anything, lists say so', async () => {
  expect((await muster(office, ['project', 'list'])).out).toContain('没有项目');
  expect((await muster(office, ['activity', 'list'])).out).toContain('没有活动');
  expect((await muster(office, ['term', 'list'])).out).toContain('没有结对或大使');
});
