import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { KEYS } from '../../support/cast.js';
import { loadTeam } from '../../support/cast-team.js';
import { openTestOffice } from '../office.js';
import { idOf, ledgerContent, planRows } from './roster-files.js';

const office = await openTestOffice();
const { city, database } = office;

/** Of 陈涛, in the other county; the others have none. */
const CHEN = idOf('19880801', '121');
const NEW = idOf('19900307', '124');

beforeAll(async () => {
  await loadTeam(city);
  await database`UPDATE person SET id_number_cipher = ${KEYS.encrypt(CHEN)}, id_number_hash = ${KEYS.fingerprint('id', CHEN)}
    WHERE id = ${city.id('陈涛')}`;
});

let before: Awaited<ReturnType<typeof ledgerContent>>;
beforeEach(async () => {
  before = await ledgerContent(database);
});

/** What became of each row, by its number. */
async function verdicts(
  rows: readonly Record<string, string>[],
  as: 'office' | 'clerk' = 'office',
): Promise<Record<number, string>> {
  const { id } = await planRows(office, office.actor(as), rows);
  const matches = await database<{ row: number; verdict: string; reason: string | null; fields: string[] }[]>`
    SELECT row_number AS row, verdict, reason, fields FROM roster_match WHERE import_id = ${id}`;
  const problems = await database<{ row: number; verdict: string; fields: string[] }[]>`
    SELECT row_number AS row, 'error' AS verdict, array_agg(column_key || ' ' || reason) AS fields FROM roster_problem
    WHERE import_id = ${id} GROUP BY row_number`;
  return Object.fromEntries([
    ...matches.map(({ row, verdict, reason, fields }) => [
      row,
      [verdict, reason ?? fields.join(' ')].filter(Boolean).join(': '),
    ]),
    ...problems.map(({ row, verdict, fields }) => [row, `${verdict}: ${fields.join(', ')}`]),
  ]) as Record<number, string>;
}

const row = (name: string, phone: string, more: Record<string, string> = {}): Record<string, string> => ({
  姓名: name,
  手机号: phone,
  组织代码: 'bencheng',
  ...more,
});
const ZHANG = row('张蔷', '15400000001');

