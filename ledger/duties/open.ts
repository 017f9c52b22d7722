import type { PendingQuery, Row } from 'postgres';
import type { Day } from '../../domain/calendar/day.js';
import { CHASED_KINDS, type PlannedDuty, type PlannedRung } from '../../domain/duties/duty.js';
import { LIAISON } from '../../domain/duties/ladder.js';
import type { Statement } from '../../runtime/database.js';
import { firstSpeakers } from '../first-speakers.js';

type Fragment = PendingQuery<Row[]>;

/** The instants of a duty, as they are written down. */
export interface DutyInstants {
  dueAt: Date;
  lockAt: Date;
  rungs: readonly PlannedRung[];
  provisional: boolean;
}

/** Who owes a planned duty, and the instants of those whose subjects end on a day; all alike stand under no day. */
export interface OpenedDuty {
  duty: PlannedDuty;
  instants: readonly (DutyInstants & { day: Day | null })[];
}

/**
 * Everyone who owes a duty: a SELECT of `committee_id, project_id, activity_id, term_id, subject, day`, `day` being that on
 * which the subject ends by itself. Committees owe once; of what stands in a register each owes for its own.
 */
function debtorsOf(sql: Statement, duty: PlannedDuty): Fragment {
  switch (duty.owedBy) {
    case 'committee':
    case 'area':
    case 'office':
      return committees(sql, duty);
    case 'project':
      return sql`
        SELECT p.committee_id, p.id AS project_id, NULL::int AS activity_id, NULL::int AS term_id, p.title AS subject, NULL::date AS day
        FROM project p WHERE p.committee_id IN (${holders(sql, duty)})
          AND p.from_date <= ${duty.between!.to} AND (p.to_date IS NULL OR p.to_date >= ${duty.between!.from})`;
    case 'activity':
      return sql`
        SELECT a.committee_id, NULL::int AS project_id, a.id AS activity_id, NULL::int AS term_id, a.title AS subject, ${officeDate(sql, sql`a.ends_at`)} AS day
        FROM activity a WHERE a.committee_id IN (${holders(sql, duty)}) AND a.cancelled_at IS NULL
          AND ${officeDate(sql, sql`a.ends_at`)} BETWEEN ${duty.between!.from} AND ${duty.between!.to}`;
    case 'term':
      return sql`
        SELECT t.committee_id, NULL::int AS project_id, NULL::int AS activity_id, t.id AS term_id, t.title AS subject, t.until_date AS day
        FROM term t WHERE t.committee_id IN (${holders(sql, duty)}) AND t.ended_at IS NULL AND t.renewed_by IS NULL
          AND t.kind = ${duty.terms ?? ''} AND t.until_date BETWEEN ${duty.between!.from} AND ${duty.between!.to}`;
  }
}

const officeDate = (sql: Statement, instant: Fragment): Fragment =>
  sql`(${instant} AT TIME ZONE 'Asia/Shanghai')::date`;

const codes = ({ under }: PlannedDuty): string[] => [...under];

/** Those right below the named ones; or themselves. */
const committees = (sql: Statement, duty: PlannedDuty): Fragment => sql`
  SELECT c.id AS committee_id, NULL::int AS project_id, NULL::int AS activity_id, NULL::int AS term_id, NULL::text AS subject, NULL::date AS day
  FROM committee c LEFT JOIN committee top ON top.id = c.parent_id
  WHERE ${duty.themselves || duty.owedBy === 'office' ? sql`c.code` : sql`top.code`} = ANY(${codes(duty)})
    ${duty.owedBy === 'area' ? sql`AND c.kind = 'area'` : sql``}`;

/** Committees of the named parts of the tree, themselves included. */
const holders = (sql: Statement, duty: PlannedDuty): Fragment => sql`
  SELECT c.id FROM committee c JOIN committee top ON starts_with(c.path, top.path) WHERE top.code = ANY(${codes(duty)})`;

/** Days on which subjects of a duty end by themselves, each once. */
export async function subjectDays(sql: Statement, duty: PlannedDuty): Promise<Day[]> {
  const rows = await sql<{ day: Day }[]>`
    SELECT DISTINCT to_char(day, 'YYYY-MM-DD') AS day FROM (${debtorsOf(sql, duty)}) debtor WHERE day IS NOT NULL ORDER BY day`;
  return rows.map(({ day }) => day);
}

