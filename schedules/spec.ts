import type { Month, ScheduleSpec } from '@temporalio/client';
import type { FiringDay, Firing } from './entry.js';

const MONTHS: Month[] = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
];
const monthNames = (months: readonly number[]): Month[] => months.map((month) => MONTHS[month - 1]!);

/** A schedule's firing as Temporal is told of it: the same days give the same, letter for letter. */
export function specOf(firing: Firing): ScheduleSpec {
  const [hour, minute] = firing.time.split(':').map(Number) as [number, number];
  const days = 'days' in firing ? boxesOf(firing.days) : [monthly(firing.daysOfMonth, firing.months)];
  return { timezone: 'Asia/Shanghai', calendars: days.map((box) => ({ ...box, hour, minute })) };
}

/** Every day of these years, months and days of the month. */
interface Box {
  year?: number[];
  month?: Month[];
  dayOfMonth: number[];
}

const monthly = (daysOfMonth: readonly number[], months: readonly number[] | undefined): Box => ({
  dayOfMonth: [...daysOfMonth],
  ...(months ? { month: monthNames(months) } : {}),
});

/**
 * Days as few boxes that hold nothing else: of one year the months that share a day of the month, then the years that are alike
 * in that. Some tens at most, where every day by itself would be hundreds.
 */
function boxesOf(days: readonly FiringDay[]): Box[] {
  const months = gathered(days, ({ day }) => `${day.slice(0, 4)} ${day.slice(8)}`);
  const alike = gathered([...months], ([key, some]) => `${key.slice(5)} ${some.map(monthOf).join(' ')}`);
  return [...alike].map(([key, some]) => {
    const [dayOfMonth, ...inMonths] = key.split(' ').map(Number) as [number, ...number[]];
    return {
      year: some.map(([year]) => Number(year.slice(0, 4))),
      ...{ month: monthNames(inMonths), dayOfMonth: [dayOfMonth] },
    };
  });
}

const monthOf = ({ day }: FiringDay): number => Number(day.slice(5, 7));

function gathered<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
