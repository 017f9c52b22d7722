import { beforeEach, describe, expect, test } from '@jest/globals';
import { receive } from '../../dispatch/receive.js';
import { silenceBell } from '../../ledger/bells.js';
import { closeAnswers, standEveryoneDown } from '../../ledger/call-outs/close.js';
import { books, candidateRow, counts, settleTexts } from '../support/call-out.js';
import { joinCrowd } from '../support/crowd.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk } from '../support/desk.js';
import { minutes, NEXT_DAY, Texting } from './texting.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
await settleTexts(city);
const crowd = await joinCrowd(city, 200);
const STRANGER = 999_999;
const desk = await openTestDesk(city);
const texting = new Texting(city, desk);
const [ann, bob, cat] = [0, 1, 2] as const;

beforeEach(async () => {
  await city.reset();
  desk.clock.set(NOW);
  desk.rung.length = 0;
});

describe('a reply to a call', () => {
  test('takes a place, and rings once until the bell is silenced', async () => {
    const call = await texting.asked();
    await texting.say(ann, '能来，晚半小时');
    expect(await candidateRow(city, call, crowd[ann]!)).toMatchObject({
      ...{ state: 'placed', lateMinutes: 30, answeredAt: minutes(1) },
    });
    expect(desk.rung).toEqual([call.run]);
    await texting.say(bob, '来不了');
    expect(desk.rung).toEqual([call.run]);
    await silenceBell(database, call.run, minutes(-1));
    await texting.say(cat, '不一定');
    expect(desk.rung).toEqual([call.run, call.run]);
    expect(await counts(city, call)).toMatchObject({ placed: 1, declined: 1, unsure: 1 });
    expect(await database`SELECT source, reply_id IS NOT NULL AS read FROM response`).toEqual(
      Array.from({ length: 3 }, () => ({ source: 'reply', read: true })),
    );
    expect(await texting.inbox()).toEqual([]);
  });

  test('pushed twice, in one push or in two, is heard once', async () => {
    await texting.asked();
    const same = { from: ann, text: '能来', sequence: 'the same' };
    await texting.hear(same, same);
    await texting.hear(same);
    expect([await texting.effects(), desk.rung.length]).toEqual([['placed'], 1]);
  });

  test('in one push of two hundred takes every place there is, in the order of their times', async () => {
    const call = await texting.asked({ needed: 30 });
    // Pushed the other way round.
    await texting.hear(...crowd.map((_, at) => ({ from: at, text: '能来', at: 200 - at })));
    expect(await books(city, call)).toEqual({ needed: 30, taken: 30, placed: 30, responses: 200 });
    expect(await counts(city, call)).toEqual({ placed: 30, waitlisted: 170 });
    expect([await texting.stateOf(call, crowd[199]!), await texting.stateOf(call, crowd[0]!)]).toEqual([
      'placed',
      'waitlisted',
    ]);
    expect(desk.rung).toEqual([call.run]);
  });

  test('in pushes that come in the wrong order ends where the last words put them', async () => {
    const call = await texting.asked();
    await texting.hear({ from: ann, text: '临时有事来不了了', at: 20 });
    await texting.hear({ from: ann, text: '能来', at: 5 });
    expect([await texting.stateOf(call, crowd[ann]!), await texting.effects()]).toEqual([
      'declined',
      ['declined', 'superseded'],
    ]);
    await texting.hear({ from: bob, text: '来不了', at: 20 }, { from: bob, text: '能来', at: 5 });
    expect([await texting.stateOf(call, crowd[bob]!), (await texting.effects()).slice(2)]).toEqual([
      'withdrawn',
      ['placed', 'withdrawn'],
    ]);
  });

  test('of ten thousand characters changes nothing and goes to a clerk', async () => {
    const call = await texting.asked();
    await texting.say(ann, '能来'.repeat(5000));
    expect([await texting.stateOf(call, crowd[ann]!), await texting.inbox()]).toEqual([
      'asked',
      [['clerk', 'unsure', 'yes', call.run, crowd[ann]!]],
    ]);
  });

  test.each([
    '我们99999999999999999999个人都能来',
    '能来，晚99999999999小时',
    '请假到9999年12月31日',
    '请假9999年',
    '\u{1F44D}',
    ' ',
    '能来',
  ])('"%s" stops nobody else’s from being heard', async (text) => {
    const call = await texting.asked();
    await texting.hear({ from: ann, text }, { from: bob, text: '能来' });
    expect(await texting.stateOf(call, crowd[bob]!)).toBe('placed');
  });

  test('that nobody can be sure of goes to a clerk with a guess', async () => {
    const call = await texting.asked();
    await texting.say(ann, '收到');
    await texting.say(bob, '哈哈哈哈');
    expect(await texting.inbox()).toEqual([
      ['clerk', 'unsure', 'yes', call.run, crowd[ann]!],
      ['clerk', 'unsure', 'unclear', call.run, crowd[bob]!],
    ]);
    expect(await counts(city, call)).toEqual({ asked: 200 });
  });

  test('that doubts a place one has goes to a clerk', async () => {
    const call = await texting.asked();
    await texting.say(ann, '能来');
    await texting.say(ann, '不一定了', 9);
    expect([await texting.stateOf(call, crowd[ann]!), await texting.inbox()]).toEqual([
      'placed',
      [['clerk', 'unsure', 'maybe', call.run, crowd[ann]!]],
    ]);
  });

  test('to a call-out that is over goes to a clerk', async () => {
    const call = await texting.asked();
    await closeAnswers(database, call.run, NOW);
    await texting.say(ann, '能来');
    expect(await texting.inbox()).toEqual([['clerk', 'call closed', 'yes', call.run, crowd[ann]!]]);
    expect(await texting.effects()).toEqual([]);
  });

  test('from an unknown phone goes to a clerk, and rings nobody', async () => {
    await texting.asked();
    await texting.say(STRANGER, '能来');
    expect([await texting.inbox(), desk.rung]).toEqual([[['clerk', 'unknown phone', 'yes', null, null]], []]);
  });

  test('with a wrong code goes to a clerk', async () => {
    const call = await texting.asked();
    await texting.say(ann, 'X77能来');
    expect(await texting.inbox()).toEqual([['clerk', 'wrong code', 'yes', call.run, crowd[ann]!]]);
  });

  test('of thanks, or by a machine, needs nobody', async () => {
    await texting.asked();
    await texting.say(ann, '谢谢');
    await texting.say(bob, '您好，我正在开车，稍后回复您');
    expect([await texting.inbox(), await texting.effects(), desk.rung]).toEqual([[], [], []]);
  });
});

