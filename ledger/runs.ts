import type { Plan } from '../domain/plan/plan.js';
import type { RunState } from '../domain/plan/run-state.js';
import type { StandingPlan } from '../domain/plan/standing.js';
import type { Statement } from '../runtime/database.js';
import { openBatches } from './batches.js';
import { isAsked } from './questions.js';

export type { RunState };

/** One execution of a campaign, with its frozen plan; or the office's standing run. */
export interface Run {
  id: number;
  key: string;
  kind: Plan['kind'] | StandingPlan['kind'];
  title: string;
  /** What it was launched from; of the standing run nothing. */
  definition: unknown;
  plan: Plan | StandingPlan;
  planHash: string;
  scopePath: string;
  launchedBy: string;
  launchedAt: Date;
  audienceAtLaunch: number;
  /** Sent to a few named people to try it out. */
  test: boolean;
  state: RunState;
  changedAt: Date;
}

/** A campaign's run. */
export interface LaunchedRun extends Run {
  kind: Plan['kind'];
  plan: Plan;
}

/** What a launch writes down. */
export interface NewRun {
  key: string;
  definition: unknown;
  plan: Plan;
  planHash: string;
  scopePath: string;
  launchedBy: string;
  audienceAtLaunch: number;
  /** Absent: in earnest. */
  test?: boolean;
}

/** Writes a run down; a second launch under the same key answers with the first. */
export async function createRun(
  sql: Statement,
  run: NewRun,
  now: Date,
): Promise<{ run: LaunchedRun; created: boolean }> {
  const { count } = await sql`
    INSERT INTO run (key, kind, title, definition, plan, plan_hash, scope_path, launched_by, launched_at, audience_at_launch, test, changed_at)
    VALUES (${run.key}, ${run.plan.kind}, ${run.plan.title}, ${sql.json(run.definition as never)}, ${sql.json(run.plan as never)},
      ${run.planHash}, ${run.scopePath}, ${run.launchedBy}, ${now}, ${run.audienceAtLaunch}, ${run.test ?? false}, ${now})
    ON CONFLICT (key) DO NOTHING`;
  const [stored] = await sql<[LaunchedRun]>`SELECT * FROM run WHERE key = ${run.key}`;
  return { run: stored, created: count > 0 };
}

/** A run, or undefined. */
export async function runById(sql: Statement, id: number): Promise<Run | undefined> {
  const [row] = await sql<Run[]>`SELECT * FROM run WHERE id = ${id}`;
  return row;
}

/** Numbers of the runs launched under some keys, by key. */
export async function runsByKeys(sql: Statement, keys: readonly string[]): Promise<Map<string, number>> {
  const rows = await sql<
    { key: string; id: number }[]
  >`SELECT key, id FROM run WHERE key = ANY(${keys as string[]})`;
  return new Map(rows.map(({ key, id }) => [key, id]));
}

/** The run launched under a key. */
export async function runByKey(sql: Statement, key: string): Promise<LaunchedRun | undefined> {
  const [row] = await sql<LaunchedRun[]>`SELECT * FROM run WHERE key = ${key}`;
  return row;
}

/**
 * Runs launched within the scope, and those launched above that reach into it, questions only to one of their sides and once they are put: what
 * waits for an approval, then the newest.
 */
export async function listRuns(
  sql: Statement,
  { scopePath, limit }: { scopePath: string; limit: number },
): Promise<Run[]> {
  return sql<Run[]>`SELECT * FROM run r WHERE ${runsInSight(sql, scopePath)}
    ORDER BY state = 'proposed' DESC, id DESC LIMIT ${limit}`;
}

/** Whether a run `r` is one that a part of the tree may look at. */
export const runsInSight = (sql: Statement, scopePath: string) => sql`
  CASE r.kind WHEN 'question'
    THEN starts_with(r.plan->>'lower', ${scopePath}) AND (starts_with(r.scope_path, ${scopePath}) OR ${isAsked(sql)})
    ELSE starts_with(r.scope_path, ${scopePath}) OR starts_with(${scopePath}, r.scope_path) END`;

