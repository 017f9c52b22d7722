import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { checkDigit } from '../../../domain/people/resident-id.js';
import { KEYS, phoneOf } from '../../support/cast.js';
import { openTestOffice } from '../../office/office.js';
import { answered, muster } from './terminal.js';

const office = await openTestOffice();
const folder = await mkdtemp(join(tmpdir(), 'muster-cli-roster-'));
afterAll(() => rm(folder, { recursive: true }));

const roster = (...line: string[]) => muster(office, ['roster', ...line]);

const idOf = (birth: string, sequence: string): string =>
  `130299${birth}${sequence}${checkDigit(`130299${birth}${sequence}`)}`;

/** Writes a roster: name, phone, committee, end of the policy. */
async function fileOf(name: string, ...rows: string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, ['序号,姓名,手机号,组织代码,保险到期', ...rows].join('\n'));
  return path;
}

test('from template to undo', async () => {
  const template = join(folder, 'roster.csv');
  expect((await roster('template', template)).out).toContain(`muster roster plan ${template}`);
  expect((await roster('template', template)).code).toBe(5);

  const file = await fileOf(
    'names.csv',
    '1,新来者,15400005001,bencheng,2027-01-01',
    `2,张蔷,${phoneOf('张蔷')},bencheng,2027-12-31`,
    '3,错误者,12,bencheng,',
    `4,陌生人,${phoneOf('张蔷')},bencheng,`,
    `5,李岚,${phoneOf('李岚')},bencheng,`,
  );
  const errors = join(folder, 'errors.csv');
  const planned = await roster('plan', file, '--errors', errors);
  expect(planned.code).toBe(0);
  const id = /计划 (\d+)：什么都没有改变/.exec(planned.out)![1]!;
  for (const line of [
    /^CSV UTF-8，第 1 行为列名，5 行数据/m,
    /^不导入的列：序号/m,
    /^新增 new +1$/m,
    /^变更 changed +1 （保险到期 insured_until 1）$/m,
    /^不变 unchanged +1$/m,
    /第 2 行 \/ row 2 新增 new 新\*者 · 154\*\*\*\*5001 · 倴城镇$/m,
    /第 3 行 \/ row 3 变更 changed 张\* .*：保险到期 insured_until$/m,
    /第 5 行 \/ row 5 陌\*人 .*联系方式与台账中其他姓名的人相同.*\n +编号 id \d+ 张\* · 154\*\*\*\*0001 · 倴城镇/m,
    /第 4 行 \/ row 4 手机号 phone \*\*: 不是手机号/m,
    /^请改正错误，再 plan 一次；.*--errors 错误\.xlsx/m,
    new RegExp(`^下一步：muster roster apply ${id} --without-bad-rows，后面写上决定`, 'm'),
    new RegExp(`^  --same-person 5=${office.city.id('张蔷')} 或 / or --new-person 5$`, 'm'),
    new RegExp(
      `^或留下待确认的行不导入：muster roster apply ${id} --without-bad-rows --without-questions`,
      'm',
    ),
  ])
    expect(planned.out).toMatch(line);
  expect(planned.out).not.toMatch(/新来者|陌生人|张蔷|154\d{8}/);
  expect(planned.err).toContain(`有问题的 2 行已写入 ${errors}`);
  expect((await readFile(errors, 'utf8')).split('\r\n')[0]).toBe(
    '\ufeff序号,姓名,手机号,组织代码,保险到期,错误说明',
  );

  expect((await roster('apply', id)).code).toBe(5);
  const done = await roster('apply', id, '--without-bad-rows', '--new-person', '5');
  expect(done.out).toMatch(/新增 2 人，变更 1 人.*\n留下未导入：错误 1 行，待确认 0 行/);
  expect(done.out).toContain(`muster roster undo ${id} --reason 原因`);
  expect((await roster('plan', file)).out).toContain(`已作为导入 ${id} 生效`);
  expect((await roster('list')).out).toMatch(
    new RegExp(`^ +${id} +已生效 applied +1 +1 +1 +1 +1 +office`, 'm'),
  );
  expect((await roster('show', id)).out).toMatch(/^状态 state +已生效 applied$/m);

  const undone = await roster('undo', id, '--reason', '名册有误');
  expect(undone.out).toContain(`导入 ${id} 已撤销：移除 2 人，恢复 1 人`);
  const twice = await roster('undo', id, '--reason', '名册有误');
  expect([twice.code, twice.err]).toEqual([5, expect.stringContaining('已经撤销过')]);
});

