import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { openTestOffice } from '../../office/office.js';
import { NOW } from '../../support/cast.js';
import { decide, DUE, oweDuty } from '../../support/duties.js';
import { mp4, openTestFiles, pdf, png } from '../../support/files.js';
import { answered, muster, type TerminalWish } from './terminal.js';

const office = await openTestOffice();
const { city, clock } = office;
const files = { ...(await openTestFiles()), mostMegabytes: { document: 1, roster: 1, photo: 8, video: 8 } };
const folder = await mkdtemp(join(tmpdir(), 'muster-duty-'));
afterAll(() => rm(folder, { recursive: true }));

let duty: number;
beforeEach(async () => {
  await city.reset();
  clock.set(NOW);
  ({ duty } = await oweDuty(city, { title: '季度总结' }));
});
const run = (words: (string | number)[], wish: TerminalWish = {}) =>
  muster(office, ['duty', ...words.map(String)], { operator: 'clerk', files, ...wish });

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}
const FILLED =
  'title: 二季度\nstory: "讲座三场。\\e[2J\\n共 90 人。"\nsessions: 3\nday: 2026-06-05\nvillages: [东街村]\n';

test('an empty form is printed, filled in, and handed in with its files', async () => {
  const { out } = await run(['form', duty]);
  expect(Object.keys(parse(out) as object)).toEqual([
    'title',
    'story',
    'sessions',
    'day',
    'kind',
    'villages',
    'projects',
  ]);
  expect(out).toMatch(
    /# 场次 sessions · 数字 number · ≥ 1\nsessions:\n[^]*# --attach photos=… {2}照片 photos · 1–2 · jpg/,
  );
  const filled = await file('filled.yaml', FILLED);
  const handedIn = await run([
    'submit',
    duty,
    filled,
    '--attach',
    `photos=${await file('讲座.png', png(1))}`,
  ]);
  expect([handedIn.code, handedIn.out]).toEqual([0, expect.stringContaining('已报（第 1 版）')]);
  expect((await run(['submit', duty, filled])).out).toContain('已报过，内容相同');
  const shown = (await run(['show', duty])).out;
  expect(shown).toMatch(
    /已报 submitted[^]*第 1 版[^]*讲座三场。 \[2J\n {6}共 90 人。[^]*东街村（dongjie）[^]*#\d+ photos · 讲座.png · 1 KB · clerk[^]*报送 submitted · clerk/,
  );
  expect(shown).not.toContain('\u001b');
  expect(answered(await run(['list', '--json']))).toMatchObject([
    { id: duty, state: 'submitted', inTime: true },
  ]);
});

test('what is wrong is told with its line, and exits with 2', async () => {
  const wrong = await run([
    'submit',
    duty,
    await file('wrong.yaml', 'title: 一\nsessions: 很多\nkind: 其他\n'),
  ]);
  expect(wrong.code).toBe(2);
  expect(wrong.err).toMatch(/wrong\.yaml:2:1.*“场次”应为数字[^]*wrong\.yaml:3:1.*“类别”只能是/);
  expect((await run(['submit', duty, await file('list.yaml', '- 一\n')])).err).toContain('muster duty form');
  expect((await run(['submit', duty, await file('deep.yaml', 'title: { a: 1 }\n')])).err).toMatch(
    /deep\.yaml:1:1/,
  );
  expect((await run(['submit', duty, join(folder, 'none.yaml')])).code).toBe(2);
  expect((await run(['submit', 4711])).code).toBe(3);
});

test('files are put into the draft one by one or several at once; a lying one is refused by name', async () => {
  const [one, two] = [await file('一.png', png(1)), await file('二.png', png(2))];
  expect((await run(['attach', duty, `photos=${one}`, `photos=${two}`])).out).toContain('草稿已保存');
  expect((await run(['attach', duty, `photos=${one}`])).out).toContain('没有改动');
  const lying = await run(['attach', duty, `photos=${await file('假.jpg', pdf())}`]);
  expect([lying.code, lying.err]).toEqual([
    2,
    expect.stringContaining('假.jpg：文件名以 .jpg 结尾，内容其实是 PDF 文档'),
  ]);
  expect((await run(['attach', duty, `none=${one}`])).err).toContain('可用：photos、roster');
  expect((await run(['attach', duty, 'photos'])).code).toBe(2);
  expect((await run(['attach', duty, `photos=${join(folder, 'none.png')}`])).err).toContain('没有文件');
  expect((await run(['submit', duty, await file('filled.yaml', FILLED), '--draft'])).out).toContain(
    '还没有报送',
  );
  expect((await run(['submit', duty])).out).toContain('已报（第 1 版）');
});

test('a large file shows how far it is, and a program gets no bar', async () => {
  const video = await file('活动.png', Buffer.concat([png(1), mp4(5_000_000)]));
  const shown: number[] = [];
  let stopped = 0;
  const bar = {
    show: (done: number, total: number) => void shown.push(done / total),
    stop: () => void stopped++,
  };
  expect((await run(['attach', duty, `photos=${video}`], { bar })).code).toBe(0);
  expect([shown.length > 10, shown.at(-1), stopped]).toEqual([true, 1, 1]);
  shown.length = 0;
  await run(['attach', duty, `photos=${video}`, '--json'], { bar });
  expect(shown).toEqual([]);
});

test('a file is taken out to a new place, and overwrites nothing', async () => {
  await run(['attach', duty, `photos=${await file('一.png', png(1))}`]);
  const { versions } = answered(await run(['show', duty, '--json'])) as {
    versions: { files: { id: number }[] }[];
  };
  const id = versions[0]!.files[0]!.id;
  const target = join(folder, 'out.png');
  expect((await run(['file', duty, id, '-o', target])).code).toBe(0);
  expect((await readFile(target)).equals(png(1))).toBe(true);
  expect((await run(['file', duty, id, '-o', target])).code).toBe(5);
  expect((await run(['file', duty, id, '-o', join(folder, 'no', 'where.png')])).code).toBe(2);
  expect((await run(['file', duty, 4711, '-o', join(folder, 'x')])).code).toBe(3);
});

test('the list says who owes what, how late, and how often it came back', async () => {
  expect((await run(['list', '--state', 'accepted'])).out).toContain('没有这样的材料');
  clock.set(new Date(+DUE + 2 * 86_400_000 + 1));
  expect((await run(['list', '--late', '--committee', 'luannan'])).out).toMatch(
    /滦南县 .*季度总结.*2026-08-05 23:59 .*未报 owed .*2 天/,
  );
  await office.database`UPDATE duty SET times_returned = 2, state = 'submitted', first_submitted_at = ${NOW}, in_time = true`;
  await decide(city, duty, { state: 'returned', reason: '缺\u001b数据', now: NOW });
  const { out } = await run(['list']);
  expect(out).toContain('×2');
  expect((await run(['show', duty])).out).toMatch(/退回 returned · office\n {6}缺 数据/);
  expect((await run(['list', '--run', '4711'])).out).toContain('没有这样的材料');
  expect((await run(['list', '--state', 'nonsense'])).code).toBe(2);
});
