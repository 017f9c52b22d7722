import { DAY_MILLISECONDS } from '../calendar/office-day.js';
import type { SendWindow } from '../plan/plan.js';
import { closesAt, nextOpen, openMilliseconds } from './window.js';

/** What decides how long sending takes. */
export interface Sending {
  /** Provider calls to make; not messages: one SMS call carries many. */
  calls: number;
  /** Pace of the lane, evenly spaced; above 0. */
  callsPerSecond: number;
  window: SendWindow | null;
  /** When the first call may be made, the window permitting. */
  from: Date;
}

/** The instant of the last call under pace and window, the lane being free; `from` if there is none to make. */
export function estimateEnd({ calls, callsPerSecond, window, from }: Sending): Date {
  if (!(callsPerSecond > 0)) throw new RangeError('callsPerSecond must be above 0');
  if (calls <= 0) return new Date(from);
  const start = nextOpen(window, from);
  const openTime = Math.round(((calls - 1) * 1000) / callsPerSecond);
  const close = closesAt(window, start);
  if (close === null || start.getTime() + openTime < close.getTime())
    return new Date(start.getTime() + openTime);
  // Whole windows after the first are skipped at once: a slow pace may need thousands of days.
  const perDay = openMilliseconds(window);
  const afterFirst = openTime - (close.getTime() - start.getTime());
  const days = Math.floor(afterFirst / perDay);
  return new Date(nextOpen(window, close).getTime() + days * DAY_MILLISECONDS + (afterFirst % perDay));
}