test('a file in which nothing can be imported says to mend it, one that says nothing new does not', async () => {
  const wrong = await roster(
    'plan',
    await fileOf('wrong.csv', '1,错误者,12,bencheng,', '2,错误者二,13,bencheng,'),
  );
  expect(wrong.out).toMatch(/^没有可以导入的行：请改正错误，再 plan 一次；.*--errors 错误\.xlsx/m);
  expect(wrong.out).not.toMatch(/下一步|已与名册一致/);
  const known = await roster('plan', await fileOf('known.csv', `1,张蔷,${phoneOf('张蔷')},bencheng,`));
  expect(known.out).toMatch(/^没有要导入的：台账已与名册一致/m);
  expect(known.out).not.toMatch(/下一步|改正/);
});

test('an ID under another name offers no new person', async () => {
  const { database, city } = office;
  const id = idOf('19850312', '124');
  await database`UPDATE person SET id_number_cipher = ${KEYS.encrypt(id)}, id_number_hash = ${KEYS.fingerprint('id', id)}
    WHERE id = ${city.id('张蔷')}`;
  const path = join(folder, 'renamed.csv');
  await writeFile(path, `姓名,身份证号,组织代码\n张改名,${id},bencheng`);
  const { out } = await roster('plan', path);
  expect(out).toMatch(new RegExp(`^  --same-person 2=${city.id('张蔷')}$`, 'm'));
  await database`UPDATE person SET id_number_cipher = NULL, id_number_hash = NULL WHERE id = ${city.id('张蔷')}`;
});

test('an undo says which opt-outs it leaves', async () => {
  const { database } = office;
  const id = idOf('19700101', '121');
  await database`UPDATE person SET id_number_cipher = ${KEYS.encrypt(id)}, id_number_hash = ${KEYS.fingerprint('id', id)}
    WHERE id = ${office.city.id('王磊')}`;
  const path = join(folder, 'moved.csv');
  await writeFile(path, `姓名,身份证号,手机号,组织代码\n王磊,${id},15400005009,dongjie`);
  const { report } = answered(await roster('plan', path, '--json')) as { report: { id: number } };
  await roster('apply', String(report.id));
  const undone = await roster('undo', String(report.id), '--reason', 'test');
  expect(undone.out).toMatch(/转到新号码或邮箱的 1 个退订没有撤销.*muster opt-out list/);
  expect((await roster('show', String(report.id))).out).toMatch(/转到新号码或邮箱的 1 个退订没有撤销/);
});

test('programs get the same in JSON', async () => {
  const file = await fileOf('json.csv', '1,新来者,15400005002,bencheng,', '2,错误者,12,bencheng,');
  const planned = answered(await roster('plan', file, '--json')) as { report: { id: number } };
  expect(planned).toMatchObject({
    already: false,
    report: {
      state: 'planned',
      counts: { new: 1, errors: 1 },
      problems: [{ row: 3, column: 'phone', reason: 'not-mobile', shown: '**' }],
    },
    notes: { rows: 2 },
  });
  const id = String(planned.report.id);
  const refused = await roster('apply', id, '--json');
  expect(JSON.parse(refused.err)).toMatchObject({
    error: { kind: 'conflict', problems: [{ reason: 'bad-rows' }] },
  });
  expect(answered(await roster('apply', id, '--without-bad-rows', '--json'))).toMatchObject({
    state: 'applied',
    counts: { applied: { added: 1, wrong: 1 } },
  });
  expect(answered(await roster('undo', id, '--reason', 'test', '--json'))).toMatchObject({
    undone: { removed: 1 },
  });
  expect(answered(await roster('list', '--json', '--limit', '1'))).toMatchObject([
    { id: planned.report.id, state: 'undone' },
  ]);
});

