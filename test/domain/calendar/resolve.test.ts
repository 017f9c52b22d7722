import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { BaseDay, DateRule } from '../../../domain/calendar/date-rule.js';
import { addDays, yearOf } from '../../../domain/calendar/day.js';
import { SOLAR_TERMS, spokenLunarDate } from '../../../domain/calendar/lunar.js';
import { resolve, resolveTheme, type Almanac, type ThemeDate } from '../../../domain/calendar/resolve.js';
import { Workdays } from '../../../domain/calendar/workdays.js';
import { parseDateRule, writeDateRule } from '../../../domain/calendar/written-rule.js';

const workdays = new Workdays();
const theme = (rule: string, more: Partial<ThemeDate> = {}): ThemeDate => ({
  ...{ rule: parseDateRule(rule)!, announcedYearly: false, announced: [] },
  ...more,
});
const almanac: Almanac = {
  workdays,
  themes: new Map([
    ['spring-festival', theme('春节')],
    ['return', theme('@spring-festival +1个工作日')],
    ['disaster-week', theme('5-12', { announcedYearly: true, announced: ['2027-05-09'] })],
    ['chicken', theme('@egg -1天')],
    ['egg', theme('@chicken +1天')],
  ]),
};
const found = (rule: string, year: number) => resolve(parseDateRule(rule)!, year, almanac);
const days = (rule: string, year: number): string[] => found(rule, year).map(({ day }) => day);

