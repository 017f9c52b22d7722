import { beforeEach, expect, test } from '@jest/globals';
import { phoneOf } from '../support/cast.js';
import { CALL_OUTS, CallOut, codeIn, heard, type Text } from './call-outs.js';
import { openMuster } from './muster.js';
import { skippedTime } from '../../rehearsal/place.js';

const MINUTE = 60_000;

const muster = await openMuster({ ...CALL_OUTS, place: skippedTime });
await muster.work();
muster.dispatch();
muster.sweep();

beforeEach(() => muster.place.skip(MINUTE));

/** 李岚 and her daughter, on one phone. */
const FAMILY = phoneOf('李岚');

/** The question which call is meant, as it reached a phone. */
const whichCall = async (phone: string): Promise<Text[]> =>
  (await muster.simulators.texts()).filter((text) => text.phone === phone && text.text.includes('不止一份'));

/** Where the two of the family stand, by the code in their texts: the numbers start anew on every phone. */
async function family({ run }: CallOut): Promise<Record<string, string>> {
  const rows = await muster.database<{ code: string; state: string }[]>`
    SELECT code, state FROM candidate
    WHERE run_id = ${run.id} AND person_id IN (${muster.city.id('李岚')}, ${muster.city.id('李小岚')})`;
  return Object.fromEntries(rows.map(({ code, state }) => [code, state]));
}

/** Replies from a phone that wait, and for what. */
const waiting = (): Promise<{ waitsFor: string; reason: string }[]> =>
  muster.database`SELECT waits_for, reason FROM reply WHERE waits_for IS NOT NULL ORDER BY id`;

/** Everyone of 倴城镇 who can be asked, whatever their age: four, two of them on one phone. */
const TOWN = { needed: 4, expected_acceptance: 100, requires: [], audience: { committees: ['bencheng'] } };

test('two people on one phone get a text each, in calls of their own, and a code says who answers', async () => {
  const call = await CallOut.launch(muster, '社区巡逻', TOWN);
  const texts = (await call.asked(4)).filter(({ phone }) => phone === FAMILY);
  expect(texts).toHaveLength(2);
  const [one, other] = texts.map(codeIn) as [string, string];
  expect(one).not.toBe(other);
  expect(texts[0]!.bizId).not.toBe(texts[1]!.bizId);

  await call.say(texts[0], '#能来');
  await call.reaches('placed', 1);
  expect(await family(call)).toEqual({ [one]: 'placed', [other]: 'asked' });
  await call.say(texts[1], '#来不了');
  await call.reaches('declined', 1);
  expect(await family(call)).toEqual({ [one]: 'placed', [other]: 'declined' });
  const [confirmation] = await call.told('已为您登记', 1);
  expect([confirmation!.phone, codeIn(confirmation!)]).toEqual([FAMILY, one]);
  await call.callOff();
});

test('an answer that names nobody is asked back once, and the code alone completes it', async () => {
  const call = await CallOut.launch(muster, '防火宣传', TOWN);
  const texts = (await call.asked(4)).filter(({ phone }) => phone === FAMILY);
  const [one, other] = texts.map(codeIn) as [string, string];
  await muster.simulators.reply(FAMILY, '能来，晚半小时');
  await heard(muster, async () => (await whichCall(FAMILY)).length > 0);
  expect(await waiting()).toEqual([{ waitsFor: 'code', reason: 'call unclear' }]);
  expect(await family(call)).toEqual({ [one]: 'asked', [other]: 'asked' });

  await muster.simulators.reply(FAMILY, other);
  await call.reaches('placed', 1);
  expect(await waiting()).toEqual([]);
  expect(await family(call)).toEqual({ [one]: 'asked', [other]: 'placed' });
  expect((await call.view()).standing).toMatchObject({ late: 1 });
  const [confirmation] = await call.told('已为您登记', 1);
  expect(codeIn(confirmation!)).toBe(other);
  expect(await whichCall(FAMILY)).toHaveLength(1);
  await call.callOff();
});

test('two open calls to one person are told apart by their codes', async () => {
  const alone = { needed: 1, expected_acceptance: 100, audience: { committees: ['health'] } };
  const [morning, evening] = [
    await CallOut.launch(muster, '晨间体检', alone, 48),
    await CallOut.launch(muster, '晚间体检', alone, 72),
  ];
  const [early] = await morning.asked(1);
  const [late] = await evening.asked(1);
  expect(early!.phone).toBe(phoneOf('孙静'));
  expect(codeIn(early!)).not.toBe(codeIn(late!));

  await evening.say(late, '#能来');
  await evening.reaches('placed', 1);
  expect(await morning.standing()).toMatchObject({ asked: 1 });
  // Both are open still: which one does this answer?
  await muster.simulators.reply(early!.phone, '来不了');
  await heard(muster, async () => (await whichCall(early!.phone)).length === 1);
  expect(await evening.standing()).toMatchObject({ placed: 1 });
  await muster.simulators.reply(early!.phone, codeIn(early!));
  await morning.reaches('declined', 1);
  expect(await evening.standing()).toMatchObject({ placed: 1 });
  expect(await waiting()).toEqual([]);
  await Promise.all([morning.command('standDown'), evening.callOff()]);
});
