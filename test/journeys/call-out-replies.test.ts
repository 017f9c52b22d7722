import { beforeEach, expect, test } from '@jest/globals';
import { inbox, resolve } from '../../office/inbox.js';
import { until } from '../support/until.js';
import { CALL_OUTS, CallOut, codeIn, refusalOf } from './call-outs.js';
import { joinCity } from './crowd.js';
import { openMuster } from './muster.js';
import { skippedTime } from '../../rehearsal/place.js';

const MINUTE = 60_000;

const muster = await openMuster({ ...CALL_OUTS, place: skippedTime });
await joinCity(muster.city, 60);
await muster.work();
muster.dispatch();
muster.sweep();
const { office, operator, simulators } = muster;

beforeEach(() => muster.place.skip(MINUTE));

/** What waits for a clerk, the oldest first. */
const waiting = () => inbox(office, operator, 100);

/** Replies kept, word for word as they came. */
async function kept(content: string): Promise<number> {
  const rows = await muster.database<{ contentCipher: Buffer }[]>`SELECT content_cipher FROM reply`;
  return rows.filter(({ contentCipher }) => office.keys.decrypt(contentCipher) === content).length;
}

/** The carrier says to the second when a reply was written. */
async function nextSecond(): Promise<void> {
  const second = Math.floor(Date.now() / 1000);
  await until(() => Math.floor(Date.now() / 1000) > second);
}

test('who comes late has a place, who does not know yet may answer again, thanks and questions take nothing', async () => {
  const call = await CallOut.launch(muster, '植树', { needed: 4 });
  const asked = await call.asked(8);
  await call.say(asked[0], '#能来，晚半小时');
  await call.say(asked[1], '#不确定，看情况');
  await call.say(asked[2], '谢谢');
  await call.say(asked[3], '#在哪集合？');
  // Whoever asks where is told once more what was in the first text.
  const details = await call.told('植树：', 1);
  expect(details.map(({ phone }) => phone)).toEqual([asked[3]!.phone]);
  expect(await call.standing()).toMatchObject({ placed: 1, unsure: 1, asked: 6 });
  expect((await call.view()).standing).toMatchObject({ late: 1 });
  expect(await waiting()).toEqual([]);

  await call.say(asked[1], '#能来了');
  await call.reaches('placed', 2);
  // Half a word takes nobody's place away: a person asks back.
  await call.say(asked[1], '#不确定，看情况');
  await until(async () => (await waiting()).length === 1);
  const [doubt] = await waiting();
  expect(doubt).toMatchObject({ run: call.run.id, meaning: 'maybe', reason: 'unsure' });
  expect(await call.standing()).toMatchObject({ placed: 2 });
  await resolve(office, operator, { id: doubt!.id, ruling: 'nothing' });
  await call.callOff();
});

test('what nobody can be sure about waits for a clerk, whose word takes the place like the person’s', async () => {
  const call = await CallOut.launch(muster, '清障', { needed: 2 });
  const asked = await call.asked(4);
  await call.say(asked[0], '收到');
  await simulators.reply('15499999999', '能来');
  await call.say(asked[1], 'X99能来');
  await until(async () => (await waiting()).length === 3);
  const replies = Object.fromEntries((await waiting()).map((reply) => [reply.content, reply]));
  expect(replies).toMatchObject({
    收到: { meaning: 'yes', reason: 'unsure', run: call.run.id },
    能来: { meaning: 'yes', reason: 'unknown phone', run: null },
    X99能来: { meaning: 'yes', reason: 'wrong code', run: call.run.id },
  });
  expect(await call.standing()).toMatchObject({ asked: 4 });

  const [unsure, stranger, mistyped] = [replies['收到']!.id, replies['能来']!.id, replies['X99能来']!.id];
  expect(await resolve(office, operator, { id: unsure, ruling: 'yes', lateMinutes: 20 })).toMatchObject({
    run: call.run.id,
    effect: 'placed',
  });
  expect(await refusalOf(resolve(office, operator, { id: unsure, ruling: 'no' }))).toMatchObject({
    reason: 'not-waiting',
  });
  expect(await refusalOf(resolve(office, operator, { id: stranger, ruling: 'yes' }))).toMatchObject({
    reason: 'whose-answer',
  });
  // They rang and said who they are: somebody who was asked, on another phone.
  const person = asked[2]!.phone;
  expect(
    await resolve(office, operator, { id: stranger, ruling: 'yes', run: call.run.id, person }),
  ).toMatchObject({ effect: 'placed' });
  expect(await resolve(office, operator, { id: mistyped, ruling: 'yes' })).toMatchObject({
    effect: 'waitlisted',
  });
  const confirmed = await call.told('已为您登记', 2);
  expect(confirmed.map(({ phone }) => phone).sort()).toEqual([asked[0]!.phone, person].sort());
  await call.told('已列入候补', 1);
  expect((await call.view()).standing).toMatchObject({ late: 1, waitingReplies: 0 });
  await call.callOff();
});

