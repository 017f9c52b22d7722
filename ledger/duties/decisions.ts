import type { DutyState, PlannedDuty, PlannedRung } from '../../domain/duties/duty.js';
import type { Statement } from '../../runtime/database.js';
import type { RunState } from '../runs.js';
import { plannedOf } from './planned.js';

/** A duty somebody decides about, held until the transaction ends. */
export interface HeldDuty {
  id: number;
  runId: number;
  key: string;
  title: string;
  committee: string;
  /** Path of who owes it. */
  path: string;
  state: DutyState;
  dueAt: Date;
  lockAt: Date | null;
  extended: boolean;
  timesReturned: number;
  runState: RunState;
  /** As its run has planned it. */
  planned: PlannedDuty;
  /** Who decided about it last, and when; null: nobody has. */
  last: { by: string; at: Date; action: DutyAction } | null;
}

/** What is done about a duty. */
export type DutyAction =
  'submitted' | 'returned' | 'accepted' | 'excused' | 'extended' | 'locked' | 'unlocked' | 'moved';

/**
 * Holds a duty; undefined: there is none of that number within the scope. Its run is held before it, as whoever ends the run does. A
 * digest that writes down who was told of it need not wait: it holds the rungs that a decision settles next.
 */
export async function holdDuty(
  sql: Statement,
  { id, scopePath }: { id: number; scopePath: string },
): Promise<HeldDuty | undefined> {
  await sql`SELECT FROM run WHERE id = (SELECT run_id FROM duty WHERE id = ${id}) FOR NO KEY UPDATE`;
  const [held] = await sql<HeldDuty[]>`
    SELECT d.id, d.run_id, d.key, d.title, c.name AS committee, c.path, d.state, d.due_at, d.lock_at, d.extended, d.times_returned,
      r.state AS run_state, ${plannedOf(sql)} AS planned,
      (SELECT jsonb_build_object('by', e.by, 'at', e.at, 'action', e.action) FROM duty_entry e WHERE e.duty_id = d.id ORDER BY e.id DESC LIMIT 1) AS last
    FROM duty d JOIN run r ON r.id = d.run_id JOIN committee c ON c.id = d.committee_id
    WHERE d.id = ${id} AND starts_with(c.path, ${scopePath}) FOR NO KEY UPDATE OF d`;
  return held;
}

/** When a duty is due as whoever decides about it sees it, waiting for nobody; undefined: there is none of that number. */
export async function seenDueAt(sql: Statement, id: number): Promise<Date | undefined> {
  const [duty] = await sql<{ dueAt: Date }[]>`SELECT due_at FROM duty WHERE id = ${id}`;
  return duty?.dueAt;
}

/** A decision as it is written down. */
export interface DutyDecision {
  id: number;
  action: DutyAction;
  by: string;
  now: Date;
  /** Sealed; null: none was given. */
  reasonCipher: Buffer | null;
  detail?: Record<string, string>;
  /** What changes about the duty; absent: as it is. */
  to?: DutyState;
  dueAt?: Date;
  lockAt?: Date;
  /** A ladder laid out anew; absent: nobody is reminded any more. */
  rungs?: readonly PlannedRung[];
}

/** Writes a decision down: the duty's state and days, what was decided, and the rungs that follow from it. */
export async function decide(sql: Statement, decision: DutyDecision): Promise<void> {
  const { id, action, by, now, reasonCipher, detail = {}, to, dueAt, lockAt, rungs = [] } = decision;
  await sql`
    UPDATE duty SET state = coalesce(${to ?? null}, state), since = CASE WHEN ${to ?? null}::text IS NULL THEN since ELSE ${now} END,
      due_at = coalesce(${dueAt ?? null}, due_at), lock_at = coalesce(${lockAt ?? null}, lock_at),
      extended = extended OR ${action === 'extended'}, times_returned = times_returned + ${action === 'returned' ? 1 : 0}
    WHERE id = ${id}`;
  await sql`
    INSERT INTO duty_entry (duty_id, at, by, action, reason_cipher, detail)
    VALUES (${id}, ${now}, ${by}, ${action}, ${reasonCipher}, ${sql.json(detail)})`;
  await sql`UPDATE duty_rung SET outcome = 'over', settled_at = ${now} WHERE duty_id = ${id} AND outcome IS NULL`;
  await sql`
    INSERT INTO duty_rung (duty_id, ladder, rung, at, side, roles)
    SELECT ${id}, (SELECT coalesce(max(ladder), 0) + 1 FROM duty_rung WHERE duty_id = ${id}), r.rung, r.at, r."to", r.roles
    FROM jsonb_to_recordset(${sql.json(rungs as never)}::jsonb) AS r (rung text, at timestamptz, "to" text, roles text[])`;
}

/** Duties about something that nobody has handed in, held until the transaction ends. */
export async function openDutiesAbout(
  sql: Statement,
  subject: { activity: number } | { term: number },
): Promise<Pick<HeldDuty, 'id' | 'runId' | 'planned' | 'dueAt' | 'extended'>[]> {
  const about =
    'activity' in subject ? sql`d.activity_id = ${subject.activity}` : sql`d.term_id = ${subject.term}`;
  return sql<Pick<HeldDuty, 'id' | 'runId' | 'planned' | 'dueAt' | 'extended'>[]>`
    SELECT d.id, d.run_id, d.due_at, d.extended, ${plannedOf(sql)} AS planned
    FROM duty d JOIN run r ON r.id = d.run_id
    WHERE ${about} AND d.state IN ('owed', 'returned') ORDER BY d.id FOR NO KEY UPDATE OF d`;
}
