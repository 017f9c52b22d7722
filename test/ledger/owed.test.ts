import { beforeEach, describe, expect, test } from '@jest/globals';
import { openOccurrence, unwrittenFirings } from '../../ledger/occurrences.js';
import { freezeOwed, owe, stepsOwed } from '../../ledger/owed.js';
import { statementOf } from '../../ledger/statement.js';
import {
  askEveryone,
  callRun,
  openCall,
  owedTo,
  settleTexts,
  tellOwed,
  type OpenCall,
} from '../support/call-out.js';
import { joinCrowd } from '../support/crowd.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { PROVIDERS } from '../support/launch.js';

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
