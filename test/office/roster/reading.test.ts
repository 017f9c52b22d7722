import { truncate, writeFile } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { readSheet } from 'read-excel-file/node';
import writeXlsxFile from 'write-excel-file/node';
import type { Cell } from '../../../domain/roster/cell.js';
import { examineFile, type RosterFile } from '../../../office/roster/file.js';
import { withRoster, type Roster } from '../../../office/roster/rows.js';
import { sheetRows } from '../../../office/roster/xlsx/sheet.js';
import { readSharedStrings } from '../../../office/roster/xlsx/workbook.js';
import { Archive } from '../../../office/roster/xlsx/zip.js';
import { refusalOf } from '../office.js';
import { fileOf, folder, fresh, textRow, workbookOf, zipOf } from './roster-files.js';

/** Reads a file to its end. */
async function read(
  path: string,
): Promise<Omit<Roster, 'rows'> & { file: RosterFile; cells: Record<number, Cell[]> }> {
  const file = await examineFile(path);
  return withRoster(
    file,
    () => undefined,
    async ({ rows, ...rest }) => {
      const cells: Record<number, Cell[]> = {};
      for await (const row of rows) cells[row.number] = row.cells;
      return { ...rest, file, cells };
    },
  );
}

async function gathered(rows: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of rows);
}

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
    const { file, headings, cells } = await read(await fileOf(content));
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
    expect(Object.values((await read(await fileOf(content))).cells)).toEqual([ROW.split(',')]);
  });

  test('a character cut by the end of a piece is whole again', async () => {
    const rows = Array.from({ length: 9000 }, (_, n) => `张蔷${'蔷'.repeat(n % 7)},15400000001,bencheng`);
    const { cells } = await read(await fileOf(inGb18030([HEAD, ...rows].join('\n'))));
    expect(Object.values(cells)).toEqual(rows.map((row) => row.split(',')));
  });

  test('a title, blank lines and line breaks in a cell keep the numbers of the rows', async () => {
    const content = `唐山市志愿者花名册,,\n\n${HEAD}\n\n"张\n蔷",15400000001,bencheng\n,,\n李岚,1,2`;
    const { headingRow, cells } = await read(await fileOf(content));
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
    expect(await refusalOf(read(await fileOf(content, ending)))).toEqual({
      kind: 'invalid',
      reasons: [reason],
    });
  });

  test('its first row is not repeated: it may be a person', async () => {
    const error = await read(await fileOf('张三丰,15400000001,130229')).catch((refusal: Error) => refusal);
    expect((error as Error).message).not.toMatch(/张三丰|15400000001/);
  });

  test('a folder, a file that is not there', async () => {
    expect(await refusalOf(read(folder))).toMatchObject({ reasons: ['not-a-file'] });
    expect(await refusalOf(read(`${folder}/none.csv`))).toEqual({
      kind: 'not-found',
      reasons: ['no-such-file'],
    });
  });

  test('one of more than 300 MB, without being read', async () => {
    const path = fresh('csv');
    await writeFile(path, `${HEAD}\n`);
    await truncate(path, 301 * 1024 * 1024);
    const began = process.cpuUsage().user;
    expect(await refusalOf(read(path))).toEqual({ kind: 'invalid', reasons: ['file-too-large'] });
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
    expect(await refusalOf(read(await fileOf('姓名,手机呺,备注\n张蔷,1,A')))).toEqual({
      kind: 'invalid',
      reasons: ['unknown-heading', 'missing-heading', 'missing-heading'],
    });
  });
});

