import { Context } from '@temporalio/activity';
import type { Instant } from '../domain/calendar/instant.js';
import { enqueueDue } from '../dispatch/enqueue.js';
import { openBatches } from '../ledger/batches.js';
import { awaitingReceipt } from '../ledger/occurrences.js';
import { cancelQueued, runById } from '../ledger/runs.js';
import type { ActivityDependencies } from './deps.js';

/** What draining came to: all out, the run paused, nothing due before an instant, or its time over. */
export type Drained =
  { kind: 'drained' } | { kind: 'paused' } | { kind: 'nothing-due'; before: string } | { kind: 'time-over' };

/** First pause between two looks, then the shortest and the longest: a handful of messages is out at once. */
const POLL_MILLISECONDS = [30, 250, 2_000] as const;
const RECEIPT_POLL_MILLISECONDS = [1_000, 1_000, 5_000] as const;

/** How long to pause at a sight: looks follow closely while it changes, else each pause is twice the one before. */
function patience([first, least, most]: readonly [number, number, number]): (sight: string) => number {
  let seen: string | undefined;
  let pause = first / 2;
  return (sight) => {
    pause = pause < least || sight === seen ? Math.min(pause * 2, most) : least;
    seen = sight;
    return pause;
  };
}

/** A wait longer than this is a timer of the workflow's, not a busy activity's. */
const LONG_WAIT_MILLISECONDS = 30_000;
/** Receipts usually come within a minute; whoever waits longer does so by timer. */
const RECEIPT_WATCH_MILLISECONDS = 60_000;

const isPast = (by: Instant | undefined, now: Date): boolean => by !== undefined && now >= new Date(by);

/** Sending what was written, and letting receipts in. */
export function deliverActivities(deps: ActivityDependencies) {
  const { database, clock, receiptWatchMilliseconds = RECEIPT_WATCH_MILLISECONDS } = deps;
  return {
    /**
     * Keeps a run's batches in the queue until each is settled, or until waiting is the workflow's affair.
     * @param by the workflow wants to go on with something else then
     */
    async drain(runId: number, by?: Instant): Promise<Drained> {
      const pauseAt = patience(POLL_MILLISECONDS);
      for (;;) {
        const run = await runById(database, runId);
        if (run?.state === 'paused') return { kind: 'paused' };
        if (run?.state === 'running') await enqueueDue(deps, runId);
        // Pages written while the cancelling was under way.
        if (run?.state === 'cancelled') await cancelQueued(database, { runId, now: clock.now() });
        const { open, sending, nextDue } = await openBatches(database, runId);
        if (open === 0) return { kind: 'drained' };
        if (isPast(by, clock.now())) return { kind: 'time-over' };
        if (nextDue && nextDue.getTime() - clock.now().getTime() > LONG_WAIT_MILLISECONDS) {
          return { kind: 'nothing-due', before: nextDue.toISOString() };
        }
        Context.current().heartbeat(open);
        await Context.current().sleep(pauseAt(`${open} ${sending}`));
      }
    },

    /**
     * Watches receipts come in for a minute at most.
     * @returns how many messages still wait for one
     */
    async watchReceipts({ runId, until }: { runId: number; until: string }): Promise<number> {
      // A count over a whole audience: many runs that wait must not keep the ledger busy with it.
      const pauseAt = patience(RECEIPT_POLL_MILLISECONDS);
      const end = Math.min(Date.parse(until), clock.now().getTime() + receiptWatchMilliseconds);
      for (;;) {
        const waiting = await awaitingReceipt(database, runId);
        if (waiting === 0 || clock.now().getTime() >= end) return waiting;
        Context.current().heartbeat(waiting);
        await Context.current().sleep(pauseAt('receipts are awaited'));
      }
    },
  };
}
