import type { Problem } from '../domain/problem.js';
import { readMove, type Span, type WrittenActivity, type WrittenMove } from '../domain/registers/activity.js';
import { officeDay, officeTime } from '../domain/calendar/office-day.js';
import {
  activityById,
  insertActivities,
  lockActivity,
  markCancelled,
  putActivityAt,
  standingActivities,
  type Activity,
  type NewActivity,
} from '../ledger/activities.js';
import { writeAudit } from '../ledger/audit.js';
import { committeesByCode, lockRegisters } from '../ledger/committees.js';
import type { Actor } from '../ledger/operators.js';
import { projectsNamed } from '../ledger/projects.js';
import type { Statement } from '../runtime/database.js';
import { projectFault, readActivities } from './activity-rows.js';
import type { RowsLoaded } from './load-projects.js';
import type { Office } from './office.js';
import { refuse, Refusal, requireReason } from './refusal.js';
import { excuseDuties, moveDuties, oweForNew } from './register-duties.js';
import { alone, inTable, noEntry } from './register-rows.js';
import { requireRight } from './rights.js';

/** An activity, and whether it was there before. */
export interface ActivityAdded {
  added: boolean;
  activity: Activity;
}

/** Who changes the register, and when. */
export interface Change {
  actor: Actor;
  now: Date;
  /** The minute at which people are reminded of what they owe for it. */
  digestTime: string;
}

/**
 * Adds an activity; the same title and beginning by the same committee once more is the activity that is there.
 * @throws {Refusal} with everything that is wrong, at its field
 */
export async function addActivity(
  { database, clock, config }: Office,
  actor: Actor,
  written: WrittenActivity,
): Promise<ActivityAdded> {
  requireRight(actor, 'run campaigns');
  const change = { actor, now: clock.now(), digestTime: config.digestTime };
  return database.begin(async (sql) => {
    const rows = await readActivities(sql, {
      written: [written],
      scopePath: actor.scopePath,
      path: alone,
      now: change.now,
    });
    const { ids, added } = await writeNew(sql, change, rows);
    const activity = (await activityById(sql, ids[0]!, bounds(change)))!;
    const entry = { actor: actor.name, action: 'activity add', subject: `activity ${activity.id}` };
    const detail = { committee: activity.committee, beginsAt: activity.beginsAt };
    if (added > 0) await writeAudit(sql, { ...entry, detail }, change.now);
    return { added: added > 0, activity };
  });
}

/**
 * Adds activities, all of them or none; those that are there already stay as they are.
 * @throws {Refusal} with everything that is wrong, at `[index, field]`
 */
export async function loadActivities(
  { database, clock, config }: Office,
  actor: Actor,
  written: readonly WrittenActivity[],
): Promise<RowsLoaded> {
  requireRight(actor, 'run campaigns');
  const change = { actor, now: clock.now(), digestTime: config.digestTime };
  return database.begin(async (sql) => {
    const rows = await readActivities(sql, {
      written,
      scopePath: actor.scopePath,
      path: inTable,
      now: change.now,
    });
    const { added } = await writeNew(sql, change, rows);
    const loaded = { added, unchanged: written.length - added };
    const entry = {
      actor: actor.name,
      action: 'activity load',
      subject: 'activities',
      detail: { ...loaded },
    };
    if (added > 0) await writeAudit(sql, entry, change.now);
    return loaded;
  });
}

/**
 * Writes those activities that are not there yet; what hangs on a new activity belongs in here.
 * @returns the id of each row's activity, old or new, and how many are new
 */
async function writeNew(
  sql: Statement,
  { actor, now, digestTime }: Change,
  rows: readonly NewActivity[],
): Promise<{ ids: number[]; added: number }> {
  await lockRegisters(sql, [...new Set(rows.map(({ committeeId }) => committeeId))]);
  const before = await standingActivities(sql, rows);
  const fresh = new Map(rows.filter((_, at) => before[at] === null).map((row) => [keyOf(row), row]));
  await insertActivities(sql, [...fresh.values()], { by: actor.name, now });
  const ids = await standingActivities(sql, rows);
  if (fresh.size > 0) await oweForNew(sql, 'activity', { now, digestTime });
  return { ids: ids as number[], added: fresh.size };
}

/** The same activity may stand in a table twice. */
const keyOf = ({ committeeId, title, beginsAt }: NewActivity): string =>
  JSON.stringify([committeeId, title, beginsAt]);

/** An activity at its new time. */
export interface ActivityMoved {
  activity: Activity;
  /** When it was to be held. */
  before: Span;
}

/**
 * Gives an activity another time, and another place on demand; it stays the same activity.
 * @throws {Refusal} it is cancelled or counted; not a time; before its project; another is at that time already
 */
