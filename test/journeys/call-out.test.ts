import { beforeEach, expect, test } from '@jest/globals';
import { statement } from '../../office/look-up.js';
import { CALL_OUTS, CallOut, codeIn, refusalOf } from './call-outs.js';
import { joinCity } from './crowd.js';
import { openMuster } from './muster.js';
import { ended, stateOf } from './notices.js';
import { skippedTime } from '../../rehearsal/place.js';

const MINUTE = 60_000;

const muster = await openMuster({ ...CALL_OUTS, place: skippedTime });
await joinCity(muster.city, 60);
await muster.work();
muster.dispatch();
muster.sweep();

// Behind a run that has ended the server's time may have gone on by years.
beforeEach(() => muster.place.skip(MINUTE));

test('a drill is filled in two waves, a drop-out is replaced, and everyone is told once', async () => {
  const call = await CallOut.launch(muster, '防汛演练', { needed: 6 });
  const first = await call.asked(12);
  expect(first).toHaveLength(12);
  for (const at of [0, 1, 2, 3]) await call.say(first[at], '#能来');
  await call.say(first[4], '来不了');
  await call.told('已为您登记', 4);
  expect(await call.standing()).toMatchObject({ placed: 4, declined: 1, asked: 7 });

  // The wave's time is over: silence is a no. Of twelve four came; by what is learnt of it, two places take five.
  await muster.place.skip(31 * MINUTE);
  const second = (await call.asked(17)).slice(12);
  expect(second).toHaveLength(5);
  const { standing } = await call.view();
  expect(standing?.waves).toMatchObject([
    { number: 1, asked: 12, accepted: 4, refused: 1, silent: 7 },
    { number: 2, asked: 5, silent: 5 },
  ]);

  for (const text of second.slice(0, 3)) await call.say(text, `${codeIn(text)}能来`);
  await call.told('已列入候补', 1);
  expect(await call.standing()).toMatchObject({ placed: 6, waitlisted: 1, declined: 1 });
  await call.say(first[0], '临时有事去不了了');
  await call.told('已为您登记', 7);
  expect(await call.standing()).toMatchObject({ placed: 6, withdrawn: 1 });

  await ended(muster, call.run);
  expect(await stateOf(muster, call.run)).toBe('closed');
  expect(await call.texts('提醒您')).toHaveLength(6);
  const { balanced, steps } = await statement(muster.office, muster.operator, call.run.id);
  expect(balanced).toBe(true);
  expect(new Set(steps.map(({ step }) => step))).toEqual(
    new Set(['ask', 'confirmation', 'waitlist', 'reminder']),
  );
});

test('every no frees the next in line at once, also before the time of the wave is over', async () => {
  const call = await CallOut.launch(muster, '植树活动', { needed: 4 });
  const first = await call.asked(8);
  await muster.simulators.replies(
    first.map((text) => ({ phone: text.phone, content: `${codeIn(text)}来不了` })),
  );
  // Nobody of eight: the next wave is the larger for it.
  const asked = await call.asked(20);
  expect(asked).toHaveLength(20);
  // Mother and daughter share a phone: some years on, when she is of age, each is asked there by a code of her own.
  expect(new Set(asked.map((text) => `${text.phone} ${codeIn(text)}`)).size).toBe(20);
  expect(await call.standing()).toMatchObject({ declined: 8, asked: 12 });
  await call.callOff();
});

test('when nobody is left to ask it says so, and goes on listening', async () => {
  const call = await CallOut.launch(muster, '水库巡查', {
    ...{ needed: 3, expected_acceptance: 100, audience: { committees: ['qianxi'] } },
  });
  const asked = await call.asked(3);
  expect(await call.view()).toMatchObject({ outstanding: 3, nextWave: 0, progress: { stage: 'listening' } });
  await call.say(asked[0], '#来不了');
  await call.say(asked[1], '#能来');
  await call.told('已为您登记', 1);

  const { outstanding, nextWave, standing } = await call.view();
  expect({ outstanding, nextWave, waiting: standing?.states.waiting }).toEqual({
    outstanding: 1,
    nextWave: 0,
  });
  expect(await refusalOf(call.command('nextWave'))).toMatchObject({ reason: 'nobody-left' });
  await muster.place.skip(31 * MINUTE);
  await call.say(asked[2], '现在能来了');
  await call.told('已为您登记', 2);
  expect(await call.standing()).toMatchObject({ placed: 2, declined: 1 });
  await call.callOff();
});
