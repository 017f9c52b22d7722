import { beforeEach, describe, expect, test } from '@jest/globals';
import { oweReminder, standEveryoneDown } from '../../../ledger/call-outs/close.js';
import { signIn } from '../../../ledger/call-outs/attendance.js';
import { stepsOwed } from '../../../ledger/owed.js';
import {
  answer,
  askWave,
  candidateRow,
  counts,
  openCall,
  owedTo,
  says,
  settleTexts,
  tellOwed,
  type OpenCall,
} from '../../support/call-out.js';
import { joinCrowd } from '../../support/crowd.js';
import { NOW, settleCast } from '../../support/cast.js';
import { createTestDatabase } from '../../support/database.js';
import { untilSomebodyWaits } from '../../support/until.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
await settleTexts(city);
const crowd = await joinCrowd(city, 12);

beforeEach(() => city.reset());

const byRank = async ({ run }: OpenCall): Promise<number[]> =>
  (
    await database<
      { personId: number }[]
    >`SELECT person_id FROM candidate WHERE run_id = ${run} ORDER BY rank`
  ).map(({ personId }) => personId);

describe('standing everyone down', () => {
  test('tells exactly those who may have been reached and may still come', async () => {
    const call = await openCall(city, { needed: 1 });
    const { occurrence } = await askWave(city, call, 10, { texts: 'queued' });
    const [placed, waits, unsure, declined, withdrawn, silent, sending, unknown, cancelled, undelivered] =
      (await byRank(call)) as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ];
    const become = (people: number[], ...states: string[]) =>
      states.reduce(
        (before, state) =>
          before.then(
            () => database`
              UPDATE message SET state = ${state}::message_state WHERE occurrence_id = ${occurrence.id} AND person_id = ANY(${people})`,
          ),
        Promise.resolve() as Promise<unknown>,
      );
    await become([placed, waits, unsure, declined, withdrawn, silent], 'sending', 'sent', 'delivered');
    await become([sending], 'sending');
    await become([unknown], 'sending', 'unknown');
    await become([undelivered], 'sending', 'sent', 'undelivered');
    await become([cancelled], 'cancelled');
    await answer(city, call, [says(withdrawn, 'yes', 1), says(withdrawn, 'no', 2)]);
    await answer(city, call, [
      says(placed, 'yes', 3),
      says(waits, 'yes', 4),
      says(unsure, 'maybe', 5),
      says(declined, 'no', 6),
    ]);

    await database.begin((sql) => standEveryoneDown(sql, call.run, NOW));
    expect(await counts(city, call)).toEqual({ 'stood down': 8, declined: 1, withdrawn: 1, waiting: 2 });
    expect(await owedTo(city, call, 'stand-down')).toEqual(
      [placed, waits, unsure, silent, sending, unknown].sort((one, other) => one - other),
    );
    // What was owed before is not said any more.
    expect(await stepsOwed(database, call.run)).toEqual(['stand-down']);
    expect(await database`SELECT places_taken, asking FROM call_out`).toEqual([
      { placesTaken: 0, asking: false },
    ]);
  });

  test('by any text of the run: who was reached by the confirmation alone is told', async () => {
    const call = await openCall(city);
    await askWave(city, call, 1, { texts: 'queued' });
    const [somebody] = (await byRank(call)) as [number];
    await database`UPDATE message SET state = 'failed'`;
    // They heard of it from a neighbour.
    await answer(city, call, [says(somebody, 'yes')]);
    await tellOwed(city, call);
    await database`UPDATE message SET state = 'sending' WHERE state = 'queued'`;
    await database.begin((sql) => standEveryoneDown(sql, call.run, NOW));
    expect(await owedTo(city, call, 'stand-down')).toEqual([somebody]);
  });

  test('twice tells nobody twice', async () => {
    const call = await openCall(city);
    await askWave(city, call, 3);
    await database.begin((sql) => standEveryoneDown(sql, call.run, NOW));
    expect(Object.values(await tellOwed(city, call)).map(({ length }) => length)).toEqual([3]);
    await database.begin((sql) => standEveryoneDown(sql, call.run, NOW));
    expect(await tellOwed(city, call)).toEqual({});
  });

  test('closes the answers: whoever says yes afterwards has no place', async () => {
    const call = await openCall(city);
    await askWave(city, call, 3);
    const [somebody] = (await byRank(call)) as [number];
    await database.begin((sql) => standEveryoneDown(sql, call.run, NOW));
    expect(await answer(city, call, [says(somebody, 'yes', 5)])).toEqual(['closed']);
    expect((await candidateRow(city, call, somebody))['state']).toBe('stood down');
  });
});

describe('the reminder', () => {
  test('is owed once to everyone with a place, and to nobody who gives it back before they are told', async () => {
    const call = await openCall(city, { needed: 2 });
    await askWave(city, call, 4);
    const [one, two, three] = (await byRank(call)) as [number, number, number];
    await answer(city, call, [says(one, 'yes', 1), says(two, 'yes', 2), says(three, 'yes', 3)]);
    await oweReminder(database, call.run, NOW);
    expect(await owedTo(city, call, 'reminder')).toEqual([one, two].sort((a, b) => a - b));
    await answer(city, call, [says(one, 'no', 4)]);
    expect(await owedTo(city, call, 'reminder')).toEqual([two]);
    expect((await tellOwed(city, call))['reminder']).toEqual([two]);
    await oweReminder(database, call.run, NOW);
    // Whoever got the place since was confirmed, and has not been reminded yet.
    expect(await owedTo(city, call, 'reminder')).toEqual([three]);
  });

  test('is owed to nobody who gives the place back in that moment', async () => {
    const call = await openCall(city);
    await askWave(city, call, 2);
    const [one, two] = (await byRank(call)) as [number, number];
    await answer(city, call, [says(one, 'yes', 1), says(two, 'yes', 2)]);
    let owing: Promise<unknown> = Promise.resolve();
    await database.begin(async (sql) => {
      await answer(city, call, [says(one, 'no', 3)], { sql });
      owing = oweReminder(database, call.run, NOW);
      await untilSomebodyWaits(database);
    });
    await owing;
    expect(await owedTo(city, call, 'reminder')).toEqual([two]);
  });
});

describe('attendance', () => {
  test('counts everyone who was asked, with a place or without; the first note stands', async () => {
    const call = await openCall(city, { needed: 1 });
    await askWave(city, call, 3);
    const [one, two] = (await byRank(call)) as [number, number];
    await answer(city, call, [says(one, 'yes')]);
    const note = (people: number[], by: string) => signIn(database, { run: call.run, people, at: NOW, by });
    expect(await note([one], 'code')).toBe(1);
    expect(await note([one, two], '何军')).toBe(1);
    expect(await note([one, two, 999_999], '何军')).toBe(0);
    expect(await note([], '何军')).toBe(0);
    expect([await candidateRow(city, call, one), await candidateRow(city, call, two)]).toMatchObject([
      { attestedBy: 'code', attendedAt: NOW },
      { attestedBy: '何军' },
    ]);
  });

  test('of who came without having been asked counts; of who may not come does not', async () => {
    await database`UPDATE person SET birth_date = '2015-01-01' WHERE id = ${crowd[0]!}`;
    const call = await openCall(city, { requires: ['adult'] });
    await database`UPDATE person SET birth_date = '1990-01-01' WHERE id = ${crowd[0]!}`;
    expect(await signIn(database, { run: call.run, people: crowd, at: NOW, by: '何军' })).toBe(11);
  });
});
