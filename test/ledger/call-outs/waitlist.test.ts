import { beforeEach, describe, expect, test } from '@jest/globals';
import { changeNeeded } from '../../../ledger/call-outs/answers.js';
import { finishAsking } from '../../../ledger/call-outs/waves.js';
import {
  answer,
  askEveryone,
  books,
  candidateRow,
  counts,
  openCall,
  owedTo,
  says,
  settleTexts,
  type CallWish,
  type OpenCall,
} from '../../support/call-out.js';
import { joinCrowd } from '../../support/crowd.js';
import { NOW, settleCast } from '../../support/cast.js';
import { createTestDatabase } from '../../support/database.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
await settleTexts(city);
const crowd = await joinCrowd(city, 12);
const [ann, bob, cat, dan, eve] = crowd as [number, number, number, number, number];

beforeEach(() => city.reset());

/** A call-out everyone of the crowd has been asked to. */
async function asked(wish: CallWish = {}): Promise<OpenCall> {
  const call = await openCall(city, wish);
  await askEveryone(city, call);
  return call;
}

const state = async (call: OpenCall, person: number): Promise<string> =>
  (await candidateRow(city, call, person))['state'] as string;
const waitlist = async ({ run }: OpenCall): Promise<number[]> =>
  (
    await database<{ personId: number }[]>`
      SELECT person_id FROM candidate WHERE run_id = ${run} AND state = 'waitlisted' ORDER BY since, rank`
  ).map(({ personId }) => personId);
const minutes = (after: number): Date => new Date(NOW.getTime() + after * 60_000);
const confirmations = (call: OpenCall): Promise<number[]> => owedTo(city, call, 'confirmation');

describe('the waitlist', () => {
  test('is served in its order when people drop out', async () => {
    const call = await asked({ needed: 2 });
    await answer(
      city,
      call,
      [ann, bob, cat, dan, eve].map((person, at) => says(person, 'yes', at)),
    );
    await answer(city, call, [says(bob, 'no', 10)]);
    expect([await state(call, bob), await state(call, cat), await waitlist(call)]).toEqual([
      'withdrawn',
      'placed',
      [dan, eve],
    ]);
    await answer(city, call, [says(ann, 'no', 11), says(cat, 'no', 12)]);
    expect([await counts(city, call), await confirmations(call)]).toMatchObject([
      { placed: 2, withdrawn: 3 },
      [dan, eve],
    ]);
  });

  test('is in the order of the answers, not of the ranks, also when they were pushed together', async () => {
    const call = await asked({ needed: 1 });
    const backwards = (
      await database<{ personId: number }[]>`
      SELECT person_id FROM candidate WHERE run_id = ${call.run} AND rank <= 4 ORDER BY rank DESC`
    ).map(({ personId }) => personId);
    await answer(
      city,
      call,
      backwards.map((person, at) => says(person, 'yes', at)),
    );
    expect(await waitlist(call)).toEqual(backwards.slice(1));
  });

  test('is in the order of the answers also when they were pushed in another', async () => {
    const call = await asked({ needed: 1 });
    await answer(city, call, [says(ann, 'yes', 0)]);
    await answer(city, call, [says(bob, 'yes', 9)], { now: minutes(9) });
    // Held up on its way.
    await answer(city, call, [says(cat, 'yes', 3)], { now: minutes(10) });
    expect(await waitlist(call)).toEqual([cat, bob]);
  });

  test('keeps the turn of whoever says yes again, and not of whoever left it and came back', async () => {
    const call = await asked({ needed: 1 });
    await answer(
      city,
      call,
      [ann, bob, cat].map((person, at) => says(person, 'yes', at)),
    );
    expect(await answer(city, call, [says(bob, 'yes', 20)], { now: minutes(20) })).toEqual(['kept']);
    expect(await waitlist(call)).toEqual([bob, cat]);
    await answer(city, call, [says(bob, 'no', 30), says(bob, 'yes', 31)], { now: minutes(31) });
    expect(await waitlist(call)).toEqual([cat, bob]);
  });

  test('far down it somebody gives up while others drop out', async () => {
    const call = await asked({ needed: 2 });
    await answer(
      city,
      call,
      crowd.map((person, at) => says(person, 'yes', at)),
    );
    await answer(city, call, [says(crowd[11]!, 'no', 20), says(ann, 'no', 21), says(bob, 'no', 22)]);
    expect(await counts(city, call)).toMatchObject({ placed: 2, waitlisted: 7, declined: 1, withdrawn: 2 });
    expect([await state(call, cat), await state(call, dan)]).toEqual(['placed', 'placed']);
  });
});

describe('another number of places', () => {
  test('gives new places to who waits longest', async () => {
    const call = await asked({ needed: 1 });
    await answer(
      city,
      call,
      [ann, bob, cat, dan].map((person, at) => says(person, 'yes', at)),
    );
    const change = (needed: number) =>
      database.begin((sql) => changeNeeded(sql, { run: call.run, needed, now: NOW }));
    expect(await change(3)).toEqual({ taken: 1, changed: true });
    expect([await state(call, bob), await state(call, cat), await waitlist(call)]).toEqual([
      'placed',
      'placed',
      [dan],
    ]);
    expect(await confirmations(call)).toEqual([ann, bob, cat]);
    expect(await books(city, call)).toMatchObject({ needed: 3, taken: 3, placed: 3 });
    expect(await change(2)).toEqual({ taken: 3, changed: false });
    expect(await books(city, call)).toMatchObject({ needed: 3, taken: 3 });
    expect(await change(3)).toEqual({ taken: 3, changed: true });
  });

  test('may be as few as there are people with a place, and none takes more', async () => {
    const call = await asked({ needed: 9 });
    await answer(city, call, [says(ann, 'yes')]);
    await database.begin((sql) => changeNeeded(sql, { run: call.run, needed: 1, now: NOW }));
    expect(await answer(city, call, [says(bob, 'yes', 1)])).toEqual(['waitlisted']);
  });

  test('by two operators at once: both numbers are answered, the last one stands, nothing is oversold', async () => {
    const call = await asked({ needed: 1 });
    await answer(
      city,
      call,
      crowd.map((person, at) => says(person, 'yes', at)),
    );
    const change = (needed: number) =>
      database.begin((sql) => changeNeeded(sql, { run: call.run, needed, now: NOW }));
    const outcomes = await Promise.all([change(5), change(3)]);
    const { needed, taken, placed } = await books(city, call);
    expect([needed, taken]).toEqual([placed, placed]);
    // Whoever comes second either adds places or is told that more people have one already.
    expect(outcomes.some(({ changed }) => changed)).toBe(true);
    expect(needed).toBe(5);
  });

  test('is what there are when asking is finished: a drop-out is still replaced, and nobody else asked', async () => {
    const call = await asked({ needed: 5 });
    await answer(city, call, [says(ann, 'yes'), says(bob, 'yes')]);
    await finishAsking(database, { run: call.run, now: NOW });
    expect(await books(city, call)).toMatchObject({ needed: 2, taken: 2 });
    expect(await answer(city, call, [says(cat, 'yes', 1)])).toEqual(['waitlisted']);
    await answer(city, call, [says(ann, 'no', 2)]);
    expect(await state(call, cat)).toBe('placed');
  });
});
