import { DAY_MILLISECONDS, instantOf, officeDay } from '../calendar/office-day.js';

/** Before any digest: then a run that chases looks at what has come in since the day before. */
const MORNING = '06:00';

/** When what comes in at an instant is looked at: the next six in the morning, by office time. */
export function nextMorning(now: Date): Date {
  const today = instantOf(officeDay(now), MORNING);
  return today > now ? today : new Date(today.getTime() + DAY_MILLISECONDS);
}
