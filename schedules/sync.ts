import { createHash } from 'node:crypto';
import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  type Client,
  type ScheduleDescription,
  type ScheduleOptions,
} from '@temporalio/client';
import { canonicalJson } from '../domain/plan/hash.js';
import { CAMPAIGN_QUEUE, type ScheduledInput } from '../workflows/contract.js';
import type { ScheduleEntry } from './entry.js';
import { lastFiring, nextFirings } from './firings.js';
import { specOf } from './spec.js';

/** Ids of Temporal Schedules that are ours begin with this; only those are ever deleted. */
const PREFIX = 'muster/schedule/';
/** The id of a schedule in Temporal. */
const temporalId = (id: string): string => PREFIX + id;

/** Requests to Temporal at once: a sync of everything is over in a second, and the server has others to serve. */
const AT_ONCE = 8;
/** As long after its time a firing may still be caught up. */
const CATCH_UP_MILLISECONDS = 30 * 86_400_000;

/** What a sync did, by schedule; `over`: nothing of it is left to fire, and Temporal does not keep it. */
export interface SyncResult {
  id: string;
  outcome: 'created' | 'updated' | 'unchanged' | 'deleted' | 'over';
}

/**
 * Brings Temporal's schedules in line with the declared ones. Idempotent; an operator's pause is kept; only
 * schedules of ours are deleted.
 */
export async function syncSchedules(
  client: Client,
  schedules: readonly ScheduleEntry[],
  now: Date,
): Promise<SyncResult[]> {
  const results = await inParallel(schedules, async (entry) => ({
    id: entry.id,
    outcome: await syncOne(client, entry, now),
  }));
  const declared = new Set(schedules.map((entry) => temporalId(entry.id)));
  const others: string[] = [];
  for await (const { scheduleId } of client.schedule.list())
    if (scheduleId.startsWith(PREFIX) && !declared.has(scheduleId)) others.push(scheduleId);
  const removed = await inParallel(others, async (id) => ((await remove(client, id)) ? [id] : []));
  const deleted = removed.flat().map((id) => ({ id: id.slice(PREFIX.length), outcome: 'deleted' }) as const);
  return [...results, ...deleted];
}

/** Answers in the order of what was asked, some at a time. */
export async function inParallel<Item, Answer>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const waiting = items.entries();
  const workOff = async (): Promise<void> => {
    for (const [at, item] of waiting) answers[at] = await ask(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, workOff));
  return answers;
}

/** @returns false when it was gone: Temporal's list lags behind. */
const remove = async (client: Client, scheduleId: string): Promise<boolean> =>
  (await unlessGone(
    client.schedule
      .getHandle(scheduleId)
      .delete()
      .then(() => true),
  )) ?? false;

async function syncOne(client: Client, entry: ScheduleEntry, now: Date): Promise<SyncResult['outcome']> {
  const wanted = optionsOf(entry);
  const handle = client.schedule.getHandle(temporalId(entry.id));
  const known = await unlessGone(handle.describe());
  if (!known) {
    // Temporal removes by itself what has nothing left to do.
    if (nextFirings(entry.firing, now, 1).length === 0) return 'over';
    if (await isNew(client.schedule.create(wanted))) return 'created';
  }
  const found = known ?? (await handle.describe());
  if (digestOf(found.action) === digestOf(wanted.action)) return 'unchanged';
  await handle.update((previous) => ({ ...wanted, state: previous.state }));
  await catchUp(handle, { entry, found, now });
  return 'updated';
}

const digestOf = (action: ScheduleDescription['action'] | ScheduleOptions['action']): unknown =>
  action.memo?.['digest'];

/**
 * A change makes Temporal forget what it had not come to fire yet: after an outage the firing that is due is asked for
 * again. What it launches is there once.
 */
async function catchUp(
  handle: ReturnType<Client['schedule']['getHandle']>,
  { entry, found: { info, state }, now }: { entry: ScheduleEntry; found: ScheduleDescription; now: Date },
): Promise<void> {
  const due = lastFiring(entry.firing, now)?.at;
  const since = info.lastUpdatedAt ?? info.createdAt;
  const fired = info.recentActions.at(-1)?.scheduledAt;
  if (state.paused || due === undefined || due <= since || (fired && fired >= due)) return;
  if (now.getTime() - due.getTime() > CATCH_UP_MILLISECONDS) return;
  await handle.backfill({ start: new Date(due.getTime() - 1000), end: due, overlap: 'BUFFER_ALL' });
}

/** The answer; undefined: Temporal knows no such schedule. */
async function unlessGone<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
}

/** Of two syncs at once one creates, and the other finds. */
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
  const policies = { overlap: 'BUFFER_ALL', catchupWindow: CATCH_UP_MILLISECONDS } as const;
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

/** A schedule as Temporal knows it. */
export interface KnownSchedule {
  paused: boolean;
  /** What was written on it when it was paused; null: nothing. */
  note: string | null;
  next: Date[];
  /** When it was made: firings before that were never its own. */
  made: Date;
}

/** What Temporal knows of one of our schedules; undefined: not synced yet, or removed with nothing left to do. */
export async function describeSchedule(client: Client, id: string): Promise<KnownSchedule | undefined> {
  const found = await unlessGone(client.schedule.getHandle(temporalId(id)).describe());
  return (
    found && {
      paused: found.state.paused,
      note: found.state.note ?? null,
      next: found.info.nextActionTimes,
      made: found.info.createdAt,
    }
  );
}

/** What is written on a schedule that was paused or resumed here: who did and why is in the ledger, and nowhere else. */
export const OUR_NOTE = 'muster';

/** Pauses a schedule in Temporal, or lets it go on. @returns false: Temporal does not know it */
export async function setPaused(client: Client, id: string, paused: boolean): Promise<boolean> {
  const handle = client.schedule.getHandle(temporalId(id));
  const done = (paused ? handle.pause(OUR_NOTE) : handle.unpause(OUR_NOTE)).then(() => true);
  return (await unlessGone(done)) ?? false;
}
