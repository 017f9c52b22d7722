import type { PendingQuery, Row } from 'postgres';
import type { DutyState } from '../../domain/duties/duty.js';
import type { Form } from '../../domain/duties/form.js';
import type { RunState } from '../../domain/plan/run-state.js';
import type { Statement } from '../../runtime/database.js';
import { isAsked } from '../questions.js';
import type { DutyAction } from './decisions.js';
import { plannedOf } from './planned.js';

type Fragment = PendingQuery<Row[]>;

/** A report that a committee owes, as it stands. */
export interface Duty {
  id: number;
  runId: number;
  runTitle: string;
  runState: RunState;
  /** Which of its run's plan it is. */
  key: string;
  title: string;
  /** Title of the project, activity or term it is about; null: the committee as a whole. */
  about: string | null;
  /** Who owes it; `above`: name of the committee right above, null: there is none. */
  committee: { id: number; code: string; name: string; path: string; above: string | null };
  dueAt: Date;
  /** From then on nothing is taken; null: it stays open. */
  lockAt: Date | null;
  provisional: boolean;
  state: DutyState;
  since: Date;
  firstSubmittedAt: Date | null;
  /** Of the first that was handed in. */
  inTime: boolean | null;
  timesReturned: number;
  extended: boolean;
}

/** A duty with what has to be filled in. */
export interface DutyWithForm extends Duty {
  form: Form;
}

/** What was done about a duty; what a person wrote stays sealed. */
export interface DutyEntry {
  at: Date;
  by: string;
  action: DutyAction;
  reasonCipher: Buffer | null;
  detail: Record<string, unknown>;
}

const COLUMNS = (sql: Statement): Fragment => sql`
  d.id, d.run_id, r.title AS run_title, r.state AS run_state, d.key, d.title, coalesce(p.title, a.title, t.title) AS about,
  json_build_object('id', c.id, 'code', c.code, 'name', c.name, 'path', c.path, 'above', above.name) AS committee,
  d.due_at, d.lock_at, d.provisional, d.state, d.since, d.first_submitted_at, d.in_time, d.times_returned, d.extended`;

const JOINED = (sql: Statement): Fragment => sql`
  duty d JOIN run r ON r.id = d.run_id JOIN committee c ON c.id = d.committee_id LEFT JOIN committee above ON above.id = c.parent_id
  LEFT JOIN project p ON p.id = d.project_id LEFT JOIN activity a ON a.id = d.activity_id LEFT JOIN term t ON t.id = d.term_id`;

/** The form of duty `d` in run `r`. */
const FORM = (sql: Statement): Fragment => sql`
  ${plannedOf(sql)} -> 'form' AS form`;

/** Who works above hears of a duty at once; who owes it, when its run has begun. */
const inSight = (sql: Statement, scopePath: string): Fragment => sql`
  (starts_with(c.path, ${scopePath}) AND (starts_with(r.scope_path, ${scopePath}) OR ${isAsked(sql)}))`;

/** A duty within a scope; undefined: there is none. */
export async function dutyById(
  sql: Statement,
  { id, scopePath }: { id: number; scopePath: string },
): Promise<DutyWithForm | undefined> {
  const [row] = await sql<DutyWithForm[]>`
    SELECT ${COLUMNS(sql)}, ${FORM(sql)} FROM ${JOINED(sql)} WHERE d.id = ${id} AND ${inSight(sql, scopePath)}`;
  return row;
}

/** A duty of one committee whose run has begun; undefined: it has no such duty. */
export async function dutyOfCommittee(
  sql: Statement,
  { id, committee }: { id: number; committee: number },
): Promise<DutyWithForm | undefined> {
  const [row] = await sql<DutyWithForm[]>`
    SELECT ${COLUMNS(sql)}, ${FORM(sql)} FROM ${JOINED(sql)}
    WHERE d.id = ${id} AND d.committee_id = ${committee} AND ${isAsked(sql)}`;
  return row;
}

/** What lists of duties are cut to. */
export interface DutyFilter {
  scopePath: string;
  /** Path of a committee: its duties, and those below it. */
  below?: string;
  run?: number;
  state?: DutyState;
  /** Only what is owed and past its day. */
  late?: boolean;
  now: Date;
  limit: number;
}

