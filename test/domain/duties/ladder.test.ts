import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../../../domain/calendar/day.js';
import { officeDay, officeTime } from '../../../domain/calendar/office-day.js';
import { Workdays } from '../../../domain/calendar/workdays.js';
import {
  climbing,
  digestAt,
  dueFor,
  LADDER_WITHOUT_OPENING,
  nextDigest,
  RESTARTS,
  USUAL_LADDER,
} from '../../../domain/duties/ladder.js';

const workdays = new Workdays();
const ground = { workdays, time: '09:00' };
const at = (text: string): Date => new Date(`${text}:00+08:00`);

const laid = (opens: string, due: string, ladder = USUAL_LADDER): string[] =>
  climbing(ladder, { opens: at(opens), due }, ground).map(
    (rung) => `${officeTime(new Date(rung.at))} ${rung.rung}`,
  );

describe('the rungs of a duty', () => {
  test('lie on workdays, around holidays and make-up days', () => {
    // 2026: 春节 15–23 February off, 14 and 28 worked; due on the Tuesday before.
    expect(laid('2026-01-20T10:00', '2026-02-10')).toEqual([
      ...['2026-01-21 09:00 opened', '2026-02-03 09:00 week before', '2026-02-09 09:00 day before'],
      ...['2026-02-10 09:00 due', '2026-02-11 09:00 late', '2026-02-12 09:00 deputy'],
      ...['2026-02-14 09:00 head', '2026-02-25 09:00 superior', '2026-02-27 09:00 office'],
    ]);
  });

  test('say on the last workday before it what is due on a rest day', () => {
    // 31 January 2026 is a Saturday.
    const rungs = laid('2026-01-01T00:00', '2026-01-31');
    expect(rungs).toContain('2026-01-30 09:00 due');
    expect(rungs).toContain('2026-01-29 09:00 day before');
    expect(rungs).toContain('2026-02-02 09:00 late');
  });

  test('leave out what would lie before the opening, which says it', () => {
    expect(laid('2026-02-09T15:00', '2026-02-11')).toEqual([
      ...[
        '2026-02-10 09:00 opened',
        '2026-02-11 09:00 due',
        '2026-02-12 09:00 late',
        '2026-02-13 09:00 deputy',
      ],
      ...['2026-02-24 09:00 head', '2026-02-26 09:00 superior', '2026-02-28 09:00 office'],
    ]);
  });

  test('begin with the last that has passed where nothing is said at the opening', () => {
    const late = laid('2026-06-15T10:00', '2026-06-10', LADDER_WITHOUT_OPENING);
    expect(late).toEqual(['2026-06-16 09:00 head', '2026-06-18 09:00 superior', '2026-06-23 09:00 office']);
    const early = laid('2026-06-01T10:00', '2026-06-26', LADDER_WITHOUT_OPENING);
    expect(early[0]).toBe('2026-06-18 09:00 week before');
  });

  test('are in order, each once, never on a rest day and never before the opening, whatever the days', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: 0, max: 200 }),
        fc.boolean(),
        (start, length, opening) => {
          const opens = new Date(at('2020-01-01T00:00').getTime() + start * 43_200_000);
          const due = addDays(officeDay(opens), length);
          const ladder = opening ? USUAL_LADDER : LADDER_WITHOUT_OPENING;
          const rungs = climbing(ladder, { opens, due }, ground);
          const times = rungs.map((rung) => rung.at);
          expect([...times].sort()).toEqual(times);
          expect(new Set(times).size).toBe(times.length);
          expect(rungs.length).toBeGreaterThan(0);
          for (const rung of rungs) {
            expect(workdays.isWorkday(officeDay(new Date(rung.at)))).toBe(true);
            expect(new Date(rung.at) >= opens).toBe(true);
          }
        },
      ),
    );
  });
});

test('the next digest is today until its minute has passed, then on the next workday', () => {
  expect(nextDigest(at('2026-02-13T08:59'), ground)).toEqual(at('2026-02-13T09:00'));
  expect(nextDigest(at('2026-02-13T09:00'), ground)).toEqual(at('2026-02-13T09:00'));
  // 14 February 2026 is a worked Saturday; the holiday lasts until the 23rd.
  expect(nextDigest(at('2026-02-13T09:01'), ground)).toEqual(at('2026-02-14T09:00'));
  expect(nextDigest(at('2026-02-14T09:01'), ground)).toEqual(at('2026-02-24T09:00'));
  expect(digestAt('2026-02-14', '14:30')).toEqual(at('2026-02-14T14:30'));
});

test.each(RESTARTS)('a report returned to “%s” reaches that rung on the day it is said', (rung) => {
  const on = '2026-03-12';
  const rungs = laid('2026-01-05T00:00', dueFor(rung, on, ground));
  expect(rungs).toContain(`${on} 09:00 ${rung}`);
});
