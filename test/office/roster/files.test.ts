import { readFile, stat, writeFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import readXlsxFile, { readSheet } from 'read-excel-file/node';
import { COLUMNS } from '../../../domain/roster/columns.js';
import { applyRoster } from '../../../office/roster/apply.js';
import { writeErrorFile } from '../../../office/roster/error-file.js';
import { planRoster } from '../../../office/roster/plan.js';
import { writeTemplate } from '../../../office/roster/template.js';
import { phoneOf } from '../../support/cast.js';
import { openTestOffice, refusalOf } from '../office.js';
import { csvOf, fileOf, fresh, idOf, planFile, textRow, workbookOf } from './roster-files.js';

const office = await openTestOffice();
const asOffice = office.actor('office');
const NEW = idOf('19900307', '124');

describe('the template', () => {
  test.each(['xlsx', 'csv'])('as .%s has the columns, an example, and nothing to import', async (ending) => {
    const path = fresh(ending);
    expect(await writeTemplate(path)).toBe(ending);
    expect(await refusalOf(planRoster(office, asOffice, path))).toMatchObject({ reasons: ['empty-file'] });
    expect((await stat(path)).mode & 0o077).toBe(0);
  });

  test('as .csv begins with the mark that Excel needs, and is filled in by adding rows', async () => {
    const path = fresh('csv');
    await writeTemplate(path);
    const text = await readFile(path, 'utf8');
    expect(
      text.startsWith(
        `\ufeff${COLUMNS.map(({ zh, required }) => `${zh}${required ? '*' : ''}`).join(',')}\r\n张示例,`,
      ),
    ).toBe(true);
    expect(text.match(/^"?# /gm)).toHaveLength(COLUMNS.length);
    await writeFile(path, `${text}新来者,${NEW},15400006001,,bencheng\r\n`);
    expect((await planFile(office, asOffice, path)).report.counts).toMatchObject({ new: 1, errors: 0 });
  });

  test('as .xlsx keeps what is typed into it as text, and explains the columns on a sheet that is not read', async () => {
    const path = fresh('xlsx');
    await writeTemplate(path);
    const sheets = await readXlsxFile(path);
    expect(sheets.map(({ sheet }) => sheet)).toEqual(['名册', '填写说明']);
    expect(sheets[0]!.data).toHaveLength(2);
    expect(sheets[1]!.data).toHaveLength(COLUMNS.length + 1);
  });

  test('overwrites nothing, and is written as .xlsx or .csv only', async () => {
    const path = await fileOf('mine', 'xlsx');
    expect(await refusalOf(writeTemplate(path))).toEqual({ kind: 'conflict', reasons: ['file-exists'] });
    expect(await readFile(path, 'utf8')).toBe('mine');
    expect(await refusalOf(writeTemplate(fresh('xls')))).toEqual({
      kind: 'invalid',
      reasons: ['unknown-ending'],
    });
    expect(await refusalOf(writeTemplate('/nowhere/at/all.csv'))).toEqual({
      kind: 'invalid',
      reasons: ['unwritable'],
    });
  });
});

describe('the error file', () => {
  const ROWS = [
    { 序号: '1', 姓名: '新来者', 手机号: '15400006002', 组织代码: 'bencheng', 保险到期: '2027-01-01' },
    { 序号: '2', 姓名: '错误者', 手机号: '0315-2820000', 组织代码: 'benchang', 保险到期: '' },
    { 序号: '3', 姓名: '陌生人', 手机号: phoneOf('张蔷'), 组织代码: 'bencheng', 保险到期: '' },
    { 序号: '4', 姓名: '=HYPERLINK(1)', 手机号: '15400006003', 组织代码: 'bencheng', 保险到期: '' },
    { 序号: '5', 姓名: '新来者', 手机号: '15400006002', 组织代码: 'bencheng', 保险到期: '' },
  ];

  const write = async (importId: number, source: string, path: string) =>
    writeErrorFile(office, asOffice, {
      ...{ importId, source, path, format: path.endsWith('.csv') ? 'csv' : 'xlsx' },
      tell: ({ zh }) => zh,
    });

  test('has the rows with problems in the same columns, and what is wrong', async () => {
    const source = await fileOf(csvOf(ROWS));
    const { report } = await planFile(office, asOffice, source);
    const path = fresh('xlsx');
    expect(await write(report.id, source, path)).toBe(4);
    expect(await readSheet(path)).toEqual([
      ['序号', '姓名', '手机号', '组织代码', '保险到期', '错误说明'],
      [
        '2',
        '错误者',
        '0315-2820000',
        'benchang',
        null,
        expect.stringMatching(/^【手机号】是固定电话.*；【组织代码】.*是否指 bencheng/),
      ],
      ['3', '陌生人', phoneOf('张蔷'), 'bencheng', null, expect.stringMatching(/共用号码的家人？/)],
      ['4', '=HYPERLINK(1)', '15400006003', 'bencheng', null, expect.stringMatching(/^【姓名】不是姓名/)],
      ['5', '新来者', '15400006002', 'bencheng', null, '【手机号】与第 2 行的姓名和手机号都相同，请删去一行'],
    ]);
    expect((await stat(path)).mode & 0o077).toBe(0);
  });

  test('mended, it is a roster itself; the old notes do not stay', async () => {
    const source = await fileOf(csvOf(ROWS.slice(0, 3)));
    const { report } = await planFile(office, asOffice, source);
    const path = fresh('csv');
    await write(report.id, source, path);
    const written = await readFile(path, 'utf8');
    const half = await fileOf(written.replace('0315-2820000', '15400006004'));
    const second = await planFile(office, asOffice, half);
    expect(second.notes.ignored).toEqual(['序号', '错误说明']);
    expect(second.report.counts).toMatchObject({ new: 0, errors: 1, questions: 1 });
    const again = fresh('csv');
    await write(second.report.id, half, again);
    expect((await readFile(again, 'utf8')).match(/错误说明/g)).toHaveLength(1);
    const mended = await fileOf((await readFile(again, 'utf8')).replace('benchang', 'bencheng'));
    const third = await planFile(office, asOffice, mended);
    expect(third.report.counts).toMatchObject({ new: 1, errors: 0, questions: 1 });
    await applyRoster(office, asOffice, { importId: third.report.id, decisions: [{ row: 3, is: 'new' }] });
  });

  test('as .csv keeps a cell from being a formula, as a cell of any kind from being lost', async () => {
    const workbook = workbookOf({
      sheets: [
        `${textRow(1, '姓名', '手机号', '组织代码', '保险到期')}<row r="2"><c t="inlineStr"><is><t>@cmd</t></is></c><c><v>15400006005</v></c>
        <c t="inlineStr"><is><t>bencheng</t></is></c><c><v>46387</v></c></row><row r="3"><c><f>A1</f></c></row>`,
      ],
    });
    const source = await fileOf(workbook, 'xlsx');
    const { report } = await planFile(office, asOffice, source);
    const path = fresh('csv');
    expect(await write(report.id, source, path)).toBe(2);
    expect((await readFile(path, 'utf8')).split('\r\n').slice(1, 3)).toEqual([
      expect.stringMatching(/^'@cmd,15400006005,bencheng,2026-12-31,【姓名】/),
      expect.stringMatching(/^【公式】,,,,【姓名】是公式/),
    ]);
  });

  test.each(['csv', 'xlsx'])('as .%s is refused again for what nobody has mended', async (ending) => {
    const person = (row: number, phone: string, skills: string) =>
      `<row r="${row}">${textRow(row, '新来者', phone, 'bencheng').replace(/<\/?row[^>]*>/g, '')}${skills}</row>`;
    const workbook = workbookOf({
      sheets: [
        textRow(1, '姓名', '手机号', '组织代码', '技能', '身份证号') +
          person(2, '15400006010', '<c><f>A1</f><v>急救</v></c>') +
          person(3, '15400006011', '<c t="e"><v>#N/A</v></c>') +
          person(4, '15400006012', '<c t="inlineStr"><is><t>急&#0;救</t></is></c>') +
          person(5, '15400006013', '<c/><c><v>130299199003071000</v></c>'),
      ],
    });
    const reasons = ['formula', 'cell-error', 'unreadable', 'id-as-number'];
    const source = await fileOf(workbook, 'xlsx');
    const { report } = await planFile(office, asOffice, source);
    expect(report.problems.map(({ reason }) => reason)).toEqual(reasons);
    const path = fresh(ending);
    expect(await write(report.id, source, path)).toBe(4);
    const again = await planFile(office, asOffice, path);
    expect(again.report.problems.map(({ reason }) => reason)).toEqual(reasons);
  });

  test('is not written from a file that was changed since', async () => {
    const source = await fileOf(csvOf(ROWS));
    const { report } = await planFile(office, asOffice, source);
    await writeFile(source, csvOf([...ROWS].reverse()));
    const path = fresh('csv');
    expect(await refusalOf(write(report.id, source, path))).toEqual({
      kind: 'conflict',
      reasons: ['file-changed'],
    });
    await expect(stat(path)).rejects.toThrow('ENOENT');
  });

  test('is not written where nothing is wrong', async () => {
    const source = await fileOf(csvOf([{ 姓名: '张蔷', 手机号: phoneOf('张蔷'), 组织代码: 'bencheng' }]));
    const { report } = await planFile(office, asOffice, source);
    const path = fresh('csv');
    expect(await write(report.id, source, path)).toBe(0);
    await expect(stat(path)).rejects.toThrow('ENOENT');
  });

  test('of thousands of rows pairs each with its own notes', async () => {
    const rows = Array.from({ length: 3500 }, (_, n) => ({
      姓名: `人${'甲乙丙丁'.charAt(n % 4)}`,
      手机号: n % 3 === 0 ? String(15_400_050_000 + n) : String(n),
      组织代码: 'bencheng',
    }));
    const source = await fileOf(csvOf(rows));
    const { report } = await planFile(office, asOffice, source);
    const path = fresh('csv');
    expect(await write(report.id, source, path)).toBe(rows.filter((_, n) => n % 3 !== 0).length);
    const written = (await readFile(path, 'utf8')).trim().split('\r\n').slice(1);
    expect(written.map((line) => line.split(',')[1])).toEqual(
      rows.flatMap(({ 手机号: phone }, n) => (n % 3 === 0 ? [] : [phone])),
    );
    for (const line of written) expect(line).toContain('【手机号】');
  });
});