describe('whom a row means', () => {
  test.each<[string, Record<string, string>, string]>([
    ['nobody known', row('新人', '15400009999'), 'new'],
    ['somebody by phone and name', ZHANG, 'unchanged'],
    ['somebody by phone and name, ID added', { ...ZHANG, 身份证号: NEW }, 'changed: id_number birth_date'],
    [
      'somebody by ID, with a new phone',
      row('陈涛', '15400009998', { 身份证号: CHEN, 组织代码: 'xingcheng' }),
      'changed: phone sex',
    ],
    ['an ID under another name', row('陈桃', '15400000004', { 身份证号: CHEN }), 'question: id-other-name'],
    [
      'phone and name of somebody with another ID',
      row('陈涛', '15400000004', { 身份证号: NEW }),
      'question: other-id',
    ],
    ['a phone of somebody else', row('陌生人', '15400000001'), 'question: other-name'],
    [
      'a phone of somebody else, with an ID of their own',
      row('陌生人', '15400000001', { 身份证号: NEW }),
      'new',
    ],
    [
      'a phone that two share, under the name of one',
      row('李小岚', '15400000002', { 组织代码: 'dongjie' }),
      'unchanged',
    ],
    ['a name known under another phone', row('张蔷', '15400009997'), 'new'],
    [
      'name and mail address, no phone',
      row('赵敏', '', { 邮箱: 'zhao@luannan.invalid', 组织代码: 'dongjie' }),
      'unchanged',
    ],
    [
      'name and mail address, a first phone',
      row('赵敏', '15400009996', { 邮箱: 'zhao@luannan.invalid', 组织代码: 'dongjie' }),
      'changed: phone',
    ],
    [
      'name and mail address, another phone',
      row('张蔷', '15400009995', { 邮箱: 'zhang@luannan.invalid' }),
      'question: other-phone',
    ],
    [
      'a mail address of somebody else, no phone',
      row('陌生人', '', { 邮箱: 'zhang@luannan.invalid' }),
      'question: other-name',
    ],
    [
      'a mail address of somebody else, a phone of their own',
      row('陌生人', '15400009994', { 邮箱: 'zhang@luannan.invalid' }),
      'new',
    ],
  ])('%s', async (_, cells, verdict) => {
    expect(await verdicts([cells])).toEqual({ 2: verdict });
    expect(await ledgerContent(database)).toEqual(before);
  });

  test('two namesakes on one phone are a question', async () => {
    const [{ id }] = await database<[{ id: number }]>`
      INSERT INTO person (name, phone_cipher, phone_hash, home_committee_id, created_at)
      SELECT name, phone_cipher, phone_hash, home_committee_id, created_at FROM person WHERE id = ${city.id('张蔷')} RETURNING id`;
    expect(await verdicts([ZHANG])).toEqual({ 2: 'question: several-namesakes' });
    await database`DELETE FROM person WHERE id = ${id}`;
  });

  test('a row that repeats another of the file is refused, the first one stays', async () => {
    const phone = '15400009993';
    expect(
      await verdicts([
        row('新人', phone),
        row('新人', phone),
        row('新人二', phone),
        row('新人三', phone, { 身份证号: NEW }),
        row('新人四', '15400009992', { 身份证号: NEW }),
        // Two IDs tell two people of one name and phone apart; without one it may be either.
        row('新人', phone, { 身份证号: idOf('20010203', '121') }),
        row('', '', {}),
      ]),
    ).toEqual({
      2: 'new',
      3: 'error: phone repeated',
      4: 'new',
      5: 'new',
      6: 'error: id_number repeated',
      7: 'error: phone repeated',
      8: 'error: name empty, phone no-contact',
    });
  });

  test('two people with IDs of their own may share name and phone', async () => {
    const rows = [idOf('19700101', '121'), idOf('20010203', '121')].map((id) =>
      row('王强', '15400009991', { 身份证号: id }),
    );
    expect(await verdicts(rows)).toEqual({ 2: 'new', 3: 'new' });
  });

  test('two rows that mean one person of the ledger: the later is refused, and says which is the other', async () => {
    const rows = [
      row('陈涛', '', { 身份证号: CHEN, 组织代码: 'xingcheng' }),
      row('陈涛', '15400000004', { 组织代码: 'xingcheng' }),
    ];
    expect(await verdicts(rows)).toEqual({ 2: 'changed: sex', 3: 'error: name same-person' });
    const { problems } = await planRows(office, office.actor('office'), rows);
    expect(problems).toMatchObject([{ row: 3, zh: expect.stringContaining('第 2 行'), shown: '' }]);
  });

  test('whoever lives beyond the operator’s part of the tree is not theirs to import', async () => {
    expect(
      await verdicts(
        [
          row('陈涛', '15400009990', { 身份证号: CHEN }),
          row('刘洋', '15400000005'),
          row('陌生人', '15400000006'),
          { ...row('新人', '15400009989'), 组织代码: 'xingcheng' },
          { ...row('新人', '15400009988'), 组织代码: '兴城镇' },
        ],
        'clerk',
      ),
    ).toEqual({
      2: 'error: id_number beyond-scope',
      3: 'error: name beyond-scope',
      4: 'question: other-name',
      5: 'error: committee unknown-code',
      6: 'error: committee unknown-code',
    });
    const { questions } = await planRows(office, office.actor('clerk'), [row('陌生人', '15400000006')]);
    expect(questions).toMatchObject([{ row: 2, candidates: [] }]);
  });
});

