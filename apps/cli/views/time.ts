import { DAY_MILLISECONDS, MINUTE_MILLISECONDS, officeTime } from '../../../domain/calendar/office-day.js';
import type { Sentence } from '../../../domain/problem.js';

/** An instant in office time, or a dash. */
export const shownTime = (instant: Date | null): string => (instant === null ? '—' : officeTime(instant));

const HOUR_MILLISECONDS = 60 * MINUTE_MILLISECONDS;

/** Units of a span, the largest first, in milliseconds. */
const UNITS = [
  { size: DAY_MILLISECONDS, zh: '天', en: 'd' },
  { size: HOUR_MILLISECONDS, zh: '小时', en: 'h' },
  { size: MINUTE_MILLISECONDS, zh: '分', en: 'min' },
  { size: 1000, zh: '秒', en: 's' },
] as const;

/** A span of time by its largest unit and the next: `3 天 4 小时`, `12 分 5 秒`, `30 分`; less than nothing is nothing. */
export function spanWords(milliseconds: number): Sentence {
  const span = Math.max(0, milliseconds);
  const found = UNITS.findIndex(({ size }) => span >= size);
  const largest = found < 0 ? UNITS.length - 1 : found;
  const parts = UNITS.slice(largest, largest + 2).flatMap(({ size, zh, en }, at) => {
    const count = Math.floor((at === 0 ? span : span % UNITS[largest]!.size) / size);
    return count > 0 || at === 0 ? [{ zh: `${count} ${zh}`, en: `${count} ${en}` }] : [];
  });
  return { zh: parts.map(({ zh }) => zh).join(' '), en: parts.map(({ en }) => en).join(' ') };
}

/** From one time until another; the day is named once where it is the same. */
export function shownSpan(from: Date, to: Date): string {
  const [begins, ends] = [officeTime(from), officeTime(to)];
  return `${begins} – ${begins.slice(0, 10) === ends.slice(0, 10) ? ends.slice(11) : ends}`;
}
