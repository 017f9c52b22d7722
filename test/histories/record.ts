import { test } from '@jest/globals';
import type { Run } from '../../ledger/runs.js';
import { steer } from '../../office/steer.js';
import type { SteeringAction } from '../../workflows/contract.js';
import { joinCity } from '../journeys/crowd.js';
import { openMuster, type Muster } from '../journeys/muster.js';
import { ended, floodNotice, progressOf, stateOf } from '../journeys/notices.js';
import { skippedTime } from '../../rehearsal/place.js';
import { until } from '../support/until.js';
import { keep as keepHistory } from './keep.js';

/**
 * Records the histories of notices that test/histories/replay.test.ts replays. By hand, after a workflow was changed on purpose
 * in a way that no running campaign can meet (else: `patched`), for what is recorded is what must go on working:
 *
 *     npm test -- --runInBand --testMatch '<rootDir>/test/histories/record.ts'
 */
const muster = await openMuster();
const asleep = await openMuster({
  place: skippedTime,
  carrier: { receiptLossRate: 1 },
  settings: { SEND_WINDOW: '08:00-20:00' },
});

test('grown: stops for a person, who accepts', async () => {
  const { run } = await muster.launch(floodNotice('grown'));
  await joinCity(muster.city, 60);
  await muster.work();
  const dispatcher = muster.dispatch();
  await until(async () => (await stateOf(muster, run)) === 'paused');
  await ask(run, 'resume');
  await keep(muster, run, 'grown');
  await dispatcher.stop();
});

test('paused and resumed', async () => {
  const { run } = await muster.launch(floodNotice('paused'));
  await until(async () => (await progressOf(muster, run)).stage === 'sending');
  await ask(run, 'pause');
  await ask(run, 'resume');
  const dispatcher = muster.dispatch();
  await keep(muster, run, 'paused');
  await dispatcher.stop();
});

test('cancelled', async () => {
  const { run } = await muster.launch(floodNotice('cancelled'));
  await until(async () => (await progressOf(muster, run)).stage === 'sending');
  await ask(run, 'cancel');
  await keep(muster, run, 'cancelled');
});

test('plain', async () => {
  const dispatcher = muster.dispatch();
  const { run } = await muster.launch(floodNotice('plain'));
  await keep(muster, run, 'plain');
  await dispatcher.stop();
});

test('night: over a closed window, without receipts', async () => {
  await asleep.place.skipToHour(2);
  await asleep.work();
  asleep.dispatch();
  const { run } = await asleep.launch(floodNotice('night'));
  await keep(asleep, run, 'night');
});

test('second way: nobody is known to be reached, and two hours later they are written a mail', async () => {
  await asleep.place.skipToHour(9);
  const { run } = await asleep.launch(floodNotice('second-way', { in_turn: '2h' }));
  await keep(asleep, run, 'second-way');
});

const ask = ({ id }: Run, action: SteeringAction) =>
  steer(muster.office, muster.operator, { runId: id, action, reason: 'for the record' });

/** Waits for the end, and writes the history down. */
async function keep(of: Muster, run: Run, name: string): Promise<void> {
  await ended(of, run);
  await keepHistory(of, run, name);
}
