import { officeTime } from '../domain/calendar/office-day.js';
import { readCounts, type Counts } from '../domain/registers/activity.js';
import { activityById, putCounts, type Activity } from '../ledger/activities.js';
import { writeAudit } from '../ledger/audit.js';
import type { Actor } from '../ledger/operators.js';
import type { Statement } from '../runtime/database.js';
import { bounds, isCancelled, knownActivity, type Change } from './activities.js';
import type { Office } from './office.js';
import { refuse, Refusal, requireReason } from './refusal.js';
import { requireRight } from './rights.js';

/** What an activity came to, as it was written down. */
export interface ActivityCounted {
  activity: Activity;
  /** What was written down before; null: nothing. */
  before: Counts | null;
  changed: boolean;
}

/**
 * Writes down what an activity came to; what is not given stays as it was counted before. The old figures stay in the log.
 * @throws {Refusal} it has not ended, or is cancelled; not a number, or one is missing; a correction without a reason
 */
export async function countActivity(
  { database, clock, config }: Office,
  actor: Actor,
  {
    id,
    reason,
    counts,
  }: { id: number; reason: string; counts: Partial<Record<keyof Counts, string | number>> },
): Promise<ActivityCounted> {
  requireRight(actor, 'run campaigns');
  const change = { actor, now: clock.now(), digestTime: config.digestTime };
  return database.begin(async (sql) => {
    const { counts: before, state, endsAt } = await knownActivity(sql, change, id);
    if (state === 'cancelled') throw isCancelled(id);
    if (state === 'ahead') throw notEnded(id, endsAt);
    const read = readCounts(counts, before);
    if (!read.ok) throw new Refusal('invalid', read.problems);
    const changed =
      !before || (Object.keys(before) as (keyof Counts)[]).some((key) => before[key] !== read.value[key]);
    if (before && changed) requireReason(reason);
    if (changed) await writeCounts(sql, change, { id, reason, before, counts: read.value });
    return { activity: (await activityById(sql, id, bounds(change)))!, before, changed };
  });
}

async function writeCounts(
  sql: Statement,
  { actor, now }: Change,
  { id, reason, before, counts }: { id: number; reason: string; before: Counts | null; counts: Counts },
): Promise<void> {
  await putCounts(sql, id, counts, { by: actor.name, now });
  const detail = { ...counts, ...(before && { reason, before }) };
  await writeAudit(
    sql,
    { actor: actor.name, action: 'activity count', subject: `activity ${id}`, detail },
    now,
  );
}

const notEnded = (id: number, endsAt: Date): Refusal =>
  refuse(
    'conflict',
    'not-ended',
    `${id} 号活动 ${officeTime(endsAt)} 才结束，结束后再统计`,
    `activity ${id} ends at ${officeTime(endsAt)}: count it then`,
  );
