import { describe, expect, test } from '@jest/globals';
import { checkResidentId } from '../../../domain/people/resident-id.js';
import { COLUMNS, EXAMPLE_ID } from '../../../domain/roster/columns.js';
import { looksLikeHeadings, readHeadings, type Heading } from '../../../domain/roster/headings.js';
import type { Fault } from '../../../domain/problem.js';

const faults = (...cells: string[]): Fault[] => readHeadings(cells) as Fault[];

describe('headings', () => {
  test('the template reads as what it says', () => {
    expect(readHeadings(COLUMNS.map(({ zh }) => zh))).toEqual(COLUMNS.map(({ key }) => key));
    expect(readHeadings(COLUMNS.map(({ key }) => key))).toEqual(COLUMNS.map(({ key }) => key));
  });

  test.each<[string, Heading]>([
    ['姓名*', 'name'],
    [' 姓 名 （必填）', 'name'],
    ['Ｎame', 'name'],
    ['身份证号码(18位)', 'id_number'],
    ['ID Number', 'id_number'],
    ['id-number', 'id_number'],
    ['联系电话', 'phone'],
    ['手机号【必填】', 'phone'],
    ['E-mail', 'email'],
    ['所属单位：', 'committee'],
    ['出生日期（YYYY-MM-DD）', 'birth_date'],
    ['Date of Birth', 'birth_date'],
    ['序号', 'ignored'],
    ['No.', 'ignored'],
    ['备注', 'ignored'],
    ['错误说明', 'ignored'],
    ['  ', 'blank'],
  ])('%p means %s', (written, meaning) => {
    const needed = { name: '姓名', phone: '手机号', committee: '组织代码' };
    const others = Object.entries(needed).flatMap(([key, zh]) => (key === meaning ? [] : [zh]));
    expect(readHeadings([written, ...others])[0]).toBe(meaning);
  });

  test('an unknown one is named, with the one probably meant', () => {
    expect(faults('姓名', '手机号', '组织代码', '手机呺')).toMatchObject([
      { reason: 'unknown-heading', zh: expect.stringContaining('“手机呺”，是否指 “手机号”') },
    ]);
    expect(faults('姓名', '手机号', '组织代码', '血型')).toMatchObject([
      { reason: 'unknown-heading', zh: expect.stringMatching(/“血型”.*可用的列有：姓名、身份证号/) },
    ]);
    expect(faults('姓名', '手机号', '组织代码', 'phnoe')[0]!.en).toContain('did you mean “手机号”?');
  });

  test('missing, repeated and unknown ones are told at once', () => {
    expect(faults('手机', '电话', '血型').map(({ reason, zh }) => [reason, /“.+?”/.exec(zh)?.[0]])).toEqual([
      ['unknown-heading', '“血型”'],
      ['repeated-heading', '“手机号”'],
      ['missing-heading', '“姓名”'],
      ['missing-heading', '“组织代码”'],
    ]);
    expect(faults('姓名', '组织代码')[0]!.zh).toContain('至少要有一列');
  });

  test('a row of people is not taken for headings, a title neither', () => {
    expect(looksLikeHeadings(['张三', '15400000001', '130229'])).toBe(false);
    expect(looksLikeHeadings(['2026 年志愿者名册', '', ''])).toBe(false);
    expect(looksLikeHeadings(['姓名', '血型', '组织'])).toBe(true);
  });

  test('the example has a valid ID of nobody', () => {
    expect(checkResidentId(EXAMPLE_ID)).toMatchObject({ ok: true, birthDate: '1949-10-01', sex: 'male' });
  });
});
