import { beforeEach, describe, expect, test } from '@jest/globals';
import { candidateRow, owedTo, settleTexts, tellOwed } from '../support/call-out.js';
import { joinCrowd } from '../support/crowd.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk } from '../support/desk.js';
import { minutes, NEXT_DAY, Texting } from './texting.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
await settleTexts(city);
const crowd = await joinCrowd(city, 3);
const [mother, daughter] = (await joinCrowd(city, 2, { from: 500, phone: () => 500 })) as [number, number];
const FAMILY = 500;
const desk = await openTestDesk(city);
const texting = new Texting(city, desk);
const ann = 0;

beforeEach(async () => {
  await city.reset();
  desk.clock.set(NOW);
  desk.rung.length = 0;
});

describe('two calls to one phone', () => {
  test('are told apart by the code', async () => {
    const [drill, sandbags] = [await texting.asked(), await texting.asked(NEXT_DAY)];
    await texting.say(ann, `${await texting.codeOf(drill, crowd[ann]!)}不来`);
    await texting.say(ann, `${await texting.codeOf(sandbags, crowd[ann]!)}能来`);
    expect([await texting.stateOf(drill, crowd[ann]!), await texting.stateOf(sandbags, crowd[ann]!)]).toEqual(
      ['declined', 'placed'],
    );
    expect(await texting.inbox()).toEqual([]);
  });

  test('without a code: which one is asked at most twice, and the code alone settles it', async () => {
    const [drill, sandbags] = [await texting.asked(), await texting.asked(NEXT_DAY, minutes(1))];
    for (const at of [2, 3, 4]) {
      await texting.say(ann, '能来', at);
      await tellOwed(city, sandbags);
    }
    const told = await database`SELECT FROM owed WHERE step = 'which-call' AND occurrence_id IS NOT NULL`;
    expect(told).toHaveLength(2);
    expect(await texting.inbox()).toEqual(
      Array.from({ length: 3 }, () => ['code', 'call unclear', 'yes', sandbags.run, crowd[ann]!]),
    );
    await texting.say(ann, await texting.codeOf(drill, crowd[ann]!), 5);
    expect([
      await texting.stateOf(drill, crowd[ann]!),
      await texting.stateOf(sandbags, crowd[ann]!),
      await texting.inbox(),
    ]).toEqual(['placed', 'asked', []]);
  });

  test('the code with an answer settles what was said before without one', async () => {
    const [drill] = [await texting.asked(), await texting.asked(NEXT_DAY)];
    await texting.say(ann, '能来', 2);
    await texting.say(ann, `${await texting.codeOf(drill, crowd[ann]!)}能来`, 3);
    expect([await texting.stateOf(drill, crowd[ann]!), await texting.inbox()]).toEqual(['placed', []]);
  });

  test('the code with another answer leaves what was said before for a clerk', async () => {
    const [drill, sandbags] = [await texting.asked(), await texting.asked(NEXT_DAY, minutes(1))];
    await texting.say(ann, '能来', 2);
    await texting.say(ann, `${await texting.codeOf(drill, crowd[ann]!)}不来`, 3);
    expect([await texting.stateOf(drill, crowd[ann]!), await texting.inbox()]).toEqual([
      'declined',
      [['code', 'call unclear', 'yes', sandbags.run, crowd[ann]!]],
    ]);
  });

  test('the answer and its code in one push, whichever stands first, are one', async () => {
    const [drill] = [await texting.asked(), await texting.asked(NEXT_DAY)];
    const code = await texting.codeOf(drill, crowd[ann]!);
    await texting.hear({ from: ann, text: code, at: 3 }, { from: ann, text: '能来，晚十分钟', at: 2 });
    expect([await candidateRow(city, drill, crowd[ann]!), await texting.inbox()]).toMatchObject([
      { state: 'placed', lateMinutes: 10 },
      [],
    ]);
  });

  test('a wrong code alone settles nothing', async () => {
    const [, sandbags] = [await texting.asked(), await texting.asked(NEXT_DAY, minutes(1))];
    await texting.say(ann, '能来', 2);
    await texting.say(ann, 'X77', 3);
    expect(await texting.inbox()).toEqual([
      ['clerk', 'wrong code', 'unclear', null, null],
      ['code', 'call unclear', 'yes', sandbags.run, crowd[ann]!],
    ]);
  });

  test.each([
    ['the next morning is the answer to our question', 23 * 60, 'placed', 0],
    ['a day later is nobody’s answer', 24 * 60 + 3, 'asked', 2],
  ])('a code alone %s', async (_, later, state, waiting) => {
    const [drill] = [await texting.asked(), await texting.asked(NEXT_DAY)];
    await texting.say(ann, '能来', 2);
    desk.clock.set(minutes(later));
    await texting.say(ann, await texting.codeOf(drill, crowd[ann]!), later);
    expect(await texting.stateOf(drill, crowd[ann]!)).toBe(state);
    expect(await texting.inbox()).toHaveLength(waiting);
  });

  test('at the same time: the second yes goes to a clerk', async () => {
    const [drill, sandbags] = [await texting.asked(), await texting.asked()];
    const [one, other] = [
      await texting.codeOf(drill, crowd[ann]!),
      await texting.codeOf(sandbags, crowd[ann]!),
    ];
    await texting.hear({ from: ann, text: `${one}能来`, at: 2 }, { from: ann, text: `${other}能来`, at: 3 });
    expect([
      await texting.stateOf(drill, crowd[ann]!),
      await texting.stateOf(sandbags, crowd[ann]!),
      await texting.inbox(),
    ]).toEqual(['placed', 'asked', [['clerk', 'serves elsewhere', 'yes', sandbags.run, crowd[ann]!]]]);
  });
});

describe('a phone that is shared', () => {
  test('answers for the person whose code it names', async () => {
    const call = await texting.asked();
    await texting.say(FAMILY, `${await texting.codeOf(call, daughter)}能来`);
    await texting.say(FAMILY, `${await texting.codeOf(call, mother)}不来`);
    expect([await texting.stateOf(call, daughter), await texting.stateOf(call, mother)]).toEqual([
      'placed',
      'declined',
    ]);
  });

  test('is asked when it names none', async () => {
    const call = await texting.asked();
    await texting.say(FAMILY, '能来');
    expect([await texting.stateOf(call, daughter), await texting.stateOf(call, mother)]).toEqual([
      'asked',
      'asked',
    ]);
    expect((await owedTo(city, call, 'which-call')).length).toBe(1);
  });

  test('answers for both where it names both', async () => {
    const call = await texting.asked();
    await texting.say(
      FAMILY,
      `${await texting.codeOf(call, daughter)}和${await texting.codeOf(call, mother)}都能来`,
    );
    expect([await texting.stateOf(call, daughter), await texting.stateOf(call, mother)]).toEqual([
      'placed',
      'placed',
    ]);
  });

  test('opts out for both', async () => {
    const call = await texting.asked();
    await texting.say(FAMILY, '退订');
    expect([await texting.stateOf(call, daughter), await texting.stateOf(call, mother)]).toEqual([
      'declined',
      'declined',
    ]);
  });
});
