import { dispatchBatch } from '../dispatch/dispatch.js';
import { MESSAGE_BATCHES_AT_ONCE } from '../dispatch/dispatch-messages.js';
import type { Channel } from '../domain/plan/plan.js';
import { checkKeyOrExit } from '../ledger/health.js';
import { checkSchemaOrExit } from '../ledger/schema.js';
import { LANES, serveLane } from '../queue/lanes.js';
import { openDesk } from './desk.js';
import { sayReady } from '../runtime/ready.js';
import { untilStopped } from '../runtime/until-stopped.js';

/** The dispatcher: takes batches from all lanes and hands them to their providers. */
const { desk, config, close } = openDesk('dispatcher');
await checkSchemaOrExit(desk.database);
await checkKeyOrExit(desk.database, desk.keys);
const concurrency: Record<Channel, number> = { sms: config.smsOpenCalls, email: MESSAGE_BATCHES_AT_ONCE };

const lanes = LANES.map(([channel, lane]) =>
  serveLane(
    config.redisUrl,
    { channel, lane, concurrency: concurrency[channel], lockSeconds: config.leaseSeconds },
    (batchId) => dispatchBatch(desk, { channel, lane }, batchId),
    (batchId, error) =>
      desk.log.warn(
        { batch: batchId, code: (error as { code?: string }).code, problem: error.name },
        'batch left to the sweeper',
      ),
  ),
);
sayReady();
await untilStopped();
await Promise.all(lanes.map((lane) => lane.close()));
await close();
process.exit(0);
