import type { Decision } from '../domain/plan/approval.js';
import type { ChasedPlan } from '../domain/plan/replan.js';
import type { Statement } from '../runtime/database.js';
import type { Run, RunState } from './runs.js';

/** A version of a run's plan: the first is what it was launched with. */
export interface PlanVersion {
  runId: number;
  version: number;
  plan: ChasedPlan;
  planHash: string;
  madeBy: string;
  madeAt: Date;
  reason: string | null;
  /** Somebody else must agree by then; null: nobody needs to. */
  until: Date | null;
  decision: Decision | null;
  decidedBy: string | null;
  decidedAt: Date | null;
  answer: string | null;
  /** Since when ledger and workflow follow it. */
  carriedOutAt: Date | null;
}

/** What somebody makes of a plan. */
export type NewVersion = Pick<
  PlanVersion,
  'runId' | 'plan' | 'planHash' | 'madeBy' | 'madeAt' | 'reason' | 'until'
>;

/** Holds a run until the transaction ends; its state and plan as they are now. */
export async function holdRun(
  sql: Statement,
  runId: number,
): Promise<{ state: RunState; planHash: string } | undefined> {
  const [row] = await sql<{ state: RunState; planHash: string }[]>`
    SELECT state, plan_hash FROM run WHERE id = ${runId} FOR NO KEY UPDATE`;
  return row;
}

/**
 * Writes a version down, behind the one the run was launched with; what nobody needs to agree to is approved at once.
 * @returns its number
 */
export async function writeVersion(sql: Statement, made: NewVersion): Promise<number> {
  const { runId, plan, planHash, madeBy, madeAt, reason, until } = made;
  await sql`
    INSERT INTO plan_version (run_id, version, plan, plan_hash, made_by, made_at, decision, decided_by, decided_at, carried_out_at)
    SELECT id, 1, plan, plan_hash, launched_by, launched_at, 'approved', launched_by, launched_at, launched_at FROM run WHERE id = ${runId}
    ON CONFLICT (run_id, version) DO NOTHING`;
  const decided = until === null ? { decision: 'approved', by: madeBy, at: madeAt } : null;
  const [row] = await sql<[{ version: number }]>`
    INSERT INTO plan_version (run_id, version, plan, plan_hash, made_by, made_at, reason, until, decision, decided_by, decided_at)
    SELECT ${runId}, max(version) + 1, ${sql.json(plan as never)}, ${planHash}, ${madeBy}, ${madeAt}, ${reason}, ${until},
      ${decided?.decision ?? null}, ${decided?.by ?? null}, ${decided?.at ?? null}
    FROM plan_version WHERE run_id = ${runId} RETURNING version`;
  return row.version;
}

/** The version of a run that waits to be agreed to or to be carried out; undefined: none. */
export async function openVersion(sql: Statement, runId: number): Promise<PlanVersion | undefined> {
  const [row] = await sql<PlanVersion[]>`
    SELECT * FROM plan_version
    WHERE run_id = ${runId} AND carried_out_at IS NULL AND (decision IS NULL OR decision = 'approved')`;
  return row;
}

/** A version without the plan itself: what became of it. */
export type PlanVersionLine = Omit<PlanVersion, 'runId' | 'plan'>;

/** Every version of a run, the first first; empty: its plan was never made anew. */
export const versionsOf = (sql: Statement, runId: number): Promise<PlanVersionLine[]> =>
  sql<PlanVersionLine[]>`
    SELECT version, plan_hash, made_by, made_at, reason, until, decision, decided_by, decided_at, answer, carried_out_at
    FROM plan_version WHERE run_id = ${runId} ORDER BY version`;

/** What is decided about a version. */
export interface VersionDecision {
  runId: number;
  version: number;
  decision: Decision;
  by: string;
  answer: string | null;
}

/**
 * Writes a decision about a version down, once.
 * @returns false: it was decided before, or its time is over and this is no lapse
 */
export async function decideVersion(
  sql: Statement,
  { runId, version, decision, by, answer }: VersionDecision,
  now: Date,
): Promise<boolean> {
  const { count } = await sql`
    UPDATE plan_version SET decision = ${decision}, decided_by = ${by}, decided_at = ${now}, answer = ${answer}
    WHERE run_id = ${runId} AND version = ${version} AND decision IS NULL AND (until > ${now} OR ${decision} = 'lapsed')`;
  return count > 0;
}

/** Versions nobody agreed to in time. */
export const lapsedVersions = (
  sql: Statement,
  now: Date,
): Promise<Pick<PlanVersion, 'runId' | 'version'>[]> =>
  sql<Pick<PlanVersion, 'runId' | 'version'>[]>`
    SELECT run_id, version FROM plan_version WHERE decision IS NULL AND until <= ${now} ORDER BY until LIMIT 100`;

/** Versions decided before an instant that their runs do not follow yet. */
export const unheardVersions = (
  sql: Statement,
  before: Date,
): Promise<{ runId: number; version: number; kind: Run['kind'] }[]> =>
  sql<{ runId: number; version: number; kind: Run['kind'] }[]>`
    SELECT v.run_id, v.version, r.kind FROM plan_version v JOIN run r ON r.id = v.run_id
    WHERE v.decision = 'approved' AND v.carried_out_at IS NULL AND v.decided_at < ${before} AND r.state NOT IN ('closed', 'cancelled')
    ORDER BY v.decided_at LIMIT 100`;

/** Exchanges a run's plan for an approved version; who is still to agree to the run agrees to that. */
export async function exchangePlan(
  sql: Statement,
  { runId, version, plan, planHash }: Pick<PlanVersion, 'runId' | 'version' | 'plan' | 'planHash'>,
  now: Date,
): Promise<void> {
  await sql`UPDATE run SET plan = ${sql.json(plan as never)}, plan_hash = ${planHash} WHERE id = ${runId}`;
  await sql`UPDATE approval SET plan_hash = ${planHash} WHERE run_id = ${runId} AND decision IS NULL`;
  await sql`UPDATE plan_version SET carried_out_at = ${now} WHERE run_id = ${runId} AND version = ${version}`;
}

/** Keys of the steps of a run that are written, and of the launches it has made. */
export async function doneSteps(
  sql: Statement,
  { id, key, launches }: { id: number; key: string; launches: readonly string[] },
): Promise<Set<string>> {
  const rows = await sql<{ key: string }[]>`
    SELECT step AS key FROM occurrence WHERE run_id = ${id} AND frozen_at IS NOT NULL
    UNION SELECT launch FROM unnest(${launches as string[]}::text[]) launch
    WHERE EXISTS (SELECT FROM run WHERE run.key = ${key} || '.' || launch)`;
  return new Set(rows.map((row) => row.key));
}

/** Runs under way, or about to be, that rest on the calendar. */
export const calendarRuns = (sql: Statement): Promise<Run[]> =>
  sql<Run[]>`
    SELECT * FROM run WHERE kind IN ('deadline', 'theme') AND state NOT IN ('closed', 'cancelled') ORDER BY id`;
