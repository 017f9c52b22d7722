import { CHASED_KINDS, type ChasedKind, type DutyState } from '../../domain/duties/duty.js';
import type { Statement } from '../../runtime/database.js';
import type { RunState } from '../runs.js';
import { reportFigures, type ReportFigures } from './summary.js';

/** One duty on the board of its run. */
export interface DutyOnBoard {
  id: number;
  key: string;
  title: string;
  code: string;
  committee: string;
  state: DutyState;
  dueAt: Date;
  lockAt: Date | null;
  provisional: boolean;
  extended: boolean;
  firstSubmittedAt: Date | null;
  inTime: boolean | null;
  timesReturned: number;
  /** The last rung that was told, when, and to how many people. */
  told: { rung: string; at: Date; people: number } | null;
  /** The next rung; null: nobody is reminded any more. */
  next: { rung: string; at: Date } | null;
}

/** All duties of a run within a part of the tree: what is owed first, the longest due first. */
export async function dutiesOfRun(
  sql: Statement,
  { runId, scopePath }: { runId: number; scopePath: string },
): Promise<DutyOnBoard[]> {
  return sql<DutyOnBoard[]>`
    SELECT d.id, d.key, d.title, c.code, c.name AS committee, d.state, d.due_at, d.lock_at, d.provisional, d.extended,
      d.first_submitted_at, d.in_time, d.times_returned,
      (SELECT jsonb_build_object('rung', g.rung, 'at', g.settled_at, 'people',
          (SELECT count(*) FROM duty_told t WHERE t.occurrence_id = g.occurrence_id AND t.duty_id = d.id))
        FROM duty_rung g WHERE g.duty_id = d.id AND g.outcome = 'told' ORDER BY g.settled_at DESC LIMIT 1) AS told,
      (SELECT jsonb_build_object('rung', g.rung, 'at', g.at)
        FROM duty_rung g WHERE g.duty_id = d.id AND g.outcome IS NULL AND d.state IN ('owed', 'returned') ORDER BY g.at LIMIT 1) AS next
    FROM duty d JOIN committee c ON c.id = d.committee_id
    WHERE d.run_id = ${runId} AND starts_with(c.path, ${scopePath})
    ORDER BY array_position(ARRAY['owed', 'returned', 'locked', 'submitted', 'accepted', 'excused'], d.state::text), d.due_at, c.code, d.id`;
}

/** A run whose reports are chased. */
export interface ChasedRun extends ReportFigures {
  run: number;
  kind: ChasedKind;
  title: string;
  state: RunState;
  /** The last due day of any of them. */
  dueAt: Date | null;
  /** The next moment at which somebody is reminded. */
  next: Date | null;
  provisional: boolean;
}

/** Runs whose reports are chased, within sight of a part of the tree: those under way first, the next due first. */
export async function chasedRuns(
  sql: Statement,
  { scopePath, openOnly, limit }: { scopePath: string; openOnly: boolean; limit: number },
): Promise<ChasedRun[]> {
  return sql<ChasedRun[]>`
    SELECT r.id AS run, r.kind, r.title, r.state, figures.*,
      (SELECT min(g.at) FROM duty_rung g JOIN duty d ON d.id = g.duty_id
        WHERE d.run_id = r.id AND g.outcome IS NULL AND d.state IN ('owed', 'returned') AND r.state = 'running') AS next
    FROM run r JOIN LATERAL (
      SELECT ${reportFigures(sql)}, max(d.due_at) AS due_at, coalesce(bool_or(d.provisional), false) AS provisional
      FROM duty d JOIN committee c ON c.id = d.committee_id
      WHERE d.run_id = r.id AND d.state <> 'excused' AND starts_with(c.path, ${scopePath})) figures ON true
    WHERE r.kind = ANY(${[...CHASED_KINDS]}) AND (starts_with(r.scope_path, ${scopePath}) OR starts_with(${scopePath}, r.scope_path))
      ${openOnly ? sql`AND r.state NOT IN ('closed', 'cancelled')` : sql``}
    ORDER BY r.state IN ('closed', 'cancelled'), figures.due_at, r.id LIMIT ${limit}`;
}
