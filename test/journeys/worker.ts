import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { startWorker, type Running, type WorkerParts } from '../../rehearsal/processes.js';
import { workflowBundle } from '../support/bundle.js';

/** A campaigns worker of a journey. */
export interface MortalWorker extends Running {
  /** From now on Temporal hears nothing more of it, neither heartbeats nor results: as after a kill -9. */
  kill(): void;
}

/** A campaigns worker: the bundle of the sources as they stand, and every activity. */
export async function startMortalWorker(
  parts: Omit<WorkerParts, 'workflowBundle' | 'interceptors'>,
): Promise<MortalWorker> {
  const mortality = mortal();
  const bundle = { code: await workflowBundle() };
  const worker = await startWorker({
    ...parts,
    workflowBundle: bundle,
    interceptors: [mortality.interceptor],
  });
  return {
    kill() {
      mortality.die();
      worker.shutDown();
    },
    async stop() {
      worker.shutDown();
      mortality.bury();
      await worker.stop();
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
