import { setTimeout as delay } from 'node:timers/promises';
import { Worker, type ActivityInterceptorsFactory, type WorkflowBundleOption } from '@temporalio/worker';
import { createActivities } from '../activities/index.js';
import { InboxReader } from '../apps/inbound/reader.js';
import { createInbound } from '../apps/inbound/server.js';
import type { Desk } from '../dispatch/desk.js';
import { dispatchBatch } from '../dispatch/dispatch.js';
import { MESSAGE_BATCHES_AT_ONCE } from '../dispatch/dispatch-messages.js';
import { sweep } from '../dispatch/sweep.js';
import type { Channel } from '../domain/plan/plan.js';
import { launchPlanned } from '../office/launch-planned.js';
import { launchScheduled } from '../office/launch-scheduled.js';
import type { Office } from '../office/office.js';
import { serveLane } from '../queue/lanes.js';
import { providerNamesOf, waitsOf, type DeskConfig } from '../workers/desk.js';
import { CAMPAIGN_QUEUE } from '../workflows/contract.js';
import type { Place } from './place.js';

/** A process of Muster that runs inside this one. */
export interface Running {
  stop(): Promise<void>;
}

/** The unguessable part of the push addresses. */
const PUSH_TOKEN = 'push-token-of-a-rehearsal';

/** The inbound door, and where carriers push to. */
export async function startInbound(
  desk: Pick<Desk, 'database' | 'keys' | 'clock' | 'log' | 'ring'>,
): Promise<Running & { pushUrl: string }> {
  const reader = new InboxReader(desk);
  const app = createInbound({ ...desk, pushToken: PUSH_TOKEN, onPush: () => reader.wake() });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    pushUrl: `${address}/push/sms/${PUSH_TOKEN}`,
    async stop() {
      await app.close();
      await reader.idle();
    },
  };
}

/** What a campaigns worker works with. */
export interface WorkerParts {
  office: Office;
  desk: Desk;
  config: DeskConfig & Office['config'];
  place: Place;
  /** The bundle of the workflows: its code, or where it lies. */
  workflowBundle: WorkflowBundleOption;
  /** What stands between Temporal and every activity, beside the place's own. */
  interceptors?: ActivityInterceptorsFactory[];
}

/** A campaigns worker inside this process, with every activity. */
export async function startWorker({
  office,
  desk,
  config,
  place,
  workflowBundle,
  interceptors = [],
}: WorkerParts): Promise<RunningWorker> {
  const worker = await Worker.create({
    ...{ connection: place.connection, namespace: place.namespace },
    ...{ taskQueue: CAMPAIGN_QUEUE, identity: 'worker', workflowBundle },
    activities: createActivities({
      ...{ database: desk.database, lanes: desk.lanes, clock: desk.clock, waits: waitsOf(config) },
      keys: desk.keys,
      providerNames: providerNamesOf(config),
      audienceGrowthPercent: config.audienceGrowthPercent,
      ...place.activityOptions,
      launchScheduled: (scheduleId, firedFor) => launchScheduled(office, scheduleId, firedFor),
      launchPlanned: (runId, step) => launchPlanned(office, runId, step),
    }),
    interceptors: { activity: [...place.interceptors, ...interceptors] },
  });
  const ended = worker.run();
  const shutDown = (): void => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  return {
    shutDown,
    async stop() {
      shutDown();
      await ended;
    },
  };
}

/** A worker that can be told to take no more work, before it is waited for. */
export interface RunningWorker extends Running {
  shutDown(): void;
}

const SWEEP_INTERVAL_MILLISECONDS = 200;

/** A sweeper: each round as in workers/sweeper.ts, in real time. */
export function startSweeper(desk: Desk, ring: () => Promise<void>): Running {
  const stop = new AbortController();
  const ended = (async () => {
    while (!stop.signal.aborted) {
      await sweep(desk);
      await ring();
      await delay(SWEEP_INTERVAL_MILLISECONDS, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stop.abort();
      await ended;
    },
  };
}

/** A dispatcher of these channels' lanes. */
export function startDispatcher(desk: Desk, redisUrl: string, channels: readonly Channel[]): Running {
  const lanes = channels.flatMap((channel) =>
    (['urgent', 'bulk'] as const).map((lane) =>
      serveLane(
        redisUrl,
        { channel, lane, concurrency: MESSAGE_BATCHES_AT_ONCE, lockSeconds: desk.waits.leaseSeconds },
        (batchId) => dispatchBatch(desk, { channel, lane }, batchId),
        (batch, error) => desk.log.error({ batch, problem: error.name }, 'batch left to the sweeper'),
      ),
    ),
  );
  return { stop: async () => void (await Promise.all(lanes.map((lane) => lane.close()))) };
}
