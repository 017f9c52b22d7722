import { createHash } from 'node:crypto';
import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  type Client,
  type Month,
  type ScheduleOptions,
  type ScheduleSpec,
} from '@temporalio/client';
import { canonicalJson } from '../domain/plan/hash.js';
import { CAMPAIGN_QUEUE, type ScheduledInput } from '../workflows/contract.js';
import { SCHEDULES, type Firing, type ScheduleEntry } from './catalogue.js';

/** Ids of Temporal Schedules that are ours begin with this; only those are ever deleted. */
const PREFIX = 'muster/schedule/';
const temporalId = (id: string): string => PREFIX + id;

const MONTHS: Month[] = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
];

/** What a sync did, by schedule. */
export interface SyncResult {
  id: string;
  outcome: 'created' | 'updated' | 'unchanged' | 'deleted';
}

/**
 * Brings Temporal's schedules in line with the declared ones. Idempotent; an operator's pause is kept; only
 * schedules of ours are deleted.
 */
export async function syncSchedules(
  client: Client,
  schedules: readonly ScheduleEntry[] = SCHEDULES,
): Promise<SyncResult[]> {
  const results: SyncResult[] = [];
  for (const entry of schedules) results.push({ id: entry.id, outcome: await syncOne(client, entry) });
  const declared = new Set(schedules.map((entry) => temporalId(entry.id)));
  for await (const { scheduleId } of client.schedule.list()) {
    if (!scheduleId.startsWith(PREFIX) || declared.has(scheduleId)) continue;
    if (!(await remove(client, scheduleId))) continue;
    results.push({ id: scheduleId.slice(PREFIX.length), outcome: 'deleted' });
  }
  return results;
}

/** @returns false when it was gone: Temporal's list lags behind. */
const remove = (client: Client, scheduleId: string): Promise<boolean> =>
  client.schedule
    .getHandle(scheduleId)
    .delete()
    .then(
      () => true,
      (error: unknown) => {
        if (error instanceof ScheduleNotFoundError) return false;
        throw error;
      },
    );

async function syncOne(client: Client, entry: ScheduleEntry): Promise<SyncResult['outcome']> {
  const wanted = optionsOf(entry);
  if (await isNew(client.schedule.create(wanted))) return 'created';
  const handle = client.schedule.getHandle(temporalId(entry.id));
  const { action } = await handle.describe();
  if (action.type === 'startWorkflow' && action.memo?.['digest'] === wanted.action.memo?.['digest'])
    return 'unchanged';
  await handle.update((previous) => ({ ...wanted, state: previous.state }));
  return 'updated';
}

/** Asked by creating it, so that of two syncs at once one creates and the other finds. */
const isNew = (creation: Promise<unknown>): Promise<boolean> =>
  creation.then(
    () => true,
    (error: unknown) => {
      if (error instanceof ScheduleAlreadyRunning) return false;
      throw error;
    },
  );

function optionsOf(entry: ScheduleEntry): ScheduleOptions {
  const input: ScheduledInput = { scheduleId: entry.id };
  const spec = specOf(entry.firing);
  // Temporal's default would fire what a year-long outage missed; what is late is judged by the opening activity.
  const policies = { overlap: 'BUFFER_ALL', catchupWindow: '30 days' } as const;
  return {
    scheduleId: temporalId(entry.id),
    spec,
    policies,
    action: {
      type: 'startWorkflow',
      workflowType: 'scheduled',
      workflowId: `scheduled/${entry.id}`,
      taskQueue: CAMPAIGN_QUEUE,
      args: [input],
      // What is compared at the next sync: Temporal gives a spec back in another form than it was given.
      memo: { digest: createHash('sha256').update(canonicalJson({ spec, input, policies })).digest('hex') },
    },
  };
}

function specOf({ daysOfMonth, months, time }: Firing): ScheduleSpec {
  const [hour, minute] = time.split(':').map(Number) as [number, number];
  return {
    timezone: 'Asia/Shanghai',
    calendars: [
      {
        dayOfMonth: daysOfMonth,
        hour,
        minute,
        ...(months ? { month: months.map((month) => MONTHS[month - 1]!) } : {}),
      },
    ],
  };
}

/** A schedule as Temporal knows it. */
export interface KnownSchedule {
  paused: boolean;
  next: Date[];
  /** When it was made, or changed last: firings before that say nothing of it as it is. */
  changed: Date;
  /** The time of its last firing; null: there was none. */
  fired: Date | null;
}

/** What Temporal knows of one of our schedules; undefined: not synced yet. */
export async function describeSchedule(client: Client, id: string): Promise<KnownSchedule | undefined> {
  try {
    const { state, info } = await client.schedule.getHandle(temporalId(id)).describe();
    return {
      paused: state.paused,
      next: info.nextActionTimes,
      changed: info.lastUpdatedAt ?? info.createdAt,
      fired: info.recentActions.at(-1)?.scheduledAt ?? null,
    };
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
}
