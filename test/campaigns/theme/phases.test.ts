import { describe, expect, test } from '@jest/globals';
import { themesOf, type ThemeYear } from '../../../campaigns/theme/days.js';
import { phasesOf } from '../../../campaigns/theme/phases.js';
import { SHIPPED_THEMES } from '../../../campaigns/theme/shipped.js';
import { PHASES, THEME_DUTIES, type Theme, type ThemeBook } from '../../../campaigns/theme/theme.js';
import { CALENDAR_YEARS } from '../../../domain/calendar/lunar.js';
import { officeTime } from '../../../domain/calendar/office-day.js';
import { Workdays } from '../../../domain/calendar/workdays.js';

const workdays = new Workdays();
const held = (day: string) => ({
  ...{ code: 'lei-feng-day', year: 2027, day: null, lastDay: null },
  ...{ held: day, wording: null },
});
const theme = (code: string, year: number, more: Partial<ThemeBook> = {}): ThemeYear =>
  themesOf(year, { themes: SHIPPED_THEMES, ...more }, workdays).find((each) => each.theme.code === code)!;
const table = (of: ThemeYear): string[] =>
  phasesOf(of, workdays).map(
    ({ phase, at, provisional }) => `${phase} ${officeTime(new Date(at))}${provisional ? ' ?' : ''}`,
  );

describe('the phases of a theme', () => {
  test('春运 of 2027: prepared across new year, counted and summed up after its last day', () => {
    expect(table(theme('spring-travel', 2027))).toEqual([
      'order 2026-12-16 09:00',
      'plan 2026-12-23 18:00',
      // 2027-01-01 is off by the law; what goes before it is 2027's notice to say.
      'materials 2026-12-31 09:00 ?',
      'roster 2027-01-08 18:00 ?',
      'training 2027-01-15 09:00 ?',
      'chase 2027-01-19 09:00 ?',
      'reminder 2027-01-21 10:00',
      'day 2027-01-22 09:00',
      'counts 2027-03-02 18:00',
      'records 2027-03-16 18:00 ?',
      'summary 2027-03-17 18:00 ?',
    ]);
  });

  test('Lei Feng Day of 2027, and where the office holds it on 3 March', () => {
    expect(table(theme('lei-feng-day', 2027))).toEqual([
      'order 2027-01-27 09:00 ?',
      'plan 2027-02-03 18:00 ?',
      'materials 2027-02-12 09:00 ?',
      'roster 2027-02-19 18:00 ?',
      'training 2027-02-26 09:00 ?',
      'chase 2027-03-02 09:00 ?',
      'reminder 2027-03-04 10:00',
      'day 2027-03-05 09:00',
      'counts 2027-03-05 18:00',
      'records 2027-03-19 18:00 ?',
      'summary 2027-03-19 18:00 ?',
    ]);
    const early = table(theme('lei-feng-day', 2027, { announced: [held('2027-03-03')] }));
    expect(early).toEqual(expect.arrayContaining(['day 2027-03-03 09:00', 'counts 2027-03-03 18:00']));
    expect(early).toContain('records 2027-03-17 18:00 ?');
  });

  test('Safety Month is planned in May and summed up in July; 6·16 is a theme of its own', () => {
    const month = table(theme('safety-month', 2026));
    expect(month).toEqual(expect.arrayContaining(['plan 2026-05-18 18:00', 'day 2026-06-01 09:00']));
    expect(month).toEqual(expect.arrayContaining(['counts 2026-06-30 18:00', 'records 2026-07-14 18:00']));
    expect(month.at(-1)).toBe('summary 2026-07-15 18:00');
    expect(month.some((line) => line.startsWith('roster'))).toBe(false);
    expect(table(theme('safety-consultation-day', 2026))).toEqual(
      expect.arrayContaining(['day 2026-06-16 09:00', 'counts 2026-06-16 18:00', 'records 2026-07-01 18:00']),
    );
  });

  test('what is due on a rest day is due on the workday before; the day and its evening stay', () => {
    // 2026-12-05 is a Saturday; D−30 is a Thursday, D−14 a Saturday, D+15 a Sunday.
    const volunteers = table(theme('volunteer-day', 2026));
    expect(volunteers).toEqual(expect.arrayContaining(['day 2026-12-05 09:00', 'counts 2026-12-05 18:00']));
    expect(volunteers).toEqual(
      expect.arrayContaining(['roster 2026-11-20 18:00', 'summary 2026-12-18 18:00']),
    );
  });

  test('only what is owed falls due, and what a theme does without is left out', () => {
    const phases = (code: string) => phasesOf(theme(code, 2026), workdays).map(({ phase }) => phase);
    expect(phases('national-security-day')).toEqual(['reminder', 'day', 'counts', 'records']);
    expect(phases('constitution-day')).toEqual(['reminder', 'day', 'records']);
  });

  test('each says what it moves with', () => {
    const moves = Object.fromEntries(
      phasesOf(theme('spring-travel', 2027), workdays).map(({ phase, movesWith }) => [phase, movesWith]),
    );
    expect(moves).toMatchObject({
      plan: { from: 'first', holidays: [2026] },
      materials: { from: 'first', holidays: [2026, 2027] },
      day: { from: 'first', holidays: [] },
      counts: { from: 'last', holidays: [] },
      records: { from: 'last', holidays: [2027] },
    });
  });

  test('of a week that is not announced every one is provisional', () => {
    const phases = phasesOf(theme('disaster-week', 2026), workdays);
    expect(phases.every(({ provisional }) => provisional)).toBe(true);
  });
});

