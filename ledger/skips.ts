import type { Database, Statement } from '../runtime/database.js';
import { writeAudit } from './audit.js';

/** A firing of a schedule that launched nothing. */
export interface Unlaunched {
  scheduleId: string;
  /** The office day it was meant for, `YYYY-MM-DD`. */
  day: string;
  /** The key of what it would have launched; null: nobody knows, as there is no office yet. */
  key: string | null;
}

/** One that is over, and why. */
export interface Skip extends Unlaunched {
  skipped: 'late' | 'nobody' | 'refused';
  /** Our words for what stood in its way. */
  reasons: string[];
}

const SKIPPED = 'schedule skipped';
const WAITS = 'schedule waits';
const LET_GO = 'schedule let go';
const subjectOf = (scheduleId: string): string => `schedule ${scheduleId}`;

/** Writes a skip into the audit log; the repetition of one that is there already adds nothing. */
export const writeSkip = (
  database: Database,
  { skipped, reasons, ...firing }: Skip,
  now: Date,
): Promise<void> => writeOnce(database, firing, { action: SKIPPED, detail: { skipped, reasons }, now });

/** Writes down, once, that a firing waits until somebody decides. */
export const writeWait = (database: Database, firing: Unlaunched, now: Date): Promise<void> =>
  writeOnce(database, firing, { action: WAITS, detail: {}, now });

function writeOnce(
  database: Database,
  { scheduleId, day, key }: Unlaunched,
  { action, detail, now }: { action: string; detail: Record<string, unknown>; now: Date },
): Promise<void> {
  return database.begin(async (sql) => {
    await holdFiring(sql, scheduleId, day);
    const [written] = await sql`
      SELECT FROM audit WHERE action IN (${SKIPPED}, ${WAITS}, ${LET_GO}) AND subject = ${subjectOf(scheduleId)} AND detail ->> 'day' = ${day}`;
    if (written) return;
    const entry = { actor: 'muster', action, subject: subjectOf(scheduleId) };
    await writeAudit(sql, { ...entry, detail: { day, key, ...detail } }, now);
  });
}

/** Of two repetitions at once the second waits here, and then sees what the first has written. */
const holdFiring = (sql: Statement, scheduleId: string, day: string) =>
  sql`SELECT pg_advisory_xact_lock(hashtext(${`muster skip ${scheduleId} ${day}`}))`;

/**
 * An operator lets a firing go: nothing is launched for it by itself any more.
 * @returns false when somebody has before
 */
export function letGo(
  database: Database,
  { scheduleId, day, key }: Unlaunched,
  { by, reason, now }: { by: string; reason: string; now: Date },
): Promise<boolean> {
  return database.begin(async (sql) => {
    await holdFiring(sql, scheduleId, day);
    const subject = subjectOf(scheduleId);
    const [written] = await sql`
      SELECT FROM audit WHERE action = ${LET_GO} AND subject = ${subject} AND detail ->> 'day' = ${day}`;
    if (written) return false;
    await writeAudit(sql, { actor: by, action: LET_GO, subject, detail: { day, key, reason } }, now);
    return true;
  });
}

/** Nobody has launched or let go what an entry `a` of the log is about. */
const isOpen = (sql: Statement) => sql`
  NOT EXISTS (SELECT FROM run r WHERE r.key = a.detail ->> 'key')
  AND NOT EXISTS (SELECT FROM audit gone WHERE gone.subject = a.subject AND gone.action = ${LET_GO} AND gone.detail ->> 'day' = a.detail ->> 'day')`;

/** The newest skip of each of these schedules, unless it was launched or let go, or a later firing has launched something. */
export async function skipsInForce(
  sql: Statement,
  schedules: readonly { id: string; keyPrefix: string }[],
): Promise<Skip[]> {
  return sql<Skip[]>`
    SELECT DISTINCT ON (s.id) s.id AS schedule_id, a.detail ->> 'day' AS day, a.detail ->> 'key' AS key,
      a.detail ->> 'skipped' AS skipped, a.detail -> 'reasons' AS reasons
    FROM unnest(${schedules.map(({ id }) => id)}::text[], ${schedules.map(({ keyPrefix }) => keyPrefix)}::text[]) s (id, prefix)
    JOIN audit a ON a.action = ${SKIPPED} AND a.subject = 'schedule ' || s.id
    WHERE NOT EXISTS (SELECT FROM run r WHERE starts_with(r.key, s.prefix) AND r.launched_at > a.at) AND ${isOpen(sql)}
    ORDER BY s.id, a.id DESC`;
}

