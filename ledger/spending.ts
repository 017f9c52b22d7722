import type { PendingQuery, Row } from 'postgres';
import type { Database, Statement } from '../runtime/database.js';
import { warnOfEnd } from './budget.js';
import { partsOf, utf16Units } from './text-units.js';

type Fragment = PendingQuery<Row[]>;

/** What a run has taken out of its month, in 分. */
export interface Spending {
  month: string;
  reservedFen: number;
  /** Null: its texts are not all settled yet. */
  parts: number | null;
  actualFen: number | null;
}

/** What a run has taken out of its month; undefined: it was launched before months had budgets. */
export async function spendingOf(sql: Statement, runId: number): Promise<Spending | undefined> {
  const [row] = await sql<Spending[]>`
    SELECT month, reserved_fen, parts, actual_fen FROM spending WHERE run_id = ${runId}`;
  return row;
}

/** Runs that are over, with nothing of them under way, whose real cost has not been counted. */
export async function runsToCount(sql: Statement): Promise<number[]> {
  const rows = await sql<{ runId: number }[]>`
    SELECT s.run_id FROM spending s JOIN run r ON r.id = s.run_id
    WHERE s.settled_at IS NULL AND r.state IN ('closed', 'cancelled')
      AND NOT EXISTS (SELECT FROM occurrence o JOIN batch b ON b.occurrence_id = o.id
        WHERE o.run_id = s.run_id AND b.state <> 'done')
    ORDER BY s.run_id LIMIT 20`;
  return rows.map(({ runId }) => runId);
}

/**
 * Replaces what a run was expected to cost by what it did cost: the parts of the texts a carrier bills, which are those
 * that have reached a phone or may have (the mainland is billed by receipt, and what failed is free). Set-based; about a
 * second for 114,000 texts that all differ. Safe to repeat.
 */
export async function countSpending(database: Database, runId: number, now: Date): Promise<void> {
  await database.begin(async (sql) => {
    const [counted] = await sql<{ month: string }[]>`
      UPDATE spending s SET parts = billed.parts, actual_fen = round(billed.parts * s.part_fen), settled_at = ${now}
      FROM (${billedParts(sql, runId)}) billed
      WHERE s.run_id = ${runId} AND s.settled_at IS NULL RETURNING s.month`;
    if (counted) await warnOfEnd(sql, counted.month, now);
  });
}

const billedParts = (sql: Statement, runId: number): Fragment => sql`
  SELECT coalesce(sum(text.messages * ${partsOf(sql, sql`text.units`)}), 0)::bigint AS parts
  FROM (
    SELECT sent.messages, sent.sign_units + ${utf16Units(sql, sql`t.text`)} + ${valueUnits(sql)} AS units
    FROM (
      SELECT m.rendering_id, s.sign_units, count(*) AS messages
      FROM spending s JOIN occurrence o ON o.run_id = s.run_id JOIN message m ON m.occurrence_id = o.id
      WHERE s.run_id = ${runId} AND m.channel = 'sms' AND m.state IN ('sent', 'delivered', 'unknown')
      GROUP BY m.rendering_id, s.sign_units) sent
    JOIN rendering r ON r.id = sent.rendering_id JOIN template t ON t.id = r.template_id) text`;

/** What the values of rendering `r` add to the length of template `t`, the marks they stand for taken away. */
const valueUnits = (sql: Statement): Fragment => sql`
  (SELECT coalesce(sum((char_length(t.text) - char_length(replace(t.text, mark, ''))) / char_length(mark)
      * (${utf16Units(sql, sql`value.value`)} - char_length(mark))), 0)
    FROM jsonb_each_text(r.variables) value CROSS JOIN LATERAL (SELECT '\${' || value.key || '}' AS mark) marked)`;
