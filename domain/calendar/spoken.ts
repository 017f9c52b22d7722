/** Days and times as texts to people say them. */
import { officeDay, officeTime } from './office-day.js';

const WEEKDAYS = ['日', '一', '二', '三', '四', '五', '六'];

/** `11月28日（周六）` */
export function spokenDay(instant: Date): string {
  const day = officeDay(instant);
  const weekday = WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()];
  return `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日（周${weekday}）`;
}

/** `11月28日（周六）17:00` */
export const spokenTime = (instant: Date): string => `${spokenDay(instant)}${officeTime(instant).slice(11)}`;