/** A firing that somebody has to decide about. */
export interface WaitingFiring extends Unlaunched {
  since: Date;
}

/** Firings of these schedules that wait, the oldest first. */
export async function waitingFirings(
  sql: Statement,
  scheduleIds: readonly string[],
): Promise<WaitingFiring[]> {
  return sql<WaitingFiring[]>`
    SELECT s.id AS schedule_id, a.detail ->> 'day' AS day, a.detail ->> 'key' AS key, a.at AS since
    FROM unnest(${scheduleIds as string[]}::text[]) s (id)
    JOIN audit a ON a.action = ${WAITS} AND a.subject = 'schedule ' || s.id
    WHERE ${isOpen(sql)} ORDER BY a.detail ->> 'day', s.id`;
}

/** What became of a firing. */
export type FiringFate = { runId: number } | 'waits' | 'skipped' | 'let go';

/** What became of each of these firings, in their order; null: nobody knows of it. */
export async function fatesOf(
  sql: Statement,
  firings: readonly Unlaunched[],
): Promise<(FiringFate | null)[]> {
  const rows = await sql<{ run: number | null; action: string | null }[]>`
    SELECT (SELECT r.id FROM run r WHERE r.key = f.key) AS run,
      (SELECT a.action FROM audit a WHERE a.subject = 'schedule ' || f.id AND a.action IN (${SKIPPED}, ${WAITS}, ${LET_GO})
        AND a.detail ->> 'day' = f.day ORDER BY a.id DESC LIMIT 1) AS action
    FROM unnest(${firings.map(({ scheduleId }) => scheduleId)}::text[], ${firings.map(({ day }) => day)}::text[],
      ${firings.map(({ key }) => key)}::text[]) WITH ORDINALITY f (id, day, key, number) ORDER BY f.number`;
  return rows.map(({ run, action }) => (run === null ? (FATES[action ?? ''] ?? null) : { runId: run }));
}

const FATES: Readonly<Record<string, FiringFate>> = {
  [SKIPPED]: 'skipped',
  [WAITS]: 'waits',
  [LET_GO]: 'let go',
};

const LAUNCH_SKIPPED = 'launch skipped';

/** A notice or call-out that its theme could not launch. */
export interface RefusedLaunch {
  runId: number;
  /** Of the launch, in its run; and the launch key under which it would be there. */
  key: string;
  launchKey: string;
  /** The office day on which it should have been launched. */
  day: string;
  skipped: Skip['skipped'];
  reasons: string[];
  /** Nobody has launched it since, and its run goes on. */
  open: boolean;
}

/** Writes down what stood in the way of a launch. */
export const writeRefusedLaunch = (
  sql: Statement,
  { runId, ...detail }: Omit<RefusedLaunch, 'open'>,
  now: Date,
): Promise<void> =>
  writeAudit(sql, { actor: 'muster', action: LAUNCH_SKIPPED, subject: `run ${runId}`, detail }, now);

/** Launches that were refused, in the order of their runs. */
export async function refusedLaunches(sql: Statement): Promise<RefusedLaunch[]> {
  return sql<RefusedLaunch[]>`
    SELECT r.id AS run_id, a.detail ->> 'key' AS key, a.detail ->> 'launchKey' AS launch_key, a.detail ->> 'day' AS day,
      a.detail ->> 'skipped' AS skipped, a.detail -> 'reasons' AS reasons,
      r.state NOT IN ('closed', 'cancelled') AND NOT EXISTS (SELECT FROM run l WHERE l.key = a.detail ->> 'launchKey') AS open
    FROM run r JOIN audit a ON a.subject = 'run ' || r.id AND a.action = ${LAUNCH_SKIPPED}
    WHERE r.kind = 'theme' ORDER BY r.id, a.id`;
}
