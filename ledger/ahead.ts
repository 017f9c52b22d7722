import type { RungName } from '../domain/duties/duty.js';
import type { Statement } from '../runtime/database.js';
import { runsInSight, type Run } from './runs.js';

/** What a run that is under way will do by itself. */
export type RunMoment = 'reminds' | 'due' | 'locks' | 'sends' | 'asks' | 'tells' | 'summary' | 'ends';

/** One moment of a run to come. */
export interface MomentAhead {
  run: number;
  title: string;
  state: Run['state'];
  what: RunMoment;
  at: Date;
  /** Of a reminder. */
  rung: RungName | null;
  /** Reports it is about; null: it is about no report. */
  reports: number | null;
  /** It rests on a year whose holidays are not announced. */
  provisional: boolean;
}

/**
 * What runs under way will do between two instants, as far as it has its time already: reminders still to be said, days on
 * which reports are due and locked, and timed steps. Cut to a part of the tree. By two indexes on what is still open:
 * 50,000 rungs of 84 committees come back as some hundred lines.
 */
export async function momentsAhead(
  sql: Statement,
  { scopePath, from, to }: { scopePath: string; from: Date; to: Date },
): Promise<MomentAhead[]> {
  return sql<MomentAhead[]>`
    WITH seen AS MATERIALIZED (
      SELECT r.id, r.kind, r.title, r.state, r.plan FROM run r
      WHERE r.state IN ('proposed', 'starting', 'running', 'paused') AND r.kind <> 'standing' AND NOT r.test AND ${runsInSight(sql, scopePath)}),
    owed AS MATERIALIZED (
      SELECT d.id, d.run_id, d.due_at, d.lock_at, d.provisional FROM duty d JOIN seen ON seen.id = d.run_id
      JOIN committee c ON c.id = d.committee_id
      WHERE d.state IN ('owed', 'returned') AND starts_with(c.path, ${scopePath})),
    moment AS (
      -- OFFSET 0, coalesce: duty by duty through its key, also where the planner takes what is owed for a single row.
      SELECT o.run_id, 'reminds' AS what, g.at, g.rung, count(*) AS reports, bool_or(o.provisional) AS provisional
      FROM owed o CROSS JOIN LATERAL (SELECT at, rung FROM duty_rung WHERE duty_id = o.id AND coalesce(outcome, '') = '' OFFSET 0) g
      GROUP BY o.run_id, g.at, g.rung
      UNION ALL SELECT run_id, 'due', due_at, NULL, count(*), bool_or(provisional) FROM owed GROUP BY run_id, due_at
      UNION ALL SELECT run_id, 'locks', lock_at, NULL, count(*), bool_or(provisional) FROM owed WHERE lock_at IS NOT NULL GROUP BY run_id, lock_at
      UNION ALL SELECT s.id, CASE step ->> 'kind' WHEN 'send' THEN 'sends' WHEN 'ask' THEN 'asks' WHEN 'tell' THEN 'tells' ELSE 'summary' END,
        (step ->> 'at')::timestamptz, NULL, NULL, coalesce(jsonb_path_exists(s.plan, '$.duties[*].provisional ? (@ == true)'), false)
      FROM seen s, jsonb_array_elements(s.plan -> 'steps') step
      WHERE step ->> 'at' IS NOT NULL AND step ->> 'kind' IN ('send', 'ask', 'tell', 'summary') AND NOT (step ->> 'kind' = 'send' AND step ? 'after')
      UNION ALL SELECT id, 'ends', (plan ->> 'endsAt')::timestamptz, NULL, NULL, false FROM seen WHERE kind = 'question')
    SELECT s.id AS run, s.title, s.state, m.what, m.at, m.rung, m.reports, m.provisional
    FROM moment m JOIN seen s ON s.id = m.run_id WHERE m.at > ${from} AND m.at <= ${to}
    ORDER BY m.at, s.id, m.what, m.rung`;
}
