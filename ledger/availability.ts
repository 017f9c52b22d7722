import type { PendingQuery, Row } from 'postgres';
import type { AbsenceSpan } from '../domain/people/absence.js';
import type { WeeklyHours } from '../domain/people/weekly-hours.js';
import type { Statement } from '../runtime/database.js';

type Fragment = PendingQuery<Row[]>;

/** Who told the office of an absence. */
export type AbsenceSource = 'reply' | 'clerk' | 'import';

/** 请假: a time in which somebody cannot be asked. */
export interface Absence extends AbsenceSpan {
  id: number;
  source: AbsenceSource;
  recordedAt: Date;
}

/** A person's weekly hours as JSON, for the select list of a query that names their id. */
export const hoursOf = (sql: Statement, person: Fragment): Fragment => sql`(
  SELECT coalesce(json_agg(json_build_object('weekday', v.weekday, 'from', v.from_minute, 'to', v.to_minute)
    ORDER BY v.weekday, v.from_minute), '[]') FROM availability v WHERE v.person_id = ${person})`;

/** Until when a person is away who is away now; null: they are not. */
export const awayUntil = (sql: Statement, person: Fragment, now: Date): Fragment => sql`(
  SELECT max(w.until_at) FROM absence w
  WHERE w.person_id = ${person} AND w.from_at <= ${now} AND w.until_at > ${now})`;

/** When in the week somebody can come; empty: at any time. */
export async function weeklyHours(sql: Statement, person: number): Promise<WeeklyHours> {
  const [row] = await sql<[{ hours: WeeklyHours }]>`SELECT ${hoursOf(sql, sql`${person}`)} AS hours`;
  return row.hours;
}

/** Replaces somebody's weekly hours; empty: they can come at any time. In the caller's transaction. */
export async function setWeeklyHours(sql: Statement, person: number, hours: WeeklyHours): Promise<void> {
  await hold(sql, person);
  await sql`DELETE FROM availability WHERE person_id = ${person}`;
  await sql`
    INSERT INTO availability (person_id, weekday, from_minute, to_minute)
    SELECT ${person}::bigint, "weekday", "from", "to"
    FROM jsonb_to_recordset(${sql.json(hours as never)}) AS span(weekday smallint, "from" smallint, "to" smallint)`;
}

/** Absences that are not over, the nearest first. */
export async function openAbsences(sql: Statement, person: number, now: Date): Promise<Absence[]> {
  return sql<Absence[]>`
    SELECT id, from_at AS "from", until_at AS until, source, recorded_at FROM absence
    WHERE person_id = ${person} AND until_at > ${now} ORDER BY from_at`;
}

/**
 * Records an absence. The last word counts: of earlier ones that overlap it, what has passed by its beginning
 * stays, the rest is dropped. In the caller's transaction.
 * @returns its id, and how many earlier ones it replaces
 */
export async function recordAbsence(
  sql: Statement,
  { person, from, until, source, now }: AbsenceSpan & { person: number; source: AbsenceSource; now: Date },
): Promise<{ id: number; replaced: number }> {
  await hold(sql, person);
  const cut = await sql`
    UPDATE absence SET until_at = ${from} WHERE person_id = ${person} AND from_at < ${from} AND until_at > ${from}`;
  const dropped = await sql`
    DELETE FROM absence WHERE person_id = ${person} AND from_at >= ${from} AND from_at < ${until}`;
  const [added] = await sql<[{ id: number }]>`
    INSERT INTO absence (person_id, from_at, until_at, source, recorded_at)
    VALUES (${person}, ${from}, ${until}, ${source}, ${now}) RETURNING id`;
  return { id: added.id, replaced: cut.count + dropped.count };
}

/**
 * Somebody is back: what they were away for ends.
 * @param coming drops those that have not begun, too
 * @returns ids of the absences that ended or were dropped
 */
export async function endAbsences(
  sql: Statement,
  { person, at, coming = false }: { person: number; at: Date; coming?: boolean },
): Promise<number[]> {
  // One that begins at this very instant has no time to keep.
  const begun = coming ? sql`from_at >= ${at}` : sql`from_at = ${at}`;
  const rows = await sql<{ id: number }[]>`
    WITH ended AS (
      UPDATE absence SET until_at = ${at} WHERE person_id = ${person} AND from_at < ${at} AND until_at > ${at} RETURNING id),
    dropped AS (DELETE FROM absence WHERE person_id = ${person} AND ${begun} RETURNING id)
    SELECT id FROM ended UNION ALL SELECT id FROM dropped ORDER BY id`;
  return rows.map(({ id }) => id);
}

/** Two who change the same person's times at once go one after the other. */
const hold = (sql: Statement, person: number) =>
  sql`SELECT FROM person WHERE id = ${person} FOR NO KEY UPDATE`;