/** Duties within a scope: what is owed first, the longest due first; then the rest, what moved last first. */
export async function listDuties(sql: Statement, filter: DutyFilter): Promise<Duty[]> {
  const { scopePath, below, run, state, late = false, now, limit } = filter;
  return sql<Duty[]>`
    SELECT ${COLUMNS(sql)} FROM ${JOINED(sql)}
    WHERE ${inSight(sql, scopePath)}
      ${below === undefined ? sql`` : sql`AND starts_with(c.path, ${below})`}
      ${run === undefined ? sql`` : sql`AND d.run_id = ${run}`}
      ${state === undefined ? sql`` : sql`AND d.state = ${state}`}
      ${late ? sql`AND d.state IN ('owed', 'returned') AND d.due_at < ${now}` : sql``}
    ORDER BY d.state NOT IN ('owed', 'returned'), CASE WHEN d.state IN ('owed', 'returned') THEN d.due_at END, d.since DESC, d.id
    LIMIT ${limit}`;
}

/** A duty on its committee's page: with how many files lie in each slot of its newest version, and why it was returned. */
export interface OwedDuty extends DutyWithForm {
  files: Record<string, number>;
  /** Words of its newest version; null: nothing was written yet. */
  valuesCipher: Buffer | null;
  /** Its newest version is a draft. */
  drafted: boolean;
  reasonCipher: Buffer | null;
}

/** Duties of a committee whose runs have begun: all that is owed, and what has moved since an instant. */
export async function dutiesOfCommittee(
  sql: Statement,
  committee: number,
  { movedSince, limit }: { movedSince: Date; limit: number },
): Promise<OwedDuty[]> {
  return sql<OwedDuty[]>`
    SELECT ${COLUMNS(sql)}, ${FORM(sql)}, coalesce(newest.drafted, false) AS drafted, newest.values_cipher, coalesce(lying.files, '{}') AS files,
      CASE WHEN d.state = 'returned' THEN (
        SELECT e.reason_cipher FROM duty_entry e WHERE e.duty_id = d.id AND e.action = 'returned' ORDER BY e.id DESC LIMIT 1) END AS reason_cipher
    FROM ${JOINED(sql)}
    LEFT JOIN LATERAL (
      SELECT s.version, s.values_cipher, s.submitted_at IS NULL AS drafted FROM submission s WHERE s.duty_id = d.id ORDER BY s.version DESC LIMIT 1) newest ON true
    LEFT JOIN LATERAL (
      SELECT jsonb_object_agg(slot, files) AS files FROM (
        SELECT slot, count(*) AS files FROM attachment f WHERE f.duty_id = d.id AND f.version = newest.version GROUP BY slot) counted) lying ON true
    WHERE d.committee_id = ${committee} AND ${isAsked(sql)} AND r.state <> 'cancelled'
      AND (d.state IN ('owed', 'returned') OR d.since > ${movedSince})
    ORDER BY d.state NOT IN ('owed', 'returned'), CASE WHEN d.state IN ('owed', 'returned') THEN d.due_at END, d.since DESC, d.id
    LIMIT ${limit}`;
}

/** What was done about a duty, in the order in which it was. */
export async function entriesOfDuty(sql: Statement, duty: number): Promise<DutyEntry[]> {
  return sql<DutyEntry[]>`
    SELECT at, by, action, reason_cipher, detail FROM duty_entry WHERE duty_id = ${duty} ORDER BY id`;
}

/** An entry to be written. */
export interface NewDutyEntry extends Omit<DutyEntry, 'reasonCipher'> {
  duty: number;
  reasonCipher?: Buffer;
}

/** Writes down what was done about a duty. */
export async function addDutyEntry(sql: Statement, entry: NewDutyEntry): Promise<void> {
  const { duty, at, by, action, reasonCipher = null, detail } = entry;
  await sql`
    INSERT INTO duty_entry (duty_id, at, by, action, reason_cipher, detail)
    VALUES (${duty}, ${at}, ${by}, ${action}, ${reasonCipher}, ${sql.json(detail as never)})`;
}
