import type { Statement } from '../runtime/database.js';

/** Names under which it stands in the log. */
export const PAUSED = 'schedule pause';
/** The same of its end. */
export const RESUMED = 'schedule resume';

/** The last that was said of a schedule's pause. */
export interface SchedulePause {
  scheduleId: string;
  paused: boolean;
  by: string;
  at: Date;
  /** Null: somebody resumed it. */
  reason: string | null;
}

/** What was said last of each of these schedules; those nobody ever paused are left out. */
export async function schedulePauses(
  sql: Statement,
  scheduleIds: readonly string[],
): Promise<SchedulePause[]> {
  return sql<SchedulePause[]>`
    SELECT DISTINCT ON (s.id) s.id AS schedule_id, a.action = ${PAUSED} AS paused, a.actor AS by, a.at, a.detail ->> 'reason' AS reason
    FROM unnest(${scheduleIds as string[]}::text[]) s (id)
    JOIN audit a ON a.action IN (${PAUSED}, ${RESUMED}) AND a.subject = 'schedule ' || s.id
    ORDER BY s.id, a.id DESC`;
}
