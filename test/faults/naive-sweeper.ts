import { enqueueDue, requeueLost } from '../../dispatch/enqueue.js';
import { receive } from '../../dispatch/receive.js';
import { declareUnknown, returnToQueue, takeUnsure } from '../../ledger/reconcile.js';
import { connectTemporal } from '../../office/temporal.js';
import { ringBells, ringer } from '../../office/ring.js';
import { startUnstarted } from '../../office/start.js';
import { loadConfigOrExit } from '../../runtime/config.js';
import { sayReady } from '../../runtime/ready.js';
import { openDesk } from '../../workers/desk.js';
import { pause } from '../support/pause.js';
import type { Desk } from '../../dispatch/desk.js';

/**
 * A sweeper with a deliberate bug, to show that the fault run notices: whatever may have been sent is sent again at
 * once, under a new epoch and so a new nonce, and nobody is asked. All the rest is as in workers/sweeper.ts.
 */
const config = loadConfigOrExit(process.env, [
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'SWEEP_INTERVAL_MILLISECONDS',
]);
const temporal = connectTemporal(config);
const { desk } = openDesk('sweeper', { ring: ringer(temporal) });
process.on('SIGTERM', () => process.exit(0));
sayReady();
for (;;) {
  const parts = [
    () => requeueLost(desk),
    () => receive(desk),
    () => resendNaively(desk),
    () => enqueueDue(desk),
  ];
  for (const part of parts) await part().catch(() => desk.log.warn('an engine is away'));
  await startUnstarted({ ...desk, temporal });
  await ringBells({ ...desk, temporal });
  await pause(config.sweepIntervalMilliseconds);
}

/** The bug. */
async function resendNaively({ database, clock }: Desk): Promise<number> {
  const now = clock.now();
  await declareUnknown(database, now);
  const unsure = await takeUnsure(database, { now, lookAgainAt: now, limit: 16 });
  for (const batch of unsure) await returnToQueue(database, batch, { mayBeThere: false, now });
  return unsure.length;
}
