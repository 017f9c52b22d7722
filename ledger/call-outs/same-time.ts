import type { PendingQuery, Row } from 'postgres';
import type { Statement } from '../../runtime/database.js';

type Fragment = PendingQuery<Row[]>;

/** When an event begins and ends: instants, or columns that hold them. */
export interface EventSpan {
  from: string | Fragment;
  to: string | Fragment;
}

/** Whether the event of call-out `other`, which may still be answered, lies in part at the same time as another. */
export const isAtSameTime = (sql: Statement, { from, to }: EventSpan): Fragment => sql`
  (other.closed_at IS NULL AND other.starts_at < ${to} AND other.ends_at > ${from})`;

/**
 * Whether a person has a place at another event of the same time.
 * @param run the event's own call-out; absent: it has none yet, or the person has no place there
 */
export const servesElsewhere = (
  sql: Statement,
  { run, ...span }: EventSpan & { run?: Fragment },
  person: Fragment,
): Fragment => sql`
  EXISTS (SELECT FROM candidate there JOIN call_out other ON other.run_id = there.run_id
    WHERE there.person_id = ${person} AND there.asked_at IS NOT NULL AND there.state = 'placed'
      AND ${isAtSameTime(sql, span)} ${run ? sql`AND other.run_id <> ${run}` : sql``})`;
