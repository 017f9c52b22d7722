import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SHIPPED_OBLIGATIONS } from '../../campaigns/deadline/shipped.js';
import { addDays } from '../../domain/calendar/day.js';
import { nextPeriod, writePeriod, type PeriodOfYear } from '../../domain/calendar/period.js';
import type { DatedFiring } from '../../schedules/entry.js';
import { launchOf, keyPrefix } from '../../schedules/entry.js';
import { firingOn, firingsBetween, lastFiring, runsOut } from '../../schedules/firings.js';
import { specOf } from '../../schedules/spec.js';
import { compiled, entryOf, workdaysWith } from './office.js';

const firingOf = (code: string, ground = {}): DatedFiring =>
  entryOf(`obligation-${code}`, ground).firing as DatedFiring;
const opened = (code: string, year: string, ground = {}): string[] =>
  firingOf(code, ground)
    .days.filter(({ period }) => period!.startsWith(year))
    .map(({ day, period }) => `${period} ${day}`);

describe('what an office asks for opens by itself', () => {
  test.each<[string, string, string[]]>([
    ['a day of the year', 'annual-plan', ['2026 2026-01-01']],
    ['beginnings of months', 'activity-records', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map(monthly)],
    [
      'workdays before the end of a quarter',
      'quarterly-summary',
      ['2026-Q1 2026-03-24', '2026-Q2 2026-06-23', '2026-Q3 2026-09-22', '2026-Q4 2026-12-24'],
    ],
    [
      'a day after its period: the fourth quarter in the year that follows',
      'office-quarterly-report',
      ['2026-Q1 2026-04-01', '2026-Q2 2026-07-01', '2026-Q3 2026-10-01', '2026-Q4 2027-01-01'],
    ],
    ['half-years', 'model-cases', ['2026-H1 2026-06-01', '2026-H2 2026-12-03']],
  ])('%s: %s', (_, code, expected) => {
    // The last days of a year are certain once the next year's table is there.
    expect(opened(code, '2026', { workdays: workdaysWith(2027) })).toEqual(expected);
  });

  test('an hour before the digest that tells of it, and never the day before', () => {
    expect(firingOf('annual-plan').time).toBe('08:00');
    expect(firingOf('annual-plan', { digestTime: '00:30' }).time).toBe('00:00');
  });

  test('for the period of the day, until its due day, under the key that everybody uses', () => {
    const entry = entryOf('obligation-annual-plan');
    const firing = firingOn(entry.firing, '2027-01-01')!;
    expect(firing).toMatchObject({
      ...{ at: new Date('2027-01-01T00:00:00Z'), period: '2027' },
      ...{ due: '2027-02-01', dueProvisional: true, lastDay: '2027-02-01' },
    });
    expect(launchOf(entry, firing, 'tangshan')).toEqual({
      key: 'annual-plan.2027.tangshan',
      definition: { kind: 'deadline', obligation: 'annual-plan', period: '2027' },
    });
    expect(keyPrefix(entry)).toBe('annual-plan.');
  });

  test('where each debtor has a day of its own, the period says how long it is worth opening', () => {
    expect(firingOn(entryOf('obligation-activity-records').firing, '2026-09-01')).toMatchObject({
      ...{ due: null, lastDay: '2026-09-30' },
    });
  });

  test('what it does not ask for has no schedule', () => {
    expect(compiled().map(({ id }) => id)).not.toContain('obligation-contest');
    expect(compiled({ obligations: [] }).map(({ id }) => id)).toEqual(['monthly-safety-notice']);
  });
});

function monthly(month: number): string {
  const written = `2026-${String(month).padStart(2, '0')}`;
  return `${written} ${written}-01`;
}

describe('what no table can move is certain in every year', () => {
  test.each([
    ['annual-plan', null],
    ['activity-records', null],
    ['office-model-cases', null],
    ['quarterly-summary', { last: '2026-09-22', next: '2026-12-24' }],
    ['monthly-ten', { last: '2026-11-18', next: '2026-12-21' }],
  ])('%s runs out: %j', (code, expected) => {
    expect(runsOut(firingOf(code), '2026-08-01')).toEqual(expected);
  });

  test('a loaded year is compiled at once, and the next end is its own', () => {
    const workdays = workdaysWith(2027);
    expect(opened('quarterly-summary', '2027', { workdays })).toHaveLength(3);
    expect(runsOut(firingOf('quarterly-summary', { workdays }), '2026-08-01')?.last).toBe('2027-09-23');
    expect(runsOut(firingOf('monthly-ten', { workdays }), '2026-08-01')?.last).toMatch(/^2027-11/);
  });
});

