import { beforeEach, describe, expect, test } from '@jest/globals';
import { openAbsences, weeklyHours } from '../../ledger/availability.js';
import { closeAnswers } from '../../ledger/call-outs/close.js';
import { candidateRow, settleTexts, tellOwed, type OpenCall } from '../support/call-out.js';
import { crowdPhone, joinCrowd } from '../support/crowd.js';
import { KEYS, NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk } from '../support/desk.js';
import { minutes, Texting } from './texting.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
await settleTexts(city);
const crowd = await joinCrowd(city, 3);
const [mother, daughter] = (await joinCrowd(city, 2, { from: 500, phone: () => 500 })) as [number, number];
const FAMILY = 500;
const desk = await openTestDesk(city);
const texting = new Texting(city, desk);
const [ann, bob, cat] = [0, 1, 2] as const;

beforeEach(async () => {
  await city.reset();
  desk.clock.set(NOW);
  desk.rung.length = 0;
});

describe('withdrawing from texts', () => {
  test('frees the place, which goes to who waits longest; nothing more is said to the one who left', async () => {
    const call = await texting.asked({ needed: 1 });
    await texting.hear({ from: ann, text: '能来', at: 1 }, { from: bob, text: '能来', at: 2 });
    await tellOwed(city, call);
    await texting.say(ann, '退订', 3);
    expect([await texting.stateOf(call, crowd[ann]!), await texting.stateOf(call, crowd[bob]!)]).toEqual([
      'withdrawn',
      'placed',
    ]);
    expect(await tellOwed(city, call)).toEqual({ confirmation: [crowd[bob]!] });
    const out =
      await database`SELECT since FROM opt_out WHERE address_hash = ${KEYS.fingerprint('phone', crowdPhone(ann))}`;
    expect(out).toEqual([{ since: minutes(3) }]);
  });
});

describe('a question', () => {
  test('is answered with the details, and the third time a clerk’s', async () => {
    const call = await texting.asked();
    for (const at of [1, 2]) {
      await texting.say(ann, '在哪集合？', at);
      expect(await tellOwed(city, call)).toEqual({ details: [crowd[ann]!] });
    }
    expect(await texting.inbox()).toEqual([]);
    await texting.say(ann, '在哪集合？', 3);
    expect([await tellOwed(city, call), await texting.inbox()]).toEqual([
      {},
      [['clerk', 'asks again', 'question', call.run, crowd[ann]!]],
    ]);
  });
});

describe('an absence', () => {
  test('is recorded, is a no to the calls within it, and ends when they are back', async () => {
    const [drill, later] = [
      await texting.asked(),
      await texting.asked({ from: '2026-08-20T00:30:00Z', to: '2026-08-20T04:00:00Z' }),
    ];
    await texting.say(ann, '请假到8月10日', 1);
    expect([await texting.stateOf(drill, crowd[ann]!), await texting.stateOf(later, crowd[ann]!)]).toEqual([
      'declined',
      'asked',
    ]);
    expect(await openAbsences(database, crowd[ann]!, minutes(2))).toMatchObject([
      { from: minutes(1), until: new Date('2026-08-11T00:00:00+08:00'), source: 'reply' },
    ]);
    await texting.say(ann, '我回来了', 9);
    expect(await openAbsences(database, crowd[ann]!, minutes(10))).toEqual([]);
  });

  test('frees a place', async () => {
    const call = await texting.asked({ needed: 1 });
    await texting.hear({ from: ann, text: '能来', at: 1 }, { from: bob, text: '能来', at: 2 });
    await texting.say(ann, '请假到8月10日', 3);
    expect([await texting.stateOf(call, crowd[ann]!), await texting.stateOf(call, crowd[bob]!)]).toEqual([
      'withdrawn',
      'placed',
    ]);
  });
});

describe('weekly hours', () => {
  test('take the place of those before; on a shared phone a clerk says whose they are', async () => {
    await texting.say(ann, '以后只有周末有空');
    await texting.say(ann, '有空时间：周六 9:00-11:00', 1);
    expect(await weeklyHours(database, crowd[ann]!)).toEqual([{ weekday: 6, from: 540, to: 660 }]);
    expect(await texting.inbox()).toEqual([]);
    await texting.say(FAMILY, '以后只有周末有空', 2);
    expect(await weeklyHours(database, mother)).toEqual([]);
    expect(await texting.inbox()).toEqual([['clerk', 'which person', 'hours', null, null]]);
  });
});

describe('signing in', () => {
  const came = async (call: OpenCall, person: number): Promise<unknown> =>
    (await candidateRow(city, call, person))['attestedBy'];

  test('is noted by the code shown at the place, with and without words around it', async () => {
    const call = await texting.asked({ signInCode: '4711' });
    await texting.say(ann, '签到4711');
    await texting.say(bob, '4711');
    await texting.say(cat, '签到9999');
    expect(await Promise.all([ann, bob, cat].map((each) => came(call, crowd[each]!)))).toEqual([
      'code',
      'code',
      null,
    ]);
    expect(await texting.inbox()).toEqual([
      ['clerk', 'wrong sign-in code', 'sign-in', call.run, crowd[cat]!],
    ]);
  });

  test('counts after the event, until the run is closed', async () => {
    const call = await texting.asked({ signInCode: '4711' });
    desk.clock.set(new Date('2026-08-08T05:00:00Z'));
    await texting.say(ann, '签到4711');
    await closeAnswers(database, call.run, NOW);
    await texting.say(bob, '签到4711');
    expect([await came(call, crowd[ann]!), await came(call, crowd[bob]!)]).toEqual(['code', null]);
  });

  test('on a shared phone is by the one with a place', async () => {
    const call = await texting.asked({ signInCode: '4711' });
    await texting.say(FAMILY, `${await texting.codeOf(call, daughter)}能来`);
    await texting.say(FAMILY, '签到4711', 9);
    expect([await came(call, mother), await came(call, daughter)]).toEqual([null, 'code']);
  });
});
