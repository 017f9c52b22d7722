import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createActivities } from '../activities/index.js';
import { checkSchemaOrExit } from '../ledger/schema.js';
import { openLanes } from '../queue/lanes.js';
import { launchPlanned } from '../office/launch-planned.js';
import { launchScheduled } from '../office/launch-scheduled.js';
import { connectTemporal } from '../office/temporal.js';
import { openOffice } from '../office/office.js';
import { syncAtStart } from '../office/schedules/sync.js';
import { systemClock } from '../runtime/clock.js';
import { loadConfigOrExit } from '../runtime/config.js';
import { createLogger } from '../runtime/log.js';
import { asset } from '../runtime/root.js';
import { CAMPAIGN_QUEUE } from '../workflows/contract.js';
import { DESK_SETTINGS, providerNamesOf, waitsOf } from './desk.js';
import { quietRuntime } from './temporal-log.js';
import { sayReady } from '../runtime/ready.js';
import { untilStopped } from '../runtime/until-stopped.js';
import { OFFICE_SETTINGS } from '../office/settings.js';

/** The campaigns worker: runs workflows and the activities they call. */
/**
 * How many activities run at once. A run that waits for its provider holds one and hardly does anything in it; what
 * works on the ledger is held back by the ledger's connections. Too few would keep everybody else's runs waiting.
 */
const ACTIVITIES_AT_ONCE = 500;

const config = loadConfigOrExit(process.env, [
  ...DESK_SETTINGS,
  ...OFFICE_SETTINGS,
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
]);
Runtime.install(quietRuntime('campaigns', config.logLevel));
const log = createLogger('campaigns', config.logLevel);
const temporal = connectTemporal(config);
const office = openOffice({ config, temporal, clock: systemClock });
await checkSchemaOrExit(office.database);
const lanes = openLanes(config.redisUrl);
const connection = await NativeConnection.connect({ address: config.temporalAddress });
const worker = await Worker.create({
  connection,
  namespace: config.temporalNamespace,
  taskQueue: CAMPAIGN_QUEUE,
  workflowBundle: { codePath: asset('dist', 'workflows', 'workflows.bundle.js') },
  activities: createActivities({
    database: office.database,
    keys: office.keys,
    lanes,
    clock: systemClock,
    waits: waitsOf(config),
    providerNames: providerNamesOf(config),
    audienceGrowthPercent: config.audienceGrowthPercent,
    launchScheduled: (scheduleId, firedFor) => launchScheduled(office, scheduleId, firedFor),
    launchPlanned: (runId, step) => launchPlanned(office, runId, step),
  }),
  maxConcurrentActivityTaskExecutions: ACTIVITIES_AT_ONCE,
  shutdownGraceTime: '10 seconds',
  shutdownForceTime: '15 seconds',
});
await syncAtStart(office, log);
sayReady();
await worker.runUntil(untilStopped());
await lanes.close();
await connection.close();
await office.close();
process.exit(0);
