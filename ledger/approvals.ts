import type { Decision } from '../domain/plan/approval.js';
import type { Statement } from '../runtime/database.js';
import type { Actor } from './operators.js';
import type { Run } from './runs.js';

/** What somebody else has to agree to, or had to. */
export interface Approval {
  runId: number;
  /** Hash of the plan that is agreed to: its steps, audience rule, texts and template versions. */
  planHash: string;
  askedBy: string;
  askedAt: Date;
  /** Undecided by then, it lapses. */
  until: Date;
  decision: Decision | null;
  decidedBy: string | null;
  decidedAt: Date | null;
  reason: string | null;
}

/** Says that a run may not go on before somebody else agrees. */
export async function askApproval(
  sql: Statement,
  {
    runId,
    planHash,
    askedBy,
    askedAt,
    until,
  }: Pick<Approval, 'runId' | 'planHash' | 'askedBy' | 'askedAt' | 'until'>,
): Promise<void> {
  await sql`INSERT INTO approval (run_id, plan_hash, asked_by, asked_at, until)
    VALUES (${runId}, ${planHash}, ${askedBy}, ${askedAt}, ${until})`;
}

/** The approval a run needs or needed; undefined: none. */
export async function approvalOf(sql: Statement, runId: number): Promise<Approval | undefined> {
  const [row] = await sql<Approval[]>`SELECT * FROM approval WHERE run_id = ${runId}`;
  return row;
}

/** What was decided, by whom and why. */
export interface Decided {
  runId: number;
  decision: Decision;
  by: string;
  reason: string | null;
}

/**
 * Writes a decision down, once: of several at one moment the first counts, and the database refuses any change.
 * @returns false when it was decided before, or its time is over and this is no lapse
 */
export async function decide(
  sql: Statement,
  { runId, decision, by, reason }: Decided,
  now: Date,
): Promise<boolean> {
  const { count } = await sql`
    UPDATE approval SET decision = ${decision}, decided_by = ${by}, decided_at = ${now}, reason = ${reason}
    WHERE run_id = ${runId} AND decision IS NULL AND (until > ${now} OR ${decision} = 'lapsed')`;
  return count > 0;
}

/** Decisions of before an instant whose runs have not heard of them. */
export async function unheardDecisions(
  sql: Statement,
  before: Date,
): Promise<{ runId: number; kind: Run['kind']; decision: Decision }[]> {
  return sql<{ runId: number; kind: Run['kind']; decision: Decision }[]>`
    SELECT a.run_id, r.kind, a.decision FROM approval a JOIN run r ON r.id = a.run_id
    WHERE a.decided_at < ${before} AND r.state = 'proposed' ORDER BY a.decided_at, a.run_id LIMIT 100`;
}

/** A run nobody agreed to in time. */
export interface Lapse {
  runId: number;
  /** Until when it could have been agreed to. */
  until: Date;
}

/** Runs that have lapsed since an instant, unless one of the same kind and title was launched there later. */
export async function lapsesSince(sql: Statement, since: Date): Promise<Lapse[]> {
  return sql<Lapse[]>`
    SELECT a.run_id, a.until FROM approval a JOIN run r ON r.id = a.run_id
    WHERE a.decision = 'lapsed' AND a.decided_at > ${since} AND NOT EXISTS (SELECT FROM run n
      WHERE n.kind = r.kind AND n.title = r.title AND n.scope_path = r.scope_path AND n.launched_at > a.decided_at AND NOT n.test)
    ORDER BY a.run_id`;
}

/** An operator, with the person to write to; null: one that only signs. */
export interface Reachable extends Actor {
  personId: number | null;
}

/** Everyone who may use Muster and whose part of the tree holds a path. */
export async function operatorsAbove(sql: Statement, scopePath: string): Promise<Reachable[]> {
  return sql<Reachable[]>`
    SELECT o.name, c.path AS scope_path, o.role, o.may_see_personal_data, o.person_id
    FROM operator o JOIN committee c ON c.id = o.committee_id
    WHERE starts_with(${scopePath}, c.path) AND o.ended_at IS NULL ORDER BY o.id`;
}
