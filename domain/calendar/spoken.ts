/** Days and times as texts to people say them. */
import { weekdayOf } from './day.js';
import { officeDay, officeTime } from './office-day.js';

/** Days of the week, Sunday first, as they stand behind 周. */
export const WEEKDAYS = ['日', '一', '二', '三', '四', '五', '六'];
/** The same in English, as they are shortened. */
export const ENGLISH_WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `周六`, of its number: 0 is Sunday. */
export const spokenWeekday = (weekday: number): string => `周${WEEKDAYS[weekday]}`;

/** `11月28日（周六）` */
export function spokenDay(instant: Date): string {
  const day = officeDay(instant);
  return `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日（${spokenWeekday(weekdayOf(day))}）`;
}

/** `11月28日（周六）17:00` */
export const spokenTime = (instant: Date): string => `${spokenDay(instant)}${officeTime(instant).slice(11)}`;
