import { writeAudit } from '../audit.js';
import type { Statement } from '../../runtime/database.js';

/** What comes next in a run, as far as its duties go. */
export interface Moments {
  /** The next rung of any of them, or lock; null: there is none. */
  next: Date | null;
  /** When the last of those still owed locks; null: none is owed, or it never does. */
  lastLock: Date | null;
  /** Duties about which somebody still has to do or decide something. */
  unsettled: number;
}

/** The next moments of a run. */
export async function momentsOf(sql: Statement, runId: number): Promise<Moments> {
  const [row] = await sql<[Moments]>`
    SELECT least(
        (SELECT min(g.at) FROM duty_rung g JOIN duty d ON d.id = g.duty_id
          WHERE d.run_id = ${runId} AND g.outcome IS NULL AND d.state IN ('owed', 'returned')),
        min(lock_at) FILTER (WHERE state IN ('owed', 'returned'))) AS next,
      max(lock_at) FILTER (WHERE state IN ('owed', 'returned')) AS last_lock,
      count(*) FILTER (WHERE state IN ('owed', 'returned', 'submitted')) AS unsettled
    FROM duty WHERE run_id = ${runId}`;
  return row;
}

/** Whether somebody owes something in a run and has time left for it. */
export async function mayStillBeHandedIn(sql: Statement, runId: number, now: Date): Promise<boolean> {
  const [row] = await sql`
    SELECT FROM duty WHERE run_id = ${runId} AND state IN ('owed', 'returned') AND lock_at > ${now} LIMIT 1`;
  return row !== undefined;
}

/**
 * Locks what a run's debtors have not handed in by the time nothing is taken any more: nobody is reminded of it now.
 * @returns how many
 */
export async function lockDuties(
  sql: Statement,
  { runId, now }: { runId: number; now: Date },
): Promise<number> {
  const [row] = await sql<[{ locked: number }]>`
    WITH locked AS (
      UPDATE duty SET state = 'locked', since = ${now}
      WHERE run_id = ${runId} AND state IN ('owed', 'returned') AND lock_at <= ${now} RETURNING id),
    over AS (
      UPDATE duty_rung SET outcome = 'over', settled_at = ${now}
      WHERE duty_id IN (SELECT id FROM locked) AND outcome IS NULL),
    entered AS (
      INSERT INTO duty_entry (duty_id, at, by, action) SELECT id, ${now}, 'muster', 'locked' FROM locked)
    SELECT count(*) AS locked FROM locked`;
  if (row.locked > 0) {
    const entry = { actor: 'muster', action: 'duties locked', subject: `run ${runId}` };
    await writeAudit(sql, { ...entry, detail: { duties: row.locked } }, now);
  }
  return row.locked;
}
