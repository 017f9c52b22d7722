import { setTimeout as delay } from 'node:timers/promises';
import { sweep } from '../dispatch/sweep.js';
import { checkSchemaOrExit } from '../ledger/schema.js';
import { connectTemporal } from '../office/temporal.js';
import { ringer, ringLostBells } from '../office/ring.js';
import { startUnstarted } from '../office/start.js';
import { loadConfigOrExit } from '../runtime/config.js';
import { createLogger } from '../runtime/log.js';
import { openDesk } from './desk.js';
import { sayReady } from '../runtime/ready.js';
import { untilStopped } from '../runtime/until-stopped.js';

/** The sweeper: heals what a death elsewhere left behind, round after round. Several may run at once. */
const config = loadConfigOrExit(process.env, [
  'LOG_LEVEL',
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'SWEEP_INTERVAL_MILLISECONDS',
]);
const log = createLogger('sweeper', config.logLevel);
const temporal = connectTemporal(config);
const { desk, close } = openDesk('sweeper', { log, ring: ringer(temporal, log) });
await checkSchemaOrExit(desk.database);

let stopping = false;
const stopped = untilStopped().then(() => {
  stopping = true;
});
sayReady();
while (!stopping) {
  const swept = await sweep(desk);
  if (Object.values(swept).some((count) => count > 0)) desk.log.debug({ ...swept }, 'swept');
  await startUnstarted({ ...desk, temporal });
  await ringLostBells({ ...desk, temporal });
  await Promise.race([delay(config.sweepIntervalMilliseconds), stopped]);
}
await temporal.close();
await close();
process.exit(0);
