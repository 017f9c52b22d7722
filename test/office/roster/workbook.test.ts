import { readdir, readlink, writeFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readSheet } from 'read-excel-file/node';
import writeXlsxFile from 'write-excel-file/node';
import { Refusal } from '../../../office/refusal.js';
import { examineFile } from '../../../office/roster/file.js';
import { withRoster } from '../../../office/roster/rows.js';
import { sheetRows } from '../../../office/roster/xlsx/sheet.js';
import { readSharedStrings } from '../../../office/roster/xlsx/workbook.js';
import { Archive } from '../../../office/roster/xlsx/zip.js';
import { until } from '../../support/until.js';
import { refusalOf } from '../office.js';
import { fileOf, fresh, gathered, readWhole, textRow, workbookOf, zipOf } from './roster-files.js';

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
    const ours = await readWhole(path);
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
    expect((await readWhole(await fileOf(content, 'xlsx'))).cells).toEqual({
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
    expect((await readWhole(await fileOf(content, 'xlsx'))).cells[2]).toEqual([
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
    const { headings, cells } = await readWhole(await fileOf(content, 'xlsx'));
    expect(headings).toEqual(['name', 'phone', 'committee']);
    expect(cells).toEqual({ 2: ['张&蔷'] });
  });

  test('rare characters are read whole, however they are written', async () => {
    const names = [
      '&#x20BB7;田',
      '&#134071;田',
      '𠮷田',
      '_xD842__xDFB7_田',
      '&amp;#134071;',
      '&lt;&#x110000;&hearts;',
    ];
    const rows = names.map((name, at) => textRow(at + 2, name)).join('');
    const { cells } = await readWhole(await fileOf(workbookOf({ sheets: [head + rows] }), 'xlsx'));
    expect(Object.values(cells).flat()).toEqual([
      ...Array.from({ length: 4 }, () => '𠮷田'),
      ...['&#134071;', '<\ufffd&hearts;'],
    ]);
  });

  test.each([
    ['is no number', textRow(2, '张蔷').replace('"2"', '"x"')],
    ['is there twice', textRow(2, '张蔷') + textRow(2, '李岚')],
    ['comes too late', textRow(3, '张蔷') + textRow(2, '李岚')],
    ['is beyond the last one', textRow(1_048_577, '张蔷')],
    ['is half', textRow(2, '张蔷').replace('"2"', '"2.5"')],
    ['is that of no column', '<row r="2"><c r="2"><v>1</v></c></row>'],
    ['is of a column that is there twice', '<row r="2"><c r="B2"><v>1</v></c><c r="B2"><v>2</v></c></row>'],
  ])('a place that %s is refused as damage', async (_, rows) => {
    const path = await fileOf(workbookOf({ sheets: [head + rows] }), 'xlsx');
    expect(await refusalOf(readWhole(path))).toEqual({ kind: 'invalid', reasons: ['broken-workbook'] });
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
    expect((await readWhole(await fileOf(content, 'xlsx'))).cells).toEqual({
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
    const { cells, otherSheets } = await readWhole(await fileOf(content, 'xlsx'));
    expect(cells).toEqual({ 2: ['张蔷', '1', '2'] });
    expect(otherSheets).toEqual([1, 4]);
  });

  test('a bomb is not unpacked: one endless cell, many cells, many texts', async () => {
    const cell = `<row r="2"><c t="inlineStr"><is><t>${'a'.repeat(16 * 1024 * 1024)}</t></is></c></row>`;
    const endless = await fileOf(workbookOf({ sheets: [head + cell] }), 'xlsx');
    expect(await refusalOf(readWhole(endless))).toEqual({ kind: 'invalid', reasons: ['workbook-too-large'] });
    const strings = '<si><t>aaaaaaaaaa</t></si>'.repeat(10_000);
    const cells = textRow(2, '张蔷').repeat(10_000);
    const many = await fileOf(workbookOf({ sheets: [head + cells], strings }), 'xlsx');
    const tooLarge = { kind: 'invalid', reasons: ['workbook-too-large'] };
    const archive = await Archive.open(many, 300_000);
    const sheet = { sheet: 'xl/worksheets/sheet1.xml', from1904: false };
    expect(await refusalOf(gathered(sheetRows(archive, sheet, [], () => undefined)))).toEqual(tooLarge);
    expect(await refusalOf(readSharedStrings(archive, 'xl/sharedStrings.xml', 50_000))).toEqual(tooLarge);
    archive.close();
  });

  test('a file that unpacks to more, or less, than it admits is damaged', async () => {
    const whole = workbookOf({ sheets: [head + textRow(2, '张蔷')] });
    for (const lie of [-1, 1]) {
      const lying = Buffer.from(whole);
      const entry = lying.lastIndexOf(Buffer.from('504b0102', 'hex'));
      lying.writeUInt32LE(lying.readUInt32LE(entry + 24) + lie, entry + 24);
      expect(await refusalOf(readWhole(await fileOf(lying, 'xlsx')))).toMatchObject({
        reasons: ['broken-workbook'],
      });
    }
  });

  test('an archive made to harm is refused: paths, passwords, an endless or distant directory', async () => {
    const sheet = workbookOf({ sheets: [head] });
    const spoil = (place: number, value: number): Buffer => {
      const spoilt = Buffer.from(sheet);
      spoilt.writeUInt16LE(value, spoilt.indexOf(Buffer.from('504b0102', 'hex')) + place);
      return spoilt;
    };
    const locator = Buffer.from(`504b060700000000${'ff'.repeat(8)}01000000`, 'hex');
    const many = Object.fromEntries(Array.from({ length: 70 }, (_, n) => [`${n}${'a'.repeat(65_000)}`, '']));
    for (const harmful of [
      zipOf({ '../../etc/passwd': 'x' }),
      zipOf({ 'xl\\workbook.xml': 'x' }),
      spoil(8, 1),
      spoil(10, 12),
      Buffer.concat([sheet.subarray(0, -22), locator, sheet.subarray(-22)]),
      zipOf(many),
    ])
      expect(await refusalOf(readWhole(await fileOf(harmful, 'xlsx')))).toMatchObject({
        reasons: ['broken-workbook'],
      });
  });

  test('one spoilt anywhere is read or refused, and nothing else happens', async () => {
    const rows = Array.from({ length: 20 }, (_, n) => textRow(n + 2, `张蔷${n}`, `${n * 7919}`)).join('');
    const whole = workbookOf({ sheets: [head + rows], strings: '<si><t>张蔷</t></si>' });
    const path = fresh('xlsx');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        async (changes) => {
          const spoilt = Buffer.from(whole);
          for (const [at, value] of changes) spoilt[at] = value;
          await writeFile(path, spoilt);
          await readWhole(path).catch((error: unknown) => {
            if (!(error instanceof Refusal)) throw error;
          });
        },
      ),
      { numRuns: 300, seed: 154 },
    );
  });

  test('lets go of the file, read to its end or not', async () => {
    const open = async (path: string): Promise<number> => {
      const handles = await readdir('/proc/self/fd').catch(() => []);
      const targets = await Promise.all(
        handles.map((one) => readlink(`/proc/self/fd/${one}`).catch(() => '')),
      );
      return targets.filter((target) => target === path).length;
    };
    const rows = Array.from({ length: 5000 }, (_, n) => textRow(n + 2, `张蔷${n * 7919}`)).join('');
    const path = await fileOf(workbookOf({ sheets: [head + rows] }), 'xlsx');
    await readWhole(path);
    await withRoster(
      await examineFile(path),
      () => undefined,
      ({ rows: reading }) => reading.next(),
    );
    await until(async () => (await open(path)) === 0);
  });

  test('a cell far to the right does not make the row long, and is not dropped', async () => {
    const content = workbookOf({
      sheets: [`${head}<row r="2"><c r="XFD2" t="inlineStr"><is><t>x</t></is></c></row>`],
    });
    const { cells } = await readWhole(await fileOf(content, 'xlsx'));
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
      expect(await refusalOf(readWhole(await fileOf(cut, 'xlsx')))).toMatchObject({ kind: 'invalid' });
    }
    const spoilt = Buffer.from(whole);
    for (let at = 1100; at < 1200; at++) spoilt[at] = spoilt[at]! ^ 0x55;
    expect(await refusalOf(readWhole(await fileOf(spoilt, 'xlsx')))).toMatchObject({ kind: 'invalid' });
  });
});
