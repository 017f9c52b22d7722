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
    const { out } = await muster(office, ['office', 'admit', 'clerk', '--committee', '130281']);
    expect(out).toContain('已增加操作员 clerk，管辖 130281');
    const refused = await muster(office, ['office', 'admit', 'x', '--committee', '130281', '--as', 'clerk']);
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

  test('a file that is not there', async () => {
    expect((await muster(office, ['office', 'committees', join(folder, 'none.csv')])).err).toContain(
      '没有这个文件',
    );
  });
});
