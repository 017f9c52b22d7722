import { expect, test } from '@jest/globals';
import { CALL_OUTS, CallOut } from './call-outs.js';
import { joinCity } from './crowd.js';
import { openMuster } from './muster.js';
import { ended, progressOf, workflowOf } from './notices.js';
import { skippedTime } from '../../rehearsal/place.js';

/** As workflows/steps/call-out.ts has it. */
const PAGE_EVENTS = 1500;
const LONG_MILLISECONDS = 120_000;
const NEEDED = 3;

const muster = await openMuster({ ...CALL_OUTS, place: skippedTime });
await joinCity(muster.city, 40);
await muster.work();
muster.dispatch();
muster.sweep();

/** The page its history is on, and how long it has grown. */
async function page(call: CallOut): Promise<{ runId: string; events: number }> {
  const { runId, historyLength } = await workflowOf(muster, call.run).describe();
  return { runId, events: historyLength };
}

/** An operator says again how many are needed, over and over, while it holds. */
async function steerWhile(
  call: CallOut,
  holds: (now: { runId: string; events: number }) => boolean,
): Promise<void> {
  while (holds(await page(call))) await call.command('need', NEEDED);
}

test(
  'a long call-out goes on page after page, also in a pause: nothing is forgotten, nothing told twice',
  async () => {
    const call = await CallOut.launch(muster, '防汛演练', { needed: NEEDED });
    const asked = await call.asked(6);
    await call.say(asked[0], '#能来');
    await call.told('已为您登记', 1);

    const first = await page(call);
    await steerWhile(call, ({ runId }) => runId === first.runId);
    const second = await page(call);
    expect(second.events).toBeLessThan(PAGE_EVENTS);
    await call.say(asked[1], '#能来');
    await call.told('已为您登记', 2);

    // The next page is turned while it is paused.
    await steerWhile(call, ({ events }) => events < PAGE_EVENTS - 25);
    await call.command('pause');
    await call.say(asked[2], '#能来');
    await call.reaches('placed', 3);
    await call.say(asked[2], '#来不了了');
    await call.reaches('withdrawn', 1);
    await steerWhile(call, ({ runId, events }) => runId === second.runId && events < 2 * PAGE_EVENTS);
    expect((await page(call)).runId).not.toBe(second.runId);
    expect(await progressOf(muster, call.run)).toMatchObject({ state: 'paused' });
    expect(await call.texts('已为您登记')).toHaveLength(2);
    await call.command('resume');
    // Places are free, people are left, and the new page knows it.
    await call.command('nextWave');
    expect((await call.asked(7)).length).toBeGreaterThan(6);
    await call.command('standDown');
    await ended(muster, call.run);
    expect(await call.texts('已为您登记')).toHaveLength(2);
    const phones = (await call.texts('需要您')).map(({ phone }) => phone);
    expect(new Set(phones).size).toBe(phones.length);
    expect(await call.texts('不再需要人手')).toHaveLength(phones.length - 1);
  },
  LONG_MILLISECONDS,
);
