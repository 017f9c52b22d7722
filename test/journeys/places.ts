import { NativeConnection } from '@temporalio/worker';
import type { Place } from '../../rehearsal/place.js';
import { systemClock } from '../../runtime/clock.js';
import { createTestNamespace } from '../support/temporal.js';

/** The dev server, in a namespace of its own: everything Temporal can do, in real time. */
export async function realTime(): Promise<Place> {
  const { temporal, address, namespace } = await createTestNamespace();
  const connection = await NativeConnection.connect({ address });
  return {
    ...{ temporal, connection, namespace, clock: systemClock, interceptors: [], activityOptions: {} },
    async close() {
      await connection.close();
      await temporal.close();
    },
  };
}
