import type { PendingQuery, Row } from 'postgres';
import type { Channel } from '../domain/plan/plan.js';
import type { Statement, Database } from '../runtime/database.js';
import { freezeOnce } from './occurrences.js';
import { addressHash } from './unwanted.js';

type Fragment = PendingQuery<Row[]>;

/** Whose people a second way turns to. */
export interface Unreached {
  runId: number;
  /** Key of the second way's own step. */
  key: string;
  /** Key of the step whose people are meant. */
  of: string;
  /** How long a text may go without a receipt, in seconds. */
  afterSeconds: number;
  now: Date;
}

/**
 * The frozen people of the first step whom it has not reached, and who are not on the second way yet: what was sent to
 * them failed for good, or they have no usable address there, or their text has brought no receipt in time (mail brings
 * none). Whoever shares a phone with somebody is reached where that one is. Never what is under way or in doubt, and
 * never who did not want it.
 */
const unreached = (sql: Statement, { runId, key, of, afterSeconds, now }: Unreached): Fragment => sql`
  WITH lost AS MATERIALIZED (
    SELECT m.person_id, m.channel FROM occurrence o JOIN message m ON m.occurrence_id = o.id
    WHERE o.run_id = ${runId} AND o.step = ${of} AND (m.state IN ('failed', 'undelivered')
      OR (m.state = 'suppressed' AND m.reason IN ('no address', 'address bounced'))
      OR (m.state = 'sent' AND m.channel = 'sms' AND m.changed_at <= ${now}::timestamptz - make_interval(secs => ${afterSeconds})))),
  sharing AS (${sharing(sql, 'sms', { runId, of })} UNION ALL ${sharing(sql, 'email', { runId, of })})
  SELECT r.person_id, r.committee_id
  FROM (SELECT person_id FROM lost UNION SELECT person_id FROM sharing) left_over
  JOIN occurrence o ON o.run_id = ${runId} AND o.step = ${of}
  JOIN recipient r ON r.occurrence_id = o.id AND r.person_id = left_over.person_id
  WHERE NOT EXISTS (
    SELECT FROM occurrence before JOIN recipient already ON already.occurrence_id = before.id
    WHERE before.run_id = ${runId} AND before.step = ${key} AND already.person_id = r.person_id)`;

/** Those who share their address on a channel with somebody `lost`: a channel at a time, so that addresses are hashed. */
function sharing(sql: Statement, channel: Channel, { runId, of }: Pick<Unreached, 'runId' | 'of'>): Fragment {
  return sql`
    SELECT m.person_id FROM occurrence o
    JOIN message m ON m.occurrence_id = o.id AND m.channel = ${channel} AND m.state = 'suppressed' AND m.reason = 'duplicate address'
    JOIN person p ON p.id = m.person_id
    WHERE o.run_id = ${runId} AND o.step = ${of} AND ${addressHash(sql, channel)} IN (
      SELECT ${addressHash(sql, channel)} FROM person p JOIN lost ON lost.person_id = p.id AND lost.channel = ${channel})`;
}

/** Whether the first step has left anybody unreached, so far. */
export async function leavesAnybody(sql: Statement, of: Unreached): Promise<boolean> {
  return (await sql`SELECT FROM (${unreached(sql, of)}) people LIMIT 1`).count > 0;
}

/** Freezes them as the recipients of a firing of the second way; one that is frozen stays as it is. */
export async function freezeUnreached(
  database: Database,
  occurrenceId: number,
  of: Unreached,
): Promise<void> {
  await database.begin((sql) =>
    freezeOnce(
      sql,
      { occurrenceId, now: of.now },
      () => sql`
        INSERT INTO recipient (occurrence_id, person_id, committee_id)
        SELECT ${occurrenceId}, person_id, committee_id FROM (${unreached(sql, of)}) people`,
    ),
  );
}

/**
 * What may still come of the first step: when the last text that has brought no receipt has had its time (null: none is
 * awaited), and whether something is not out yet or in doubt.
 */
export async function stillAwaited(
  sql: Statement,
  { runId, of, afterSeconds }: Unreached,
): Promise<{ due: Date | null; underWay: boolean }> {
  const [row] = await sql<[{ due: Date | null; underWay: boolean }]>`
    SELECT max(m.changed_at) FILTER (WHERE m.state = 'sent') + make_interval(secs => ${afterSeconds}) AS due,
      count(*) FILTER (WHERE m.state <> 'sent') > 0 AS under_way
    FROM occurrence o JOIN message m ON m.occurrence_id = o.id
    WHERE o.run_id = ${runId} AND o.step = ${of} AND m.state IN ('queued', 'sending', 'unknown', 'sent')`;
  return row;
}
