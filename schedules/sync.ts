import { createHash } from 'node:crypto';
import {
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
    await client.schedule.getHandle(scheduleId).delete();
    results.push({ id: scheduleId.slice(PREFIX.length), outcome: 'deleted' });
  }
  return results;
}

async function syncOne(client: Client, entry: ScheduleEntry): Promise<SyncResult['outcome']> {
  const handle = client.schedule.getHandle(temporalId(entry.id));
  const wanted = optionsOf(entry);
  try {
    const { action } = await handle.describe();
    if (action.type === 'startWorkflow' && action.memo?.['digest'] === wanted.action.memo?.['digest'])
      return 'unchanged';
    await handle.update((previous) => ({ ...wanted, state: previous.state }));
    return 'updated';
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    await client.schedule.create(wanted);
    return 'created';
  }
}

function optionsOf(entry: ScheduleEntry): ScheduleOptions {
  const input: ScheduledInput = { scheduleId: entry.id };
  const spec = specOf(entry.firing);
  return {
    scheduleId: temporalId(entry.id),
    spec,
    action: {
      type: 'startWorkflow',
      workflowType: 'scheduled',
      workflowId: `scheduled/${entry.id}`,
      taskQueue: CAMPAIGN_QUEUE,
      args: [input],
      // What is compared at the next sync: Temporal gives a spec back in another form than it was given.
      memo: { digest: createHash('sha256').update(canonicalJson({ spec, input })).digest('hex') },
    },
    // Temporal's default would fire what a year-long outage missed; what is late is judged by the opening activity.
    policies: { overlap: 'BUFFER_ALL', catchupWindow: '30 days' },
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

/** What Temporal knows of one of our schedules; undefined: not synced yet. */
export async function describeSchedule(
  client: Client,
  id: string,
): Promise<{ paused: boolean; next: Date[] } | undefined> {
  try {
    const { state, info } = await client.schedule.getHandle(temporalId(id)).describe();
    return { paused: state.paused, next: info.nextActionTimes };
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
}
