import { expect, test } from '@jest/globals';
import { steer } from '../../office/steer.js';
import { until } from '../support/until.js';
import { openMuster } from './muster.js';
import { balanceOf, ended, floodNotice, progressOf, stateOf, workflowOf } from './notices.js';

// Carriers promise no receipts; these wait for them so briefly that a test can.
const muster = await openMuster({ carrier: { receiptLossRate: 1 }, settings: { SETTLE_SECONDS: '4' } });
await muster.work();
muster.dispatch();

const ask = (runId: number, action: 'pause' | 'resume' | 'cancel') =>
  steer(muster.office, muster.operator, { runId, action, reason: 'trying' });

/** A run that was paused while it waited for receipts, and whose wait is over. */
async function pausedToTheEnd(key: string) {
  const { run } = await muster.launch(floodNotice(key));
  await until(async () => (await progressOf(muster, run)).stage === 'settling');
  expect(await ask(run.id, 'pause')).toMatchObject({ state: 'paused', stage: 'settling' });
  const events = async () => (await workflowOf(muster, run).fetchHistory()).events ?? [];
  await until(
    async () =>
      (await events()).filter(({ timerFiredEventAttributes }) => timerFiredEventAttributes).length > 0,
  );
  return run;
}

// All wait at the same time.
const [silent, resumed, cancelled] = await Promise.all([
  muster.launch(floodNotice('silent')).then(({ run }) => run),
  pausedToTheEnd('resumed'),
  pausedToTheEnd('cancelled'),
]);

test('without receipts a run closes when its time is over', async () => {
  await ended(muster, silent);
  expect(await stateOf(muster, silent)).toBe('closed');
  expect(await balanceOf(muster, silent)).toMatchObject({
    balanced: true,
    sms: { sent: 6 },
    email: { sent: 4 },
  });
});

test('a run paused to the end of its wait closes when it is resumed', async () => {
  expect(await stateOf(muster, resumed)).toBe('paused');
  await ask(resumed.id, 'resume');
  await ended(muster, resumed);
  expect(await stateOf(muster, resumed)).toBe('closed');
});

test('a run paused to the end of its wait can still be cancelled', async () => {
  await ask(cancelled.id, 'cancel');
  await ended(muster, cancelled);
  expect(await stateOf(muster, cancelled)).toBe('cancelled');
  expect(await balanceOf(muster, cancelled)).toMatchObject({ balanced: true, sms: { sent: 6 } });
});
