import { beforeEach, describe, expect, test } from '@jest/globals';
import { applyAnswers, changeNeeded } from '../../../ledger/call-outs/answers.js';
import { holdCallOuts } from '../../../ledger/call-outs/hold.js';
import type { Statement } from '../../../runtime/database.js';
import {
  answer,
  askEveryone,
  candidateRow,
  openCall,
  says,
  settleTexts,
  type OpenCall,
} from '../../support/call-out.js';
import { joinCrowd } from '../../support/crowd.js';
import { NOW, settleCast } from '../../support/cast.js';
import { createTestDatabase } from '../../support/database.js';
import { untilSomebodyWaits } from '../../support/until.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
await settleTexts(city);
const crowd = await joinCrowd(city, 5);
const [ann, bob, cat, dan] = crowd as [number, number, number, number];

const EIGHT_TO_NOON = { from: '2026-08-08T00:00:00Z', to: '2026-08-08T04:00:00Z' };
const ELEVEN_TO_THREE = { from: '2026-08-08T03:00:00Z', to: '2026-08-08T07:00:00Z' };
const NOON_TO_SIX = { from: '2026-08-08T04:00:00Z', to: '2026-08-08T10:00:00Z' };

describe('somebody who waits for a place at two events of the same time', () => {
  let [one, other]: OpenCall[] = [];
  /** Ann has the place of the one event, Bob that of the other; Cat waits for both, then Dan for the other. */
  beforeEach(async () => {
    await city.reset();
    one = await openCall(city, { ...EIGHT_TO_NOON, needed: 1 });
    other = await openCall(city, { ...ELEVEN_TO_THREE, needed: 1 });
    for (const call of [one, other]) await askEveryone(city, call);
    await answer(city, one, [says(ann, 'yes', 1), says(cat, 'yes', 2)]);
    await answer(city, other, [says(bob, 'yes', 1), says(cat, 'yes', 2), says(dan, 'yes', 3)]);
  });

  type Act = (sql: Statement, call: OpenCall, leaving: number) => Promise<unknown>;
  const dropOut: Act = (sql, call, leaving) => answer(city, call, [says(leaving, 'no', 9)], { sql });
  const clerksWord: Act = (sql, { run }, leaving) =>
    applyAnswers(sql, [{ ...says(leaving, 'no', 9), run, reply: null, source: 'clerk' }], NOW);
  const onePlaceMore: Act = (sql, { run }) => changeNeeded(sql, { run, needed: 2, now: NOW });

  test.each<[string, Act, Act]>([
    ['two drop-outs', dropOut, dropOut],
    ['a drop-out and a new number', dropOut, onePlaceMore],
    ['a new number and the clerk’s word', onePlaceMore, clerksWord],
    ['two new numbers', onePlaceMore, onePlaceMore],
  ])('gets one of them, whoever passes on the places at once: %s', async (_name, first, second) => {
    let acting: Promise<unknown> = Promise.resolve();
    await database.begin(async (sql) => {
      await first(sql, one!, ann);
      acting = database.begin((own) => second(own, other!, bob));
      await untilSomebodyWaits(database);
    });
    await acting;
    const state = async (call: OpenCall, person: number) =>
      (await candidateRow(city, call, person))['state'] as string;
    expect([await state(one!, cat), await state(other!, cat)]).toEqual(['placed', 'waitlisted']);
    // Who waits behind them is not passed over.
    expect(await state(other!, dan)).toBe('placed');
  });
});

test('who holds a call-out holds the open ones of the same time, and no others', async () => {
  await city.reset();
  const [morning, noon, afternoon] = [
    await openCall(city, EIGHT_TO_NOON),
    await openCall(city, ELEVEN_TO_THREE),
    await openCall(city, NOON_TO_SIX),
  ].map(({ run }) => run) as [number, number, number];
  const heldWith = (run: number): Promise<number[]> =>
    database.begin(async (sql) => {
      await holdCallOuts(sql, [run]);
      const free = await database<{ runId: number }[]>`SELECT run_id FROM call_out FOR UPDATE SKIP LOCKED`;
      return [morning, noon, afternoon].filter((each) => !free.some(({ runId }) => runId === each));
    });
  expect(await heldWith(morning)).toEqual([morning, noon]);
  expect(await heldWith(noon)).toEqual([morning, noon, afternoon]);
  await database`UPDATE call_out SET closed_at = ${NOW} WHERE run_id = ${noon}`;
  expect(await heldWith(morning)).toEqual([morning]);
  expect(await heldWith(noon)).toEqual([morning, noon, afternoon]);
});
