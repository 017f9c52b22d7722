import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { millisecondsOfOfficeDay, timeOfDay } from '../../../domain/calendar/office-day.js';
import { estimateEnd } from '../../../domain/messages/end-time.js';
import { sendPlan, type SendLoad } from '../../../domain/messages/send-plan.js';
import { isOpen } from '../../../domain/messages/window.js';

const HOUR = 3_600_000;
const total = <Key extends 'calls' | 'messages'>(load: SendLoad, key: Key): number =>
  sendPlan(load).reduce((sum, hour) => sum + hour[key], 0);

/** Mails, one a second, from nine in the morning. */
const mails = (messages: number, more: Partial<SendLoad> = {}): SendLoad => ({
  ...{ messages, calls: messages, messagesPerCall: 1, callsPerSecond: 1, window: null },
  from: new Date('2026-08-01T01:00:00Z'),
  ...more,
});

describe('the hours of a sending', () => {
  test('are filled by the pace, the last with what is left', () => {
    expect(sendPlan(mails(8000))).toEqual([
      { from: new Date('2026-08-01T01:00:00Z'), calls: 3600, messages: 3600 },
      { from: new Date('2026-08-01T02:00:00Z'), calls: 3600, messages: 3600 },
      { from: new Date('2026-08-01T03:00:00Z'), calls: 800, messages: 800 },
    ]);
  });

  test('go on in the morning where the window closes', () => {
    const window = { from: '08:30', to: '09:30' };
    expect(sendPlan(mails(2700, { window }))).toEqual([
      { from: new Date('2026-08-01T01:00:00Z'), calls: 1800, messages: 1800 },
      { from: new Date('2026-08-02T00:00:00Z'), calls: 900, messages: 900 },
    ]);
  });

  test('are one where a window closes and opens again within it', () => {
    const window = { from: '09:40', to: '09:20' };
    const [hour, ...others] = sendPlan(mails(2000, { window }));
    expect(hour).toEqual({ from: new Date('2026-08-01T01:00:00Z'), calls: 2000, messages: 2000 });
    expect(others).toEqual([]);
  });

  test('are one where nothing is paced, and none where nothing is sent', () => {
    expect(sendPlan(mails(500, { callsPerSecond: Infinity }))).toHaveLength(1);
    expect(sendPlan(mails(0))).toEqual([]);
    expect(() => sendPlan(mails(1, { callsPerSecond: 0 }))).toThrow(RangeError);
  });

  test('count messages by the call that carries them', () => {
    const load = mails(0, { messages: 250, calls: 3, messagesPerCall: 100, callsPerSecond: 1 / 3600 });
    expect(sendPlan(load).map(({ messages }) => messages)).toEqual([100, 100, 50]);
  });
});

const minute = fc.integer({ min: 0, max: 1439 });
const window = fc.option(
  fc
    .tuple(minute, minute)
    .filter(([from, to]) => from !== to)
    .map(([from, to]) => ({ from: timeOfDay(from), to: timeOfDay(to) })),
  { nil: null },
);
const loads: fc.Arbitrary<SendLoad> = fc
  .record({
    messages: fc.integer({ min: 0, max: 30_000 }),
    messagesPerCall: fc.constantFrom(1, 100),
    callsPerSecond: fc.oneof(fc.double({ min: 0.05, max: 500, noNaN: true }), fc.constant(Infinity)),
    window,
    from: fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
  })
  .map((load) => ({ ...load, calls: Math.ceil(load.messages / load.messagesPerCall) }));

describe('whatever is sent', () => {
  test('adds up to all calls and all messages', () => {
    fc.assert(
      fc.property(loads, (load) => {
        expect([total(load, 'calls'), total(load, 'messages')]).toEqual([load.calls, load.messages]);
      }),
    );
  });

  test('leaves in hours of which the window holds a part', () => {
    fc.assert(
      fc.property(loads, (load) => {
        for (const { from, calls } of sendPlan(load)) {
          expect(millisecondsOfOfficeDay(from) % HOUR).toBe(0);
          expect(calls).toBeGreaterThan(0);
          const minutes = Array.from({ length: 60 }, (_, at) => new Date(from.getTime() + at * 60_000));
          expect(minutes.some((instant) => isOpen(load.window, instant))).toBe(true);
        }
      }),
    );
  });

  test('is in order, and its last hour holds the estimated end', () => {
    fc.assert(
      fc.property(
        loads.filter(({ calls }) => calls > 0),
        (load) => {
          const hours = sendPlan(load).map(({ from }) => from.getTime());
          expect(hours).toEqual([...new Set(hours)].sort((one, other) => one - other));
          const end = estimateEnd(load).getTime();
          expect(hours.at(-1)).toBeLessThanOrEqual(end);
          expect(hours.at(-1)! + HOUR).toBeGreaterThan(end);
        },
      ),
    );
  });
});