describe('replies of the same second', () => {
  test('count in the carrier’s order, however long its numbers are', async () => {
    const call = await texting.asked();
    const [first, second] = ['99999999999999999998', '100000000000000000000'];
    await texting.hear(
      { from: ann, text: '来不了', sequence: second },
      { from: ann, text: '能来', sequence: first },
    );
    await texting.hear(
      { from: bob, text: '能来', sequence: second },
      { from: bob, text: '来不了', sequence: first },
    );
    expect([await texting.stateOf(call, crowd[ann]!), await texting.stateOf(call, crowd[bob]!)]).toEqual([
      'withdrawn',
      'placed',
    ]);
  });

  test('count as they came where the carrier does not number them', async () => {
    const call = await texting.asked();
    await texting.hear(
      { from: ann, text: '能来', sequence: 'b' },
      { from: ann, text: '来不了', sequence: 'a' },
    );
    expect(await texting.stateOf(call, crowd[ann]!)).toBe('withdrawn');
  });
});

test('a reply from the future was written when it came in, and the next one counts', async () => {
  const call = await texting.asked();
  await texting.pushAt(2, { from: ann, text: '能来', at: 90 });
  await texting.hear({ from: ann, text: '来不了', at: 5 });
  expect(await texting.effects()).toEqual(['placed', 'withdrawn']);
  expect(await candidateRow(city, call, crowd[ann]!)).toMatchObject({ answeredAt: minutes(5) });
});

describe('a word of thanks for our word', () => {
  test('waits for nobody, and takes back no lateness', async () => {
    const call = await texting.asked();
    await texting.say(ann, '能来，晚半小时', 2);
    await texting.hear({ from: ann, text: '好的', at: 3 }, { from: ann, text: '收到', at: 4 });
    await texting.hear({ from: ann, text: '能来', at: 5 });
    expect(await candidateRow(city, call, crowd[ann]!)).toMatchObject({ state: 'placed', lateMinutes: 30 });
    expect(await texting.inbox()).toEqual([]);
  });

  test('does neither in one push with the answer', async () => {
    const call = await texting.asked();
    await texting.hear(
      { from: ann, text: '能来，晚半小时', at: 2 },
      { from: ann, text: '能来', at: 3 },
      { from: ann, text: '收到', at: 4 },
    );
    expect(await candidateRow(city, call, crowd[ann]!)).toMatchObject({ state: 'placed', lateMinutes: 30 });
    expect(await texting.inbox()).toEqual([]);
  });

  test('waits for nobody after a stand-down', async () => {
    const call = await texting.asked();
    await texting.say(ann, '能来');
    await standEveryoneDown(database, call.run, minutes(3));
    for (const [at, text] of ['好的', '收到', '知道了'].entries()) await texting.say(ann, text, 5 + at);
    expect([await texting.inbox(), await texting.effects()]).toEqual([[], ['placed']]);
  });
});

