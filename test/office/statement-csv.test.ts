import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { statement } from '../../office/look-up.js';
import { statementCsv, writeStatement } from '../../office/statement-csv.js';
import { launch } from '../support/launch.js';
import { muster } from '../apps/cli/terminal.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const folder = await mkdtemp(join(tmpdir(), 'muster-statement-'));
afterAll(() => rm(folder, { recursive: true }));
const launched = await launch(office.city, { sms: 'flood', email: 'flood-mail' });
const found = await statement(office, office.actor('office'), launched.run.id);

const rowsOf = (text: string): string[][] =>
  parse(text, { bom: true, relaxColumnCount: true, skipEmptyLines: true });

test('has a line of each committee and channel under Chinese headings, and its sums are the statement’s', () => {
  const text = statementCsv(found);
  expect(text.startsWith('\uFEFF')).toBe(true);
  const [headings, ...rows] = rowsOf(text);
  expect(headings).toEqual([
    ...['活动', '步骤', '次', '渠道', '组织代码', '组织', '受众'],
    ...[
      '待发送',
      '发送中',
      '已提交',
      '已送达',
      '未送达',
      '失败',
      '不应发送',
      '已过期',
      '已取消',
      '待核实',
      '平衡',
    ],
  ]);
  const lines = rows.slice(0, found.committees.length);
  expect(lines).toHaveLength(4);
  for (const line of lines) {
    const [audience, ...states] = line.slice(6, -1).map(Number);
    expect([audience, line.at(-1)]).toEqual([states.reduce((sum, count) => sum + count, 0), '是']);
  }
  expect(lines.reduce((sum, line) => sum + Number(line[6]), 0)).toBe(16);
});

test('and a line of each reason, in words and by its code', () => {
  const rows = rowsOf(statementCsv(found));
  const at = rows.findIndex((row) => row.includes('原因'));
  expect(rows[at]).toEqual(['活动', '步骤', '次', '渠道', '状态', '原因', '代码', '条数']);
  expect(rows.slice(at + 1)).toContainEqual([
    ...[String(found.run), 'send', '1', '短信', '不应发送', '本人已退订', 'opted out'],
    String(found.reasons.find(({ channel, reason }) => channel === 'sms' && reason === 'opted out')?.count),
  ]);
});

test('every message that is held back has its reason, and they add up', () => {
  for (const line of found.steps) {
    const explained = found.reasons.filter(
      ({ channel, state }) => channel === line.channel && state === 'suppressed',
    );
    expect(explained.reduce((sum, { count }) => sum + count, 0)).toBe(line.suppressed);
  }
  expect(found.reasons.every(({ zh, en }) => zh !== '' && en !== '')).toBe(true);
});

test('a name that would be a formula is none in the file', async () => {
  const [first, ...others] = found.committees;
  const text = statementCsv({ ...found, committees: [{ ...first!, name: '=HYPERLINK("x")' }, ...others] });
  expect(rowsOf(text)[1]?.[5]).toBe('\'=HYPERLINK("x")');
});

test('is written only to a new .csv, for its owner alone', async () => {
  const path = join(folder, 'statement.csv');
  await writeStatement(path, found);
  expect(await readFile(path, 'utf8')).toBe(statementCsv(found));
  expect((await stat(path)).mode & 0o077).toBe(0);
  expect((await refusalOf(writeStatement(path, found))).reasons).toEqual(['file-exists']);
  expect((await refusalOf(writeStatement(join(folder, 'statement.xlsx'), found))).reasons).toEqual([
    'unknown-ending',
  ]);
});

test('the command prints it, writes it, or shows the table with the reasons', async () => {
  const line = ['run', 'statement', String(launched.run.id)];
  expect(rowsOf((await muster(office, [...line, '--csv'])).out)[0]?.[0]).toBe('活动');
  const path = join(folder, 'by-command.csv');
  expect((await muster(office, [...line, '--csv', path])).out).toContain('已写入');
  expect(rowsOf(await readFile(path, 'utf8'))[0]?.[0]).toBe('活动');
  expect((await muster(office, [...line, '--lang', 'zh'])).out).toMatch(
    /send +短信 +不应发送 +\d+ +本人已退订 +opted out/,
  );
});
