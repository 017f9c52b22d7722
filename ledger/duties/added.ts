import type { PlannedDuty } from '../../domain/duties/duty.js';
import type { Statement } from '../../runtime/database.js';
import type { RunState } from '../runs.js';
import { openDuties, type DutyInstants } from './open.js';

/** A run to which a duty is added, held until the transaction ends: so it does not end meanwhile. */
export interface HeldRun {
  state: RunState;
  /** Duties that were added to it before. */
  added: number;
}

/** Holds a run before a duty is added to it: of two at once the second sees the first. */
export async function holdForAddition(sql: Statement, runId: number): Promise<HeldRun> {
  const [run] = await sql<[{ state: RunState }]>`SELECT state FROM run WHERE id = ${runId} FOR NO KEY UPDATE`;
  const [{ added }] = await sql<[{ added: number }]>`
    SELECT count(*) AS added FROM duty WHERE run_id = ${runId} AND planned IS NOT NULL`;
  return { state: run.state, added };
}

/** The same thing, owed by the same committee until the same instant in the same run; undefined: there is none yet. */
export async function sameDuty(
  sql: Statement,
  { runId, title, code, dueAt }: { runId: number; title: string; code: string; dueAt: Date },
): Promise<number | undefined> {
  const [row] = await sql<{ id: number }[]>`
    SELECT d.id FROM duty d JOIN committee c ON c.id = d.committee_id
    WHERE d.run_id = ${runId} AND d.title = ${title} AND c.code = ${code} AND d.due_at = ${dueAt} AND d.state <> 'excused' LIMIT 1`;
  return row?.id;
}

/** Writes a duty into a run that goes on, with the rungs of its ladder; its number. */
export async function addDuty(
  sql: Statement,
  { runId, duty, instants, now }: { runId: number; duty: PlannedDuty; instants: DutyInstants; now: Date },
): Promise<number> {
  await openDuties(sql, { runId, opened: [{ duty, instants: [{ day: null, ...instants }] }], now });
  const [row] = await sql<[{ id: number }]>`
    UPDATE duty SET planned = ${sql.json(duty as never)} WHERE run_id = ${runId} AND key = ${duty.key} RETURNING id`;
  return row.id;
}