test('an undo lists whom it leaves', async () => {
  const file = await fileOf('left.csv', '1,新来者,15400005003,bencheng,', '2,新来者二,15400005004,bencheng,');
  const { report } = answered(await roster('plan', file, '--json')) as { report: { id: number } };
  await roster('apply', String(report.id));
  await office.database`UPDATE person SET sex = 'male' WHERE name = '新来者'`;
  const { out } = await roster('undo', String(report.id), '--reason', 'test');
  expect(out).toMatch(
    /移除 1 人，恢复 0 人[^]*1 人之后有了变动[^]*第 2 行 \/ row 2 · 新\*者 · 编号 id \d+ · 之后被修改/,
  );
});

describe('decisions are written as rows, or rows with a person', () => {
  test.each([
    [['--new-person', 'x'], '应为正整数'],
    [['--same-person', '2=3=4'], '应为 行号 或 行号=编号'],
    [['--same-person', '2='], '应为正整数'],
  ])('%p is refused', async (flags, words) => {
    const { code, err } = await roster('apply', '1', ...flags);
    expect(code).toBe(2);
    expect(err).toContain(words);
  });

  test('a row that no file has is no question', async () => {
    const file = await fileOf('beyond.csv', '1,新来者,15400005006,bencheng,');
    const { report } = answered(await roster('plan', file, '--json')) as { report: { id: number } };
    const { code, err } = await roster('apply', String(report.id), '--new-person', '99999999999');
    expect([code, err]).toEqual([2, expect.stringContaining('这一行不需要确认')]);
  });

  test('several at once, by blanks and commas', async () => {
    const phones = [phoneOf('张蔷'), phoneOf('李岚'), phoneOf('陈涛'), phoneOf('孙静')];
    const rows = phones.map((phone, n) => `${n},陌生人${'甲乙丙丁'.charAt(n)},${phone},bencheng,`);
    const { report } = answered(await roster('plan', await fileOf('decided.csv', ...rows), '--json')) as {
      report: { id: number };
    };
    const lan = office.city.id('李岚');
    const line = ['apply', String(report.id), '--new-person', '2，5', '--same-person', '4', `3=${lan}`];
    const done = await roster(...line);
    expect(done.out).toMatch(/新增 2 人，变更 2 人/);
    await roster('undo', String(report.id), '--reason', 'test');
  });
});

test('a long file shows how far it is on a terminal, not to programs', async () => {
  const rows = Array.from({ length: 1200 }, (_, n) => `${n},新人,${15_400_060_000 + n},bencheng,`);
  const file = await fileOf('long.csv', ...rows);
  const shown: string[] = [];
  const bar = {
    show: (done: number, total: number, beside: string) => void shown.push(`${done}/${total} ${beside}`),
    stop: () => void shown.push('stop'),
  };
  await muster(office, ['roster', 'plan', file, '--json'], { bar });
  expect(shown).toEqual([]);
  await muster(office, ['roster', 'plan', file], { bar });
  expect(shown[0]).toMatch(/^\d+\/\d+ 读取文件（KB）/);
  expect(shown).toContain('3/4 与台账比对 / matching');
  expect(shown.at(-1)).toBe('stop');
});

test('an unreadable file is told by its kind, with the exit code of wrong input', async () => {
  const file = join(folder, 'photo.csv');
  await writeFile(file, Buffer.from('89504e470d0a1a0a0000', 'hex'));
  const { code, err } = await roster('plan', file);
  expect([code, err]).toEqual([2, expect.stringContaining('不是表格文件')]);
  expect((await roster('plan', join(folder, 'none.csv'))).code).toBe(3);
  expect((await roster('show', '999999')).code).toBe(3);
});
