import { expect, test } from '@jest/globals';
import { ringBells } from '../../office/ring.js';
import { inRedis } from '../support/redis-contents.js';
import { laneJobs } from '../support/lane-jobs.js';
import { until } from '../support/until.js';
import { CALL_OUTS, CallOut } from './call-outs.js';
import { joinCity } from './crowd.js';
import { hold } from './holds.js';
import { openMuster } from './muster.js';

/** A lost worker is noticed when its heartbeat is late: 10 s. */
const WITH_LOST_WORKERS_MILLISECONDS = 120_000;

const muster = await openMuster({
  ...CALL_OUTS,
  settings: { ...CALL_OUTS.settings, REQUEUE_AFTER_SECONDS: '1' },
});
await joinCity(muster.city, 40);
const { database, office } = muster;

test(
  'a worker killed behind the choice of a wave, and one killed while it confirms, are followed by others',
  async () => {
    const dispatcher = muster.dispatch();
    const sweeper = muster.sweep();
    const first = await muster.work();
    let texts = await hold(database, 'rendering');
    const call = await CallOut.launch(muster, '防汛演练', { needed: 2 });
    await texts.met();
    first.kill();
    await texts.refuse();
    // Chosen, and nothing written: whoever follows asks these, and nobody beside them.
    expect(await call.standing()).toMatchObject({ asked: 4 });
    expect(await database`SELECT FROM message`).toHaveLength(0);

    const second = await muster.work();
    const asked = await call.asked(4);
    expect(asked).toHaveLength(4);
    texts = await hold(database, 'rendering');
    await call.say(asked[0], '#能来');
    await call.reaches('placed', 1);
    await until(
      async () => (await database`SELECT FROM owed WHERE occurrence_id IS NOT NULL`).length > 0,
      20_000,
    );
    await texts.met();
    second.kill();
    await texts.refuse();
    expect(await call.texts('已为您登记')).toHaveLength(0);

    await muster.work();
    await call.told('已为您登记', 1);
    await call.callOff();
    expect((await call.view()).standing?.waves).toMatchObject([{ asked: 4 }]);
    expect(await call.texts('已为您登记')).toHaveLength(1);
    expect(await call.texts('需要您')).toHaveLength(4);
    await sweeper.stop();
    await dispatcher.stop();
  },
  WITH_LOST_WORKERS_MILLISECONDS,
);

test('a bell that was lost is rung again', async () => {
  const dispatcher = muster.dispatch();
  const call = await CallOut.launch(muster, '植树', { needed: 2 });
  const [text] = await call.asked(4);
  await call.rests();
  // As when Temporal is away while one comes in.
  muster.bells.lost = true;
  await call.say(text, '#能来');
  await call.reaches('placed', 1);
  muster.bells.lost = false;
  const [ringing] = await database<
    { bellSince: Date | null }[]
  >`SELECT bell_since FROM run WHERE id = ${call.run.id}`;
  expect(ringing?.bellSince).not.toBeNull();

  const { temporal } = office;
  const clock = { now: () => new Date(ringing!.bellSince!.getTime() + 21_000) };
  await ringBells({ database, temporal, clock, log: muster.logbook.log });
  await call.told('已为您登记', 1);
  await until(
    async () =>
      (await database`SELECT FROM run WHERE id = ${call.run.id} AND bell_since IS NULL`).length === 1,
  );
  await call.callOff();
  await dispatcher.stop();
});

test('a wave whose jobs are lost with the queue is asked all the same, everyone once', async () => {
  const call = await CallOut.launch(muster, '清障', { needed: 2 });
  await until(async () => Object.values(await laneJobs(muster.redisUrl)).some((jobs) => jobs > 0));
  await inRedis(muster.redisUrl, (redis) => redis.flushdb());
  const dispatcher = muster.dispatch();
  const sweeper = muster.sweep();
  const [text] = await call.asked(4);
  await call.say(text, '#能来');
  await call.told('已为您登记', 1);
  await call.callOff();
  expect(await call.texts('需要您')).toHaveLength(4);
  await sweeper.stop();
  await dispatcher.stop();
});
