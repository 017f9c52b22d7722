import type { PendingQuery, Row } from 'postgres';
import type { Day } from '../../domain/calendar/day.js';
import type { PlannedRung } from '../../domain/duties/duty.js';
import type { Instant } from '../../domain/calendar/instant.js';
import type { Statement } from '../../runtime/database.js';
import type { DutyInstants } from './open.js';

type Fragment = PendingQuery<Row[]>;

/**
 * Duties of a run that are owed by its plan: they were not added to it later, and nobody was given days of their own by an
 * extension, a return or an unlocking.
 */
const asPlanned = (sql: Statement, runId: number): Fragment => sql`
  d.run_id = ${runId} AND d.state = 'owed' AND d.planned IS NULL AND NOT d.extended AND d.times_returned = 0
  AND NOT EXISTS (SELECT FROM duty_entry e WHERE e.duty_id = d.id AND e.action = 'unlocked')`;

/** The day on which what a duty is about ends by itself. */
const ownDay = (sql: Statement): Fragment => sql`
  coalesce((SELECT (a.ends_at AT TIME ZONE 'Asia/Shanghai')::date FROM activity a WHERE a.id = d.activity_id),
    (SELECT t.until_date FROM term t WHERE t.id = d.term_id))`;

/** What is owed from one day on, as it stands in the ledger. */
export interface OwedFromDay {
  key: string;
  day: Day;
  dueAt: Date;
  lockAt: Date;
  provisional: boolean;
  /** Reminders ahead, by their rungs. */
  ahead: Readonly<Record<string, Instant>>;
}

/** What is owed by plan each from its own day on: days, instants and reminders ahead that differ, each once. */
export const owedFromDays = (
  sql: Statement,
  { runId, keys, now }: { runId: number; keys: readonly string[]; now: Date },
): Promise<OwedFromDay[]> =>
  sql<OwedFromDay[]>`
    SELECT DISTINCT d.key, to_char(${ownDay(sql)}, 'YYYY-MM-DD') AS day, d.due_at, d.lock_at, d.provisional,
      coalesce((SELECT jsonb_object_agg(g.rung, to_char(g.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
        FROM duty_rung g WHERE g.duty_id = d.id AND g.outcome IS NULL AND g.at > ${now}), '{}') AS ahead
    FROM duty d WHERE ${asPlanned(sql, runId)} AND d.key = ANY(${keys as string[]}) ORDER BY due_at`;

/** Where duties of one key go; of those that are due from their own days, the day. */
export interface Destination extends DutyInstants {
  runId: number;
  version: number;
  key: string;
  day: Day | null;
  /** Tells whoever was told of another day. */
  word: PlannedRung;
  by: string;
  now: Date;
}

/**
 * Moves what is owed by plan to its new days, with a further ladder for what lies ahead. Nobody is reminded twice of the
 * same, unless they were late and are in time again; a reminder whose new minute is past comes with the next digest. A due
 * day that would lie in the past stays. Set-based: as many statements for one debtor as for thousands.
 * @returns how many duties have moved
 */
export async function moveOwed(sql: Statement, destination: Destination): Promise<number> {
  const { runId, key, day, dueAt, provisional } = destination;
  const meant = sql`${asPlanned(sql, runId)} AND d.key = ${key}
    AND ${day === null ? sql`true` : sql`${ownDay(sql)} = ${day}::date`}`;
  const moved = await sql<{ id: number; later: boolean; again: boolean }[]>`
    SELECT d.id, d.due_at <> ${dueAt} AS later, d.due_at <= ${destination.now} AS again FROM duty d
    WHERE ${meant} AND (d.due_at = ${dueAt} OR ${dueAt} > ${destination.now}::timestamptz) AND (${changes(sql, destination)})
    ORDER BY d.id FOR NO KEY UPDATE OF d`;
  await sql`UPDATE duty d SET provisional = ${provisional} WHERE ${meant} AND d.provisional <> ${provisional}
    AND (d.due_at = ${dueAt} OR ${dueAt} > ${destination.now}::timestamptz)`;
  if (moved.length === 0) return 0;
  const ids = moved.map(({ id }) => id);
  await writeDays(sql, ids, destination);
  await climbAnew(sql, destination, {
    ids,
    elsewhere: moved.filter(({ later }) => later).map(({ id }) => id),
    again: moved.filter(({ later, again }) => later && again).map(({ id }) => id),
  });
  return ids.length;
}

/** The new reminders as rows. */
const fresh = (sql: Statement, { rungs }: Pick<Destination, 'rungs'>): Fragment => sql`
  jsonb_to_recordset(${sql.json(rungs as never)}::jsonb) AS f (rung text, at timestamptz, "to" text, roles text[])`;