describe('a yes after a withdrawal', () => {
  test('begins anew: the lateness of the one before is forgotten', async () => {
    const call = await texting.asked();
    await texting.hear(
      { from: ann, text: '能来，晚半小时', at: 2 },
      { from: ann, text: '来不了', at: 3 },
      { from: ann, text: '能来', at: 4 },
    );
    expect(await candidateRow(city, call, crowd[ann]!)).toMatchObject({ state: 'placed', lateMinutes: null });
  });
});

describe('what was not sure', () => {
  test('waits no longer once its phone has answered that call clearly', async () => {
    await texting.asked();
    await texting.say(ann, '收到', 2);
    await texting.say(bob, '哈哈哈哈', 3);
    await texting.say(ann, '能来', 4);
    expect(await texting.inbox()).toMatchObject([
      ['clerk', 'unsure', 'unclear', expect.anything(), crowd[bob]!],
    ]);
    await texting.hear({ from: bob, text: '收到', at: 5 }, { from: bob, text: '来不了', at: 6 });
    expect(await texting.inbox()).toEqual([]);
  });

  test('still waits after an answer that was written before it, or to another call', async () => {
    const call = await texting.asked();
    await texting.say(ann, '收到', 9);
    await texting.say(ann, '能来', 4);
    expect(await texting.inbox()).toEqual([['clerk', 'unsure', 'yes', call.run, crowd[ann]!]]);
    const other = await texting.asked(NEXT_DAY, minutes(10));
    await texting.say(ann, `${await texting.codeOf(other, crowd[ann]!)}能来`, 12);
    expect(await texting.inbox()).toHaveLength(1);
  });
});

test('a yes after an opt-out goes to a clerk: nobody could tell them', async () => {
  const call = await texting.asked();
  await texting.hear({ from: ann, text: '退订', at: 2 }, { from: ann, text: '能来', at: 3 });
  await texting.say(ann, '能来', 5);
  expect([await texting.stateOf(call, crowd[ann]!), await texting.inbox()]).toEqual([
    'declined',
    Array.from({ length: 2 }, () => ['clerk', 'opted out', 'yes', call.run, crowd[ann]!]),
  ]);
});

describe('two readers at once', () => {
  test('settle everything once, whoever reads what', async () => {
    const call = await texting.asked({ needed: 50 });
    const other = await texting.asked({ ...NEXT_DAY, needed: 20 });
    const [one, two] = await Promise.all([texting.codeOf(call, crowd[0]!), texting.codeOf(other, crowd[0]!)]);
    for (let from = 0; from < 120; from += 1) {
      const words = [
        { from, text: `${one}能来`, at: 1, sequence: `a ${from}` },
        { from, text: `${from % 3 === 0 ? two : one}不来`, at: 2, sequence: `b ${from}` },
        { from: 119 - from, text: `${two}能来`, at: 3, sequence: `c ${from}` },
      ];
      // Some pushed again, in another push.
      await texting.push(...words);
      if (from % 10 === 0) await texting.push(words[2]!, words[0]!);
    }
    await Promise.all([receive(desk), receive(desk), receive(desk)]);
    expect(await database`SELECT FROM inbox WHERE processed_at IS NULL`).toHaveLength(0);
    expect(await database`SELECT FROM reply`).toHaveLength(360);
    for (const each of [call, other]) {
      const { needed, taken, placed } = await books(city, each);
      expect([taken, placed]).toEqual([Math.min(needed, placed), taken]);
    }
    // Forty said no to the second before their yes to it, eighty no to the first after their yes.
    expect(await books(city, other)).toMatchObject({ taken: 20 });
    expect(await counts(city, call)).toMatchObject({ placed: 40 });
  });

  test('hear an answer and its code in the order in which they were written', async () => {
    const [drill] = [await texting.asked(), await texting.asked(NEXT_DAY)];
    const code = await texting.codeOf(drill, crowd[0]!);
    for (let from = 0; from < 40; from += 1) {
      await texting.push({ from, text: '能来', at: 1 });
      await texting.push({ from, text: code, at: 2 });
    }
    await Promise.all([receive(desk), receive(desk)]);
    const { placed = 0, waitlisted = 0 } = await counts(city, drill);
    const waiting = (await texting.inbox()).length;
    // Nothing is lost: it is settled, or both halves wait for a clerk.
    expect(placed + waitlisted + waiting / 2).toBe(40);
  });
});
