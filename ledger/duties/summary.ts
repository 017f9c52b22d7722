import type { PendingQuery, Row } from 'postgres';
import { officeDay } from '../../domain/calendar/office-day.js';
import { LIAISON } from '../../domain/duties/ladder.js';
import { LIST_LENGTH } from '../../domain/messages/template.js';
import type { Database, Statement } from '../../runtime/database.js';
import { firstSpeakers } from '../first-speakers.js';
import { freezeOnce } from '../occurrences.js';

type Fragment = PendingQuery<Row[]>;

/** How the reports of a run, or of a part of it, stand; excused ones do not count. */
export interface ReportFigures {
  expected: number;
  /** Handed in, whatever became of it since. */
  handedIn: number;
  inTime: number;
  late: number;
  /** Returned and not handed in again. */
  returned: number;
  missing: number;
}

/** The figures as columns over rows `d` of duties. */
export const reportFigures = (sql: Statement): Fragment => sql`
  count(*) AS expected, count(d.first_submitted_at) AS handed_in, count(*) FILTER (WHERE d.in_time) AS in_time,
  count(*) FILTER (WHERE NOT d.in_time) AS late, count(*) FILTER (WHERE d.state = 'returned') AS returned,
  count(*) FILTER (WHERE d.first_submitted_at IS NULL) AS missing`;

/** How the reports of a run stand, within a part of the tree. */
export async function figuresOf(
  sql: Statement,
  { runId, scopePath }: { runId: number; scopePath: string },
): Promise<ReportFigures> {
  const [row] = await sql<[ReportFigures]>`
    SELECT ${reportFigures(sql)} FROM duty d JOIN committee c ON c.id = d.committee_id
    WHERE d.run_id = ${runId} AND d.state <> 'excused' AND starts_with(c.path, ${scopePath})`;
  return row;
}

/** The same of each part of the tree in which anything was owed, by its path. */
export async function figuresByPath(
  sql: Statement,
  { runId, paths }: { runId: number; paths: readonly string[] },
): Promise<Map<string, ReportFigures>> {
  const rows = await sql<(ReportFigures & { path: string })[]>`
    SELECT part.path, ${reportFigures(sql)}
    FROM unnest(${[...paths]}::text[]) AS part (path) JOIN committee c ON starts_with(c.path, part.path) JOIN duty d ON d.committee_id = c.id
    WHERE d.run_id = ${runId} AND d.state <> 'excused' GROUP BY part.path`;
  return new Map(rows.map(({ path, ...figures }) => [path, figures]));
}

/** The same of one committee, with its place among them: who hands in more in time comes first, then who is earlier. */
export interface CommitteeFigures extends ReportFigures {
  code: string;
  name: string;
  place: number;
  /** Average of days between handing in and the due day, positive where it was before; null: nothing was handed in. */
  daysAhead: number | null;
}

/** Every committee that owes something in a run, best first. */
export async function rankingOf(
  sql: Statement,
  { runId, scopePath, key }: { runId: number; scopePath: string; key?: string },
): Promise<CommitteeFigures[]> {
  return sql<CommitteeFigures[]>`
    SELECT code, name, rank() OVER (ORDER BY in_time::float / expected DESC, handed_in::float / expected DESC, days_ahead DESC NULLS LAST) AS place,
      expected, handed_in, in_time, late, returned, missing, round(days_ahead::numeric, 1)::float AS days_ahead
    FROM (
      SELECT c.code, c.name, ${reportFigures(sql)}, avg(extract(epoch FROM d.due_at - d.first_submitted_at) / 86400) AS days_ahead
      FROM duty d JOIN committee c ON c.id = d.committee_id
      WHERE d.run_id = ${runId} AND d.state <> 'excused' AND starts_with(c.path, ${scopePath}) AND d.key = coalesce(${key ?? null}, d.key)
      GROUP BY c.id) each
    ORDER BY place, code`;
}

/** A league: committees by a number they have reported, the highest first. */
export async function leagueOf(
  sql: Statement,
  { runId, scopePath, field }: { runId: number; scopePath: string; field: string },
): Promise<{ code: string; name: string; place: number; value: number }[]> {
  return sql<{ code: string; name: string; place: number; value: number }[]>`
    SELECT c.code, c.name, rank() OVER (ORDER BY sum(f.value) DESC) AS place, sum(f.value)::float AS value
    FROM duty d JOIN committee c ON c.id = d.committee_id
    JOIN submission s ON s.duty_id = d.id AND s.submitted_at IS NOT NULL
      AND s.version = (SELECT max(version) FROM submission WHERE duty_id = d.id AND submitted_at IS NOT NULL)
    JOIN submission_figure f ON f.duty_id = s.duty_id AND f.version = s.version AND f.field = ${field}
    WHERE d.run_id = ${runId} AND d.state <> 'excused' AND starts_with(c.path, ${scopePath})
    GROUP BY c.id ORDER BY place, c.code`;
}

