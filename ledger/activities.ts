import type { PendingQuery, Row } from 'postgres';
import type { ActivityEntry, ActivityState, Counts, Span } from '../domain/registers/activity.js';
import type { Statement } from '../runtime/database.js';
import { insertRows } from './load-rows.js';

type Fragment = PendingQuery<Row[]>;

/** An activity of the register. */
export interface Activity extends ActivityEntry {
  id: number;
  /** Code, name and path of the committee that holds it. */
  committee: string;
  committeeName: string;
  path: string;
  project: { id: number; title: string } | null;
  theme: string | null;
  themeYear: number | null;
  state: ActivityState;
  cancelledAt: Date | null;
  /** What it came to; null: not counted yet. */
  counts: Counts | null;
  countedBy: string | null;
  countedAt: Date | null;
  enteredBy: string;
  enteredAt: Date;
}

/** An activity whose id is not known yet. */
export interface NewActivity extends ActivityEntry {
  committeeId: number;
  projectId: number | null;
  theme: string | null;
  themeYear: number | null;
}

const stateOf = (sql: Statement, now: Date): Fragment => sql`
  CASE WHEN a.cancelled_at IS NOT NULL THEN 'cancelled' WHEN a.ends_at > ${now} THEN 'ahead'
    WHEN a.counted_at IS NULL THEN 'to count' ELSE 'counted' END`;

const selected = (sql: Statement, now: Date): Fragment => sql`
  SELECT a.id, c.code AS committee, c.name AS committee_name, c.path, a.title, a.place, a.venue, a.origin, a.online,
    a.begins_at, a.ends_at, a.theme, a.theme_year, ${stateOf(sql, now)} AS state, a.cancelled_at,
    CASE WHEN p.id IS NOT NULL THEN json_build_object('id', p.id, 'title', p.title) END AS project,
    CASE WHEN a.counted_at IS NOT NULL THEN json_build_object('sessions', a.sessions, 'participants', a.participants,
      'consultations', a.consultations, 'leaflets', a.leaflets) END AS counts,
    a.counted_by, a.counted_at, a.entered_by, a.entered_at
  FROM activity a JOIN committee c ON c.id = a.committee_id LEFT JOIN project p ON p.id = a.project_id`;

/** Which activities are asked for. */
export interface ActivitiesWanted {
  scopePath: string;
  now: Date;
  /** Only those of the committees below this path. */
  below?: string;
  states: readonly ActivityState[];
  theme?: { code: string; year?: number };
  project?: number;
  /** Those that begin last come first; else the other way round. */
  newestFirst: boolean;
  limit: number;
}

/** Activities by the time at which they begin. */
export async function listActivities(
  sql: Statement,
  { scopePath, now, below, states, theme, project, newestFirst, limit }: ActivitiesWanted,
): Promise<Activity[]> {
  const order = newestFirst ? sql`DESC` : sql`ASC`;
  return sql<Activity[]>`
    ${selected(sql, now)}
    WHERE starts_with(c.path, ${scopePath}) AND ${stateOf(sql, now)} = ANY(${states as string[]})
      ${below === undefined ? sql`` : sql`AND starts_with(c.path, ${below})`}
      ${theme === undefined ? sql`` : sql`AND a.theme = ${theme.code}`}
      ${theme?.year === undefined ? sql`` : sql`AND a.theme_year = ${theme.year}`}
      ${project === undefined ? sql`` : sql`AND a.project_id = ${project}`}
    ORDER BY a.begins_at ${order}, a.id ${order} LIMIT ${limit}`;
}

/** One activity of the scope; undefined: there is none of that id. */
export async function activityById(
  sql: Statement,
  id: number,
  { scopePath, now }: { scopePath: string; now: Date },
): Promise<Activity | undefined> {
  const [row] = await sql<Activity[]>`
    ${selected(sql, now)} WHERE a.id = ${id} AND starts_with(c.path, ${scopePath})`;
  return row;
}

/** The same, which nobody else changes until the transaction ends. */
export async function lockActivity(
  sql: Statement,
  id: number,
  bounds: { scopePath: string; now: Date },
): Promise<Activity | undefined> {
  await sql`SELECT FROM activity WHERE id = ${id} FOR NO KEY UPDATE`;
  return activityById(sql, id, bounds);
}

/** By what an activity is known again: the same title and beginning twice is the same activity. */
export type ActivityKey = Pick<NewActivity, 'committeeId' | 'title' | 'beginsAt'>;

/** The ids of those activities that there are, in the order of their keys; null: there is none. */
export async function standingActivities(
  sql: Statement,
  keys: readonly ActivityKey[],
): Promise<(number | null)[]> {
  const rows = await sql<{ id: number | null }[]>`
    SELECT a.id FROM json_to_recordset(${JSON.stringify(keys.map((key, at) => ({ ...key, at })))}::text::json)
      AS k (at integer, "committeeId" integer, title text, "beginsAt" timestamptz)
    LEFT JOIN activity a ON a.committee_id = k."committeeId" AND a.title = k.title AND a.begins_at = k."beginsAt"
    ORDER BY k.at`;
  return rows.map(({ id }) => id);
}

/** Writes activities. */
export async function insertActivities(
  sql: Statement,
  activities: readonly NewActivity[],
  { by, now }: { by: string; now: Date },
): Promise<void> {
  const rows = activities.map((one) => ({
    ...{
      committee_id: one.committeeId,
      project_id: one.projectId,
      theme: one.theme,
      theme_year: one.themeYear,
    },
    ...{ title: one.title, place: one.place, venue: one.venue, origin: one.origin, online: one.online },
    ...{ begins_at: one.beginsAt, ends_at: one.endsAt, entered_by: by, entered_at: now },
  }));
  await insertRows(sql, 'activity', rows);
}

/** Gives an activity another time and place. */
export async function putActivityAt(
  sql: Statement,
  id: number,
  { beginsAt, endsAt, place }: Span & { place: string },
): Promise<void> {
  await sql`UPDATE activity SET begins_at = ${beginsAt}, ends_at = ${endsAt}, place = ${place} WHERE id = ${id}`;
}

/** An activity is not held. */
export async function markCancelled(sql: Statement, id: number, now: Date): Promise<void> {
  await sql`UPDATE activity SET cancelled_at = ${now} WHERE id = ${id}`;
}

/** Writes down what an activity came to, in place of what was written before. */
export async function putCounts(
  sql: Statement,
  id: number,
  { sessions, participants, consultations, leaflets }: Counts,
  { by, now }: { by: string; now: Date },
): Promise<void> {
  await sql`UPDATE activity SET sessions = ${sessions}, participants = ${participants}, consultations = ${consultations},
    leaflets = ${leaflets}, counted_by = ${by}, counted_at = ${now} WHERE id = ${id}`;
}
