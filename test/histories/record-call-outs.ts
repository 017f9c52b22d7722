import { beforeEach, expect, test } from '@jest/globals';
import { CALL_OUTS, CallOut, refusalOf } from '../journeys/call-outs.js';
import { joinCity } from '../journeys/crowd.js';
import { openMuster } from '../journeys/muster.js';
import { ended, workflowOf } from '../journeys/notices.js';
import { skippedTime } from '../../rehearsal/place.js';
import { keep } from './keep.js';

const MINUTE = 60_000;

/**
 * Records the histories of call-outs that test/histories/replay.test.ts replays. When and when not: record.ts.
 *
 *     npm test -- --runInBand --testMatch '<rootDir>/test/histories/record-call-outs.ts'
 */
const muster = await openMuster({ ...CALL_OUTS, place: skippedTime });
await joinCity(muster.city, 60);
await muster.work();
muster.dispatch();
muster.sweep();

beforeEach(() => muster.place.skip(MINUTE));

test('plain: two waves, answers, a reminder, to the end', async () => {
  const call = await CallOut.launch(muster, '植树', { needed: 4 });
  const asked = await call.asked(8);
  for (const text of asked.slice(0, 3)) await call.say(text, '#能来');
  await call.told('已为您登记', 3);
  await muster.place.skip(31 * MINUTE);
  const second = await call.asked(9);
  await call.say(second.at(-1), '#能来');
  await call.told('已为您登记', 4);
  await call.say(second.at(-2), '#能来');
  await call.told('已列入候补', 1);
  await call.say(asked[0], '#来不了了');
  await call.told('已为您登记', 5);
  await ended(muster, call.run);
  await keep(muster, call.run, 'call-out-plain');
});

test('off: stood down in mid-wave, out of a pause', async () => {
  const call = await CallOut.launch(muster, '清障', { needed: 4 });
  const [text] = await call.asked(8);
  await call.command('pause');
  await call.say(text, '#能来');
  await call.reaches('placed', 1);
  await call.callOff();
  await keep(muster, call.run, 'call-out-off');
});

test('steered: by every command, one of them refused, and cancelled', async () => {
  const call = await CallOut.launch(muster, '巡河', { needed: 2 });
  const [first, second] = await call.asked(4);
  await call.command('extend', 600);
  await call.command('nextWave');
  await call.asked(9);
  await call.command('pause');
  await muster.place.skip(MINUTE);
  await call.command('resume');
  await call.command('need', 3);
  await call.say(first, '#能来');
  await call.say(second, '#能来');
  await call.told('已为您登记', 2);
  await refusalOf(call.command('need', 1));
  await call.command('finish');
  await call.command('cancel');
  await ended(muster, call.run);
  await keep(muster, call.run, 'call-out-steered');
});

test('continued: a page that was turned, and the next', async () => {
  const call = await CallOut.launch(muster, '宣讲', { needed: 3 });
  const [text] = await call.asked(6);
  const page = async (): Promise<string> => (await workflowOf(muster, call.run).describe()).runId;
  const first = await page();
  while ((await page()) === first) await call.command('extend', 1);
  await call.say(text, '#能来');
  await call.told('已为您登记', 1);
  await call.callOff();
  expect(await page()).not.toBe(first);
  await keep(muster, call.run, 'call-out-turned', first);
  await keep(muster, call.run, 'call-out-continued');
});
