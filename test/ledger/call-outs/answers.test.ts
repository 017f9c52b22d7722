import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  answer,
  askEveryone,
  books,
  candidateRow,
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
const [ann, bob, cat] = crowd as [number, number, number];

beforeEach(() => city.reset());

/** A call-out everyone of the crowd has been asked to. */
async function asked(wish: CallWish = {}): Promise<OpenCall> {
  const call = await openCall(city, wish);
  await askEveryone(city, call);
  return call;
}

const state = async (call: OpenCall, person: number): Promise<string> =>
  (await candidateRow(city, call, person))['state'] as string;
const minutes = (after: number): Date => new Date(NOW.getTime() + after * 60_000);
const confirmations = (call: OpenCall): Promise<number[]> => owedTo(city, call, 'confirmation');

describe('an answer', () => {
  test('takes a place, is kept as a response, and owes a confirmation', async () => {
    const call = await asked({ needed: 1 });
    expect(await answer(city, call, [says(ann, 'yes', 5, { lateMinutes: 30, people: 2 })])).toEqual([
      'placed',
    ]);
    expect(await candidateRow(city, call, ann)).toMatchObject({
      ...{ state: 'placed', answeredAt: minutes(5), lateMinutes: 30, people: 2, since: NOW },
    });
    expect(await database`SELECT person_id, answer, effect, source, answered_at FROM response`).toEqual([
      { personId: ann, answer: 'yes', effect: 'placed', source: 'reply', answeredAt: minutes(5) },
    ]);
    expect(await confirmations(call)).toEqual([ann]);
    expect(await books(city, call)).toMatchObject({ needed: 1, taken: 1, placed: 1 });
  });

  test('too late for a place waits for one, and is owed a courteous word', async () => {
    const call = await asked({ needed: 1 });
    expect(await answer(city, call, [says(ann, 'yes'), says(bob, 'yes')])).toEqual(['placed', 'waitlisted']);
    expect([await confirmations(call), await owedTo(city, call, 'waitlist')]).toEqual([[ann], [bob]]);
  });

  test('of nobody who was asked is kept and changes nothing', async () => {
    const call = await openCall(city, { needed: 1 });
    expect(await answer(city, call, [says(ann, 'yes')])).toEqual(['closed']);
    expect(await books(city, call)).toMatchObject({ taken: 0, responses: 1 });
    expect(await state(call, ann)).toBe('waiting');
  });

  test('after the end of the event is kept and changes nothing', async () => {
    const call = await asked();
    const ended = new Date(call.step.event.to);
    expect(await answer(city, call, [says(ann, 'yes')], { now: ended })).toEqual(['closed']);
    expect(await answer(city, call, [says(ann, 'yes')], { now: new Date(+ended - 1) })).toEqual(['placed']);
  });

  test('to several call-outs at once is settled in each', async () => {
    const [one, other] = [
      await asked({ needed: 1 }),
      await asked({ from: '2026-08-09T00:30:00Z', to: '2026-08-09T04:00:00Z' }),
    ];
    await answer(city, other, [says(ann, 'yes', 1)]);
    await answer(city, one, [says(ann, 'no', 1)]);
    expect([await state(one, ann), await state(other, ann)]).toEqual(['declined', 'placed']);
  });
});

describe('the last answer of a person counts', () => {
  test('by the time it was given, in whatever order they arrive, and all are kept', async () => {
    const call = await asked();
    expect(await answer(city, call, [says(ann, 'no', 20)])).toEqual(['declined']);
    expect(await answer(city, call, [says(ann, 'yes', 10)])).toEqual(['superseded']);
    expect(
      await answer(city, call, [says(ann, 'yes', 30, { lateMinutes: 15 }), says(ann, 'no', 25)]),
    ).toEqual(['placed', 'withdrawn'].slice(0, 0).concat(['placed', 'kept']));
    expect(await candidateRow(city, call, ann)).toMatchObject({
      state: 'placed',
      lateMinutes: 15,
      answeredAt: minutes(30),
    });
    expect((await books(city, call)).responses).toBe(4);
  });

  test('in one second is the one that stands last, with what it said', async () => {
    const call = await asked();
    await answer(city, call, [
      says(ann, 'yes', 5, { lateMinutes: 30 }),
      says(ann, 'yes', 5, { lateMinutes: 10 }),
    ]);
    expect((await candidateRow(city, call, ann))['lateMinutes']).toBe(10);
  });

  test('is not the doubt of somebody with a place', async () => {
    const call = await asked();
    await answer(city, call, [says(ann, 'yes', 1, { lateMinutes: 20 })]);
    expect(await answer(city, call, [says(ann, 'maybe', 9)])).toEqual(['unclear']);
    expect(await candidateRow(city, call, ann)).toMatchObject({
      state: 'placed',
      lateMinutes: 20,
      answeredAt: minutes(1),
    });
  });
});