test('a theme moves its phases', () => {
  const moved: Theme = {
    ...SHIPPED_THEMES.find(({ code }) => code === 'lei-feng-day')!,
    phases: {
      plan: { offset: { days: -10 }, time: '12:00' },
      summary: { offset: { workdays: 3 } },
      counts: { offset: { days: 1 }, restDay: 'after' },
    },
    without: ['chase'],
  };
  const lines = table(theme('lei-feng-day', 2026, { themes: [moved] }));
  expect(lines).toEqual(
    expect.arrayContaining(['plan 2026-02-14 12:00', 'summary 2026-03-10 18:00', 'counts 2026-03-06 18:00']),
  );
  expect(lines.some((line) => line.startsWith('chase'))).toBe(false);
});

test('what a golden week brings to one day with what comes after it is due the workday before', () => {
  const full = SHIPPED_THEMES.map((each): Theme => ({ ...each, owes: THEME_DUTIES, without: [] }));
  // The training check of 6 October is brought forward to 29 September, a worked Saturday, when the rosters were due.
  expect(table(theme('disaster-reduction-day', 2012, { themes: full })).slice(3, 6)).toEqual([
    'roster 2012-09-28 18:00',
    'training 2012-09-29 09:00',
    'chase 2012-10-10 09:00',
  ]);
});

test('in every year the phases keep their order, and whatever is due is due on a workday', () => {
  const full = SHIPPED_THEMES.map((each): Theme => {
    const { phases: _, without: __, ...rest } = each;
    return { ...rest, owes: THEME_DUTIES };
  });
  // Every year, not some: the few in which a golden week crowds the phases are easily missed.
  for (let year = CALENDAR_YEARS.first; year <= CALENDAR_YEARS.last; year += 1)
    for (const each of themesOf(year, { themes: full }, workdays)) {
      const phases = phasesOf(each, workdays);
      const on = (phase: string) => phases.find((one) => one.phase === phase)!.day;
      const early = phases.filter(({ phase }) => !['records', 'summary'].includes(phase));
      expect({
        year,
        order: early.map(({ phase }) => phase),
        elsewhere: phases.filter(({ day, at }) => officeTime(new Date(at)).slice(0, 10) !== day),
        resting: phases.filter(
          ({ phase, day }) => !['reminder', 'day', 'counts'].includes(phase) && !workdays.isWorkday(day),
        ),
        ...{ day: on('day'), counts: on('counts') },
        late: on('records') > each.last.day && on('summary') > each.last.day,
      }).toEqual({
        ...{ year, order: PHASES.slice(0, 9), elsewhere: [], resting: [] },
        ...{ day: each.first.day, counts: each.last.day, late: true },
      });
    }
});
