import { beforeEach, expect, test } from '@jest/globals';
import { officeTime } from '../../domain/calendar/office-day.js';
import { actorNamed } from '../../office/actor.js';
import { ringer } from '../../office/ring.js';
import type { SteeringWish } from '../../office/steer.js';
import { until } from '../support/until.js';
import { CALL_OUTS, CallOut, refusalOf } from './call-outs.js';
import { joinCity } from './crowd.js';
import { hold } from './holds.js';
import { openMuster } from './muster.js';
import { auditOf, stateOf } from './notices.js';
import { skippedTime } from '../../rehearsal/place.js';

const MINUTE = 60_000;

const muster = await openMuster({ ...CALL_OUTS, place: skippedTime });
await joinCity(muster.city, 60);
await muster.work();
muster.dispatch();
muster.sweep();
const deputy = await actorNamed(muster.office, 'deputy');

beforeEach(() => muster.place.skip(MINUTE));

/** Two operators ask for the same at the same moment: where the run stands then, or why not. */
function both(call: CallOut, action: SteeringWish['action'], ...amounts: number[]): Promise<string[]> {
  const [mine, theirs = mine] = amounts;
  return Promise.all(
    [call.command(action, mine), call.command(action, theirs, deputy)].map((asked) =>
      asked.then(
        ({ state }) => state as string,
        ({ problems }: { problems: { en: string }[] }) => problems[0]!.en,
      ),
    ),
  );
}

/** What was asked for by whom and why, and what was refused. */
const steeringOf = async (call: CallOut): Promise<unknown[]> =>
  (await auditOf(muster, call.run))
    .filter(({ actor, action }) => actor !== 'muster' && action !== 'run launch')
    .map(({ actor, action, detail }) => [actor, action, detail]);

const answerBy = async (call: CallOut): Promise<number[]> =>
  (await call.view()).standing!.waves.map((wave) => wave.answerBy.getTime());

test('the next wave is asked now, once, although two ask for it at once', async () => {
  const call = await CallOut.launch(muster, '护林', { needed: 2 });
  const first = await call.asked(4);
  expect(await both(call, 'nextWave')).toEqual(['running', 'running']);
  const asked = await call.asked(9);
  expect(asked).toHaveLength(9);
  expect((await call.view()).standing!.waves.map((wave) => wave.asked)).toEqual([4, 5]);

  // Their time is over, their answer counts all the same.
  await call.say(first[0], '#能来');
  await call.say(first[1], '#能来');
  await call.told('已为您登记', 2);
  expect(await refusalOf(call.command('nextWave'))).toMatchObject({
    reason: 'filled',
    zh: `活动 ${call.run.id} 现在不能开始下一轮：人数已满`,
    en: `run ${call.run.id} cannot ask its next wave now: all places are taken`,
  });
  const steering = await steeringOf(call);
  // Who of the two came first nobody knows.
  expect(steering).toHaveLength(4);
  expect(new Set(steering)).toEqual(
    new Set([
      ['office', 'run nextWave requested', { reason: 'office: nextWave' }],
      ['deputy', 'run nextWave requested', { reason: 'deputy: nextWave' }],
      ['office', 'run nextWave requested', { reason: 'office: nextWave' }],
      ['office', 'run nextWave refused', { because: 'filled' }],
    ]),
  );
  await call.callOff();
});

test('more places go to those who wait for one; fewer than are taken are refused with the figure', async () => {
  const call = await CallOut.launch(muster, '值守', { needed: 1 });
  const asked = await call.asked(2);
  for (const text of asked) await call.say(text, '#能来');
  await call.told('已列入候补', 1);
  expect(await both(call, 'need', 2)).toEqual(['running', 'running']);
  await call.told('已为您登记', 2);
  expect(await call.standing()).toMatchObject({ placed: 2 });

  expect(await refusalOf(call.command('need', 1))).toMatchObject({
    reason: 'fewer-than-placed',
    zh: `活动 ${call.run.id} 现在不能改变人数：已有 2 人确定要来，人数不能少于 2`,
    en: `run ${call.run.id} cannot need another number now: 2 people have a place already; need at least 2`,
  });
  // Of two numbers the one that was heard last holds, and whoever it takes is asked.
  expect(await both(call, 'need', 4, 3)).toEqual(['running', 'running']);
  const { standing } = await call.view();
  expect([3, 4]).toContain(standing!.needed);
  await call.asked(3);
  expect(await steeringOf(call)).toContainEqual([
    'deputy',
    'run need requested',
    expect.objectContaining({ reason: 'deputy: need', amount: 3 }),
  ]);
  await call.callOff();
});

test('more time is given to those who have still to answer, by each who asks for it', async () => {
  const call = await CallOut.launch(muster, '排险', { needed: 2 });
  await call.asked(4);
  const [before] = await answerBy(call);
  expect(await both(call, 'extend', 600)).toEqual(['running', 'running']);
  expect(await answerBy(call)).toEqual([before! + 20 * MINUTE]);
  await muster.place.skip(45 * MINUTE);
  expect(await call.texts('需要您')).toHaveLength(4);
  await muster.place.skip(6 * MINUTE);
  await call.asked(9);
  await call.callOff();
});