describe('a confirmation', () => {
  const tell = ({ run }: OpenCall) =>
    database`UPDATE owed SET occurrence_id = (SELECT min(id) FROM occurrence WHERE run_id = ${run}) WHERE run_id = ${run} AND occurrence_id IS NULL`;

  test('is owed once, however often somebody says yes', async () => {
    const call = await asked();
    await answer(city, call, [says(ann, 'yes', 1)]);
    await answer(city, call, [says(ann, 'yes', 2)]);
    expect(await database`SELECT FROM owed WHERE run_id = ${call.run}`).toHaveLength(1);
    await tell(call);
    await answer(city, call, [says(ann, 'yes', 3)]);
    expect(await confirmations(call)).toEqual([]);
  });

  test('is not owed any more to somebody who withdraws before they were told', async () => {
    const call = await asked();
    await answer(city, call, [says(ann, 'yes', 1)]);
    await answer(city, call, [says(ann, 'no', 2)]);
    expect(await database`SELECT FROM owed`).toHaveLength(0);
  });

  test('is owed again to somebody who withdrew after it and comes after all', async () => {
    const call = await asked();
    await answer(city, call, [says(ann, 'yes', 1)]);
    await tell(call);
    await answer(city, call, [says(ann, 'no', 2)]);
    await answer(city, call, [says(ann, 'yes', 3)]);
    expect(await confirmations(call)).toEqual([ann]);
  });

  test('takes the place of the word about the waitlist, when the place comes first', async () => {
    const call = await asked({ needed: 1 });
    await answer(city, call, [says(ann, 'yes', 1), says(bob, 'yes', 2)]);
    await answer(city, call, [says(ann, 'no', 3)]);
    expect([await confirmations(call), await owedTo(city, call, 'waitlist')]).toEqual([[bob], []]);
  });
});

describe('somebody with a place at another event of that time', () => {
  test('gets no second one: a person must ask back', async () => {
    const [drill, sandbags] = [
      await asked(),
      await asked({ from: '2026-08-08T03:59:00Z', to: '2026-08-08T09:00:00Z' }),
    ];
    await answer(city, drill, [says(ann, 'yes', 1)]);
    expect(await answer(city, sandbags, [says(ann, 'yes', 2)])).toEqual(['busy']);
    expect(await state(sandbags, ann)).toBe('asked');
    await answer(city, drill, [says(ann, 'no', 3)]);
    expect(await answer(city, sandbags, [says(ann, 'yes', 4)])).toEqual(['placed']);
  });

  test('gets one at an event that begins when the other ends', async () => {
    const [drill, after] = [
      await asked(),
      await asked({ from: '2026-08-08T04:00:00Z', to: '2026-08-08T09:00:00Z' }),
    ];
    await answer(city, drill, [says(ann, 'yes', 1)]);
    expect(await answer(city, after, [says(ann, 'yes', 2)])).toEqual(['placed']);
  });

  test('is not promoted from the waitlist into a second place', async () => {
    const [drill, sandbags] = [await asked({ needed: 1 }), await asked({ needed: 1 })];
    await answer(city, drill, [says(ann, 'yes', 1), says(bob, 'yes', 2), says(cat, 'yes', 3)]);
    await answer(city, sandbags, [says(bob, 'yes', 4)]);
    await answer(city, drill, [says(ann, 'no', 5)]);
    expect([await state(drill, bob), await state(drill, cat)]).toEqual(['waitlisted', 'placed']);
  });
});
