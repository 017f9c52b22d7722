import type { Statement } from '../runtime/database.js';

/** A time of special care (重要时段); days as `YYYY-MM-DD`, both included. */
export interface StoredSafeguard {
  id: number;
  name: string;
  from: string;
  to: string;
  rhythm: 'day' | 'workdays' | 'week';
  /** Every so many, of workdays. */
  workdays: number | null;
  enteredBy: string;
  enteredAt: Date;
  /** Its last day where it was ended early; before its first: it was called off. */
  endedOn: string | null;
}

/** Writes a period down; null: there is one of that name from that day on. */
export async function addSafeguard(
  sql: Statement,
  period: Pick<StoredSafeguard, 'name' | 'from' | 'to' | 'rhythm' | 'workdays'>,
  by: { name: string; now: Date },
): Promise<number | null> {
  const [added] = await sql<[{ id: number }?]>`
    INSERT INTO safeguard_period (name, from_date, to_date, rhythm, workdays, entered_by, entered_at)
    VALUES (${period.name}, ${period.from}, ${period.to}, ${period.rhythm}, ${period.workdays}, ${by.name}, ${by.now})
    ON CONFLICT DO NOTHING RETURNING id`;
  return added?.id ?? null;
}

/** Periods that touch some days and were not called off, the first first. @param to null: however far ahead */
export const safeguardsBetween = (
  sql: Statement,
  { from, to }: { from: string; to: string | null },
): Promise<StoredSafeguard[]> =>
  sql<StoredSafeguard[]>`
    SELECT id, name, from_date::text AS from, to_date::text AS to, rhythm, workdays, entered_by, entered_at, ended_on::text
    FROM safeguard_period
    WHERE (${to}::date IS NULL OR from_date <= ${to}) AND least(to_date, ended_on) >= ${from} AND (ended_on IS NULL OR ended_on >= from_date)
    ORDER BY from_date, id`;

/** One period. */
export async function safeguardById(sql: Statement, id: number): Promise<StoredSafeguard | undefined> {
  const [found] = await sql<[StoredSafeguard?]>`
    SELECT id, name, from_date::text AS from, to_date::text AS to, rhythm, workdays, entered_by, entered_at, ended_on::text
    FROM safeguard_period WHERE id = ${id}`;
  return found;
}

/** Ends a period with a day before its last; false: it is over, or was ended before. */
export async function endSafeguard(
  sql: Statement,
  { id, lastDay }: { id: number; lastDay: string },
  by: { name: string; now: Date },
): Promise<boolean> {
  const { count } = await sql`
    UPDATE safeguard_period SET ended_on = ${lastDay}, ended_by = ${by.name}, ended_at = ${by.now}
    WHERE id = ${id} AND ended_on IS NULL AND to_date > ${lastDay}`;
  return count > 0;
}
