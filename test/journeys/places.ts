import { Context } from '@temporalio/activity';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { NativeConnection, type ActivityInterceptorsFactory } from '@temporalio/worker';
import type { ActivityDependencies } from '../../activities/index.js';
import { DAY_MILLISECONDS, officeDay, startOfOfficeDay } from '../../domain/calendar/office-day.js';
import { findTestServer } from '../../local/engines/test-server.js';
import type { Temporal } from '../../office/temporal.js';
import { systemClock, type Clock } from '../../runtime/clock.js';
import { asset } from '../../runtime/root.js';
import { createTestNamespace, makeSearchAttributes } from '../support/temporal.js';

const HOUR_MILLISECONDS = 3_600_000;

/** A Temporal server a journey takes place on, and whose time it goes by. */
export interface Place {
  temporal: Temporal;
  connection: NativeConnection;
  namespace: string;
  clock: Clock;
  interceptors: ActivityInterceptorsFactory[];
  activityOptions: Pick<ActivityDependencies, 'receiptWatchMilliseconds'>;
  close(): Promise<void>;
}

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

/** A clock that goes at the usual speed from the instant it was last put to. */
class FollowingClock implements Clock {
  private instant = systemClock.now().getTime();
  private since = performance.now();

  now(): Date {
    return new Date(this.instant + performance.now() - this.since);
  }

  /** Never back: an activity may have been scheduled before the last skip, and what is due stays due. */
  putTo(milliseconds: number): void {
    this.instant = Math.max(milliseconds, this.now().getTime());
    this.since = performance.now();
  }
}

/** A place where whoever awaits a workflow's result skips the time in which nothing happens. */
export interface SkippedTime extends Place {
  /**
   * Skips ahead to the next time the office's clock shows this full hour. Counted from the server's own time: behind
   * a workflow that has just ended it may have skipped on, by years, to whatever is next on its list.
   */
  skipToHour(hour: number): Promise<void>;
  /** Skips so many milliseconds. */
  skip(milliseconds: number): Promise<void>;
}

/**
 * The test server, which skips time; it goes forward only, for everybody at once, so that journeys here follow
 * one another. The clock follows it: each activity puts it to the moment it was scheduled, and while an activity
 * runs the server's time goes at the usual speed too.
 */
export async function skippedTime(): Promise<SkippedTime> {
  const path = await findTestServer({
    ...{ environment: process.env, enginesFolder: asset('.muster', 'engines'), report: () => undefined },
  });
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  const { client, connection, nativeConnection, address } = environment;
  const namespace = environment.namespace ?? 'default';
  await makeSearchAttributes(connection, namespace);
  const clock = new FollowingClock();
  const skip = async (milliseconds: number): Promise<void> => {
    await environment.sleep(milliseconds);
    clock.putTo(await environment.currentTimeMs());
  };
  return {
    ...{
      temporal: { client, address, close: () => Promise.resolve() },
      connection: nativeConnection,
      namespace,
      clock,
    },
    interceptors: [
      () => ({
        inbound: {
          execute(input, next) {
            clock.putTo(Context.current().info.currentAttemptScheduledTimestampMs);
            return next(input);
          },
        },
      }),
    ],
    activityOptions: { receiptWatchMilliseconds: 0 },
    async skipToHour(hour) {
      const now = await environment.currentTimeMs();
      const today = startOfOfficeDay(officeDay(new Date(now))).getTime() + hour * HOUR_MILLISECONDS;
      await skip((today > now ? today : today + DAY_MILLISECONDS) - now);
    },
    skip,
    close: () => environment.teardown(),
  };
}
