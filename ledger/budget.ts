import { budgetWarning } from '../domain/plan/budget.js';
import type { Statement } from '../runtime/database.js';
import { clearAlert, raiseAlert } from './alerts.js';

/** What a month may cost and what is taken out of it, in 分. */
export interface MonthBudget {
  month: string;
  /** Null: no budget is set, hence no limit. */
  fen: number | null;
  setBy: string | null;
  setAt: Date | null;
  /** What runs did cost whose texts are all settled. */
  actualFen: number;
  /** What the others are expected to cost. */
  reservedFen: number;
}

/** Both together. */
export const spentFen = ({
  actualFen,
  reservedFen,
}: Pick<MonthBudget, 'actualFen' | 'reservedFen'>): number => actualFen + reservedFen;

/** What a month has left; null: it has no limit. */
export const remainingFen = (budget: MonthBudget): number | null =>
  budget.fen === null ? null : Math.max(0, budget.fen - spentFen(budget));

/** Sets a month's budget, or changes it. */
export async function setBudget(
  sql: Statement,
  { month, fen, by }: { month: string; fen: number; by: string },
  now: Date,
): Promise<void> {
  await sql`
    INSERT INTO budget (month, fen, set_by, set_at) VALUES (${month}, ${fen}, ${by}, ${now})
    ON CONFLICT (month) DO UPDATE SET fen = excluded.fen, set_by = excluded.set_by, set_at = excluded.set_at`;
  await warnOfEnd(sql, month, now);
}

/** A month as it stands. */
export async function monthBudget(sql: Statement, month: string): Promise<MonthBudget> {
  const [row] = await sql<[MonthBudget]>`
    SELECT ${month} AS month, b.fen, b.set_by, b.set_at,
      coalesce(sum(s.actual_fen), 0)::bigint AS actual_fen,
      coalesce(sum(s.reserved_fen) FILTER (WHERE s.actual_fen IS NULL), 0)::bigint AS reserved_fen
    FROM (VALUES (${month})) asked (month)
    LEFT JOIN budget b ON b.month = asked.month LEFT JOIN spending s ON s.month = asked.month
    GROUP BY b.month, b.fen, b.set_by, b.set_at`;
  return row;
}

/** Months that have a budget or have cost something, the newest first. */
export async function monthsWithBudget(sql: Statement, limit: number): Promise<string[]> {
  const rows = await sql<{ month: string }[]>`
    SELECT month FROM (SELECT month FROM budget UNION SELECT month FROM spending) known ORDER BY month DESC LIMIT ${limit}`;
  return rows.map(({ month }) => month);
}

/**
 * Keeps whoever else takes something out of a month waiting until the transaction ends.
 * @returns the month as it stands then
 */
export async function holdMonth(sql: Statement, month: string): Promise<MonthBudget> {
  await sql`SELECT pg_advisory_xact_lock(hashtext(${`budget ${month}`}))`;
  return monthBudget(sql, month);
}

/** What a run is expected to cost, and by which prices its texts will be counted. */
export interface Reservation {
  runId: number;
  month: string;
  fen: number;
  /** Price of a part, in 分. */
  partFen: number;
  /** Length of the signature with its brackets, in UTF-16 units. */
  signUnits: number;
}

/** Takes what a run is expected to cost out of its month. */
export async function reserve(
  sql: Statement,
  { runId, month, fen, partFen, signUnits }: Reservation,
  now: Date,
): Promise<void> {
  await sql`INSERT INTO spending (run_id, month, reserved_fen, part_fen, sign_units)
    VALUES (${runId}, ${month}, ${fen}, ${partFen}, ${signUnits})`;
  await warnOfEnd(sql, month, now);
}

/** Takes another sum out of its month for a run; nothing happens where it has reserved something else meanwhile. */
export async function changeReservation(
  sql: Statement,
  { runId, from, to }: { runId: number; from: number; to: number },
  now: Date,
): Promise<void> {
  const [changed] = await sql<{ month: string }[]>`
    UPDATE spending SET reserved_fen = ${to} WHERE run_id = ${runId} AND reserved_fen = ${from} RETURNING month`;
  if (changed && from !== to) await warnOfEnd(sql, changed.month, now);
}

/** Tells the operators when a month's budget nears its end, at each warning once; or that it does so no more. */
export async function warnOfEnd(sql: Statement, month: string, now: Date): Promise<void> {
  const budget = await monthBudget(sql, month);
  const percent = budget.fen === null ? null : budgetWarning(spentFen(budget), budget.fen);
  const alert = { cause: 'budget near its end', subject: month } as const;
  if (percent === null) await clearAlert(sql, alert, now);
  // Without the figures: each launch would be another alert.
  else await raiseAlert(sql, { ...alert, detail: { percent } }, now);
}

/** A month that is over needs no more warning. */
export async function forgetPastMonths(sql: Statement, month: string, now: Date): Promise<void> {
  await sql`UPDATE alert SET cleared_at = ${now}
    WHERE cause = 'budget near its end' AND subject < ${month} AND cleared_at IS NULL`;
}
