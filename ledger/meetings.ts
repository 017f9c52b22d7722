import type { Statement } from '../runtime/database.js';
import { cancelQueued } from './runs.js';

/** How a meeting stands that some run called. */
export interface CurrentMeeting {
  /** The run that has called it or changed it last. */
  run: number;
  calledOff: boolean;
}

/** How the meeting of a run stands now; undefined: it called none. */
export async function currentMeeting(sql: Statement, runId: number): Promise<CurrentMeeting | undefined> {
  const [row] = await sql<CurrentMeeting[]>`
    SELECT latest.run_id AS run, latest.cancelled AS called_off
    FROM invitation sent JOIN run r ON r.id = sent.run_id AND r.kind = 'meeting' JOIN invitation latest ON latest.uid = sent.uid
    WHERE sent.run_id = ${runId} ORDER BY latest.sequence DESC LIMIT 1`;
  return row;
}

/** Answers stand where only the place is another: they are handed in for the new run as they were for the old one. */
export async function carryAnswers(
  sql: Statement,
  { from, to, key, now }: { from: number; to: number; key: string; now: Date },
): Promise<void> {
  const stood = sql`
    SELECT fresh.id AS fresh, old.id AS old, old.first_submitted_at, old.in_time, old.since
    FROM duty fresh JOIN duty old ON old.run_id = ${from} AND old.key = fresh.key AND old.committee_id = fresh.committee_id
    WHERE fresh.run_id = ${to} AND fresh.key = ${key} AND old.state IN ('submitted', 'accepted')`;
  await sql`
    WITH stood AS (${stood}),
    handed AS (
      INSERT INTO submission (duty_id, version, values_cipher, written_by, written_at, submitted_at)
      SELECT stood.fresh, s.version, s.values_cipher, s.written_by, s.written_at, s.submitted_at
      FROM stood JOIN submission s ON s.duty_id = stood.old AND s.submitted_at IS NOT NULL),
    over AS (
      UPDATE duty_rung SET outcome = 'over', settled_at = ${now} WHERE duty_id IN (SELECT fresh FROM stood) AND outcome IS NULL),
    entered AS (
      INSERT INTO duty_entry (duty_id, at, by, action, detail)
      SELECT fresh, ${now}, 'muster', 'submitted', jsonb_build_object('from', old) FROM stood)
    UPDATE duty SET state = 'submitted', since = stood.since, first_submitted_at = stood.first_submitted_at, in_time = stood.in_time
    FROM stood WHERE duty.id = stood.fresh`;
}

/** What is owed for a meeting under some keys is owed no more, whatever has come of it. */
export async function excuseAll(
  sql: Statement,
  { runId, keys, by, now }: { runId: number; keys: readonly string[]; by: string; now: Date },
): Promise<void> {
  await sql`
    WITH gone AS (
      UPDATE duty SET state = 'excused', since = ${now}
      WHERE run_id = ${runId} AND key = ANY(${[...keys]}) AND state <> 'excused' RETURNING id),
    over AS (
      UPDATE duty_rung SET outcome = 'over', settled_at = ${now} WHERE duty_id IN (SELECT id FROM gone) AND outcome IS NULL)
    INSERT INTO duty_entry (duty_id, at, by, action) SELECT id, ${now}, ${by}, 'excused' FROM gone`;
}

/** Takes back what of some steps of a run still waits in the queue: a few messages to contact persons. */
export async function takeBack(
  sql: Statement,
  { runId, steps, reason, now }: { runId: number; steps: readonly string[]; reason: string; now: Date },
): Promise<void> {
  for (const only of steps) while ((await cancelQueued(sql, { runId, only, reason, now })) > 0);
}
