import type { ActivityState } from '../domain/registers/activity.js';
import { activityById, listActivities, type Activity } from '../ledger/activities.js';
import type { Actor } from '../ledger/operators.js';
import type { Office } from './office.js';
import { Refusal } from './refusal.js';
import { noEntry, pathBelow } from './register-rows.js';
import { requireRight } from './rights.js';
import { ThemeYears } from './activity-themes.js';

/** Which activities are looked at; `open`: what is ahead and what is to be counted. */
export const ACTIVITY_LISTS = {
  open: ['ahead', 'to count'],
  ahead: ['ahead'],
  'to-count': ['to count'],
  past: ['to count', 'counted'],
  cancelled: ['cancelled'],
  all: ['ahead', 'to count', 'counted', 'cancelled'],
} as const satisfies Record<string, readonly ActivityState[]>;
/** One of them. */
export type ActivityList = keyof typeof ACTIVITY_LISTS;

/** What a list of activities is cut to. */
export interface ActivityFilter {
  which: ActivityList;
  committee?: string;
  /** Code or name. */
  theme?: string;
  themeYear?: number;
  project?: number;
  limit: number;
}

/** What is over is listed from the newest back, everything else by its time. */
const BACKWARDS: readonly ActivityList[] = ['past', 'cancelled'];

/**
 * Activities of the actor's part of the tree, sorted by their time.
 * @throws {Refusal} a committee beyond it, or no such theme
 */
export async function activities(
  { database, clock }: Office,
  actor: Actor,
  { which, committee, theme, themeYear, project, limit }: ActivityFilter,
): Promise<Activity[]> {
  requireRight(actor, 'look');
  const { scopePath } = actor;
  const below = await pathBelow(database, committee, scopePath);
  const meant = theme === undefined ? undefined : (await ThemeYears.open(database, clock.now())).named(theme);
  if (meant && !('code' in meant))
    throw new Refusal('not-found', [{ path: ['theme'], reason: 'no-theme', ...meant }]);
  return listActivities(database, {
    ...{ scopePath, now: clock.now(), states: ACTIVITY_LISTS[which], limit },
    newestFirst: BACKWARDS.includes(which),
    ...(below === undefined ? {} : { below }),
    ...(meant && { theme: { code: meant.code, ...(themeYear === undefined ? {} : { year: themeYear }) } }),
    ...(project === undefined ? {} : { project }),
  });
}

/**
 * One activity.
 * @throws {Refusal} there is none of that number in the actor's part of the tree
 */
export async function showActivity({ database, clock }: Office, actor: Actor, id: number): Promise<Activity> {
  requireRight(actor, 'look');
  const activity = await activityById(database, id, { scopePath: actor.scopePath, now: clock.now() });
  if (activity) return activity;
  throw noEntry('活动', 'activity', id);
}
