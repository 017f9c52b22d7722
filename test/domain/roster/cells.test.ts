import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { maskCell } from '../../../domain/roster/cell.js';
import { readDay } from '../../../domain/roster/day.js';
import { Directory } from '../../../domain/roster/directory.js';
import { readName } from '../../../domain/roster/name.js';
import { readSkills, SKILL_WORDS } from '../../../domain/roster/skills.js';
import { SKILLS } from '../../../local/sample/codes.js';

describe('a day', () => {
  test.each([
    ['2026-03-05', '2026-03-05'],
    ['2026/3/5', '2026-03-05'],
    ['2026.3.5', '2026-03-05'],
    ['2026年3月5日', '2026-03-05'],
    ['2026 年 3 月 5 日', '2026-03-05'],
    ['２０２６-０３-０５', '2026-03-05'],
    ['20260305', '2026-03-05'],
    ['2026-03-05 00:00:00', '2026-03-05'],
    ['2024-02-29', '2024-02-29'],
  ])('%p', (written, day) => expect(readDay(written)).toBe(day));

  test.each([
    ['2026-02-29', 'not-a-day'],
    ['2026-13-01', 'not-a-day'],
    ['2026-00-10', 'not-a-day'],
    ['1900-02-29', 'not-a-day'],
    ['1899-12-31', 'not-a-day'],
    ['2101-01-01', 'not-a-day'],
    ['05/03/2026', 'not-a-day'],
    ['明天', 'not-a-day'],
    ['2026年3月', 'not-a-day'],
    ['2026', 'not-a-day'],
    ['46235', 'number-not-day'],
  ])('%p is none', (written, reason) => expect(readDay(written)).toMatchObject({ reason }));

  test('every day of a calendar is read as JavaScript knows it', () => {
    const days = fc.date({ min: new Date('1900-01-01'), max: new Date('2100-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, (day) => {
        const iso = day.toISOString().slice(0, 10);
        expect(readDay(iso)).toBe(iso);
      }),
    );
  });
});

describe('a name', () => {
  test.each([
    ['张 三', '张三'],
    ['张　三', '张三'],
    [' 欧阳小明 ', '欧阳小明'],
    ['阿依古丽•买买提', '阿依古丽·买买提'],
    ['阿依古丽 . 买买提', '阿依古丽·买买提'],
    ["John  O'Neil", "John O'Neil"],
    ['𠮷野', '𠮷野'],
  ])('%p is %p', (written, name) => expect(readName(written)).toBe(name));

  test.each(['张三1', '张三(队长)', '15400000001', '合计：12人', '***', '张\u0007三', '张'.repeat(41)])(
    '%p is none',
    (written) => expect(readName(written)).toMatchObject({ zh: expect.any(String) }),
  );
});

describe('skills', () => {
  test('are parted as people part them, and become codes where they are known', () => {
    expect(readSkills('急救、驾驶，文艺 ；first-aid/游泳')).toEqual(['first-aid', 'driving', 'arts', '游泳']);
    expect(readSkills('、，')).toEqual([]);
  });

  test('of known words may be long, of unknown ones not', () => {
    expect(readSkills('Registered-Safety-Engineer、安全生产专家')).toEqual([
      'registered-safety-engineer',
      'expert-safety',
    ]);
    expect(readSkills('a'.repeat(12))).toEqual(['a'.repeat(12)]);
    expect(readSkills('a'.repeat(13))).toMatchObject({ reason: 'not-skills' });
    expect(readSkills('C1驾照、2024年')).toEqual(['c1驾照', '2024年']);
    expect(readSkills('1234567')).toMatchObject({ reason: 'not-skills' });
  });

  test('are the codes and labels of the sample city', () => {
    for (const { code, label } of SKILLS) expect(SKILL_WORDS[code]).toContain(label);
  });
});

describe('a directory', () => {
  const directory = new Directory(
    [
      { id: 1, code: '130229', name: '玉田县' },
      { id: 2, code: '130224', name: '滦南县' },
      { id: 3, code: 'sector-01', name: '卫生健康' },
      { id: 4, code: '130229001', name: '东街村' },
      { id: 5, code: '130224001', name: '东街村' },
    ],
    { zh: '组织', en: 'committee' },
  );

  test.each([
    ['130229', 1],
    [' １３０２２９ ', 1],
    ['SECTOR-01', 3],
    ['滦南县', 2],
    ['滦 南 县', 2],
  ])('%p is found', (written, id) => expect(directory.find(written)).toMatchObject({ id }));

  test('a slip gets the code that was probably meant, a name of several their codes', () => {
    expect(directory.find('玉田线')).toMatchObject({ zh: expect.stringContaining('是否指 130229 玉田县') });
    expect(directory.find('sector01')).toMatchObject({ en: expect.stringContaining('sector-01') });
    expect(directory.find('东街村')).toMatchObject({
      reason: 'ambiguous-name',
      zh: expect.stringContaining('130229001、130224001'),
    });
    expect(directory.find('石家庄市政府')).toMatchObject({ reason: 'unknown-code' });
  });

  test('guessing ends after some different slips, refusing does not', () => {
    const fresh = new Directory([{ id: 1, code: '130229', name: '玉田县' }], { zh: '组织', en: 'committee' });
    const guesses = Array.from({ length: 200 }, (_, n) => fresh.find(`13${n}229`)).filter(
      (fault) => 'zh' in fault && fault.zh.includes('是否指'),
    );
    expect(guesses.length).toBeLessThanOrEqual(50);
    expect(fresh.find('13999229')).toMatchObject({ reason: 'unknown-code' });
  });
});

test.each([
  ['name', '张三', '张*'],
  ['phone', '15400000001', '154****0001'],
  ['phone', '1540000001', '15******01'],
  ['id_number', '130299199003071238', '130299********1238'],
  ['id_number', '13029919900307', '13**********07'],
  ['email', 'zhang@example.invalid', 'z***@example.invalid'],
  ['committee', '13022', '1***2'],
  ['committee', '张三', '**'],
  [null, '1', '*'],
  ['phone', '', ''],
  ['name', '\u0000\u001b三', '\ufffd*三'],
  ['committee', '\u001b[2J\n345\u0000', '\ufffd[*****5\ufffd'],
  ['phone', '1\ud842', '**'],
] as const)('a refused cell of %s is shown masked: %p as %p', (column, text, shown) =>
  expect(maskCell(column, text)).toBe(shown),
);

test('a mask never lets more than four characters of a refused code or date through', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = [...maskCell('committee', text)];
      const let_through = shown.filter((one, at) => one !== '*' && one === [...text][at]);
      expect(let_through.length).toBeLessThanOrEqual(4);
      expect(shown.length).toBeLessThanOrEqual(24);
    }),
  );
});
