import { officeDay, parseOfficeDay } from '../domain/calendar/office-day.js';
import { refuse } from './refusal.js';

/**
 * A last day that somebody wrote for a duty.
 * @throws {Refusal} when it is no day, or past
 */
export function dayAhead(written: string, now: Date): string {
  const day = parseOfficeDay(written);
  if (day !== null && day >= officeDay(now)) return day;
  throw refuse(
    'invalid',
    'not-a-day',
    day === null ? `“${written}” 不是日期：写作 2027-02-05` : `${written} 已过：请写今天或以后的日期`,
    day === null
      ? `“${written}” is no day: write 2027-02-05`
      : `${written} is past: name today or a later day`,
  );
}
