import { Worker, type ActivityInterceptorsFactory } from '@temporalio/worker';
import { createActivities } from '../../activities/index.js';
import { InboxReader } from '../../apps/inbound/reader.js';
import { createInbound } from '../../apps/inbound/server.js';
import type { Desk } from '../../dispatch/desk.js';
import { dispatchBatch } from '../../dispatch/dispatch.js';
import { MESSAGE_BATCHES_AT_ONCE } from '../../dispatch/dispatch-messages.js';
import { sweep } from '../../dispatch/sweep.js';
import type { Channel } from '../../domain/plan/plan.js';
import { launchScheduled } from '../../office/launch-scheduled.js';
import type { Office } from '../../office/office.js';
import { serveLane } from '../../queue/lanes.js';
import { providerNamesOf, waitsOf, type DeskConfig } from '../../workers/desk.js';
import { CAMPAIGN_QUEUE } from '../../workflows/contract.js';
import { workflowBundle } from '../support/bundle.js';
import { pause } from '../support/pause.js';
import type { Place } from './places.js';

/** A process of Muster that runs inside the test's. */
export interface Running {
  stop(): Promise<void>;
}

/** The unguessable part of the push addresses. */
const PUSH_TOKEN = 'push-token-of-the-journeys';

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

/** What a campaigns worker of a journey works with. */
export interface WorkerParts {
  office: Office;
  desk: Desk;
  config: DeskConfig & Office['config'];
  place: Place;
}

/** A campaigns worker that runs inside the test's process. */
export interface RunningWorker extends Running {
  /** From now on Temporal hears nothing more of it, neither heartbeats nor results: as after a kill -9. */
  kill(): void;
}

/** A campaigns worker: the bundle of the sources as they stand, and every activity. */
export async function startWorker({ office, desk, config, place }: WorkerParts): Promise<RunningWorker> {
  const mortality = mortal();
  const worker = await Worker.create({
    ...{
      connection: place.connection,
      namespace: place.namespace,
      taskQueue: CAMPAIGN_QUEUE,
      identity: 'worker',
    },
    workflowBundle: { code: await workflowBundle() },
    activities: createActivities({
      ...{ database: desk.database, lanes: desk.lanes, clock: desk.clock, waits: waitsOf(config) },
      providerNames: providerNamesOf(config),
      audienceGrowthPercent: config.audienceGrowthPercent,
      ...place.activityOptions,
      launchScheduled: (scheduleId, firedFor) => launchScheduled(office, scheduleId, firedFor),
    }),
    interceptors: { activity: [...place.interceptors, mortality.interceptor] },
  });
  const ended = worker.run();
  const shutDown = (): void => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  return {
    kill() {
      mortality.die();
      shutDown();
    },
    async stop() {
      shutDown();
      mortality.bury();
      await ended;
    },
  };
}

/** A native worker cannot be torn out of its process; so its activities fall silent until the test file is done. */
function mortal(): { interceptor: ActivityInterceptorsFactory; die(): void; bury(): void } {
  const death = new AbortController();
  const burial = new AbortController();
  const [dead, buried] = [aborted(death.signal), aborted(burial.signal)];
  return {
    interceptor: () => ({
      inbound: {
        async execute(input, next) {
          const work = next(input);
          const over = work.then(
            () => undefined,
            () => undefined,
          );
          await Promise.race([over, dead]);
          if (death.signal.aborted) await buried;
          return work;
        },
      },
    }),
    die: () => death.abort(),
    bury: () => burial.abort(),
  };
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve()));

const SWEEP_INTERVAL_MILLISECONDS = 200;

/** A sweeper: each round as in workers/sweeper.ts, in real time. */
export function startSweeper(desk: Desk, ring: () => Promise<void>): Running {
  const stop = new AbortController();
  const ended = (async () => {
    while (!stop.signal.aborted) {
      await sweep(desk);
      await ring();
      await pause(SWEEP_INTERVAL_MILLISECONDS, stop.signal);
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
