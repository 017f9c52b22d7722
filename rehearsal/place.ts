import { Context } from '@temporalio/activity';
import type { Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { NativeConnection, ActivityInterceptorsFactory } from '@temporalio/worker';
import type { ActivityDependencies } from '../activities/index.js';
import { DAY_MILLISECONDS, officeDay, startOfOfficeDay } from '../domain/calendar/office-day.js';
import { TEMPORAL_SEARCH_ATTRIBUTES } from '../local/engines/temporal.js';
import { findTestServer } from '../local/engines/test-server.js';
import type { Temporal } from '../office/temporal.js';
import { systemClock, type Clock } from '../runtime/clock.js';
import type { Environment } from '../runtime/config.js';
import { asset } from '../runtime/root.js';

const HOUR_MILLISECONDS = 3_600_000;
/** `KEYWORD` of temporal.api.enums.v1.IndexedValueType. */
const KEYWORD = 2;

/** As on a real server, a start that carries an unknown search attribute is refused. */
export async function makeSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const searchAttributes = Object.fromEntries(TEMPORAL_SEARCH_ATTRIBUTES.map((name) => [name, KEYWORD]));
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
}

/** A Temporal server on which something takes place, and whose time it goes by. */
export interface Place {
  temporal: Temporal;
  connection: NativeConnection;
  namespace: string;
  clock: Clock;
  interceptors: ActivityInterceptorsFactory[];
  activityOptions: Pick<ActivityDependencies, 'receiptWatchMilliseconds'>;
  close(): Promise<void>;
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
 * The program of the test server, installed where it can be.
 * @throws {EngineError} it cannot be had here
 */
export const testServer = (report: (line: string) => void, environment: Environment): Promise<string> =>
  findTestServer({ environment, enginesFolder: asset('.muster', 'engines'), report });

/**
 * The test server, which skips time; it goes forward only, for everybody at once, so that what takes place here
 * follows one another. The clock follows it: each activity puts it to the moment it was scheduled, and while an activity
 * runs the server's time goes at the usual speed too.
 */
export async function skippedTime(
  report: (line: string) => void = () => undefined,
  environment: Environment = process.env,
): Promise<SkippedTime> {
  const path = await testServer(report, environment);
  const server = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  const { client, connection, nativeConnection, address } = server;
  const namespace = server.namespace ?? 'default';
  await makeSearchAttributes(connection, namespace);
  const clock = new FollowingClock();
  const skip = async (milliseconds: number): Promise<void> => {
    await server.sleep(milliseconds);
    clock.putTo(await server.currentTimeMs());
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
      const now = await server.currentTimeMs();
      const today = startOfOfficeDay(officeDay(new Date(now))).getTime() + hour * HOUR_MILLISECONDS;
      await skip((today > now ? today : today + DAY_MILLISECONDS) - now);
    },
    skip,
    close: () => server.teardown(),
  };
}
