import { officeTime } from '../../../domain/calendar/office-day.js';

/** An instant in office time, or a dash. */
export const shownTime = (instant: Date | null): string => (instant === null ? '—' : officeTime(instant));
