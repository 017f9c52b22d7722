/**
 * When sending is allowed. A window repeats daily in office time, `from` inclusive, `to` exclusive, and may
 * wrap midnight (20:00–06:00). `null` is always open; so is a window whose ends meet.
 */
import {
  DAY_MILLISECONDS,
  millisecondsOfOfficeDay,
  MINUTE_MILLISECONDS,
  minutesOfDay,
} from '../calendar/office-day.js';
import type { SendWindow } from '../plan/plan.js';

/** How long the window stays open each day, in milliseconds. */
export function openMilliseconds(window: SendWindow | null): number {
  if (window === null) return DAY_MILLISECONDS;
  const minutes = minutesOfDay(window.to) - minutesOfDay(window.from);
  return minutes * MINUTE_MILLISECONDS + (minutes <= 0 ? DAY_MILLISECONDS : 0);
}

/** Milliseconds since the window last opened, less than a day. */
function sinceOpening(window: SendWindow, instant: Date): number {
  const opening = minutesOfDay(window.from) * MINUTE_MILLISECONDS;
  return (millisecondsOfOfficeDay(instant) - opening + DAY_MILLISECONDS) % DAY_MILLISECONDS;
}

/** Whether a message may leave at this instant. */
export const isOpen = (window: SendWindow | null, instant: Date): boolean =>
  window === null || sinceOpening(window, instant) < openMilliseconds(window);

/** The first instant, from this one on, at which the window is open: this one itself if it is open now. */
export function nextOpen(window: SendWindow | null, instant: Date): Date {
  if (window === null || isOpen(window, instant)) return new Date(instant);
  return new Date(instant.getTime() + DAY_MILLISECONDS - sinceOpening(window, instant));
}

/** The first closed instant after `nextOpen`; `null`: never closes. */
export function closesAt(window: SendWindow | null, instant: Date): Date | null {
  if (window === null || openMilliseconds(window) === DAY_MILLISECONDS) return null;
  const open = nextOpen(window, instant);
  return new Date(open.getTime() - sinceOpening(window, open) + openMilliseconds(window));
}

/** Whether every minute of the inner window is one of the outer: a campaign may narrow the office's hours. */
export function isWithin(inner: SendWindow | null, outer: SendWindow | null): boolean {
  if (outer === null || openMilliseconds(outer) === DAY_MILLISECONDS) return true;
  if (inner === null) return false;
  const lateness = (minutesOfDay(inner.from) - minutesOfDay(outer.from)) * MINUTE_MILLISECONDS;
  return (
    ((lateness + DAY_MILLISECONDS) % DAY_MILLISECONDS) + openMilliseconds(inner) <= openMilliseconds(outer)
  );
}

/** What two windows of one day, neither over midnight, both allow; settings make sure that there is such a time. */
export function narrower(one: SendWindow | null, other: SendWindow | null): SendWindow | null {
  if (one === null || other === null) return one ?? other;
  return { from: one.from > other.from ? one.from : other.from, to: one.to < other.to ? one.to : other.to };
}
