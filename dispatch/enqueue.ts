import { confirmEnqueued, longEnqueued, releaseBatches, takeDueBatches } from '../ledger/batches.js';
import { inSeconds, type Desk } from './desk.js';

/** Batches handed to the queue in one round trip. */
const CHUNK = 500;

type Enqueuer = Pick<Desk, 'database' | 'lanes' | 'clock' | 'waits'>;

/**
 * Puts every due batch into its lane. The ledger is marked first and the queue filled second: if the queue
 * refuses, the mark is taken back; if this process dies between, `requeueLost` finds what is missing.
 * @returns how many batches were enqueued
 */
export async function enqueueDue(desk: Enqueuer, runId?: number): Promise<number> {
  let total = 0;
  for (;;) {
    const batches = await takeDueBatches(desk.database, {
      now: desk.clock.now(),
      limit: CHUNK,
      ...(runId === undefined ? {} : { runId }),
    });
    if (batches.length === 0) return total;
    try {
      await desk.lanes.enqueue(batches);
    } catch (error) {
      await releaseBatches(
        desk.database,
        batches.map((batch) => batch.id),
      );
      throw error;
    }
    total += batches.length;
    if (batches.length < CHUNK) return total;
  }
}

/**
 * Rebuilds what the queue has lost (it may be emptied at any moment): batches enqueued long ago whose job it
 * no longer knows become due again. A round looks at some hundred, and the next at others.
 * @returns how many
 */
export async function requeueLost(desk: Enqueuer): Promise<number> {
  const now = desk.clock.now();
  const before = inSeconds(now, -desk.waits.requeueAfterSeconds);
  const old = await longEnqueued(desk.database, { before, limit: CHUNK });
  const missing = await desk.lanes.missing(old);
  await releaseBatches(desk.database, missing);
  const lost = new Set(missing);
  const there = old.map((batch) => batch.id).filter((id) => !lost.has(id));
  await confirmEnqueued(desk.database, there, now);
  return missing.length;
}
