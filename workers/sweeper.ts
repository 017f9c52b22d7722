import { setTimeout as delay } from 'node:timers/promises';
import { sweep } from '../dispatch/sweep.js';
import { connectTemporal } from '../office/temporal.js';
import { startUnstarted } from '../office/start.js';
import { loadConfigOrExit } from '../runtime/config.js';
import { openDesk } from './desk.js';
import { sayReady } from '../runtime/ready.js';
import { untilStopped } from '../runtime/until-stopped.js';

/** The sweeper: heals what a death elsewhere left behind, round after round. Several may run at once. */
const { desk, close } = openDesk('sweeper');
const config = loadConfigOrExit(process.env, [
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'SWEEP_INTERVAL_MILLISECONDS',
]);
const temporal = connectTemporal(config);

let stopping = false;
const stopped = untilStopped().then(() => {
  stopping = true;
});
sayReady();
while (!stopping) {
  const swept = await sweep(desk);
  if (Object.values(swept).some((count) => count > 0)) desk.log.debug({ ...swept }, 'swept');
  await startUnstarted({ database: desk.database, temporal, clock: desk.clock, log: desk.log });
  await Promise.race([delay(config.sweepIntervalMilliseconds), stopped]);
}
await temporal.close();
await close();
process.exit(0);
