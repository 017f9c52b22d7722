import { Queue, Worker, type Job } from 'bullmq';
import type { AnyLane, Channel, Lane } from '../domain/plan/plan.js';
import { connect, firstConnection } from './connection.js';

/** What a job carries: the id of a batch in the ledger, nothing else. */
export interface BatchJob {
  batchId: number;
}

/** A batch to enqueue; `enqueued` makes the job's id new each time, so that a lost or failed job never blocks. */
export interface LaneEntry {
  id: number;
  channel: Channel;
  lane: Lane;
  enqueued: number;
}

/** Name of a lane: `sms-bulk`. */
export type LaneName = `${Channel}-${AnyLane}`;

/** Every lane that has a queue; one each. */
export const LANES: readonly [Channel, Lane][] = [
  ['sms', 'urgent'],
  ['sms', 'bulk'],
  ['email', 'urgent'],
  ['email', 'bulk'],
];

/** The name of a lane. */
export const laneName = (channel: Channel, lane: AnyLane): LaneName => `${channel}-${lane}`;

const jobId = (entry: LaneEntry): string => `${entry.id}-${entry.enqueued}`;

/**
 * BullMQ never retries, never delays and never re-runs a stalled job: attempts and waits are the ledger's.
 * Nothing is kept once a job is over, or a kept failure would swallow the next job of its id.
 */
const JOB_OPTIONS = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;

/** The putting side of the lanes. */
export interface Lanes {
  /** Adds one job per batch; fails soon when Redis is away. */
  enqueue(entries: readonly LaneEntry[]): Promise<void>;
  /** Of these batches, those whose job the queue does not know any more. */
  missing(entries: readonly LaneEntry[]): Promise<number[]>;
  close(): Promise<void>;
}

/** Opens the putting side; every call fails fast while Redis is away. */
export function openLanes(redisUrl: string): Lanes {
  const connection = connect(redisUrl, { enableOfflineQueue: false, maxRetriesPerRequest: 1 });
  const ready = firstConnection(connection);
  const queues = new Map(
    LANES.map(([channel, lane]) => [
      laneName(channel, lane),
      new Queue<BatchJob>(laneName(channel, lane), { connection }),
    ]),
  );
  for (const queue of queues.values()) queue.on('error', () => undefined);
  const queueOf = ({ channel, lane }: LaneEntry): Queue<BatchJob> => queues.get(laneName(channel, lane))!;
  return {
    async enqueue(entries) {
      await ready();
      for (const queue of new Set(entries.map(queueOf))) {
        const group = entries.filter((entry) => queueOf(entry) === queue);
        await queue.addBulk(
          group.map((entry) => ({
            name: 'batch',
            data: { batchId: entry.id },
            opts: { ...JOB_OPTIONS, jobId: jobId(entry) },
          })),
        );
      }
    },
    async missing(entries) {
      await ready();
      const found = await Promise.all(entries.map((entry) => queueOf(entry).getJob(jobId(entry))));
      return entries.filter((_, at) => !found[at]).map((entry) => entry.id);
    },
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      connection.disconnect();
    },
  };
}

/**
 * The taking side: calls `send` with a batch id, `concurrency` at a time. A job whose `send` fails is simply over:
 * its batch is the ledger's, and the sweeper finds it there.
 */
export function serveLane(
  redisUrl: string,
  {
    channel,
    lane,
    concurrency,
    lockSeconds,
  }: { channel: Channel; lane: Lane; concurrency: number; lockSeconds: number },
  send: (batchId: number) => Promise<void>,
  onFailure: (batchId: number, error: Error) => void,
): { close: () => Promise<void> } {
  const connection = connect(redisUrl, { maxRetriesPerRequest: null });
  const worker = new Worker<BatchJob>(
    laneName(channel, lane),
    async (job: Job<BatchJob>) => send(job.data.batchId),
    {
      connection,
      concurrency,
      lockDuration: lockSeconds * 1000,
      stalledInterval: lockSeconds * 1000,
      maxStalledCount: 0,
    },
  );
  worker.on('error', () => undefined);
  worker.on('failed', (job, error) => job && onFailure(job.data.batchId, error));
  return {
    async close() {
      await worker.close();
      connection.disconnect();
    },
  };
}
