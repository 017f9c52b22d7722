import { parseWeeklyHours, type WeeklyHours } from '../../../people/weekly-hours.js';

/** When in the week somebody can come from now on. */
export interface HoursSaid {
  hours: WeeklyHours;
  start: number;
  end: number;
}

const FREE = '(?:有空儿?|有时间|有工夫|方便|能来|可以来|能参加|能服务)';

/**
 * What is said for good: 有空时间：周末全天, 以后只有周六上午9点到11点有空. Of one event nobody says 以后 or 平时, and
 * 周末有空 alone may answer a call: that is no such word.
 */
const FOR_GOOD: readonly RegExp[] = [
  /^[我俺]?的?(?:有空|空闲|可?服务|可?参加|方便)的?时间(?:改[为成]|[是为])?[\s:,]*(.+?)[.。!]*$/,
  new RegExp(
    `^[我俺]?(?:以后|今后|往后|平时|平常)[\\s,]*[我俺]?(?:都|就)?(?:只有|只能|只)?(.+?)(?:才|都|就)?${FREE}[.。!了吧啊]*$`,
  ),
];

/** Weekly hours, where a reply says nothing else; null: it says none. */
export function hoursIn(text: string): HoursSaid | null {
  const said = text.trim();
  for (const form of FOR_GOOD) {
    const read = parseWeeklyHours(form.exec(said)?.[1] ?? '');
    if (read.ok)
      return { hours: read.hours, start: text.indexOf(said), end: text.indexOf(said) + said.length };
  }
  return null;
}