export async function moveActivity(
  { database, clock, config }: Office,
  actor: Actor,
  { id, reason, ...written }: WrittenMove & { id: number; reason: string },
): Promise<ActivityMoved> {
  requireRight(actor, 'run campaigns');
  requireReason(reason);
  const change = { actor, now: clock.now(), digestTime: config.digestTime };
  return database.begin(async (sql) => {
    const before = await openActivity(sql, change, id);
    const read = readMove(written, before);
    if (!read.ok) throw new Refusal('invalid', read.problems);
    await requireFree(sql, before, read.value, actor);
    await writeMove(sql, change, { before, to: read.value, reason });
    const { beginsAt, endsAt } = before;
    return { activity: (await activityById(sql, id, bounds(change)))!, before: { beginsAt, endsAt } };
  });
}

/** Moves an activity; what hangs on its day belongs in here. */
async function writeMove(
  sql: Statement,
  { actor, now, digestTime }: Change,
  { before, to, reason }: { before: Activity; to: Span & { place: string }; reason: string },
): Promise<void> {
  await putActivityAt(sql, before.id, to);
  const day = officeDay(to.endsAt);
  await moveDuties(sql, { activity: before.id }, { day, by: actor.name, now, digestTime });
  const detail = {
    ...{ reason, beginsAt: to.beginsAt, endsAt: to.endsAt, elsewhere: to.place !== before.place },
    before: { beginsAt: before.beginsAt, endsAt: before.endsAt },
  };
  await writeAudit(
    sql,
    { actor: actor.name, action: 'activity move', subject: `activity ${before.id}`, detail },
    now,
  );
}

/** Its project runs at that time, and its committee holds no other of that title then. */
async function requireFree(
  sql: Statement,
  { id, path, title, committee, project }: Activity,
  { beginsAt }: Span,
  { scopePath }: Actor,
): Promise<void> {
  const [ours] = await committeesByCode(sql, [committee], scopePath);
  await lockRegisters(sql, [ours!.id]);
  const [found] = project ? await projectsNamed(sql, { ids: [project.id], titles: [], scopePath }) : [];
  const fault = found && projectFault(found, { path }, { beginsAt });
  if (fault) throw new Refusal('invalid', [{ path: ['begins'], ...fault }]);
  const [other] = await standingActivities(sql, [{ committeeId: ours!.id, title, beginsAt }]);
  if (other !== null && other !== id) throw new Refusal('conflict', [sameThere(other!, beginsAt)]);
}

const sameThere = (id: number, beginsAt: Date): Problem => ({
  path: ['begins'],
  reason: 'same-activity',
  zh: `${officeTime(beginsAt)} 已有同名的 ${id} 号活动，请取消其中一个`,
  en: `activity ${id} has this title and begins at ${officeTime(beginsAt)} already: cancel one of them`,
});

/**
 * An activity is not held; once more changes nothing.
 * @throws {Refusal} it is counted
 */
export async function cancelActivity(
  { database, clock, config }: Office,
  actor: Actor,
  { id, reason }: { id: number; reason: string },
): Promise<{ activity: Activity; changed: boolean }> {
  requireRight(actor, 'run campaigns');
  requireReason(reason);
  const change = { actor, now: clock.now(), digestTime: config.digestTime };
  return database.begin(async (sql) => {
    const before = await knownActivity(sql, change, id);
    if (before.counts) throw alreadyCounted(id);
    const changed = before.state !== 'cancelled';
    if (changed) await writeCancel(sql, change, { id, reason });
    return { activity: (await activityById(sql, id, bounds(change)))!, changed };
  });
}

/** Cancels an activity; what hangs on it belongs in here. */
async function writeCancel(
  sql: Statement,
  { actor, now }: Change,
  { id, reason }: { id: number; reason: string },
): Promise<void> {
  await markCancelled(sql, id, now);
  await excuseDuties(sql, { activity: id }, { by: actor.name, now });
  const entry = {
    actor: actor.name,
    action: 'activity cancel',
    subject: `activity ${id}`,
    detail: { reason },
  };
  await writeAudit(sql, entry, now);
}

/** Which activities the actor has to do with, as the ledger asks for them. */
export const bounds = ({ actor: { scopePath }, now }: Change) => ({ scopePath, now });

/**
 * An activity of the actor's part of the tree, held until the transaction ends.
 * @throws {Refusal} there is none of that number
 */
export async function knownActivity(sql: Statement, change: Change, id: number): Promise<Activity> {
  const activity = await lockActivity(sql, id, bounds(change));
  if (activity) return activity;
  throw noEntry('活动', 'activity', id);
}

/** The same, which may still be changed. */
async function openActivity(sql: Statement, change: Change, id: number): Promise<Activity> {
  const activity = await knownActivity(sql, change, id);
  if (activity.state === 'cancelled') throw isCancelled(id);
  if (activity.counts) throw alreadyCounted(id);
  return activity;
}

/** What was cancelled is neither moved nor counted. */
export const isCancelled = (id: number): Refusal =>
  refuse('conflict', 'cancelled', `${id} 号活动已取消`, `activity ${id} is cancelled`);

const alreadyCounted = (id: number): Refusal =>
  refuse(
    'conflict',
    'counted',
    `${id} 号活动已经统计：办过的活动不能改期或取消；数字有误请用 muster activity count 更正`,
    `activity ${id} is counted: what was held is neither moved nor cancelled; \`muster activity count\` corrects its figures`,
  );
