import { expect, test } from '@jest/globals';
import { sweep } from '../../dispatch/sweep.js';
import { actorNamed } from '../../office/actor.js';
import { inbox } from '../../office/inbox.js';
import { statement } from '../../office/look-up.js';
import { until } from '../support/until.js';
import { CALL_OUTS, CallOut, refusalOf, type Text } from './call-outs.js';
import { joinCity } from './crowd.js';
import { openMuster } from './muster.js';
import { countOf, ended, stateOf } from './notices.js';

const muster = await openMuster({
  ...CALL_OUTS,
  settings: {
    ...CALL_OUTS.settings,
    RECONCILE_FIRST_WAIT_SECONDS: '1',
    RECONCILE_NONCE_SECONDS: '2',
    RECONCILE_BOUND_SECONDS: '1',
  },
});
await joinCity(muster.city, 40);
await muster.work();
muster.dispatch();
muster.sweep();

const phones = (texts: readonly Text[]): string[] => texts.map(({ phone }) => phone).sort();

/** Every text of the run is accounted for, and it is over. */
async function settled(call: CallOut): Promise<void> {
  expect(await stateOf(muster, call.run)).toBe('closed');
  expect((await statement(muster.office, muster.operator, call.run.id)).balanced).toBe(true);
}

test('a stand-down in mid-wave tells everyone who may have been reached; answers after it change nothing', async () => {
  const call = await CallOut.launch(muster, '防汛演练', { needed: 4 });
  const asked = await call.asked(8);
  await call.say(asked[0], '#能来');
  await call.say(asked[1], '#来不了');
  await call.reaches('placed', 1);
  await call.reaches('declined', 1);
  const deputy = await actorNamed(muster.office, 'deputy');
  const outcomes = await Promise.allSettled([
    call.command('standDown'),
    call.command('standDown', undefined, deputy),
  ]);
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(refused).toMatchObject([
    { reason: { problems: [{ reason: expect.stringMatching(/called-off|over/) }] } },
  ]);
  await ended(muster, call.run);
  await settled(call);

  const declined = asked[1]!.phone;
  const told = await call.texts('不再需要人手');
  expect(phones(told)).toEqual(phones(asked).filter((phone) => phone !== declined));
  const standing = await call.standing();
  expect(standing).toMatchObject({ 'stood down': 7, declined: 1 });

  await call.say(asked[2], '#能来');
  await until(async () => (await inbox(muster.office, muster.operator, 10)).length === 1);
  expect(await inbox(muster.office, muster.operator, 10)).toMatchObject([
    { meaning: 'yes', reason: 'call closed', run: call.run.id },
  ]);
  expect(await call.standing()).toEqual(standing);
  expect(await refusalOf(call.command('standDown'))).toMatchObject({ reason: 'over' });
});

test('a paused call-out goes on to tell everyone, and confirms nobody first', async () => {
  const call = await CallOut.launch(muster, '植树', { needed: 2 });
  const asked = await call.asked(4);
  await call.command('pause');
  await call.say(asked[0], '#能来');
  await call.reaches('placed', 1);
  await call.command('standDown');
  await ended(muster, call.run);
  await settled(call);
  expect(phones(await call.texts('不再需要人手'))).toEqual(phones(asked));
  expect(await call.texts('已为您登记')).toEqual([]);
});

test('who is being asked at that moment is told behind it', async () => {
  await muster.simulators.next(['delay'], 1500);
  const call = await CallOut.launch(muster, '清障', { needed: 2 });
  await until(async () => (await countOf(muster, call.run, 'sending')) === 4);
  await call.command('standDown');
  await ended(muster, call.run);
  await settled(call);
  const [asked, told] = [await call.texts('需要您'), await call.texts('不再需要人手')];
  expect(phones(asked)).toHaveLength(4);
  expect(phones(told)).toEqual(phones(asked));
  expect(told[0]!.at > asked.at(-1)!.at).toBe(true);
});

test('of whom nobody knows whether they were asked is told, and not asked any more', async () => {
  await muster.simulators.next(['reset-before']);
  const call = await CallOut.launch(muster, '巡河', { needed: 2 });
  await until(async () => (await countOf(muster, call.run, 'unknown')) === 4);
  await call.command('standDown');
  // The sweeper finds out that the call never arrived: on another day it would be made again.
  await until(async () => {
    await sweep(muster.desk);
    return (await stateOf(muster, call.run)) === 'closed';
  }, 20_000);
  await settled(call);
  expect(await call.texts('不再需要人手')).toHaveLength(4);
  expect(await call.texts('需要您')).toEqual([]);
  expect(await countOf(muster, call.run, 'expired')).toBe(4);
});
