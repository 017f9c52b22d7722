import { expect, test } from '@jest/globals';
import { statement } from '../../office/look-up.js';
import { CALL_OUTS, CallOut, codeIn } from './call-outs.js';
import { joinCity } from './crowd.js';
import { openMuster } from './muster.js';
import { ended } from './notices.js';

/** Of one tally after a rush: the bell, the pause in which answers are gathered, the counting, the next wait. */
const MOST_EVENTS_PER_TALLY = 17;
const LONG_MILLISECONDS = 90_000;

const muster = await openMuster(CALL_OUTS);
// With three of the cast.
await joinCity(muster.city, 297);
await muster.work();
muster.dispatch();
muster.sweep();

/** How often the workflow has counted, and its events so far. */
async function cost(call: CallOut): Promise<{ tallies: number; events: number }> {
  const events = await call.events();
  const begun = events.flatMap(
    ({ activityTaskScheduledEventAttributes: begun }) => begun?.activityType ?? [],
  );
  return { tallies: begun.filter(({ name }) => name === 'tally').length, events: events.length };
}

test(
  'of three hundred who say yes in one second a hundred get a place, and each is told once where they stand',
  async () => {
    const call = await CallOut.launch(muster, '万人植树', {
      ...{ needed: 100, expected_acceptance: 33, audience: { committees: ['luannan'] } },
    });
    const asked = await call.asked(300);
    expect(asked).toHaveLength(300);
    await call.rests();
    const before = await cost(call);
    await muster.simulators.replies(
      asked.map((text) => ({ phone: text.phone, content: `${codeIn(text)}能来` })),
    );
    await Promise.all([call.told('已为您登记', 100), call.told('已列入候补', 200)]);
    expect(await call.standing()).toMatchObject({ placed: 100, waitlisted: 200 });

    // Everyone once, by what the carrier took.
    const told = [...(await call.texts('已为您登记')), ...(await call.texts('已列入候补'))];
    expect(told).toHaveLength(300);
    expect(new Set(told.map(({ phone }) => phone))).toEqual(new Set(asked.map(({ phone }) => phone)));
    const after = await cost(call);
    expect(after.tallies - before.tallies).toBeLessThanOrEqual(2);
    expect(after.events - before.events).toBeLessThanOrEqual(
      MOST_EVENTS_PER_TALLY * (after.tallies - before.tallies),
    );

    // Half of those with a place give it back at once: as many who waited get one, in the order of their yes.
    const placed = await call.texts('已为您登记');
    const waiting = (await call.texts('已列入候补')).length;
    await muster.simulators.replies(
      placed.slice(0, 50).map((text) => ({ phone: text.phone, content: `${codeIn(text)}来不了` })),
    );
    await call.told('已为您登记', 150);
    expect(await call.standing()).toMatchObject({ placed: 100, waitlisted: waiting - 50, withdrawn: 50 });

    await call.command('standDown');
    await ended(muster, call.run);
    expect(await call.texts('不再需要人手')).toHaveLength(250);
    expect((await statement(muster.office, muster.operator, call.run.id)).balanced).toBe(true);
  },
  LONG_MILLISECONDS,
);