test('a reply that comes twice counts once, one that is overtaken changes nothing, and all are kept', async () => {
  const call = await CallOut.launch(muster, '宣讲', { needed: 2 });
  const asked = await call.asked(4);
  await simulators.nextReplies(['repeat']);
  await call.say(asked[0], '#能来，宣讲');
  await call.told('已为您登记', 1);
  await simulators.nextReplies(['hold-back']);
  await call.say(asked[1], '#能来，早就想来');
  await nextSecond();
  await call.say(asked[1], '#来不了，有事');
  const code = codeIn(asked[1]!);
  await until(async () => (await kept(`${code}能来，早就想来`)) === 1);
  expect(await call.standing()).toMatchObject({ placed: 1, declined: 1 });
  expect(await kept(`${codeIn(asked[0]!)}能来，宣讲`)).toBe(1);
  const effects = await muster.database<{ effect: string }[]>`
    SELECT effect FROM response WHERE run_id = ${call.run.id} ORDER BY id`;
  expect(effects.map(({ effect }) => effect)).toEqual(['placed', 'declined', 'superseded']);
  await call.callOff();
});

test('ten thousand characters are kept, and a person reads them', async () => {
  const call = await CallOut.launch(muster, '测温', { needed: 2 });
  const [text] = await call.asked(4);
  await simulators.nextReplies(['long']);
  await call.say(text, '#能来');
  await until(async () => (await waiting()).length === 1);
  const [long] = await waiting();
  expect(long!.content).toHaveLength(10_000);
  expect(long).toMatchObject({ run: call.run.id, reason: 'unsure' });
  expect(await call.standing()).toMatchObject({ asked: 4 });
  await resolve(office, operator, { id: long!.id, ruling: 'yes' });
  await call.told('已为您登记', 1);
  await call.callOff();
});

test('who withdraws from texts gives back the place, is replaced, and gets no further text', async () => {
  const call = await CallOut.launch(muster, '巡河', { needed: 1 });
  const [first, second] = await call.asked(2);
  await call.say(first, '#能来');
  await call.told('已为您登记', 1);
  await call.say(second, '#能来');
  await call.told('已列入候补', 1);
  await call.say(first, '退订');
  await call.told('已为您登记', 2);
  expect(await call.standing()).toMatchObject({ placed: 1, withdrawn: 1 });
  await call.callOff();
  expect((await call.texts('不再需要人手')).map(({ phone }) => phone)).toEqual([second!.phone]);
});

test('who is away over the event does not come, and is not asked to the next of those days', async () => {
  const clinic = { needed: 1, expected_acceptance: 100, audience: { committees: ['health'] } };
  const call = await CallOut.launch(muster, '义诊', clinic);
  const [text] = await call.asked(1);
  await call.say(text, '请假十天');
  await call.reaches('declined', 1);
  const next = await refusalOf(CallOut.launch(muster, '复诊', clinic));
  expect(next).toMatchObject({ reason: 'nobody' });
  await simulators.reply(text!.phone, '销假');
  await until(async () => (await kept('销假')) === 1);
  const again = await CallOut.launch(muster, '复诊', clinic);
  await again.asked(1);
  await call.callOff();
  await again.callOff();
});
