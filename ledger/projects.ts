import type { PendingQuery, Row } from 'postgres';
import type { Day } from '../domain/calendar/day.js';
import type { ProjectEntry } from '../domain/registers/project.js';
import type { Statement } from '../runtime/database.js';
import { insertRows } from './load-rows.js';

type Fragment = PendingQuery<Row[]>;

/** A project of the register. */
export interface Project extends ProjectEntry {
  id: number;
  /** Code, name and path of the committee that runs it. */
  committee: string;
  committeeName: string;
  path: string;
  enteredBy: string;
  enteredAt: Date;
}

/** A project with its activities within the asker's part of the tree; the cancelled ones are not counted. */
export interface ProjectLine extends Project {
  activities: number;
  /** Of these, not over yet. */
  ahead: number;
  /** Of these, over and without figures. */
  toCount: number;
}

/** A project whose id is not known yet. */
export interface NewProject extends ProjectEntry {
  committeeId: number;
}

const COLUMNS = (sql: Statement): Fragment => sql`
  p.id, c.code AS committee, c.name AS committee_name, c.path, p.title, p.target_group,
  p.from_date::text AS "from", p.to_date::text AS "to", p.brand_years, p.entered_by, p.entered_at`;

/** A project may be named by who works for its committee, for one above, or for one below it, whose activities may belong to it. */
const visible = (sql: Statement, scopePath: string): Fragment =>
  sql`(starts_with(c.path, ${scopePath}) OR starts_with(${scopePath}, c.path))`;

/** Which projects are asked for. */
export interface ProjectsWanted {
  scopePath: string;
  now: Date;
  /** Only that one. */
  id?: number;
  /** Only those of the committees below this path. */
  below?: string;
  /** Only those that are not over on this day. */
  notOverOn?: Day;
  limit: number;
}

/** Projects the asker may name, by committee and first day. */
export async function listProjects(
  sql: Statement,
  { scopePath, now, id, below, notOverOn, limit }: ProjectsWanted,
): Promise<ProjectLine[]> {
  return sql<ProjectLine[]>`
    WITH asked AS (
      SELECT ${COLUMNS(sql)} FROM project p JOIN committee c ON c.id = p.committee_id
      WHERE ${visible(sql, scopePath)} ${id === undefined ? sql`` : sql`AND p.id = ${id}`}
        ${below === undefined ? sql`` : sql`AND starts_with(c.path, ${below})`}
        ${notOverOn === undefined ? sql`` : sql`AND (p.to_date IS NULL OR p.to_date >= ${notOverOn}::date)`}
      ORDER BY c.path, p.from_date, p.id LIMIT ${limit}),
    held AS (
      SELECT a.project_id, count(*) AS activities, count(*) FILTER (WHERE a.ends_at > ${now}) AS ahead,
        count(*) FILTER (WHERE a.ends_at <= ${now} AND a.counted_at IS NULL) AS to_count
      FROM activity a JOIN committee c ON c.id = a.committee_id
      WHERE a.project_id IN (SELECT id FROM asked) AND a.cancelled_at IS NULL AND starts_with(c.path, ${scopePath})
      GROUP BY a.project_id)
    SELECT asked.*, coalesce(held.activities, 0) AS activities, coalesce(held.ahead, 0) AS ahead,
      coalesce(held.to_count, 0) AS to_count
    FROM asked LEFT JOIN held ON held.project_id = asked.id ORDER BY asked.path, asked."from", asked.id`;
}

/** Projects the asker may name that have one of these ids, or one of these titles. */
export async function projectsNamed(
  sql: Statement,
  { ids, titles, scopePath }: { ids: readonly number[]; titles: readonly string[]; scopePath: string },
): Promise<Project[]> {
  return sql<Project[]>`
    SELECT ${COLUMNS(sql)} FROM project p JOIN committee c ON c.id = p.committee_id
    WHERE (p.id = ANY(${ids as number[]}) OR p.title = ANY(${titles as string[]})) AND ${visible(sql, scopePath)}
    ORDER BY p.id`;
}

/** All projects of some committees, to be compared with what is written down. */
export async function projectsOf(sql: Statement, committeeIds: readonly number[]): Promise<Project[]> {
  return sql<Project[]>`
    SELECT ${COLUMNS(sql)} FROM project p JOIN committee c ON c.id = p.committee_id
    WHERE p.committee_id = ANY(${committeeIds as number[]}) ORDER BY p.id`;
}

/** A project within the scope, which nobody else changes until the transaction ends. */
export async function lockProject(
  sql: Statement,
  id: number,
  scopePath: string,
): Promise<(Project & { committeeId: number }) | undefined> {
  const [row] = await sql<(Project & { committeeId: number })[]>`
    SELECT ${COLUMNS(sql)}, p.committee_id FROM project p JOIN committee c ON c.id = p.committee_id
    WHERE p.id = ${id} AND starts_with(c.path, ${scopePath}) FOR NO KEY UPDATE OF p`;
  return row;
}

/** Writes projects. */
export async function insertProjects(
  sql: Statement,
  projects: readonly NewProject[],
  { by, now }: { by: string; now: Date },
): Promise<void> {
  const rows = projects.map(({ committeeId, title, targetGroup, from, to, brandYears }) => ({
    ...{ committee_id: committeeId, title, target_group: targetGroup, from_date: from, to_date: to },
    ...{ brand_years: brandYears, entered_by: by, entered_at: now },
  }));
  await insertRows(sql, 'project', rows);
}

/** Gives a project another last day, or other years as a brand. */
export async function reviseProject(
  sql: Statement,
  id: number,
  { to, brandYears }: Pick<Project, 'to' | 'brandYears'>,
): Promise<void> {
  await sql`UPDATE project SET to_date = ${to}, brand_years = ${brandYears} WHERE id = ${id}`;
}
