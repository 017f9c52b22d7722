import type { PendingQuery, Row } from 'postgres';
import type { Statement } from '../runtime/database.js';

/**
 * What an operator sees of a run's recipients, as a condition on `run r` and the recipient's frozen home
 * `committee c`: of a run launched within their part of the tree everyone, also a member who is at home elsewhere;
 * of one launched above it those at home within.
 */
export const withinSight = (sql: Statement, scopePath: string): PendingQuery<Row[]> => sql`
  (starts_with(r.scope_path, ${scopePath}) OR starts_with(c.path, ${scopePath}))`;
