import type { Sending } from './end-time.js';
import { closesAt, nextOpen } from './window.js';

const HOUR_MILLISECONDS = 3_600_000;

/** What goes out within one hour of office time. */
export interface SendHour {
  /** When the hour begins; its first minutes may be closed. */
  from: Date;
  calls: number;
  messages: number;
}

/** What is to be sent, and how many messages one provider call carries at most. */
export interface SendLoad extends Sending {
  messages: number;
  messagesPerCall: number;
}

/**
 * How many calls and messages leave in each hour, under pace and window, the lane being free; hours in which nothing
 * leaves are left out. The same arithmetic as `estimateEnd`: its instant lies in the last of these hours.
 */
export function sendPlan(load: SendLoad): SendHour[] {
  const { calls, callsPerSecond, window, from } = load;
  if (!(callsPerSecond > 0)) throw new RangeError('callsPerSecond must be above 0');
  const hours: SendHour[] = [];
  let done = 0;
  let openTime = 0;
  for (let at = nextOpen(window, from).getTime(); done < calls;) {
    const hour = Math.floor(at / HOUR_MILLISECONDS) * HOUR_MILLISECONDS;
    const close = closesAt(window, new Date(at))?.getTime() ?? Infinity;
    const end = Math.min(hour + HOUR_MILLISECONDS, close);
    openTime += end - at;
    const through = callsBefore(openTime, load);
    if (through > done) addTo(hours, { from: new Date(hour), ...between(done, through, load) });
    done = through;
    at = nextOpen(window, new Date(end)).getTime();
  }
  return hours;
}

/** A window may close and open again within one hour. */
function addTo(hours: SendHour[], next: SendHour): void {
  const last = hours.at(-1);
  if (last?.from.getTime() !== next.from.getTime()) return void hours.push(next);
  last.calls += next.calls;
  last.messages += next.messages;
}

/** Messages of the calls from one place in the order up to another; the last call carries what is left. */
function between(
  from: number,
  through: number,
  { messages, messagesPerCall }: SendLoad,
): Pick<SendHour, 'calls' | 'messages'> {
  const carried = (calls: number): number => Math.min(calls * messagesPerCall, messages);
  return { calls: through - from, messages: carried(through) - carried(from) };
}

/** How many calls are made in so much open time: the n-th, from 0, is due after n / pace, to the millisecond. */
function callsBefore(openMilliseconds: number, { calls, callsPerSecond }: Sending): number {
  const dueAt = (call: number): number => Math.round((call * 1000) / callsPerSecond);
  // The estimate is off by the rounding of one call at most.
  let before = Math.min(calls, Math.ceil((openMilliseconds * callsPerSecond) / 1000));
  while (before < calls && dueAt(before) < openMilliseconds) before += 1;
  while (before > 0 && dueAt(before - 1) >= openMilliseconds) before -= 1;
  return before;
}
