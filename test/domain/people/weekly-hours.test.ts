import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseWeeklyHours, weeklyHoursWords, type DaySpan } from '../../../domain/people/weekly-hours.js';

/** The hours in Chinese words, or why there are none. */
function said(text: string): string | string[] {
  const read = parseWeeklyHours(text);
  return read.ok ? weeklyHoursWords(read.hours).zh : read.problems.map(({ reason }) => reason);
}

describe('hours are read', () => {
  test.each([
    ['周一至周五 18:00-22:00; 周末 08:00-20:00', '周一至周五 18:00-22:00；周末 08:00-20:00'],
    ['周一至周五18:00至22:00，周六日全天', '周一至周五 18:00-22:00；周末 全天'],
    ['周一到五 19点-21点，周六、周日', '周一至周五 19:00-21:00；周末 全天'],
    ['工作日晚上6点到10点', '周一至周五 18:00-22:00'],
    ['双休日早上8点至晚上8点', '周末 08:00-20:00'],
    ['周1-5 8点-12点', '周一至周五 08:00-12:00'],
    ['周1、3、5 8:00–12:00', '周一、周三、周五 08:00-12:00'],
    ['周一三五上午9点到12点半', '周一、周三、周五 09:00-12:30'],
    ['星期六 下午2点到6点', '周六 14:00-18:00'],
    ['周一上午9点到5点', '周一 09:00-17:00'],
    ['周日晚上8点到12点', '周日 20:00-24:00'],
    ['礼拜天 10:00-12:00、14:00-18:00', '周日 10:00-12:00、14:00-18:00'],
    ['每周三 中午12点到2点', '周三 12:00-14:00'],
    ['周一　８：３０－１２：００', '周一 08:30-12:00'],
    ['每天全天', '每天 全天'],
    ['周一', '周一 全天'],
    ['随时', '随时'],
  ])('%s', (text, words) => {
    expect(said(text)).toBe(words);
  });

  test.each([
    ['Mon-Fri 18:00-22:00; weekend all day', 'Mon–Fri 18:00-22:00; weekend all day'],
    ['Monday through Friday 08:00-12:00', 'Mon–Fri 08:00-12:00'],
    ['Tues, Thurs and Saturday 18:00 to 20:00', 'Tue, Thu, Sat 18:00-20:00'],
    ['weekdays 9-17', 'Mon–Fri 09:00-17:00'],
    ['every day 06:00-08:00', 'every day 06:00-08:00'],
    ['any time', 'any time'],
  ])('%s', (text, words) => {
    const read = parseWeeklyHours(text);
    expect(read.ok && weeklyHoursWords(read.hours).en).toBe(words);
  });

  test('a night runs into the next morning, Sunday’s into Monday', () => {
    expect(said('周五 22:00-06:00')).toBe('周五 22:00-24:00；周六 00:00-06:00');
    expect(said('周日 20:00-02:00')).toBe('周一 00:00-02:00；周日 20:00-24:00');
    expect(said('周五 20:00-00:00')).toBe('周五 20:00-24:00');
  });

  test('a range of days may run over the week’s end', () => {
    expect(said('周五至周一 08:00-09:00')).toBe('周一、周五至周日 08:00-09:00');
  });

  test('spans that meet or overlap are one', () => {
    expect(said('周一 08:00-12:00、11:00-14:00、14:00-15:00')).toBe('周一 08:00-15:00');
    expect(said('周一 18:00-22:00; 工作日 20:00-23:00')).toBe('周一 18:00-23:00；周二至周五 20:00-23:00');
  });
});

describe('what is no hours is refused, each with its reason', () => {
  test.each<[string, string[]]>([
    ['', ['empty']],
    [' ；、 ', ['empty']],
    ['18:00-22:00', ['no-days']],
    ['全天', ['no-days']],
    ['周一 18:00', ['half-a-range']],
    ['周一至', ['half-a-range']],
    ['周一 25:00-26:00', ['not-a-time']],
    ['周一 08:61-09:00', ['not-a-time']],
    ['周一 24:00-08:00', ['not-a-time']],
    ['周一 08:00-08:00', ['no-length']],
    ['周末至周一', ['not-a-day-range']],
    ['周一至周一', ['not-a-day-range']],
    ['周一不行', ['not-understood']],
    ['每周三天', ['not-understood']],
    ['周一 三点到五点', ['not-understood']],
    ['下周 18:00-20:00', ['not-understood', 'no-days']],
    ['周一 1800-2000', ['not-understood']],
    ['Mondy 18:00-20:00', ['not-understood', 'no-days']],
  ])('%p', (text, reasons) => {
    expect(said(text)).toEqual(reasons);
  });

  test('in both languages, with the words it is about and how to write them', () => {
    const read = parseWeeklyHours('周一 上班; 周二 18:00');
    expect(read.ok ? [] : read.problems).toMatchObject([
      {
        zh: expect.stringMatching(/^“上班” 看不懂，应如 “周一至周五/),
        en: expect.stringContaining('“上班” not understood'),
      },
      { zh: '“18:00” 只有一头，应写起止，如 18:00-22:00' },
    ]);
  });
});

const spans = fc
  .array(
    fc.record({
      weekday: fc.integer({ min: 1, max: 7 }),
      from: fc.integer({ min: 0, max: 1439 }),
      length: fc.integer({ min: 1, max: 600 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((drawn) =>
    drawn.map(
      ({ weekday, from, length }) => ({ weekday, from, to: Math.min(1440, from + length) }) as DaySpan,
    ),
  );

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

test('words are read back as the same hours, in both languages', () => {
  fc.assert(
    fc.property(spans, (drawn) => {
      const text = drawn
        .map(({ weekday, from, to }) => `周${weekday} ${clock(from)}-${clock(to)}`)
        .join('; ');
      const read = parseWeeklyHours(text);
      if (!read.ok) throw new Error(text);
      const { zh, en } = weeklyHoursWords(read.hours);
      expect(parseWeeklyHours(zh)).toEqual(read);
      expect(parseWeeklyHours(en)).toEqual(read);
    }),
  );
});

test('hours are in order, apart, and cover exactly the minutes that were named', () => {
  const minutes = (list: readonly DaySpan[]): Set<number> =>
    new Set(
      list.flatMap(({ weekday, from, to }) =>
        Array.from({ length: to - from }, (_, at) => weekday * 10_000 + from + at),
      ),
    );
  fc.assert(
    fc.property(spans, (drawn) => {
      const text = drawn
        .map(({ weekday, from, to }) => `周${weekday} ${clock(from)}-${clock(to)}`)
        .join('; ');
      const read = parseWeeklyHours(text);
      const hours = read.ok ? read.hours : [];
      expect(minutes(hours)).toEqual(minutes(drawn));
      for (const [at, span] of hours.entries()) {
        const before = hours[at - 1];
        expect(span.from).toBeLessThan(span.to);
        if (before?.weekday === span.weekday) expect(before.to).toBeLessThan(span.from);
        else expect(before?.weekday ?? 0).toBeLessThan(span.weekday);
      }
    }),
  );
});

test('no text makes it fail or stall', () => {
  const piece = fc.constantFrom(
    '周',
    '一',
    '1',
    '至',
    '-',
    ':',
    '18',
    '点',
    '半',
    '全天',
    '晚',
    ' ',
    '、',
    'mon',
    '退',
    '😀',
    '每',
    '天',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 300 }), (pieces) => {
      expect(typeof parseWeeklyHours(pieces.join('')).ok).toBe('boolean');
    }),
  );
});
