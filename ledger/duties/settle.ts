import type { Statement } from '../../runtime/database.js';

/** Any number that nothing else locks by. */
const TAKING_BACK = 6_031;

/**
 * A report is in: the rungs of its ladder that are still ahead are over, and what waits in the queue and speaks of nothing
 * but reports that are in by now is taken back. What is being handed to a provider at this moment goes out.
 * @returns how many messages were taken back
 */
export async function settleHandedIn(
  sql: Statement,
  { duty, now }: { duty: number; now: Date },
): Promise<number> {
  await sql`UPDATE duty_rung SET outcome = 'over', settled_at = ${now} WHERE duty_id = ${duty} AND outcome IS NULL`;
  const [waiting] = await sql`SELECT FROM ${toldOf(sql, duty)} LIMIT 1`;
  if (waiting === undefined) return 0;
  // Two reports handed in at the same moment: the second must see that the first is in, or both leave the digest of both
  // to the other.
  await sql`SELECT pg_advisory_xact_lock(${TAKING_BACK})`;
  const { count } = await sql`
    WITH slice AS (
      SELECT m.id, (SELECT b.bound FROM batch b WHERE b.id = m.batch_id) AS in_doubt
      FROM ${toldOf(sql, duty)}
      WHERE NOT EXISTS (
        SELECT FROM duty_told other JOIN duty d ON d.id = other.duty_id
        WHERE other.occurrence_id = m.occurrence_id AND other.person_id = m.person_id AND d.state IN ('owed', 'returned'))
      FOR UPDATE OF m SKIP LOCKED)
    UPDATE message m SET state = 'cancelled', changed_at = ${now},
      reason = CASE WHEN slice.in_doubt THEN 'may have been sent' ELSE 'handed in' END
    FROM slice WHERE m.id = slice.id AND m.state = 'queued'`;
  return count;
}

/** Messages `m` in the queue that speak of a duty; one row each, in however many rungs. */
const toldOf = (sql: Statement, duty: number) => sql`
  (SELECT DISTINCT occurrence_id, person_id FROM duty_told WHERE duty_id = ${duty}) told
  JOIN message m ON m.occurrence_id = told.occurrence_id AND m.person_id = told.person_id AND m.state = 'queued'`;