/** Runs whose workflow has not begun although they were launched before `before`. */
export async function unstartedRuns(sql: Statement, before: Date): Promise<LaunchedRun[]> {
  return sql<
    LaunchedRun[]
  >`SELECT * FROM run WHERE state = 'starting' AND launched_at < ${before} ORDER BY id LIMIT 100`;
}

/**
 * Moves a run to a state, once; the database refuses illegal moves.
 * @returns false when it was there already
 */
export async function moveRun(
  sql: Statement,
  { runId, to, now }: { runId: number; to: RunState; now: Date },
): Promise<boolean> {
  const { count } = await sql`
    UPDATE run SET state = ${to}, changed_at = ${now} WHERE id = ${runId} AND state <> ${to}`;
  return count > 0;
}

/**
 * Holds a run until the transaction ends, so that nothing is put back into its queue meanwhile.
 * @returns whether nothing of it is left to send
 */
export async function holdSettled(sql: Statement, runId: number): Promise<boolean> {
  await sql`SELECT FROM run WHERE id = ${runId} FOR UPDATE`;
  const { open } = await openBatches(sql, runId);
  return open === 0;
}

/** The office accepts the grown audience: the next materialise compares with it. */
export async function acceptAudience(
  sql: Statement,
  { runId, audience }: { runId: number; audience: number },
): Promise<void> {
  await sql`UPDATE run SET audience_at_launch = greatest(audience_at_launch, ${audience}) WHERE id = ${runId}`;
}

/** Messages of a run cancelled in one transaction at most. */
const CANCEL_SLICE = 20_000;

/**
 * Cancels what waits in the queue, slice by slice; what is being sent settles by itself.
 * @param only the step whose messages are meant; absent: every step's
 * @param except the step whose messages are left alone; absent: none's
 * @param reason why, where the run itself goes on; null: it was cancelled
 * @returns how many messages were cancelled now; call again until 0
 */
export async function cancelQueued(
  sql: Statement,
  {
    runId,
    only,
    except,
    reason = null,
    now,
  }: { runId: number; only?: string; except?: string; reason?: string | null; now: Date },
): Promise<number> {
  const meant = sql`o.run_id = ${runId} AND o.step = coalesce(${only ?? null}, o.step) AND o.step IS DISTINCT FROM ${except ?? null}`;
  const { count } = await sql`
    WITH slice AS (
      SELECT m.id, (SELECT b.bound FROM batch b WHERE b.id = m.batch_id) AS in_doubt
      FROM occurrence o JOIN message m ON m.occurrence_id = o.id WHERE ${meant} AND m.state = 'queued' LIMIT ${CANCEL_SLICE} FOR UPDATE OF m SKIP LOCKED)
    UPDATE message m SET state = 'cancelled', changed_at = ${now},
      reason = CASE WHEN slice.in_doubt THEN 'may have been sent' ELSE ${reason} END
    FROM slice WHERE m.id = slice.id AND m.state = 'queued'`;
  if (count === 0) {
    // A mail without a clear answer may wait beside others in a queued batch: nobody will claim that one again.
    await sql`
      WITH closed AS (
        UPDATE batch b SET state = 'done', enqueued_at = NULL FROM occurrence o
        WHERE ${meant} AND b.occurrence_id = o.id AND b.state = 'queued'
          AND NOT EXISTS (SELECT FROM message m WHERE m.batch_id = b.id AND m.state IN ('queued', 'sending'))
        RETURNING b.id)
      UPDATE message m SET state = 'cancelled', reason = 'may have been sent', changed_at = ${now}
      FROM closed WHERE m.batch_id = closed.id AND m.state = 'unknown'`;
  }
  return count;
}
