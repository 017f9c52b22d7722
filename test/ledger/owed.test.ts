import { beforeEach, describe, expect, test } from '@jest/globals';
import { oweReminder } from '../../ledger/call-outs/close.js';
import { openOccurrence, unwrittenFirings } from '../../ledger/occurrences.js';
import { freezeOwed, owe, stepsOwed } from '../../ledger/owed.js';
import { statementOf } from '../../ledger/statement.js';
import {
  answer,
  askEveryone,
  callRun,
  deliver,
  openCall,
  owedTo,
  says,
  settleTexts,
  tellOwed,
  type OpenCall,
} from '../support/call-out.js';
import { joinCrowd } from '../support/crowd.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { PROVIDERS } from '../support/launch.js';
import { untilSomebodyWaits } from '../support/until.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
await settleTexts(city);
const crowd = await joinCrowd(city, 5);
const [ann, bob, cat] = crowd as [number, number, number];

let call: OpenCall;
beforeEach(async () => {
  await city.reset();
  call = await openCall(city);
  await askEveryone(city, call);
});

const details = (people: number[], atMost?: number) =>
  owe(database, {
    run: call.run,
    step: 'details',
    people,
    now: NOW,
    ...(atMost === undefined ? {} : { atMost }),
  });

describe('a word owed', () => {
  test('twice is owed once, until it is said', async () => {
    await details([ann, bob]);
    await details([bob, cat]);
    expect(await owedTo(city, call, 'details')).toEqual([ann, bob, cat]);
    expect(await tellOwed(city, call)).toEqual({ details: [ann, bob, cat] });
    expect(await stepsOwed(database, call.run)).toEqual([]);
    await details([bob]);
    expect(await tellOwed(city, call)).toEqual({ details: [bob] });
  });

  test('is owed no more often than it may be', async () => {
    for (let time = 0; time < 4; time += 1) {
      await details([ann], 2);
      await tellOwed(city, call);
    }
    const told = await database`SELECT FROM owed WHERE person_id = ${ann} AND occurrence_id IS NOT NULL`;
    expect(told).toHaveLength(2);
  });

  test('of one run or step is not that of another', async () => {
    await owe(database, { run: call.run, step: 'confirmation', people: [ann], now: NOW });
    await details([ann]);
    expect(await stepsOwed(database, call.run)).toEqual(['confirmation', 'details']);
    expect(await stepsOwed(database, (await callRun(city)).run)).toEqual([]);
  });

  test('is said in a firing of its own, on the statement', async () => {
    await details([ann, bob]);
    await tellOwed(city, call);
    await details([ann]);
    await tellOwed(city, call);
    const { balanced, steps } = await statementOf(database, call.run, 'tangshan/');
    expect(balanced).toBe(true);
    expect(steps.map(({ step, occurrence, audience }) => [step, occurrence, audience])).toEqual([
      ['ask', 1, 5],
      ['details', 1, 2],
      ['details', 2, 1],
    ]);
  });
});

describe('a word that becomes untrue after its people are chosen', () => {
  const texts = (step: string) =>
    database`
      SELECT m.person_id, m.state, m.reason FROM occurrence o JOIN message m ON m.occurrence_id = o.id
      WHERE o.run_id = ${call.run} AND o.step = ${step} ORDER BY o.id, m.person_id`;
  const queued = (personId: number) => ({ personId, state: 'queued', reason: null });
  const untrue = (personId: number) => ({ personId, state: 'suppressed', reason: 'no longer true' });
  /** They answer between the choice and the writing. */
  const telling = (...answers: Parameters<typeof says>[]) =>
    tellOwed(city, call, NOW, () =>
      answer(
        city,
        call,
        answers.map((each) => says(...each)),
      ),
    );

  test('is not said: somebody who is not coming is not told that they have a place', async () => {
    await answer(city, call, [says(ann, 'yes'), says(bob, 'yes')]);
    expect(await telling([ann, 'no', 1])).toEqual({ confirmation: [ann, bob] });
    expect(await texts('confirmation')).toEqual([untrue(ann), queued(bob)]);
    expect((await statementOf(database, call.run, 'tangshan/')).balanced).toBe(true);
  });

  test('is said once to who comes after all', async () => {
    await answer(city, call, [says(ann, 'yes')]);
    await telling([ann, 'no', 1], [ann, 'yes', 2]);
    await tellOwed(city, call);
    expect(await texts('confirmation')).toEqual([untrue(ann), queued(ann)]);
  });

  test('is not said of the waitlist to who has a place by now', async () => {
    await database`UPDATE call_out SET needed = 1`;
    await answer(city, call, [says(ann, 'yes', 0), says(bob, 'yes', 1)]);
    await tellOwed(city, call);
    await deliver(city, call);
    await answer(city, call, [says(cat, 'yes', 2)]);
    await telling([ann, 'no', 3], [bob, 'no', 4]);
    expect((await texts('waitlist')).at(-1)).toEqual(untrue(cat));
  });

  test('is not said of tomorrow to who gave the place back', async () => {
    await answer(city, call, [says(ann, 'yes'), says(bob, 'yes')]);
    await tellOwed(city, call);
    await oweReminder(database, call.run, NOW);
    await telling([ann, 'no', 1]);
    expect(await texts('reminder')).toEqual([untrue(ann), queued(bob)]);
  });

  test('also where they say so in the moment of the writing', async () => {
    await answer(city, call, [says(ann, 'yes')]);
    let leaving: Promise<unknown> = Promise.resolve();
    const sayNo = (said: () => void): void => {
      leaving = database.begin(async (sql) => {
        await answer(city, call, [says(ann, 'no', 1)], { sql });
        said();
        await untilSomebodyWaits(database);
      });
    };
    await tellOwed(city, call, NOW, () => new Promise<void>(sayNo));
    await leaving;
    expect(await texts('confirmation')).toEqual([untrue(ann)]);
  });
});

describe('a firing', () => {
  async function firing() {
    const step = { ...call.step, key: 'details' };
    const { id } = await openOccurrence(database, { runId: call.run, step, number: 1, providers: PROVIDERS });
    return id;
  }
  const freeze = (occurrenceId: number) =>
    freezeOwed(database, { run: call.run, step: 'details', occurrenceId, now: NOW });

  test('frozen by two at once says everything once', async () => {
    await details(crowd);
    const id = await firing();
    expect(await Promise.all([freeze(id), freeze(id), freeze(id)])).toEqual([5, 5, 5]);
    expect(await database`SELECT FROM recipient WHERE occurrence_id = ${id}`).toHaveLength(5);
  });

  test('that is frozen takes nobody in any more: its messages may be half written', async () => {
    await details([ann]);
    const id = await firing();
    await freeze(id);
    await details([bob]);
    expect(await freeze(id)).toBe(1);
    expect(await owedTo(city, call, 'details')).toEqual([bob]);
  });

  test('whose worker died before it wrote the messages is found', async () => {
    await details([ann]);
    const id = await firing();
    await freeze(id);
    expect((await unwrittenFirings(database, call.run)).map((each) => each.id)).toEqual([id]);
  });
});