/** How many owe something, and which of their committees nobody speaks for on a day. */
export interface DebtorCount {
  duties: number;
  committees: number;
  /** People who would be told when it opens: whoever speaks first for a committee, each once. */
  people: number;
  unspoken: { code: string; name: string }[];
}

/** Counts who would owe the duties of a plan. */
export async function countDebtors(
  sql: Statement,
  duties: readonly PlannedDuty[],
  officeDay: Day,
): Promise<DebtorCount> {
  const each = duties.map((duty) => sql`SELECT committee_id FROM (${debtorsOf(sql, duty)}) debtor`);
  const all = each.reduce((before, one) => sql`${before} UNION ALL ${one}`);
  const [row] = await sql<[DebtorCount]>`
    WITH debtor AS (${all}),
    speaking AS (${firstSpeakers(sql, sql`SELECT committee_id FROM debtor`, { roles: LIAISON, officeDay })})
    SELECT (SELECT count(*) FROM debtor) AS duties, (SELECT count(DISTINCT committee_id) FROM debtor) AS committees,
      (SELECT count(DISTINCT person_id) FROM speaking) AS people,
      coalesce((SELECT jsonb_agg(jsonb_build_object('code', c.code, 'name', c.name) ORDER BY c.code) FROM committee c
        WHERE c.id IN (SELECT committee_id FROM debtor) AND c.id NOT IN (SELECT committee_id FROM speaking)), '[]') AS unspoken`;
  return row;
}

/**
 * Writes the duties of a run with the rungs of their ladders; those that are there already stay as they are. Set-based.
 * @returns how many are new
 */
export async function openDuties(
  sql: Statement,
  { runId, opened, now }: { runId: number; opened: readonly OpenedDuty[]; now: Date },
): Promise<number> {
  let written = 0;
  for (const { duty, instants } of opened) {
    const [{ count }] = await sql<[{ count: number }]>`
      WITH instants AS (
        SELECT * FROM jsonb_to_recordset(${sql.json(instants as never)}::jsonb)
          AS i (day date, "dueAt" timestamptz, "lockAt" timestamptz, provisional boolean, rungs jsonb)),
      opened AS (
        INSERT INTO duty (run_id, key, committee_id, project_id, activity_id, term_id, title, due_at, lock_at, provisional, since)
        SELECT ${runId}, ${duty.key}, d.committee_id, d.project_id, d.activity_id, d.term_id, concat_ws('：', ${duty.title}::text, d.subject),
          i."dueAt", i."lockAt", i.provisional, ${now}
        FROM (${debtorsOf(sql, duty)}) d JOIN instants i ON i.day IS NOT DISTINCT FROM ${duty.dueAt === null ? sql`d.day` : sql`NULL`}
        ON CONFLICT DO NOTHING RETURNING id, due_at, lock_at),
      laid AS (
        INSERT INTO duty_rung (duty_id, rung, at, side, roles)
        SELECT o.id, r.rung, r.at, r."to", r.roles FROM opened o
        -- Friday's and Sunday's activity may be due on one day: its rungs are laid once.
        JOIN (SELECT DISTINCT "dueAt", "lockAt", rungs FROM instants) i ON i."dueAt" = o.due_at AND i."lockAt" = o.lock_at
        CROSS JOIN LATERAL jsonb_to_recordset(i.rungs) AS r (rung text, at timestamptz, "to" text, roles text[]))
      SELECT count(*) FROM opened`;
    written += count;
  }
  return written;
}

/** Runs under way in which somebody of a kind owes something, with what they owe. */
export async function runsOwedBy(
  sql: Statement,
  owedBy: PlannedDuty['owedBy'],
): Promise<{ id: number; duties: PlannedDuty[] }[]> {
  return sql<{ id: number; duties: PlannedDuty[] }[]>`
    SELECT r.id, jsonb_agg(p) AS duties FROM run r, jsonb_array_elements(r.plan -> 'duties') p
    WHERE r.kind = ANY(${[...CHASED_KINDS]}) AND r.state NOT IN ('closed', 'cancelled') AND p ->> 'owedBy' = ${owedBy}
    GROUP BY r.id ORDER BY r.id`;
}
