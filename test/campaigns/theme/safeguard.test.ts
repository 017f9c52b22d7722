import { expect, test } from '@jest/globals';
import { lengthOf, reportingDays } from '../../../campaigns/theme/safeguard.js';
import { Workdays } from '../../../domain/calendar/workdays.js';

const SPRING = { from: '2026-02-09', to: '2026-03-03', every: 'week', endedOn: null } as const;
const workdays = new Workdays();

test('a time of special care reports as it was set, until it ends', () => {
  expect(lengthOf(SPRING)).toBe(23);
  expect(reportingDays(SPRING, workdays)).toEqual(['2026-02-14', '2026-02-28', '2026-03-03']);
  expect(reportingDays({ ...SPRING, endedOn: '2026-02-28' }, workdays)).toEqual(['2026-02-14', '2026-02-28']);
  // Its end brings no report that was not asked for.
  expect(reportingDays({ ...SPRING, endedOn: '2026-02-11' }, workdays)).toEqual([]);
});
