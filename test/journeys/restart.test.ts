import { expect, test } from '@jest/globals';
import { freePort } from '../../local/stack/free-port.js';
import { launch } from '../../office/launch.js';
import { prepare } from '../../office/prepare.js';
import { startUnstarted } from '../../office/start.js';
import { connectTemporal } from '../../office/temporal.js';
import { until } from '../support/until.js';
import { hold } from './holds.js';
import { openMuster } from './muster.js';
import { balanceOf, countOf, ended, floodNotice, progressOf, stateOf } from './notices.js';

/** A lost worker is noticed when its heartbeat is late: 10 s. */
const WITH_LOST_WORKER_MILLISECONDS = 60_000;

const muster = await openMuster();
// Takes as long as a clerk is asked to wait; meanwhile the other test goes on.
const launchedAway = launchWhileTemporalIsAway();

test(
  'a worker killed in the middle of writing, and one stopped in the middle of sending, are followed by others',
  async () => {
    const { database } = muster;
    const killed = await muster.work();
    const messages = await hold(database, 'message', 'writers');
    const { run } = await muster.launch(floodNotice('killed'));
    await messages.met();
    killed.kill();
    await messages.refuse();
    // Frozen, and nothing written: that is where the next one goes on.
    expect(await database`SELECT FROM recipient`).toHaveLength(9);
    expect(await database`SELECT FROM message`).toHaveLength(0);

    const stopped = await muster.work();
    await until(async () => (await progressOf(muster, run)).stage === 'sending', 30_000);
    await stopped.stop();
    expect(await countOf(muster, run, 'queued')).toBe(10);

    await muster.work();
    muster.dispatch();
    await ended(muster, run);
    expect(await balanceOf(muster, run)).toEqual({
      balanced: true,
      sms: { audience: 9, delivered: 6, suppressed: 3 },
      email: { audience: 9, sent: 4, suppressed: 5 },
    });
    expect(await muster.simulators.texts()).toHaveLength(6);
    expect(await muster.simulators.mails()).toHaveLength(4);
  },
  WITH_LOST_WORKER_MILLISECONDS,
);

test('a launch while Temporal is away is written down, and started by the sweeper when it is back', async () => {
  const { run, created, started } = await launchedAway;
  expect({ created, started }).toEqual({ created: true, started: false });
  expect(await stateOf(muster, run)).toBe('starting');

  const { database, temporal } = muster.office;
  const clock = { now: () => new Date(run.launchedAt.getTime() + 6000) };
  // Several sweepers may do so.
  for (const log of [muster.logbook.log, muster.logbook.log])
    await startUnstarted({ database, temporal, clock, log });
  await ended(muster, run);
  expect(await stateOf(muster, run)).toBe('closed');
  expect(await balanceOf(muster, run)).toMatchObject({ balanced: true, sms: { audience: 1, delivered: 1 } });
});

async function launchWhileTemporalIsAway() {
  const away = connectTemporal({
    temporalAddress: `127.0.0.1:${await freePort()}`,
    temporalNamespace: 'muster',
  });
  const office = { ...muster.office, temporal: away };
  const notice = floodNotice('away', { audience: { committees: ['health'] } });
  const launched = await launch(office, muster.operator, await prepare(office, muster.operator, notice));
  await away.close();
  return launched;
}