describe('a workbook', () => {
  const head = textRow(1, '姓名', '手机号', '组织代码', '保险到期');

  test('as a library writes it reads as another library reads it', async () => {
    const path = fresh('xlsx');
    const date = new Date('2026-12-31T00:00:00Z');
    const rows = Array.from({ length: 500 }, (_, n) => [
      `张蔷 <&> ${n}`,
      15400000000 + n,
      `130${n}`,
      date,
      n % 2 === 0,
    ]);
    await writeXlsxFile(
      [['姓名', '手机号', '组织代码', '保险到期', '备注'], ...rows].map((row) =>
        row.map((value) =>
          value instanceof Date ? { value, type: Date, format: 'yyyy"年"m"月"d"日"' } : value,
        ),
      ) as never,
    ).toFile(path);
    const ours = await read(path);
    const theirs = await readSheet(path);
    expect(Object.keys(ours.cells)).toHaveLength(500);
    for (const [number, cells] of Object.entries(ours.cells)) {
      const plain = cells.map((cell) =>
        typeof cell === 'string' ? cell : 'day' in cell ? (cell.day ?? cell.text) : '',
      );
      expect(plain).toEqual(
        theirs[Number(number) - 1]!.map((value) =>
          value instanceof Date
            ? value.toISOString().slice(0, 10)
            : typeof value === 'boolean'
              ? String(Number(value))
              : String(value),
        ),
      );
    }
  });

  test('its formulas, errors, numbers and days are told apart', async () => {
    const content = workbookOf({
      sheets: [
        `${head}<row r="3"><c r="A3" t="str"><f>B3&amp;C3</f><v>张蔷</v></c><c r="B3"><v>1.5400000001E10</v></c>
        <c r="C3" t="e"><v>#N/A</v></c><c r="D3" s="7"><v>46387</v></c></row><row r="5"><c r="C5"><f t="shared" si="0"/><v>1</v></c></row>`,
      ],
    });
    expect((await read(await fileOf(content, 'xlsx'))).cells).toEqual({
      3: [
        { odd: 'formula' },
        { odd: 'number', text: '15400000001', day: null },
        { odd: 'error', text: '#N/A' },
        { odd: 'number', text: '46387', day: '2026-12-31' },
      ],
      5: ['', '', { odd: 'formula' }],
    });
  });

  test('digits beyond what a number holds stay as they are written', async () => {
    const content = workbookOf({
      sheets: [`${head}<row r="2"><c r="B2"><v>130299199003071000</v></c></row>`],
    });
    expect((await read(await fileOf(content, 'xlsx'))).cells[2]).toEqual([
      '',
      { odd: 'number', text: '130299199003071000', day: null },
    ]);
  });

  test('shared texts with parts in bold, readings and escapes are read as they look', async () => {
    const strings =
      '<si><t>姓名</t></si><si><r><t>手机</t></r><r><rPr><b/></rPr><t>号</t></r><rPh sb="0" eb="1"><t>shouji</t></rPh></si>' +
      '<si><t>组织_x4EE3_码</t></si><si><t xml:space="preserve">张&amp;蔷</t></si>';
    const cell = (column: string, row: number, index: number) =>
      `<c r="${column}${row}" t="s"><v>${index}</v></c>`;
    const content = workbookOf({
      strings,
      sheets: [
        `<row r="1">${cell('A', 1, 0)}${cell('B', 1, 1)}${cell('C', 1, 2)}</row><row r="2">${cell('A', 2, 3)}</row>`,
      ],
    });
    const { headings, cells } = await read(await fileOf(content, 'xlsx'));
    expect(headings).toEqual(['name', 'phone', 'committee']);
    expect(cells).toEqual({ 2: ['张&蔷'] });
  });

  test('of another program: prefixed names, no addresses, days from 1904', async () => {
    const content = workbookOf({
      prefix: 'x:',
      workbookPr: 'date1904="1"',
      sheets: [
        `${head}<row><c t="inlineStr"><is><t>张蔷</t></is></c><c/><c/><c><v>44925</v></c></row>`.replace(
          /<(\/?)(\w)/g,
          '<$1x:$2',
        ),
      ],
    });
    expect((await read(await fileOf(content, 'xlsx'))).cells).toEqual({
      2: ['张蔷', '', '', { odd: 'number', text: '44925', day: '2026-12-31' }],
    });
  });

  test('the first sheet that shows is read, others with content are counted', async () => {
    const content = workbookOf({
      sheets: [
        `state="veryHidden"|${textRow(1, 'cache')}`,
        `${head}${textRow(2, '张蔷', '1', '2')}`,
        '<row r="1"><c r="A1" s="3"/></row>',
        textRow(9, '李岚'),
      ],
    });
    const { cells, otherSheets } = await read(await fileOf(content, 'xlsx'));
    expect(cells).toEqual({ 2: ['张蔷', '1', '2'] });
    expect(otherSheets).toEqual([1, 4]);
  });

  test('a bomb is not unpacked: one endless cell, many cells, many texts', async () => {
    const cell = `<row r="2"><c t="inlineStr"><is><t>${'a'.repeat(16 * 1024 * 1024)}</t></is></c></row>`;
    const endless = await fileOf(workbookOf({ sheets: [head + cell] }), 'xlsx');
    expect(await refusalOf(read(endless))).toEqual({ kind: 'invalid', reasons: ['workbook-too-large'] });
    const strings = '<si><t>aaaaaaaaaa</t></si>'.repeat(10_000);
    const cells = textRow(2, '张蔷').repeat(10_000);
    const many = await fileOf(workbookOf({ sheets: [head + cells], strings }), 'xlsx');
    const tooLarge = { kind: 'invalid', reasons: ['workbook-too-large'] };
    const archive = await Archive.open(many, 300_000);
    const sheet = { sheet: 'xl/worksheets/sheet1.xml', from1904: false };
    expect(await refusalOf(gathered(sheetRows(archive, sheet, [], () => undefined)))).toEqual(tooLarge);
    expect(await refusalOf(readSharedStrings(archive, 'xl/sharedStrings.xml', 50_000))).toEqual(tooLarge);
    await archive.close();
  });

  test('a cell far to the right does not make the row long, and is not dropped', async () => {
    const content = workbookOf({
      sheets: [`${head}<row r="2"><c r="XFD2" t="inlineStr"><is><t>x</t></is></c></row>`],
    });
    const { cells } = await read(await fileOf(content, 'xlsx'));
    expect(cells[2]).toHaveLength(256);
    expect(cells[2]!.at(-1)).toBe('x');
  });

  test('a damaged one is refused, wherever it breaks off', async () => {
    const rows = Array.from({ length: 200 }, (_, n) =>
      textRow(n + 2, `张蔷${n}`, `${n * 7919}`, 'bencheng'),
    ).join('');
    const whole = workbookOf({ sheets: [head + rows] });
    for (const share of [0.2, 0.5, 0.8, 0.99]) {
      const cut = whole.subarray(0, Math.floor(whole.length * share));
      expect(await refusalOf(read(await fileOf(cut, 'xlsx')))).toMatchObject({ kind: 'invalid' });
    }
    const spoilt = Buffer.from(whole);
    for (let at = 1100; at < 1200; at++) spoilt[at] = spoilt[at]! ^ 0x55;
    expect(await refusalOf(read(await fileOf(spoilt, 'xlsx')))).toMatchObject({ kind: 'invalid' });
  });
});