/** What has been done in a part of the tree, and how it was there last time, in words. */
export interface SaidOfPart {
  path: string;
  totals: string;
  before: string;
}

/** A firing that tells those above what has come in. */
export interface SummaryFiring {
  runId: number;
  occurrenceId: number;
  /** Keys of the duties it is about; null: all. */
  duties: readonly string[] | null;
  /** What those who look after each part of the tree are told beside the figures of their reports. */
  said: readonly SaidOfPart[];
  /** Headings of its list, in its order: `missing`, `returned`, `late`, `in time`, and every answer. */
  words: Readonly<Record<string, string>>;
  /** By the number of a duty, where it is listed by what was answered and not by how punctual that was. */
  answers?: Readonly<Record<string, string>>;
  now: Date;
}

/**
 * Freezes those above the debtors of a run, and the operators of the office, as the recipients of a summary, each with the
 * figures and names of what lies below them.
 */
export const freezeSummary = (database: Database, firing: SummaryFiring): Promise<number> =>
  database.begin((sql) => {
    const { runId, occurrenceId, duties, said, words, answers = {}, now } = firing;
    return freezeOnce(sql, { occurrenceId, now }, async () => {
      await sql`
        WITH reader AS (${readers(sql, runId, officeDay(now))}),
        mine AS (
          SELECT reader.person_id, reader.path, d.*, c.name, coalesce(${sql.json(answers)}::jsonb ->> d.id::text, CASE
            WHEN d.first_submitted_at IS NULL THEN 'missing' WHEN d.state = 'returned' THEN 'returned' WHEN d.in_time THEN 'in time' ELSE 'late' END) AS standing
          FROM reader JOIN committee c ON starts_with(c.path, reader.path) JOIN duty d ON d.committee_id = c.id
          WHERE d.run_id = ${runId} AND d.state <> 'excused' AND ${duties === null ? sql`true` : sql`d.key = ANY(${[...duties]})`}),
        named AS (
          SELECT person_id, string_agg(${sql.json(words)}::jsonb ->> standing || '（' || people || '）：' || names, E'\\n'
            ORDER BY array_position(${Object.keys(words)}::text[], standing)) AS list
          FROM (SELECT person_id, standing, count(*) AS people, string_agg(DISTINCT name, '、') AS names FROM mine GROUP BY person_id, standing) each
          GROUP BY person_id)
        INSERT INTO recipient_value (occurrence_id, person_id, variables)
        SELECT ${occurrenceId}::int, person_id, jsonb_build_object('report_expected', expected::text, 'report_in', handed_in::text,
          'report_in_time', in_time::text, 'report_late', late::text, 'report_returned', returned::text, 'report_missing', missing::text,
          'report_ranking', left(named.list, ${LIST_LENGTH}::int), 'report_before', coalesce(said.before, ''), 'report_totals', coalesce(said.totals, ''))
        FROM (SELECT d.person_id, d.path, ${reportFigures(sql)} FROM mine d GROUP BY d.person_id, d.path) figures JOIN named USING (person_id)
        LEFT JOIN jsonb_to_recordset(${sql.json(said as never)}::jsonb) AS said (path text, totals text, before text) USING (path)`;
      return sql`
        INSERT INTO recipient (occurrence_id, person_id, committee_id)
        SELECT ${occurrenceId}, p.id, p.home_committee_id FROM recipient_value v JOIN person p ON p.id = v.person_id
        WHERE v.occurrence_id = ${occurrenceId}`;
    });
  });

/** Paths of the parts of the tree that are looked after by those who read a summary of a run. */
export async function summaryPaths(
  sql: Statement,
  { runId, now }: { runId: number; now: Date },
): Promise<string[]> {
  const rows = await sql<{ path: string }[]>`
    SELECT DISTINCT path FROM (${readers(sql, runId, officeDay(now))}) reader ORDER BY path`;
  return rows.map(({ path }) => path);
}

/** Who reads a summary: whoever speaks first for a committee above a debtor, and the operators of the whole office; each once, for the most they see. */
const readers = (sql: Statement, runId: number, day: string): Fragment => sql`
  SELECT DISTINCT ON (person_id) person_id, path FROM (
    SELECT held.person_id, above.path FROM (${firstSpeakers(
      sql,
      sql`SELECT c.parent_id FROM duty d JOIN committee c ON c.id = d.committee_id WHERE d.run_id = ${runId}`,
      { roles: LIAISON, officeDay: day },
    )}) held JOIN committee above ON above.id = held.committee_id
    UNION ALL
    SELECT o.person_id, root.path FROM operator o JOIN committee root ON root.id = o.committee_id AND root.parent_id IS NULL
    WHERE o.person_id IS NOT NULL AND o.ended_at IS NULL AND o.role IN ('clerk', 'head')) reader
  ORDER BY person_id, length(path)`;
