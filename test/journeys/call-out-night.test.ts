import { beforeEach, expect, test } from '@jest/globals';
import { officeDay, officeTime } from '../../domain/calendar/office-day.js';
import { sweep } from '../../dispatch/sweep.js';
import { until } from '../support/until.js';
import { CALL_OUTS, CallOut, type Text } from './call-outs.js';
import { joinCity } from './crowd.js';
import { openMuster } from './muster.js';
import { auditOf, countOf } from './notices.js';
import { skippedTime } from '../../rehearsal/place.js';

const MINUTE = 60_000;

const muster = await openMuster({
  ...CALL_OUTS,
  place: skippedTime,
  settings: { ...CALL_OUTS.settings, SEND_WINDOW: '08:00-20:00' },
});
await joinCity(muster.city, 40);
await muster.work();
muster.dispatch();
muster.sweep();

beforeEach(() => muster.place.skip(MINUTE));

const officeClock = (): string => officeTime(muster.place.clock.now()).slice(11);

/** Waits for texts that wait for the morning: the sweeper puts into the queue what has become due. */
async function sweptUntil(call: CallOut, words: string, count: number): Promise<Text[]> {
  await until(async () => {
    await sweep(muster.desk);
    return (await call.texts(words)).length >= count;
  });
  return call.texts(words);
}

test('an emergency asks in the night, and what is answered is confirmed in the night', async () => {
  await muster.place.skipToHour(2);
  const call = await CallOut.launch(muster, '堤坝抢险', { needed: 2, emergency: '滦河决口' });
  const [first] = await call.asked(4);
  await call.say(first, '#能来');
  await call.told('已为您登记', 1);
  expect(officeClock()).toMatch(/^02:/);

  const [wave] = (await call.view()).standing!.waves;
  expect(wave!.answerBy.getTime() - wave!.askedAt.getTime()).toBe(30 * MINUTE);
  expect((await auditOf(muster, call.run))[0]).toMatchObject({
    action: 'run launch',
    detail: { emergency: '滦河决口' },
  });
  await call.callOff();
});

test('without an emergency nobody is woken, and the time to answer counts from the morning', async () => {
  await muster.place.skipToHour(2);
  const call = await CallOut.launch(muster, '清淤', { needed: 2 });
  await call.reaches('asked', 4);
  await muster.place.skipToHour(7);
  await sweep(muster.desk);
  const [wave] = (await call.view()).standing!.waves;
  expect(officeTime(wave!.answerBy)).toBe(`${officeDay(call.run.launchedAt)} 08:30`);
  expect(await call.texts('需要您')).toHaveLength(0);

  await muster.place.skipToHour(8);
  await sweptUntil(call, '需要您', 4);
  await muster.place.skip(20 * MINUTE);
  expect(await call.standing()).toMatchObject({ asked: 4 });
  await muster.place.skip(11 * MINUTE);
  // Nobody of four has answered in time.
  expect((await call.asked(9)).length).toBeGreaterThan(8);
  await call.callOff();
});

test('who was to be asked in the morning is not asked once asking is finished in the night', async () => {
  await muster.place.skipToHour(21);
  const call = await CallOut.launch(muster, '看护苗木', { needed: 2 });
  await call.reaches('asked', 4);
  const waiting = (await call.standing()).waiting ?? 0;
  await muster.place.skipToHour(22);
  await call.command('finish');
  expect(await call.standing()).toMatchObject({ waiting: waiting + 4 });

  await muster.place.skipToHour(8);
  await sweep(muster.desk);
  await call.rests();
  expect(await call.texts('看护苗木')).toHaveLength(0);
  await call.callOff();
  expect(await countOf(muster, call.run, 'cancelled')).toBe(4);
});

test('a yes of the evening is confirmed in the morning, unless it is taken back in the night', async () => {
  await muster.place.skipToHour(19);
  const call = await CallOut.launch(muster, '物资搬运', { needed: 2 });
  const [first, second] = await call.asked(4);
  await muster.place.skipToHour(21);
  await call.say(first, '#能来');
  await call.say(second, '#能来');
  await call.reaches('placed', 2);
  await muster.place.skipToHour(22);
  await call.say(second, '#还是来不了');
  await call.reaches('withdrawn', 1);
  expect(await call.texts('已为您登记')).toHaveLength(0);

  await muster.place.skipToHour(8);
  await sweptUntil(call, '已为您登记', 1);
  await muster.place.skip(10 * MINUTE);
  await sweep(muster.desk);
  await sweptUntil(call, '需要您', 5);
  expect((await call.texts('已为您登记')).map(({ phone }) => phone)).toEqual([first!.phone]);
  await call.callOff();
});

test('a stand-down is told in the night: nobody shall set out in vain', async () => {
  await muster.place.skipToHour(19);
  const call = await CallOut.launch(muster, '夜间巡堤', { needed: 2 });
  await call.asked(4);
  await muster.place.skipToHour(23);
  await call.command('standDown');
  await call.told('不再需要人手', 4);
  expect(officeClock()).toMatch(/^23:/);
});