/** Written periods of a kind, from 2026 to 2030. */
function periodsOf(every: PeriodOfYear['of']): string[] {
  const found: string[] = [];
  for (let period: PeriodOfYear = { of: every, year: 2026, number: 1 }; period.year <= 2030;)
    [found[found.length], period] = [writePeriod(period), nextPeriod(period)];
  return found;
}

describe('every period of every obligation opens exactly once from 2026 to 2030', () => {
  const covered = workdaysWith(2027, 2028, 2029, 2030, 2031);
  test.each(SHIPPED_OBLIGATIONS.map((one) => [one.code, one] as const))('%s', (code, { every }) => {
    const ground = { obligations: SHIPPED_OBLIGATIONS, workdays: covered };
    const firing = firingOf(code, ground);
    const days = firing.days.filter(({ period }) => period! >= '2026' && period! < '2031');
    expect(days.map(({ period }) => period)).toEqual(periodsOf(every));
    expect(new Set(days.map(({ day }) => day)).size).toBe(days.length);
    expect(firing.provisional.filter(({ period }) => period! < '2031')).toEqual([]);
    // Temporal lists and stores some tens of calendars without trouble.
    expect(specOf(firing).calendars!.length).toBeLessThan(50);
  });

  test('whatever is covered: what is certain and what is provisional make up all of them', () => {
    fc.assert(
      fc.property(
        fc.subarray([2027, 2028, 2029, 2030, 2031]),
        fc.constantFrom(...SHIPPED_OBLIGATIONS),
        (years, { code, every }) => {
          const ground = { obligations: SHIPPED_OBLIGATIONS, workdays: workdaysWith(...years) };
          const { days, provisional } = firingOf(code, ground);
          const all = [...days, ...provisional].map(({ period }) => period!);
          expect(all.filter((period) => period >= '2026' && period < '2031').sort()).toEqual(
            periodsOf(every).sort(),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  test('the same days all year long, so that a sync has nothing to change', () => {
    const specs = (today: string) => compiled({ today }).map(({ firing }) => specOf(firing));
    expect(specs('2026-12-31')).toEqual(specs('2026-01-01'));
  });
});

describe('the days Temporal is told', () => {
  test.each(['quarterly-summary', 'activity-records', 'monthly-ten', 'annual-plan'])(
    'of %s are the compiled ones and no others',
    (code) => {
      const firing = firingOf(code, { workdays: workdaysWith(2027, 2028) });
      const names = [
        ...['JANUARY', 'FEBRUARY', 'MARCH', 'APRIL', 'MAY', 'JUNE', 'JULY', 'AUGUST'],
        ...['SEPTEMBER', 'OCTOBER', 'NOVEMBER', 'DECEMBER'],
      ];
      const told = specOf(firing).calendars!.flatMap(({ year, month, dayOfMonth }) =>
        (year as number[]).flatMap((inYear) =>
          (month as string[]).flatMap((name) =>
            (dayOfMonth as number[]).map((day) =>
              [inYear, ...[names.indexOf(name) + 1, day].map((part) => String(part).padStart(2, '0'))].join(
                '-',
              ),
            ),
          ),
        ),
      );
      expect(told.sort()).toEqual(firing.days.map(({ day }) => day));
    },
  );
});

test('the last firing of explicit days, and those to come, are found as those of every month are', () => {
  const firing = firingOf('quarterly-summary', { workdays: workdaysWith(2027) });
  const at = (day: string) => new Date(`${day}T08:00:00+08:00`);
  expect(lastFiring(firing, at('2026-09-22'))).toMatchObject({ day: '2026-09-22', period: '2026-Q3' });
  expect(lastFiring(firing, new Date(+at('2026-09-22') - 1))).toMatchObject({ period: '2026-Q2' });
  expect(firingsBetween(firing, at('2026-06-23'), at('2026-12-24')).map(({ period }) => period)).toEqual([
    '2026-Q3',
    '2026-Q4',
  ]);
  expect(firingOn(firing, addDays('2026-09-22', 1))).toBeUndefined();
});
