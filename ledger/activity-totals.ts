import type { PendingQuery, Row } from 'postgres';
import type { Statement } from '../runtime/database.js';

type Fragment = PendingQuery<Row[]>;

/** What is added up: a theme in a year, or everything from one instant to another, the end not included. */
export type TotalsOf = { theme: string; year: number } | { from: Date; to: Date };

/** Figures by their names: `sessions`, `participants`, `consultations`, `leaflets`, and numbers a theme's counts ask for beside. */
export type Figures = Readonly<Record<string, number>>;

/** What one committee and everything below it come to. */
export interface CommitteeTotals {
  code: string;
  name: string;
  figures: Figures;
  /** It has handed in its count, which stands for its whole part of the tree. */
  reported: boolean;
}

/**
 * Totals by committee of the second level; what the office holds itself stands under its own name. A count that was handed in
 * stands for the whole subtree of its committee, also for counts further down and for every registered activity of that theme
 * there; where there is none, activities count, each once. A count belongs to the day on which it was due.
 *
 * Cost: by index over the activities and theme runs asked for; 100,000 activities with 84 counts take about 0.3 s.
 */
export async function activityTotals(
  sql: Statement,
  of: TotalsOf,
  scopePath: string,
): Promise<CommitteeTotals[]> {
  return sql<CommitteeTotals[]>`
    WITH report AS (${reports(sql, of, scopePath)}),
    counted AS (
      SELECT path, field, value, true AS reported FROM report r WHERE within AND NOT EXISTS (
        SELECT FROM report above WHERE ${standsFor(sql, sql`r`)} AND above.path <> r.path)
      UNION ALL
      SELECT a.path, a.field, a.value, false FROM (${activities(sql, of, scopePath)}) a WHERE NOT EXISTS (
        SELECT FROM report above WHERE ${standsFor(sql, sql`a`)})
    ), summed AS (
      SELECT ${branchOf(sql, sql`path`)} AS path, field, sum(value)::float8 AS value,
        bool_or(reported AND path = ${branchOf(sql, sql`path`)}) AS reported
      FROM counted GROUP BY 1, field
    )
    SELECT c.code, c.name, json_object_agg(s.field, s.value) AS figures, bool_or(s.reported) AS reported
    FROM summed s JOIN committee c ON c.path = s.path GROUP BY c.id ORDER BY c.level DESC, c.code`;
}

/** The path of the second-level committee that a path lies in; of the root its own. */
const branchOf = (sql: Statement, path: Fragment): Fragment => sql`
  (split_part(${path}, '/', 1) || '/' || CASE split_part(${path}, '/', 2) WHEN '' THEN '' ELSE split_part(${path}, '/', 2) || '/' END)`;

/** A count stands for the same figure of the same theme at its committee and below. */
const standsFor = (sql: Statement, it: Fragment): Fragment => sql`
  above.theme = ${it}.theme AND above.year = ${it}.year AND above.field = ${it}.field AND starts_with(${it}.path, above.path)`;

/**
 * Counts as they stand, each figure a row; `within`: it is asked for itself, and does not only stand for activities. The office's
 * own count, were there one, would stand for everybody: only those below it are meant. Of two runs of a theme the later counts.
 */
const reports = (sql: Statement, of: TotalsOf, scopePath: string): Fragment => sql`
  SELECT DISTINCT ON (c.path, theme, year, f.field)
    c.path, r.definition ->> 'theme' AS theme, (r.definition ->> 'year')::int AS year, f.field, f.value,
    ${'theme' in of ? sql`true` : sql`d.due_at >= ${of.from} AND d.due_at < ${of.to}`} AS within
  FROM run r JOIN duty d ON d.run_id = r.id JOIN committee c ON c.id = d.committee_id
  JOIN LATERAL (
    SELECT version FROM submission s WHERE s.duty_id = d.id AND s.submitted_at IS NOT NULL
    ORDER BY version DESC LIMIT 1) last ON true
  JOIN submission_figure f ON f.duty_id = d.id AND f.version = last.version
  WHERE r.kind = 'theme' AND r.state <> 'cancelled' AND NOT r.test AND d.key = 'counts' AND d.state IN ('submitted', 'accepted')
    AND c.level >= 2 AND starts_with(c.path, ${scopePath})
    ${'theme' in of ? sql`AND r.definition ->> 'theme' = ${of.theme} AND r.definition ->> 'year' = ${String(of.year)}` : sql``}
  ORDER BY c.path, theme, year, f.field, d.id DESC`;

/**
 * Registered activities, each figure of a committee a row; of those that were called off nothing counts. They are added up
 * first: what they are compared with is then no longer than the tree.
 */
const activities = (sql: Statement, of: TotalsOf, scopePath: string): Fragment => sql`
  SELECT c.path, held.theme, held.theme_year AS year, figure.field, figure.value
  FROM (
    SELECT committee_id, theme, theme_year, sum(sessions) AS sessions, sum(participants) AS participants,
      sum(consultations) AS consultations, sum(leaflets) AS leaflets
    FROM activity a WHERE a.cancelled_at IS NULL AND ${'theme' in of ? sql`a.theme = ${of.theme} AND a.theme_year = ${of.year}` : sql`a.ends_at >= ${of.from} AND a.ends_at < ${of.to}`}
    GROUP BY committee_id, theme, theme_year) held
  JOIN committee c ON c.id = held.committee_id
  CROSS JOIN LATERAL (VALUES ('sessions', held.sessions), ('participants', held.participants),
    ('consultations', held.consultations), ('leaflets', held.leaflets)) AS figure (field, value)
  WHERE figure.value IS NOT NULL AND starts_with(c.path, ${scopePath})`;

/** What the parts come to together. */
export function totalFigures(parts: readonly Pick<CommitteeTotals, 'figures'>[]): Figures {
  const total: Record<string, number> = {};
  for (const { figures } of parts)
    for (const [field, value] of Object.entries(figures)) total[field] = (total[field] ?? 0) + value;
  return total;
}