test('nobody gets more time where nobody has still to answer', async () => {
  const call = await CallOut.launch(muster, '体检', {
    ...{ needed: 1, audience: { committees: ['health'] } },
  });
  const [text] = await call.asked(1);
  await call.say(text, '#来不了');
  await call.reaches('declined', 1);
  expect(await refusalOf(call.command('extend', 600))).toMatchObject({
    reason: 'nobody-outstanding',
    zh: `活动 ${call.run.id} 现在不能延长等待：没有人还在等待回复的时间内`,
    en: `run ${call.run.id} cannot wait longer now: nobody has still time to answer`,
  });
  await call.callOff();
});

test('a call-out that is finished asks nobody any more; who says yes late waits, and replaces who drops out', async () => {
  const call = await CallOut.launch(muster, '搬运', { needed: 5 });
  const asked = await call.asked(10);
  await call.say(asked[0], '#能来');
  await call.say(asked[1], '#能来');
  await call.told('已为您登记', 2);
  expect(await both(call, 'finish')).toEqual(['running', 'running']);
  await call.say(asked[2], '#能来');
  await call.told('已列入候补', 1);
  await call.say(asked[0], '#临时来不了了');
  await call.told('已为您登记', 3);
  expect(await call.standing()).toMatchObject({ placed: 2, withdrawn: 1 });

  await call.say(asked[1], '#也来不了了');
  await call.reaches('placed', 1);
  await muster.place.skip(40 * MINUTE);
  expect((await call.view()).standing).toMatchObject({ asking: false, needed: 2, placed: 1 });
  expect(await refusalOf(call.command('nextWave'))).toMatchObject({
    reason: 'finished',
    zh: `活动 ${call.run.id} 现在不能开始下一轮：已停止询问；还要再问，请重新设定需要的人数`,
    en: `run ${call.run.id} cannot ask its next wave now: asking is finished; to go on asking, need another number of people`,
  });
  expect(await call.texts('需要您')).toHaveLength(10);
  await call.command('need', 2);
  await call.asked(11);
  await call.callOff();
});

test('a pause holds the waves, keeps what is answered, and gives the time back', async () => {
  const call = await CallOut.launch(muster, '转移群众', { needed: 2 });
  const asked = await call.asked(4);
  expect((await both(call, 'pause')).sort()).toEqual([
    'paused',
    `run ${call.run.id} cannot pause now: it is paused`,
  ]);
  await call.say(asked[0], '#能来');
  await call.reaches('placed', 1);
  // Longer than the wave had.
  await muster.place.skip(40 * MINUTE);
  expect([await call.texts('已为您登记'), await call.texts('需要您')]).toMatchObject([[], { length: 4 }]);

  expect((await both(call, 'resume')).sort()).toEqual([
    `run ${call.run.id} cannot resume now: it is running`,
    'running',
  ]);
  await call.told('已为您登记', 1);
  await muster.place.skip(25 * MINUTE);
  expect(await call.standing()).toMatchObject({ asked: 3, placed: 1 });
  await muster.place.skip(6 * MINUTE);
  expect((await call.asked(5)).length).toBeGreaterThan(4);
  await call.callOff();
});

test('a cancelled call-out tells nobody anything more, and what is answered changes nothing', async () => {
  const call = await CallOut.launch(muster, '复查', { needed: 2 });
  const [text] = await call.asked(4);
  expect((await both(call, 'cancel')).sort()).toEqual([
    'cancelled',
    `run ${call.run.id} cannot cancel now: it is cancelled`,
  ]);
  await call.say(text, '#能来');
  await muster.place.skip(MINUTE);
  expect(await call.standing()).toMatchObject({ asked: 4 });
  expect(await call.texts('复查')).toHaveLength(4);
  expect(await stateOf(muster, call.run)).toBe('cancelled');
  expect(await refusalOf(call.command('nextWave'))).toMatchObject({ reason: 'over' });
});

test('a wave that was due when the pause came is asked when it is over', async () => {
  const call = await CallOut.launch(muster, '加固', { needed: 2 });
  const asked = await call.asked(4);
  await call.rests();
  muster.bells.lost = true;
  for (const text of asked) await call.say(text, '#来不了');
  await call.reaches('declined', 4);
  muster.bells.lost = false;
  const candidates = await hold(muster.database, 'candidate');
  await muster.place.skip(10_000);
  ringer(muster.office.temporal)(call.run);
  // It is counting how many to ask.
  await candidates.met();
  await call.command('pause');
  await candidates.release();
  await muster.place.skip(MINUTE);
  expect(await call.texts('需要您')).toHaveLength(4);
  await call.command('resume');
  await call.asked(9);
  await call.callOff();
});

test('before it asks there is nothing to steer; it can be called off, and then nobody is ever asked', async () => {
  const at = officeTime(new Date(muster.place.clock.now().getTime() + 24 * 60 * MINUTE));
  const call = await CallOut.launch(muster, '演出保障', { needed: 2, at });
  await until(async () => (await stateOf(muster, call.run)) === 'running');
  for (const action of ['nextWave', 'extend', 'finish', 'need'] as const) {
    expect(await refusalOf(call.command(action, 3))).toMatchObject({
      reason: 'not-begun',
      zh: expect.stringContaining('还没有开始询问') as unknown,
      en: expect.stringContaining('it has not begun to ask') as unknown,
    });
  }
  await call.callOff();
  expect(await call.standing()).toEqual({});
  expect(await call.texts('演出保障')).toEqual([]);
});
