import type { Database, Statement } from '../runtime/database.js';
import { writeAudit } from './audit.js';

/** A schedule's firing that launched nothing, and why. */
export interface Skip {
  scheduleId: string;
  /** The office day it was meant for, `YYYY-MM-DD`. */
  day: string;
  skipped: 'late' | 'nobody' | 'refused';
  /** Our words for what stood in its way. */
  reasons: string[];
}

const ACTION = 'schedule skipped';
const subjectOf = (scheduleId: string): string => `schedule ${scheduleId}`;

/** Writes a skip into the audit log; the repetition of one that is there already adds nothing. */
export async function writeSkip(
  database: Database,
  { scheduleId, day, skipped, reasons }: Skip,
  now: Date,
): Promise<void> {
  await database.begin(async (sql) => {
    // Of two repetitions at once the second waits here, and then sees what the first has written.
    await sql`SELECT pg_advisory_xact_lock(hashtext(${`muster skip ${scheduleId} ${day}`}))`;
    const [written] = await sql`
      SELECT FROM audit WHERE action = ${ACTION} AND subject = ${subjectOf(scheduleId)} AND detail ->> 'day' = ${day}`;
    if (written) return;
    const entry = { actor: 'muster', action: ACTION, subject: subjectOf(scheduleId) };
    await writeAudit(sql, { ...entry, detail: { day, skipped, reasons } }, now);
  });
}

/** The newest skip of each of these schedules, unless a later firing of it has launched something. */
export async function skipsInForce(sql: Statement, scheduleIds: readonly string[]): Promise<Skip[]> {
  return sql<Skip[]>`
    SELECT DISTINCT ON (s.id) s.id AS schedule_id, a.detail ->> 'day' AS day, a.detail ->> 'skipped' AS skipped,
      a.detail -> 'reasons' AS reasons
    FROM unnest(${scheduleIds as string[]}::text[]) s (id)
    JOIN audit a ON a.action = ${ACTION} AND a.subject = 'schedule ' || s.id
    WHERE NOT EXISTS (SELECT FROM run r WHERE starts_with(r.key, s.id || '.') AND r.launched_at > a.at)
    ORDER BY s.id, a.id DESC`;
}
