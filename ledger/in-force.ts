import type { PendingQuery, Row } from 'postgres';
import type { Statement } from '../runtime/database.js';

/**
 * Whether a dated row counts on an office day (`YYYY-MM-DD`): `to_date` is the first day on which it does not.
 * @param table the name the query gives the row's table
 */
export const inForce = (sql: Statement, table: string, day: string): PendingQuery<Row[]> => sql`
  (${sql(table)}.from_date <= ${day}::date AND (${sql(table)}.to_date IS NULL OR ${sql(table)}.to_date > ${day}::date))`;
