import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { asset } from '../../../runtime/root.js';
import { openEmptyOffice } from '../../office/office.js';
import { answered, muster } from './terminal.js';

const office = await openEmptyOffice();
const folder = await mkdtemp(join(tmpdir(), 'muster-cli-'));
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const OPEN = ['office', 'open', '--committee-code', 'tangshan', '--committee-name', '唐山市'];

test('before the office is open every command says how to open it', async () => {
  const { code, err } = await muster(office, ['run', 'list']);
  expect(code).toBe(4);
  expect(err).toContain('muster office open');
});

describe('once it is open', () => {
  test('its operator works for all of it; opening it again is a conflict', async () => {
    const { code, out } = await muster(office, OPEN);
    expect(code).toBe(0);
    expect(out).toContain('已开通：唐山市，操作员 office');
    expect((await muster(office, ['run', 'list'])).code).toBe(0);
    expect((await muster(office, OPEN)).code).toBe(5);
  });

  test('the example gives it a tree, and again changes nothing', async () => {
    const line = ['office', 'committees', asset('examples', 'committees.csv'), '--json'];
    expect(answered(await muster(office, line))).toEqual({ added: 6, unchanged: 0 });
    expect(answered(await muster(office, line))).toEqual({ added: 0, unchanged: 6 });
  });

  test('the example gives it teams; again changes nothing, with another strength revises', async () => {
    const line = ['office', 'teams', asset('examples', 'teams.csv'), '--json'];
    expect(answered(await muster(office, line))).toEqual({ added: 3, updated: 0, unchanged: 0 });
    expect(answered(await muster(office, line))).toEqual({ added: 0, updated: 0, unchanged: 3 });
    const more = await file('more.csv', 'strength,committee,name,code\n45,health,卫生应急服务队,medical\n');
    const { out } = await muster(office, ['office', 'teams', more]);
    expect(out).toContain('增加服务队 0 支，更新 1 支，不变 0 支');
    expect((await muster(office, ['team', 'list'])).out).toMatch(/^medical +卫生应急服务队 +45 +0 /m);
  });

  test('a table may have English headings in any order, a mark of its encoding, and blank lines', async () => {
    const path = await file(
      'english.csv',
      '\uFEFFParent,Kind,Name,Code\n\ntangshan,area,"滦南县, 南部",luannan\n',
    );
    expect(answered(await muster(office, ['office', 'committees', path, '--json']))).toMatchObject({
      added: 1,
    });
  });

  test('an operator is admitted for a part of it', async () => {
    const { out } = await muster(office, ['operator', 'add', 'clerk', '--committee', '130281']);
    expect(out).toContain('已增加操作员 clerk，管辖 130281');
    const refused = await muster(office, ['operator', 'add', 'x', '--committee', '130281', '--as', 'clerk']);
    expect(refused.code).toBe(4);
  });
});

describe('what is wrong with a table is told with its line', () => {
  test.each<[string, string | Buffer, string]>([
    [
      'fields',
      '代码,名称,类型,上级\n\na b,甲,县区,tangshan\nb,乙,局,tangshan\n',
      'fields.csv:3:1 code: 代码 “a b” 不行',
    ],
    ['kinds', 'code,name,kind,parent\nb,乙,局,tangshan\n', 'kinds.csv:2:1 kind: 没有类型 “局”'],
    [
      'parents',
      'code,name,kind,parent\nb,乙,area,nowhere\n',
      'parents.csv:2:1 parent: 没有上级组织 “nowhere”',
    ],
    ['short', 'code,name,kind,parent\nb,乙\n', 'short.csv:2:1 kind: 没有类型 “”'],
    ['columns', '代码,名称\nb,乙\n', 'columns.csv:1:1 首行缺少列：类型 kind、上级 parent'],
    ['nothing', '', 'nothing.csv:1:1 首行缺少列'],
    ['quotes', 'code,name,kind,parent\n"b,乙,area,tangshan\n', 'quotes.csv:2:1 不是有效的 CSV'],
    ['gbk', Buffer.from('b4fac2eb', 'hex'), '请另存为 UTF-8'],
  ])('%s', async (name, content, expected) => {
    const { code, out, err } = await muster(office, [
      'office',
      'committees',
      await file(`${name}.csv`, content),
    ]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(expected);
  });

  test('of teams too, every line at once', async () => {
    const table = '代码,名称,所属组织,编制\na b,,health,0\nnew,新队,nowhere,三十\nnew,新队,health,10\n';
    const { code, out, err } = await muster(office, ['office', 'teams', await file('teams.csv', table)]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    for (const line of [
      'teams.csv:2:1 code: 代码 “a b” 不行',
      'teams.csv:2:1 name: 名称应为 1 到 60 字',
      'teams.csv:2:1 strength: 编制应为 1 到 100000 的整数，读到 “0”',
      'teams.csv:3:1 strength: 编制应为 1 到 100000 的整数，读到 “三十”',
      'teams.csv:3:1 committee: 没有组织 “nowhere”',
      'teams.csv:4:1 code: 代码 new 重复',
    ])
      expect(err).toContain(line);
    const short = await file('no-strength.csv', 'code,name,committee\n');
    expect((await muster(office, ['office', 'teams', short])).err).toContain('首行缺少列：编制 strength');
  });

  test('a file that is not there', async () => {
    expect((await muster(office, ['office', 'committees', join(folder, 'none.csv')])).err).toContain(
      '没有这个文件',
    );
  });
});
