import { truncate, writeFile } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { examineFile } from '../../../office/roster/file.js';
import { withRoster } from '../../../office/roster/rows.js';
import { refusalOf } from '../office.js';
import { fileOf, folder, fresh, gathered, readWhole, workbookOf, zipOf } from './roster-files.js';

const HEAD = '姓名,手机号,组织代码';
const ROW = '张蔷,15400000001,bencheng';
const inGb18030 = (text: string): Buffer => {
  // Node decodes GB 18030 but does not encode it: the characters needed are looked up.
  const bytes: number[] = [];
  const decoder = new TextDecoder('gb18030');
  const table = new Map<string, [number, number]>();
  for (let high = 0x81; high <= 0xfe; high++) {
    for (let low = 0x40; low <= 0xfe; low++) table.set(decoder.decode(Buffer.from([high, low])), [high, low]);
  }
  for (const one of text) bytes.push(...(one < '\x80' ? [one.charCodeAt(0)] : table.get(one)!));
  return Buffer.from(bytes);
};

describe('a text file', () => {
  const text = `${HEAD}\r\n${ROW}\r\n`;

  test.each<[string, Buffer | string, string]>([
    ['UTF-8', text, 'utf-8'],
    ['UTF-8 with a mark', `\ufeff${text}`, 'utf-8'],
    ['GB 18030', inGb18030(text), 'gb18030'],
    ['UTF-16', Buffer.from(`\ufeff${text.replaceAll(',', '\t')}`, 'utf16le'), 'utf-16le'],
  ])('in %s is read', async (_, content, encoding) => {
    const { file, headings, cells } = await readWhole(await fileOf(content));
    expect(file.format).toEqual({ kind: 'csv', encoding });
    expect(headings).toEqual(['name', 'phone', 'committee']);
    expect(cells).toEqual({ 2: ROW.split(',') });
  });

  test.each([
    ['semicolons', `${HEAD}\n${ROW}`.replaceAll(',', ';')],
    ['tabs, below a title', `名册\n${HEAD}\n${ROW}`.replaceAll(',', '\t')],
    ['old Macintosh line ends', `${HEAD}\r${ROW}`],
    ['quotes', '"姓名","手机号","组织代码"\r\n"张蔷","15400000001","bencheng"'],
  ])('with %s is read', async (_, content) => {
    expect(Object.values((await readWhole(await fileOf(content))).cells)).toEqual([ROW.split(',')]);
  });

  test('a character cut by the end of a piece is whole again', async () => {
    const rows = Array.from({ length: 9000 }, (_, n) => `张蔷${'蔷'.repeat(n % 7)},15400000001,bencheng`);
    const { cells } = await readWhole(await fileOf(inGb18030([HEAD, ...rows].join('\n'))));
    expect(Object.values(cells)).toEqual(rows.map((row) => row.split(',')));
  });

  test('a title, blank lines and line breaks in a cell keep the numbers of the rows', async () => {
    const content = `唐山市志愿者花名册,,\n\n${HEAD}\n\n"张\n蔷",15400000001,bencheng\n,,\n李岚,1,2`;
    const { headingRow, cells } = await readWhole(await fileOf(content));
    expect(headingRow).toBe(3);
    expect(Object.entries(cells).filter(([, row]) => row.some((cell) => cell !== ''))).toEqual([
      ['5', ['张\n蔷', '15400000001', 'bencheng']],
      ['7', ['李岚', '1', '2']],
    ]);
  });
});

describe('a file that is no roster is refused for what it is', () => {
  test.each<[string, Buffer | string, string, string]>([
    ['nothing', '', 'csv', 'empty-file'],
    ['blank lines', '\n\n,,\n', 'csv', 'empty-file'],
    ['people without headings', '张三,15400000001,130229\n李四,15400000002,130229', 'csv', 'no-headings'],
    ['an old .xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'xls', 'not-a-table'],
    ['a PDF', '%PDF-1.7', 'csv', 'not-a-table'],
    ['a program', Buffer.from('7f454c4602010100000000', 'hex'), 'csv', 'not-a-table'],
    [
      'neither UTF-8 nor GB 18030',
      Buffer.concat([Buffer.from(`${HEAD}\n`), Buffer.from([0xff, 0xff, 0x20])]),
      'csv',
      'unknown-encoding',
    ],
    ['a quote never closed', `${HEAD}\n"张蔷,1,2\n${`${ROW}\n`.repeat(9000)}`, 'csv', 'broken-row'],
    ['half a zip', Buffer.from('504b030414000000', 'hex'), 'xlsx', 'broken-workbook'],
    ['another zip', zipOf({ 'word/document.xml': '<w/>' }), 'docx', 'broken-workbook'],
    [
      'a workbook of nonsense',
      zipOf({ 'xl/workbook.xml': 'nonsense', 'xl/_rels/workbook.xml.rels': '<a' }),
      'xlsx',
      'broken-workbook',
    ],
    ['an empty workbook', workbookOf({ sheets: [''] }), 'xlsx', 'empty-file'],
  ])('%s', async (_, content, ending, reason) => {
    expect(await refusalOf(readWhole(await fileOf(content, ending)))).toEqual({
      kind: 'invalid',
      reasons: [reason],
    });
  });

  test('its first row is not repeated: it may be a person', async () => {
    const error = await readWhole(await fileOf('张三丰,15400000001,130229')).catch(
      (refusal: Error) => refusal,
    );
    expect((error as Error).message).not.toMatch(/张三丰|15400000001/);
  });

  test('a folder, a file that is not there', async () => {
    expect(await refusalOf(readWhole(folder))).toMatchObject({ reasons: ['not-a-file'] });
    expect(await refusalOf(readWhole(`${folder}/none.csv`))).toEqual({
      kind: 'not-found',
      reasons: ['no-such-file'],
    });
  });

  test('one of more than 300 MB, without being read', async () => {
    const path = fresh('csv');
    await writeFile(path, `${HEAD}\n`);
    await truncate(path, 301 * 1024 * 1024);
    const began = process.cpuUsage().user;
    expect(await refusalOf(readWhole(path))).toEqual({ kind: 'invalid', reasons: ['file-too-large'] });
    expect(process.cpuUsage().user - began).toBeLessThan(50_000);
  });

  test('one of too many rows', async () => {
    const file = await examineFile(await fileOf(`${HEAD}\n${'a\n'.repeat(12)}`));
    const reading = (most: number) =>
      withRoster(
        file,
        () => undefined,
        ({ rows }) => gathered(rows),
        most,
      );
    await reading(12);
    expect(await refusalOf(reading(11))).toEqual({ kind: 'invalid', reasons: ['too-many-rows'] });
  });

  test('unknown and missing headings are named together', async () => {
    expect(await refusalOf(readWhole(await fileOf('姓名,手机呺,备注\n张蔷,1,A')))).toEqual({
      kind: 'invalid',
      reasons: ['unknown-heading', 'missing-heading', 'missing-heading'],
    });
  });
});