describe('what would change', () => {
  const teamRow = (name: string, phone: string, more: Record<string, string>) =>
    row(name, phone, { 队伍代码: 'flood', ...more });

  test.each<[string, Record<string, string>, string]>([
    ['a first birth date that is known', { ...ZHANG, 出生日期: '1985-03-12' }, 'unchanged'],
    ['another birth date', { ...ZHANG, 出生日期: '1985-03-13' }, 'changed: birth_date'],
    ['the other sex', { ...ZHANG, 性别: '男' }, 'changed: sex'],
    ['another mail address', { ...ZHANG, 邮箱: 'other@luannan.invalid' }, 'changed: email'],
    ['the same mail address in capitals', { ...ZHANG, 邮箱: 'zhang@LUANNAN.INVALID' }, 'unchanged'],
    ['the same skills', { ...ZHANG, 技能: '急救' }, 'unchanged'],
    [
      'skills in another order',
      row('陈涛', '15400000004', { 技能: 'boat、急救', 组织代码: 'xingcheng' }),
      'unchanged',
    ],
    ['fewer skills', row('陈涛', '15400000004', { 技能: '急救', 组织代码: 'xingcheng' }), 'changed: skills'],
    ['another home', { ...ZHANG, 组织代码: 'dongjie' }, 'changed: committee'],
    ['the home by its name', { ...ZHANG, 组织代码: '倴城镇' }, 'unchanged'],
    ['another day of joining', { ...ZHANG, 加入日期: '2019-05-01' }, 'changed: joined'],
    ['the day of joining that is known', { ...ZHANG, 加入日期: '2020-01-01' }, 'unchanged'],
    ['a member who left', row('周海', '15400000007'), 'changed: membership'],
    ['a member yet to come', row('吴芳', '15400000008'), 'unchanged'],
    [
      'a contact who is no member',
      row('郑明', '15400000009', { 组织代码: 'luannan' }),
      'changed: membership',
    ],
    [
      'a first policy',
      row('王磊', '15400000003', { 组织代码: 'dongjie', 保险到期: '2027-07-31' }),
      'changed: insured_until',
    ],
    ['the end of the policy that is known', { ...ZHANG, 保险到期: '2026-12-31' }, 'unchanged'],
    ['a longer policy', { ...ZHANG, 保险到期: '2027-12-31' }, 'changed: insured_until'],
    ['a shorter policy', { ...ZHANG, 保险到期: '2026-09-30' }, 'changed: insured_until'],
    ['a policy of years ago', { ...ZHANG, 保险到期: '2024-12-31' }, 'changed: insured_until'],
    ['the training that is known', { ...ZHANG, 培训日期: '2026-01-01' }, 'unchanged'],
    ['another training', { ...ZHANG, 培训日期: '2026-06-01' }, 'changed: trained_on'],
    ['the team they are in', teamRow('张蔷', '15400000001', {}), 'unchanged'],
    ['their role in it', teamRow('张蔷', '15400000001', { 队内职务: '队长' }), 'unchanged'],
    ['another role in it', teamRow('张蔷', '15400000001', { 队内职务: '队员' }), 'changed: team_role'],
    [
      'a team they have left',
      teamRow('周海', '15400000007', { 队内职务: '队员' }),
      'changed: membership team',
    ],
    ['a consent', { ...ZHANG, 同意日期: '2026-05-01' }, 'changed: consented_on'],
  ])('%s', async (_, cells, verdict) => {
    expect(await verdicts([cells])).toEqual({ 2: verdict });
    expect(await ledgerContent(database)).toEqual(before);
  });

  test('empty cells change nothing', async () => {
    const empty = Object.fromEntries(
      [
        '身份证号',
        '邮箱',
        '技能',
        '队伍代码',
        '队内职务',
        '加入日期',
        '保险到期',
        '培训日期',
        '性别',
        '出生日期',
        '同意日期',
      ].map((heading) => [heading, '']),
    );
    expect(await verdicts([{ ...ZHANG, ...empty }])).toEqual({ 2: 'unchanged' });
  });
});