describe('the rules of the office', () => {
  test.each([
    ['学雷锋日', '3月5日', 2027, ['2027-03-05']],
    ['春运, 15 days before 正月初一', '农历1-1 -15天', 2027, ['2027-01-22']],
    ['春运', '春节 -15天', 2028, ['2028-01-11']],
    ['元宵', '正月十五', 2026, ['2026-03-03']],
    ['中小学生安全教育日', '3月最后一个周一', 2026, ['2026-03-30']],
    ['中小学生安全教育日', 'last monday of 3', 2027, ['2027-03-29']],
    ['安全宣传咨询日 until 2013', '6月第2个周日', 2013, ['2013-06-09']],
    ['清明', '清明', 2027, ['2027-04-05']],
    ['返岗复工', '@spring-festival +1个工作日', 2026, ['2026-02-24']],
    ['a theme of a theme', '@return +2天', 2026, ['2026-02-26']],
    ['防灾减灾周, Saturday to Friday', '5-12 往前到周六', 2023, ['2023-05-06']],
    ['the same where it begins on the day', '5-11 back to Saturday', 2024, ['2024-05-11']],
    ['the next Monday', '5-12 on to mon', 2027, ['2027-05-17']],
    ['12th month before new year', '腊八', 2026, ['2026-01-26']],
  ])('%s: %s in %i', (_, rule, year, expected) => {
    expect(days(rule, year)).toEqual(expected);
  });

  test('the tenth workday after a quarter leaps the holidays and counts the day worked for them', () => {
    expect(days('季度末 +10个工作日', 2026)).toEqual([
      '2026-04-15',
      '2026-07-14',
      '2026-10-20',
      '2027-01-15',
    ]);
    expect(found('季度末 +10wd', 2026).map(({ provisional }) => provisional)).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  test('a rest day is kept, or left for the workday before or after it', () => {
    expect(['1-31', '1-31 遇休提前', '1-31 遇休顺延'].flatMap((rule) => days(rule, 2026))).toEqual([
      ...['2026-01-31', '2026-01-30', '2026-02-02'],
    ]);
    expect(found('1-31', 2026)[0]!.steps.at(-1)).toMatchObject({
      step: 'kept on a rest day',
      kind: { why: 'weekend' },
    });
    // A Saturday worked for 春节 is no rest day.
    expect(days('2-14 遇休顺延', 2026)).toEqual(['2026-02-14']);
  });
});

describe('what is not certain says so', () => {
  const provisional = (rule: string, year: number) => found(rule, year).map((each) => each.provisional);

  test('where workdays of a year count that nobody has announced', () => {
    expect(provisional('1-29 +1个工作日', 2027)).toEqual([true]);
    expect(provisional('1-31 遇休顺延', 2027)).toEqual([true]);
    // Counted on workdays that are known.
    expect(provisional('1-29 +1个工作日', 2026)).toEqual([false]);
  });

  test('also where moving off a rest day leads into such a year', () => {
    const announced = new Workdays([{ year: 2028, holidays: [] }]);
    const at = (rule: string, year: number) =>
      resolve(parseDateRule(rule)!, year, { ...almanac, workdays: announced });
    expect(at('12-30 遇休顺延', 2028)).toMatchObject([{ day: '2029-01-02', provisional: true }]);
    // 2029's notice may still have 12-30 worked, as that of 2007 did.
    expect(at('12-30 遇休提前', 2028)).toMatchObject([{ day: '2028-12-29', provisional: true }]);
    expect(at('12-24 遇休提前', 2028)).toMatchObject([{ day: '2028-12-22', provisional: false }]);
  });

  test('and not where they do not count', () => {
    expect([...provisional('3-5', 2027), ...provisional('春节 -15天', 2040)]).toEqual([false, false]);
  });

  test('an announced day counts before the rule, which until then is only to be expected', () => {
    expect(resolveTheme('disaster-week', 2026, almanac)).toMatchObject([
      { day: '2026-05-12', provisional: true },
    ]);
    expect(resolveTheme('disaster-week', 2027, almanac)).toEqual([
      {
        ...{ day: '2027-05-09', provisional: false },
        steps: [{ step: 'announced', code: 'disaster-week', day: '2027-05-09' }],
      },
    ]);
    expect(found('@disaster-week -30天', 2026)).toMatchObject([{ day: '2026-04-12', provisional: true }]);
  });
});

test('a year that has no such day has none', () => {
  expect([...days('2-29', 2027), ...days('农历闰6-1', 2026), ...days('5月第5个周一', 2026)]).toEqual([]);
  expect(days('2-29', 2028)).toEqual(['2028-02-29']);
});

test('themes that wait for each other, and unknown ones, are said', () => {
  expect(() => resolveTheme('egg', 2026, almanac)).toThrow('egg → chicken → egg');
  expect(() => days('@nobody', 2026)).toThrow('unknown theme: nobody');
});

describe('as it is written', () => {
  test.each([
    ['０６－１６', '6月16日'],
    ['Lunar leap 6-1', '农历闰六月初一'],
    ['闰六月初一 + 3 天', '农历闰六月初一 +3天'],
    ['除夕 −1天', '农历腊月三十 -1天'],
    ['清明节', '清明'],
    ['中秋节 -1天', '农历八月十五 -1天'],
    ['农历 12月8日', '农历腊月初八'],
    ['3月5号', '3月5日'],
    ['6月第二个星期天', '6月第2个周日'],
    ['Quarter end +10 workdays rest after', '季度末 +10个工作日 遇休顺延'],
    ['@ninety-nine -1d rest before', '@ninety-nine -1天 遇休提前'],
  ])('%s is %s', (text, written) => {
    expect(writeDateRule(parseDateRule(text)!)).toBe(written);
  });

  test.each([
    '',
    '2-30',
    '13-1',
    '农历13-1',
    '农历1-31',
    '3月',
    '3月第6个周一',
    '3-5 +',
    '3-5 +10',
    '3-5 遇休',
    '5-12 +1天 往前到周六',
    '5-12 往前到周六 +1天',
    '农历十三月初一',
  ])('%s is no rule', (text) => {
    expect(parseDateRule(text)).toBeNull();
  });

  test('a lunar date as it is shown is a rule, and falls on its day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 365 * 198 }), (after) => {
        const day = addDays('1901-01-01', after);
        expect(days(spokenLunarDate(day), yearOf(day))).toContain(day);
      }),
    );
  });

  const base: fc.Arbitrary<BaseDay> = fc.oneof(
    fc.record({
      on: fc.constant('date'),
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: 1, max: 28 }),
    }),
    fc.record({
      ...{ on: fc.constant('lunar'), month: fc.integer({ min: 1, max: 12 }) },
      ...{ day: fc.integer({ min: 1, max: 30 }), leap: fc.boolean() },
    }),
    fc.record({ on: fc.constant('solar term'), name: fc.constantFrom(...SOLAR_TERMS) }),
    fc.record({
      ...{ on: fc.constant('weekday'), month: fc.integer({ min: 1, max: 12 }) },
      ...{ weekday: fc.integer({ min: 0, max: 6 }), nth: fc.constantFrom(1, 2, 3, 4, 5, -1) },
    }),
    fc.record({ on: fc.constant('end'), of: fc.constantFrom('month', 'quarter', 'half-year', 'year') }),
    fc.record({ on: fc.constant('theme'), code: fc.constantFrom('spring-festival', 'return') }),
  );
  const count = fc.integer({ min: -200, max: 200 });
  const rule: fc.Arbitrary<DateRule> = fc.record({
    base,
    offset: fc.oneof(
      fc.constant(null),
      count.map((each) => ({ days: each })),
      count.map((each) => ({ workdays: each })),
      fc.record({ to: fc.constantFrom('before', 'after'), weekday: fc.integer({ min: 0, max: 6 }) }),
    ),
    restDay: fc.constantFrom('keep', 'before', 'after'),
  });

  test('a rule that is written down and read again is the same', () => {
    fc.assert(fc.property(rule, (each) => expect(parseDateRule(writeDateRule(each))).toEqual(each)));
  });

  test('any rule finds days in order, that fall on a workday where they should', () => {
    fc.assert(
      fc.property(rule, fc.integer({ min: 1902, max: 2098 }), (each, year) => {
        const found = resolve(each, year, almanac).map(({ day }) => day);
        expect(found).toEqual([...found].sort());
        if (each.restDay !== 'keep') expect(found.every((day) => workdays.isWorkday(day))).toBe(true);
      }),
    );
  });
});
