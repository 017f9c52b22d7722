import { beforeEach, describe, expect, test } from '@jest/globals';
import { officeTime, startOfOfficeDay } from '../../domain/calendar/office-day.js';
import {
  endAbsences,
  openAbsences,
  recordAbsence,
  setWeeklyHours,
  weeklyHours,
} from '../../ledger/availability.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const person = city.id('张蔷');
beforeEach(() => database`TRUNCATE availability, absence RESTART IDENTITY`);

/** Days of August: from the first until the second begins. */
const away = (from: number, until: number, now = NOW) => {
  const day = (each: number) => startOfOfficeDay(`2026-08-${String(each).padStart(2, '0')}`);
  return database.begin((sql) =>
    recordAbsence(sql, { person, from: day(from), until: day(until), source: 'clerk', now }),
  );
};

/** Every absence in the ledger, as days of August. */
const absences = async (): Promise<string[]> => {
  const rows = await database<{ fromAt: Date; untilAt: Date }[]>`SELECT * FROM absence ORDER BY from_at`;
  return rows.map(({ fromAt, untilAt }) =>
    [fromAt, untilAt].map((at) => officeTime(at).slice(8, 10)).join('-'),
  );
};

describe('weekly hours', () => {
  const evenings = [1, 2].map((weekday) => ({ weekday: weekday as 1 | 2, from: 1080, to: 1320 }));

  test('are replaced whole, and none means any time', async () => {
    expect(await weeklyHours(database, person)).toEqual([]);
    await database.begin((sql) => setWeeklyHours(sql, person, evenings));
    expect(await weeklyHours(database, person)).toEqual(evenings);
    await database.begin((sql) => setWeeklyHours(sql, person, [{ weekday: 7, from: 0, to: 1440 }]));
    expect(await weeklyHours(database, person)).toEqual([{ weekday: 7, from: 0, to: 1440 }]);
    await database.begin((sql) => setWeeklyHours(sql, person, []));
    expect(await weeklyHours(database, person)).toEqual([]);
    expect(await weeklyHours(database, city.id('李岚'))).toEqual([]);
  });

  test('set by two at once are those of one of them', async () => {
    const set = (weekday: 1 | 2 | 3) =>
      database.begin((sql) => setWeeklyHours(sql, person, [{ weekday, from: 0, to: 60 }]));
    await Promise.all([set(1), set(2), set(3), set(1), set(2)]);
    expect(await weeklyHours(database, person)).toHaveLength(1);
  });
});

describe('an absence', () => {
  test('is recorded, and open until it is over', async () => {
    const { id, replaced } = await away(1, 6);
    expect(replaced).toBe(0);
    expect(await openAbsences(database, person, NOW)).toEqual([
      {
        id,
        from: startOfOfficeDay('2026-08-01'),
        until: startOfOfficeDay('2026-08-06'),
        source: 'clerk',
        recordedAt: NOW,
      },
    ]);
    expect(await openAbsences(database, person, startOfOfficeDay('2026-08-06'))).toEqual([]);
    expect(await openAbsences(database, city.id('李岚'), NOW)).toEqual([]);
  });

  test.each<[string, [number, number][], [number, number], string[], number]>([
    ['longer than before', [[1, 6]], [3, 9], ['01-03', '03-09'], 1],
    ['shorter than before', [[1, 9]], [3, 5], ['01-03', '03-05'], 1],
    ['the same again', [[1, 6]], [1, 6], ['01-06'], 1],
    [
      'over several',
      [
        [2, 4],
        [5, 7],
      ],
      [1, 9],
      ['01-09'],
      2,
    ],
    [
      'beside another',
      [
        [1, 3],
        [8, 9],
      ],
      [3, 8],
      ['01-03', '03-08', '08-09'],
      0,
    ],
  ])('%s: the last word counts', async (_, before, [from, until], after, replaced) => {
    for (const [one, two] of before) await away(one, two);
    expect(await away(from, until)).toMatchObject({ replaced });
    expect(await absences()).toEqual(after);
  });

  test('told twice at once is there once', async () => {
    await Promise.all([away(2, 5), away(2, 5), away(2, 5)]);
    expect(await absences()).toEqual(['02-05']);
  });
});

describe('whoever is back', () => {
  const at = startOfOfficeDay('2026-08-03');

  test('has been away until now; what is to come stays, or goes on demand', async () => {
    const { id: now } = await away(1, 6);
    const { id: later } = await away(8, 9);
    expect(await endAbsences(database, { person, at })).toEqual([now]);
    expect(await absences()).toEqual(['01-03', '08-09']);
    expect(await endAbsences(database, { person, at, coming: true })).toEqual([later]);
    expect(await absences()).toEqual(['01-03']);
    expect(await endAbsences(database, { person, at, coming: true })).toEqual([]);
  });

  test('at the instant of leaving was never away', async () => {
    await away(3, 6);
    expect(await endAbsences(database, { person, at })).toHaveLength(1);
    expect(await absences()).toEqual([]);
  });

  test('says nothing about others', async () => {
    await away(1, 6);
    expect(await endAbsences(database, { person: city.id('李岚'), at, coming: true })).toEqual([]);
    expect(await absences()).toEqual(['01-06']);
  });
});

test('the database refuses hours and absences that end before they begin', async () => {
  await expect(setWeeklyHours(database, person, [{ weekday: 1, from: 600, to: 600 }])).rejects.toThrow(
    'availability_check',
  );
  await expect(away(5, 4)).rejects.toThrow('absence_check');
});
