import { expect, test } from '@jest/globals';
import { SHIPPED_OBLIGATIONS } from '../../campaigns/deadline/shipped.js';
import { eighteenMonths, movedDates, plannedDates } from '../../campaigns/planned-dates.js';
import { SHIPPED_THEMES } from '../../campaigns/theme/shipped.js';
import { readHolidayFile } from '../../domain/calendar/holiday-file.js';
import { Workdays } from '../../domain/calendar/workdays.js';
import { INVENTED_2027 } from '../support/holidays.js';

const span = eighteenMonths('2026-11-20');
const checked = readHolidayFile(INVENTED_2027);
if (!checked.ok) throw new Error('the invented table contradicts itself');
const ground = { book: { themes: SHIPPED_THEMES }, obligations: SHIPPED_OBLIGATIONS };
const before = plannedDates({ ...ground, workdays: new Workdays() }, span);
const after = plannedDates({ ...ground, workdays: new Workdays([checked.value]) }, span);

test('a table moves due days and phases, and settles others', () => {
  const { moved, settled } = movedDates(before, after, span);
  expect(moved).toContainEqual({
    ...{ of: 'obligation', code: 'annual-plan', name: '年度活动规划', period: '2027', what: 'due' },
    ...{ before: '2027-02-01', after: '2027-01-31' },
  });
  expect(moved.some(({ of }) => of === 'theme')).toBe(true);
  expect(moved.every((date) => (date.before ?? date.after!) <= span.to)).toBe(true);
  expect(moved.map((date) => date.before ?? date.after)).toEqual(
    moved.map((date) => date.before ?? date.after).sort(),
  );
  expect(settled).toBeGreaterThan(0);
});

test('the same calendar moves nothing; a theme that is gone has no date after', () => {
  expect(movedDates(before, before, span)).toEqual({ moved: [], settled: 0 });
  const without = { book: { themes: SHIPPED_THEMES, off: new Set(['lei-feng-day']) }, obligations: [] };
  const left = plannedDates({ ...without, workdays: new Workdays() }, span);
  const gone = movedDates(
    before.filter(({ of }) => of === 'theme'),
    left,
    span,
  );
  expect(gone.moved).toContainEqual(
    expect.objectContaining({ code: 'lei-feng-day', what: 'first', before: '2027-03-05', after: null }),
  );
});