/** Whether days or reminders of `d` differ from where they go. One put off because its person had been told is no other. */
const changes = (sql: Statement, { dueAt, lockAt, now, ...rest }: Destination): Fragment => sql`
  d.due_at <> ${dueAt} OR (d.lock_at <> ${lockAt} AND ${lockAt} > ${now}::timestamptz)
  OR EXISTS (SELECT FROM duty_rung g LEFT JOIN ${fresh(sql, rest)} ON f.rung = g.rung
    WHERE g.duty_id = d.id AND g.outcome IS NULL AND g.at > ${now} AND g.rung <> 'moved' AND (f.rung IS NULL OR (f.at > ${now} AND f.at <> g.at)))
  OR EXISTS (SELECT FROM ${fresh(sql, rest)} WHERE f.at > ${now} AND NOT EXISTS (
    SELECT FROM duty_rung g WHERE g.duty_id = d.id AND g.rung = f.rung AND g.outcome IS DISTINCT FROM 'over'))`;

async function writeDays(
  sql: Statement,
  ids: readonly number[],
  { dueAt, lockAt, provisional, version, by, now }: Destination,
): Promise<void> {
  await sql`
    UPDATE duty SET due_at = ${dueAt}, provisional = ${provisional},
      lock_at = CASE WHEN ${lockAt} > ${now}::timestamptz THEN ${lockAt} ELSE lock_at END
    WHERE id = ANY(${ids as number[]})`;
  await sql`
    INSERT INTO duty_entry (duty_id, at, by, action, detail)
    SELECT id, ${now}, ${by}, 'moved', ${sql.json({ version: String(version) })} FROM unnest(${ids as number[]}::bigint[]) id`;
}

/** Duties that move: those whose due day does, and of these who was late and is in time again. */
interface Moving {
  ids: readonly number[];
  elsewhere: readonly number[];
  again: readonly number[];
}

async function climbAnew(
  sql: Statement,
  { word, now, ...rest }: Destination,
  { ids, elsewhere, again }: Moving,
): Promise<void> {
  const ahead = sql`SELECT g.duty_id FROM duty_rung g WHERE g.duty_id = m.id`;
  await sql`
    UPDATE duty_rung g SET at = least(g.at, ${word.at}) FROM ${fresh(sql, rest)}
    WHERE g.duty_id = ANY(${ids as number[]}) AND g.outcome IS NULL AND f.rung = g.rung AND f.at <= ${now}`;
  await sql`
    UPDATE duty_rung g SET outcome = 'over', settled_at = ${now}
    WHERE g.duty_id = ANY(${ids as number[]}) AND g.outcome IS NULL AND g.rung <> 'moved'
      AND NOT EXISTS (SELECT FROM ${fresh(sql, rest)} WHERE f.rung = g.rung AND f.at <= ${now})`;
  await sql`
    WITH moving AS (SELECT id, (SELECT coalesce(max(ladder), 0) + 1 FROM duty_rung WHERE duty_id = id) AS ladder
      FROM unnest(${ids as number[]}::bigint[]) id)
    INSERT INTO duty_rung (duty_id, ladder, rung, at, side, roles)
    SELECT m.id, m.ladder, f.rung, f.at, f."to", f.roles FROM moving m CROSS JOIN ${fresh(sql, rest)}
    WHERE f.at > ${now} AND (m.id = ANY(${again as number[]}) OR NOT EXISTS (${ahead} AND g.rung = f.rung AND g.outcome IN ('told', 'passed')))
    UNION ALL
    SELECT m.id, m.ladder, w.rung, w.at, w."to", w.roles
    FROM moving m CROSS JOIN jsonb_to_record(${sql.json(word as never)}::jsonb) AS w (rung text, at timestamptz, "to" text, roles text[])
    WHERE m.id = ANY(${elsewhere as number[]}) AND EXISTS (${ahead} AND g.outcome = 'told')
      AND NOT EXISTS (${ahead} AND g.rung = w.rung AND g.outcome IS NULL)`;
}

/**
 * Lets everybody off who has not handed in what is asked for no more.
 * @returns how many
 */
export async function excuseDropped(
  sql: Statement,
  { runId, keys, by, now }: { runId: number; keys: readonly string[]; by: string; now: Date },
): Promise<number> {
  const [row] = await sql<[{ excused: number }]>`
    WITH excused AS (
      UPDATE duty SET state = 'excused', since = ${now}
      WHERE run_id = ${runId} AND key = ANY(${keys as string[]}) AND state IN ('owed', 'returned') RETURNING id),
    over AS (
      UPDATE duty_rung SET outcome = 'over', settled_at = ${now}
      WHERE duty_id IN (SELECT id FROM excused) AND outcome IS NULL),
    entered AS (
      INSERT INTO duty_entry (duty_id, at, by, action) SELECT id, ${now}, ${by}, 'excused' FROM excused)
    SELECT count(*) AS excused FROM excused`;
  return row.excused;
}

/** Digests wait until the transaction ends: none tells of a reminder that is being moved. */
export const holdDigests = (sql: Statement): Promise<unknown> =>
  sql`SELECT pg_advisory_xact_lock(hashtext('muster digest'))`;
